import { decodeBytes, encodeBytes } from '../base64.ts';
import type { Bytes } from './der.ts';

export const toPem = (type: string, der: Bytes): string => [`-----BEGIN ${type}-----`, ...encodeBytes(der).match(/.{1,64}/g)!, `-----END ${type}-----`, ''].join('\n');

/** The first block of one of the types; what stands around it is passed over. */
export function fromPem(text: string, ...types: readonly string[]): Bytes | undefined {
  for (const type of types) {
    const [, body] = new RegExp(`-----BEGIN ${type}-----([^-]*)-----END ${type}-----`).exec(text) ?? [];
    const bytes = body === undefined ? undefined : decodeBytes(body.replace(/\s/g, ''));
    if (bytes) return Uint8Array.from(bytes);
  }
  return undefined;
}
