/** What a certificate signing request asks for (PKCS #10, RFC 2986). */
import { BIT_STRING, context, OCTET_STRING, OID, oid, read, SEQUENCE, type Bytes, type Node } from './der.ts';
import { fromPem } from './pem.ts';

export interface CertificateRequest {
  /** The subject's and the public key's DER, to be put into a certificate as they stand. */
  readonly subject: Bytes;
  readonly publicKey: Bytes;
  /** The value of the extension that names hosts and addresses. */
  readonly alternativeNames?: Bytes;
}

const EXTENSION_REQUEST = oid('1.2.840.113549.1.9.14'), ALTERNATIVE_NAMES = oid('2.5.29.17');
const same = (a: Bytes, b: Bytes): boolean => a.length === b.length && a.every((byte, i) => byte === b[i]);
const inside = (node: Node | undefined): readonly Node[] => (node ? read(node.content) ?? [] : []);

/** Undefined when the text holds no request that can be read. */
export function readCertificateRequest(pem: string): CertificateRequest | undefined {
  const der = fromPem(pem, 'CERTIFICATE REQUEST', 'NEW CERTIFICATE REQUEST');
  const [info, algorithm, signature] = inside(der && read(der)?.[0]);
  if (info?.tag !== SEQUENCE || algorithm?.tag !== SEQUENCE || signature?.tag !== BIT_STRING) return undefined;
  const [, subject, publicKey, attributes] = inside(info);
  if (subject?.tag !== SEQUENCE || publicKey?.tag !== SEQUENCE) return undefined;
  const alternativeNames = attributes?.tag === context(0) ? alternativeNamesOf(inside(attributes)) : undefined;
  return { subject: subject.whole, publicKey: publicKey.whole, ...(alternativeNames ? { alternativeNames } : {}) };
}

function alternativeNamesOf(attributes: readonly Node[]): Bytes | undefined {
  for (const attribute of attributes) {
    const [type, values] = inside(attribute);
    if (!type || !same(type.whole, EXTENSION_REQUEST)) continue;
    for (const extension of inside(inside(values)[0])) {
      const parts = inside(extension);
      if (parts[0]?.tag === OID && same(parts[0].whole, ALTERNATIVE_NAMES)) return parts.find(({ tag }) => tag === OCTET_STRING)?.content;
    }
  }
  return undefined;
}
