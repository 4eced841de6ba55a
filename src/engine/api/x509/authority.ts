/**
 * The certificate authority of simulated clusters, and what it signs: X.509 certificates that real clients take (RFC 5280).
 * Its key is made of a sentence that everybody can read, and is the same in every cluster: it guards nothing.
 * Signatures are deterministic (RFC 6979): equal runs make equal certificates.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { encodeBytes, utf8Bytes } from '../base64.ts';
import { parseTime } from '../../kernel/time.ts';
import { bits, type Bytes, context, element, integer, octets, oid, plainContext, sequence, SET, time, UTF8_STRING, yes } from './der.ts';
import { curve } from './p256.ts';
import { toPem } from './pem.ts';

export interface KeyPair { readonly secret: Bytes; readonly publicKey: Bytes }

/** The key that a sentence makes. */
export function keyOf(sentence: string): KeyPair {
  const secret = sha256(Uint8Array.from(utf8Bytes(sentence)));
  return { secret, publicKey: curve().getPublicKey(secret, false) };
}

let authorityKey: KeyPair | undefined;
const authority = (): KeyPair => (authorityKey ??= keyOf('Bottleship simulated cluster certificate authority'));

const P256 = sequence(oid('1.2.840.10045.2.1'), oid('1.2.840.10045.3.1.7'));
const SIGNATURE = sequence(oid('1.2.840.10045.4.3.2'));
export const publicKeyInfo = ({ publicKey }: KeyPair): Bytes => sequence(P256, bits(publicKey));
/** `EC PRIVATE KEY`, RFC 5915. */
export const privateKeyPem = ({ secret, publicKey }: KeyPair): string => toPem('EC PRIVATE KEY', sequence(integer([1]), octets(secret), element(context(0), oid('1.2.840.10045.3.1.7')), element(context(1), bits(publicKey))));

const ATTRIBUTES: Readonly<Record<string, string>> = { CN: '2.5.4.3', O: '2.5.4.10' };
export const nameOf = (...parts: readonly (readonly ['CN' | 'O', string])[]): Bytes =>
  sequence(...parts.map(([type, value]) => element(SET, sequence(oid(ATTRIBUTES[type]!), element(UTF8_STRING, utf8Bytes(value))))));

const ISSUER = nameOf(['CN', 'kubernetes']);
/** The first 160 bits of the hash of the key (RFC 7093). */
const keyIdentifier = (key: ArrayLike<number>): Bytes => sha256(Uint8Array.from(key)).slice(0, 20);

const KEY_USAGES = ['digital signature', 'content commitment', 'key encipherment', 'data encipherment', 'key agreement', 'cert sign', 'crl sign'];
const EXTENDED_USAGES: Readonly<Record<string, string>> = { 'server auth': '1.3.6.1.5.5.7.3.1', 'client auth': '1.3.6.1.5.5.7.3.2', 'code signing': '1.3.6.1.5.5.7.3.3', 'email protection': '1.3.6.1.5.5.7.3.4', timestamping: '1.3.6.1.5.5.7.3.8', 'ocsp signing': '1.3.6.1.5.5.7.3.9' };

const extension = (id: string, critical: boolean, value: Bytes): Bytes => sequence(oid(id), ...(critical ? [yes()] : []), octets(value));

function usageExtensions(usages: readonly string[]): Bytes[] {
  // `signing` is an older word for the first.
  const set = new Set(usages.map((usage) => (usage === 'signing' ? 'digital signature' : usage)));
  let mask = 0, last = -1;
  KEY_USAGES.forEach((usage, bit) => { if (set.has(usage)) { mask |= 0x80 >> bit; last = bit; } });
  const extended = Object.entries(EXTENDED_USAGES).filter(([usage]) => set.has(usage)).map(([, id]) => oid(id));
  return [
    ...(last < 0 ? [] : [extension('2.5.29.15', true, bits([mask], 7 - last))]),
    ...(extended.length ? [extension('2.5.29.37', false, sequence(...extended))] : []),
  ];
}

