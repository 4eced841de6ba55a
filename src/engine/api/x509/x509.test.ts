import { createPublicKey, generateKeyPairSync, sign, verify, X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parseTime } from '../../kernel/time.ts';
import { ROOT_CA_PEM } from './root-ca.ts';
import { alternativeNames, authorityCertificate, issueCertificate, keyOf, nameOf, privateKeyPem, publicKeyInfo, serialOf, tokenJsonWebKey, tokenSignature } from './authority.ts';
import { readCertificateRequest } from './certificate-request.ts';
import { bits, concat, context, element, integer, oid, read, sequence, SET, time } from './der.ts';
import { toPem } from './pem.ts';

const authority = new X509Certificate(ROOT_CA_PEM);
const DAY = 86_400_000, NOW = parseTime('2026-01-01T00:00:00Z');

describe('der', () => {
  it('writes numbers, lengths, names and times in the shortest form, and reads them again', () => {
    expect([...integer([0, 0, 127])]).toEqual([2, 1, 127]);
    expect([...integer([128])]).toEqual([2, 2, 0, 128]);
    expect([...oid('1.2.840.10045.4.3.2')]).toEqual([6, 8, 42, 134, 72, 206, 61, 4, 3, 2]);
    expect([...element(4, new Uint8Array(300)).subarray(0, 4)]).toEqual([4, 0x82, 1, 44]);
    expect(String.fromCharCode(...time(parseTime('2049-12-31T23:59:59Z')).subarray(2))).toBe('491231235959Z');
    expect(String.fromCharCode(...time(parseTime('2050-01-01T00:00:00Z')).subarray(2))).toBe('20500101000000Z');
    expect(read(concat(integer([1]), sequence(integer([2]))))?.map(({ tag, content }) => [tag, content.length])).toEqual([[2, 1], [0x30, 3]]);
    expect(read(Uint8Array.of(4, 5, 0))).toBeUndefined();
    expect(read(Uint8Array.of(4, 0x80))).toBeUndefined();
  });
});

/** A request as openssl makes one. */
function requestOf(type: 'ec' | 'rsa'): { pem: string; publicKey: string } {
  const { publicKey, privateKey } = type === 'ec' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('rsa', { modulusLength: 2048 });
  const names = sequence(oid('1.2.840.113549.1.9.14'), element(SET, sequence(sequence(oid('2.5.29.17'), element(4, alternativeNames(['web.example'], ['10.0.0.7']))))));
  const info = sequence(integer([0]), nameOf(['O', 'dev'], ['CN', 'jane']), publicKey.export({ type: 'spki', format: 'der' }), element(context(0), names));
  const algorithm = sequence(oid(type === 'ec' ? '1.2.840.10045.4.3.2' : '1.2.840.113549.1.1.11'));
  return { pem: `a note\n${toPem('CERTIFICATE REQUEST', sequence(info, algorithm, bits(sign('sha256', info, privateKey))))}`, publicKey: String(publicKey.export({ type: 'spki', format: 'pem' })) };
}

describe('certificates', () => {
  it('the published authority is the one that signs', () => {
    expect(ROOT_CA_PEM).toBe(authorityCertificate());
    expect([authority.ca, authority.subject, authority.verify(authority.publicKey)]).toEqual([true, 'CN=kubernetes', true]);
  });

  it.each(['ec', 'rsa'] as const)('%s: names the subject, key and hosts of the request, and is signed by the authority', (type) => {
    const { pem, publicKey } = requestOf(type);
    const asked = readCertificateRequest(pem)!;
    const certificate = new X509Certificate(issueCertificate({ ...asked, serial: serialOf('1'), notBefore: NOW, notAfter: NOW + DAY, usages: ['digital signature', 'key encipherment', 'client auth'] }));
    expect(certificate.subject).toBe('O=dev\nCN=jane');
    expect(certificate.subjectAltName).toBe('DNS:web.example, IP Address:10.0.0.7');
    expect(certificate.publicKey.export({ type: 'spki', format: 'pem' })).toBe(publicKey);
    expect([certificate.validFrom, certificate.validTo, certificate.ca]).toEqual(['Jan  1 00:00:00 2026 GMT', 'Jan  2 00:00:00 2026 GMT', false]);
    expect((certificate as unknown as { keyUsage: string[] }).keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
    expect([certificate.checkIssued(authority), certificate.verify(authority.publicKey)]).toEqual([true, true]);
  });

  it('keys and certificates are the same each time', () => {
    const key = keyOf('server');
    const make = (): string => issueCertificate({ subject: nameOf(['CN', 'x']), publicKey: publicKeyInfo(key), serial: [7], notBefore: NOW, notAfter: NOW + DAY, usages: ['server auth'] });
    expect(make()).toBe(make());
    expect(createPublicKey(privateKeyPem(key)).export({ type: 'spki', format: 'der' })).toEqual(Buffer.from(publicKeyInfo(key)));
  });

  it('what is no request is not read', () => {
    expect(readCertificateRequest('nothing')).toBeUndefined();
    expect(readCertificateRequest(toPem('CERTIFICATE REQUEST', Uint8Array.of(1, 2, 3)))).toBeUndefined();
    expect(readCertificateRequest(toPem('CERTIFICATE REQUEST', sequence(sequence(integer([0])), sequence(), bits([]))))).toBeUndefined();
  });
});

it('tokens can be checked with the published key', () => {
  const key = createPublicKey({ key: tokenJsonWebKey() as never, format: 'jwk' });
  expect(verify('sha256', Buffer.from('a.b'), { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(tokenSignature('a.b'), 'base64url'))).toBe(true);
});
