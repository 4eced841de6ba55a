/** Reads what a certificate signing request asks for (PKCS #10, RFC 2986): its subject and its alternative names. */
import { decodeBytes, decodeText, utf8Text } from '../../engine/api/base64.ts';

export interface SigningRequest {
  readonly commonName: string;
  readonly serialNumber: string;
  /** By title, in kubectl's order. */
  readonly subject: readonly (readonly [string, readonly string[]])[];
  readonly alternatives: readonly (readonly [string, readonly string[]])[];
}

/** A tag and its content: DER. */
interface Value { readonly tag: number; readonly bytes: readonly number[] }

const SEQUENCE = 0x30, SET = 0x31, OBJECT_ID = 0x06, OCTETS = 0x04, ATTRIBUTES = 0xa0, UTF16 = 0x1e;
const EXTENSION_REQUEST = '1.2.840.113549.1.9.14';
const ALTERNATIVE_NAME = '2.5.29.17';
const SUBJECT: readonly (readonly [string, string])[] = [
  ['Organization', '2.5.4.10'], ['Organizational Unit', '2.5.4.11'], ['Country', '2.5.4.6'], ['Locality', '2.5.4.7'], ['Province', '2.5.4.8'],
  ['StreetAddress', '2.5.4.9'], ['PostalCode', '2.5.4.17'],
];
const ALTERNATIVES: readonly (readonly [string, number])[] = [['DNS Names', 0x82], ['Email Addresses', 0x81], ['URIs', 0x86], ['IP Addresses', 0x87]];

/** Undefined for what is no request. `request` is `spec.request`: PEM in base64. */
export function parseSigningRequest(request: string): SigningRequest | undefined {
  const pem = /-----BEGIN (?:NEW )?CERTIFICATE REQUEST-----([\s\S]*?)-----END/.exec(decodeText(request) ?? '');
  const bytes = pem && decodeBytes(pem[1]!.replace(/\s/g, ''));
  const info = bytes && values(values(bytes)[0]?.bytes ?? [])[0];
  if (!info) return undefined;
  const [, subject, , ...rest] = values(info.bytes);
  if (subject?.tag !== SEQUENCE) return undefined;
  const names = values(subject.bytes).filter(({ tag }) => tag === SET).flatMap(({ bytes: set }) => values(set)).map(({ bytes: pair }) => values(pair));
  const named = (id: string): string[] => names.filter(([type]) => type && objectId(type) === id).map(([, value]) => textOf(value));
  const alternatives = alternativeNames(rest.find(({ tag }) => tag === ATTRIBUTES));
  return {
    commonName: named('2.5.4.3').at(-1) ?? '', serialNumber: named('2.5.4.5').at(-1) ?? '',
    subject: SUBJECT.map(([title, id]) => [title, named(id)]),
    alternatives: ALTERNATIVES.map(([title, tag]) => [title, alternatives.filter((name) => name.tag === tag).map((name) => (tag === 0x87 ? addressOf(name.bytes) : utf8Text(name.bytes)))]),
  };
}

function alternativeNames(attributes: Value | undefined): Value[] {
  for (const attribute of values(attributes?.bytes ?? [])) {
    const [id, set] = values(attribute.bytes);
    if (!id || objectId(id) !== EXTENSION_REQUEST) continue;
    for (const extension of values(values(set?.bytes ?? [])[0]?.bytes ?? [])) {
      const parts = values(extension.bytes);
      const octets = parts.find(({ tag }) => tag === OCTETS);
      if (parts[0] && octets && objectId(parts[0]) === ALTERNATIVE_NAME) return values(values(octets.bytes)[0]?.bytes ?? []);
    }
  }
  return [];
}

/** The values one after the other; what is cut short ends the list. */
function values(bytes: readonly number[]): Value[] {
  const list: Value[] = [];
  for (let at = 0; at + 1 < bytes.length;) {
    const tag = bytes[at]!;
    let length = bytes[at + 1]!;
    at += 2;
    if (length >= 0x80) {
      const count = length - 0x80;
      length = bytes.slice(at, at + count).reduce((sum, byte) => sum * 256 + byte, 0);
      at += count;
    }
    if (at + length > bytes.length) break;
    list.push({ tag, bytes: bytes.slice(at, at + length) });
    at += length;
  }
  return list;
}

function objectId({ tag, bytes }: Value): string {
  if (tag !== OBJECT_ID || bytes.length === 0) return '';
  const parts = [Math.min(2, Math.floor(bytes[0]! / 40))];
  parts.push(bytes[0]! - parts[0]! * 40);
  let part = 0;
  for (const byte of bytes.slice(1)) {
    part = part * 128 + (byte & 0x7f);
    if (byte < 0x80) { parts.push(part); part = 0; }
  }
  return parts.join('.');
}

function textOf(value: Value | undefined): string {
  if (!value) return '';
  if (value.tag !== UTF16) return utf8Text(value.bytes);
  let text = '';
  for (let i = 0; i + 1 < value.bytes.length; i += 2) text += String.fromCharCode(value.bytes[i]! * 256 + value.bytes[i + 1]!);
  return text;
}

/** IPv6 with its longest run of zeroes cut out (RFC 5952). */
function addressOf(bytes: readonly number[]): string {
  if (bytes.length !== 16) return bytes.join('.');
  const groups = Array.from({ length: 8 }, (_, i) => bytes[2 * i]! * 256 + bytes[2 * i + 1]!);
  let best = { start: -1, length: 1 };
  for (let start = 0; start < 8; start++) {
    let length = 0;
    while (start + length < 8 && groups[start + length] === 0) length++;
    if (length > best.length) best = { start, length };
  }
  const hex = groups.map((group) => group.toString(16));
  return best.start < 0 ? hex.join(':') : `${hex.slice(0, best.start).join(':')}::${hex.slice(best.start + best.length).join(':')}`;
}