export interface CertificateTemplate {
  readonly subject: Bytes;
  /** The subject's public key with its algorithm, in DER. */
  readonly publicKey: Bytes;
  /** 16 bytes or fewer. */
  readonly serial: ArrayLike<number>;
  /** ms since 1970. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** In Kubernetes' words: `client auth`. */
  readonly usages: readonly string[];
  readonly alternativeNames?: Bytes | undefined;
}

/** A certificate in PEM. */
export function issueCertificate(template: CertificateTemplate): string {
  const { usages, alternativeNames } = template;
  return signed(template, [
    ...usageExtensions(usages), extension('2.5.29.19', true, sequence()), extension('2.5.29.35', false, sequence(element(plainContext(0), keyIdentifier(authority().publicKey)))),
    ...(alternativeNames ? [extension('2.5.29.17', false, alternativeNames)] : []),
  ]);
}

function signed({ subject, publicKey, serial, notBefore, notAfter }: CertificateTemplate, extensions: readonly Bytes[]): string {
  const body = sequence(
    element(context(0), integer([2])), integer(serial), SIGNATURE, ISSUER, sequence(time(notBefore), time(notAfter)), subject, publicKey, element(context(3), sequence(...extensions)),
  );
  return toPem('CERTIFICATE', sequence(body, SIGNATURE, bits(signature(body))));
}

/** ECDSA over the SHA-256 of the bytes: the two numbers in DER. */
function signature(body: Bytes): Bytes {
  const raw = curve().sign(body, authority().secret);
  return sequence(integer(raw.subarray(0, 32)), integer(raw.subarray(32)));
}

/** What `ROOT_CA_PEM` is a copy of. */
export function authorityCertificate(): string {
  const { publicKey } = authority();
  return signed(
    { subject: ISSUER, publicKey: publicKeyInfo(authority()), serial: [1], notBefore: parseTime('2000-01-01T00:00:00Z'), notAfter: parseTime('2099-12-31T00:00:00Z'), usages: [] },
    [...usageExtensions(['digital signature', 'key encipherment', 'cert sign']), extension('2.5.29.19', true, sequence(yes())), extension('2.5.29.14', false, octets(keyIdentifier(publicKey)))],
  );
}

/** Hosts and IPv4 addresses as an extension's value. */
export function alternativeNames(hosts: readonly string[], addresses: readonly string[]): Bytes {
  return sequence(...hosts.map((host) => element(plainContext(2), utf8Bytes(host))), ...addresses.map((address) => element(plainContext(7), address.split('.').map(Number))));
}

/** A JSON Web Signature's third part, algorithm ES256 (RFC 7518). */
export const tokenSignature = (text: string): string => url(curve().sign(Uint8Array.from(utf8Bytes(text)), tokenKey().secret));
let serviceAccountKey: KeyPair | undefined;
const tokenKey = (): KeyPair => (serviceAccountKey ??= keyOf('Bottleship simulated cluster service account tokens'));
const url = (bytes: ArrayLike<number>): string => encodeBytes(bytes).replace(/=+$/, '').replace(/\+/g, '-').replace(/\//g, '_');

/** The public key of tokens as a JSON Web Key. */
export function tokenJsonWebKey(): Readonly<Record<string, string>> {
  const { publicKey } = tokenKey();
  return { use: 'sig', kty: 'EC', kid: tokenKeyId(), crv: 'P-256', alg: 'ES256', x: url(publicKey.subarray(1, 33)), y: url(publicKey.subarray(33)) };
}

let keyId: string | undefined;
/** As kube-apiserver names keys: the hash of the public key in DER. */
export const tokenKeyId = (): string => (keyId ??= url(sha256(publicKeyInfo(tokenKey()))));

/** A serial number that a text makes. */
export function serialOf(text: string): Bytes {
  const serial = sha256(Uint8Array.from(utf8Bytes(text))).slice(0, 16);
  serial[0] = (serial[0]! & 0x7f) | 1;
  return serial;
}
