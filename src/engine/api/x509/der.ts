/** ASN.1 in its distinguished encoding (ITU-T X.690): as much of it as certificates take. */
import { utf8Bytes } from '../base64.ts';
import { toDate } from './instant.ts';

export type Bytes = Uint8Array;

export const SEQUENCE = 0x30, SET = 0x31, INTEGER = 0x02, BIT_STRING = 0x03, OCTET_STRING = 0x04, OID = 0x06, UTF8_STRING = 0x0c, BOOLEAN = 0x01, UTC_TIME = 0x17, GENERALIZED_TIME = 0x18;
/** A field told by its number: constructed, or plain. */
export const context = (number: number): number => 0xa0 | number, plainContext = (number: number): number => 0x80 | number;

export function concat(...parts: readonly ArrayLike<number>[]): Bytes {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) { all.set(part, at); at += part.length; }
  return all;
}

export function element(tag: number, ...content: readonly ArrayLike<number>[]): Bytes {
  const body = concat(...content), { length } = body;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : length < 0x10000 ? [0x82, length >> 8, length & 255] : [0x83, length >> 16, (length >> 8) & 255, length & 255];
  return concat([tag], size, body);
}

export const sequence = (...content: readonly Bytes[]): Bytes => element(SEQUENCE, ...content);
export const octets = (content: ArrayLike<number>): Bytes => element(OCTET_STRING, content);
export const bits = (content: ArrayLike<number>, unused = 0): Bytes => element(BIT_STRING, [unused], content);
export const yes = (): Bytes => element(BOOLEAN, [255]);

/** A number that is not negative, from its bytes. */
export function integer(bytes: ArrayLike<number>): Bytes {
  let from = 0;
  while (from < bytes.length - 1 && bytes[from] === 0) from++;
  const rest = Array.from(bytes).slice(from);
  return element(INTEGER, (rest[0] ?? 0) & 0x80 ? [0] : [], rest);
}

export function oid(dotted: string): Bytes {
  const [a = 0, b = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = [a * 40 + b];
  for (const arc of rest) {
    const groups = [arc & 127];
    for (let left = arc >>> 7; left > 0; left >>>= 7) groups.unshift((left & 127) | 128);
    bytes.push(...groups);
  }
  return element(OID, bytes);
}

/** Two digits of the year to 2049, four from 2050 on (RFC 5280, 4.1.2.5). */
export function time(ms: number): Bytes {
  const text = toDate(ms);
  return text < '2050' ? element(UTC_TIME, utf8Bytes(text.slice(2))) : element(GENERALIZED_TIME, utf8Bytes(text));
}

export interface Node {
  readonly tag: number;
  /** Tag, length and content. */
  readonly whole: Bytes;
  readonly content: Bytes;
}

/** The elements that stand one after another; undefined when that is not what the bytes are. */
export function read(bytes: Bytes): readonly Node[] | undefined {
  const nodes: Node[] = [];
  for (let at = 0; at < bytes.length;) {
    const tag = bytes[at]!, first = bytes[at + 1];
    if (first === undefined) return undefined;
    let length = first, start = at + 2;
    if (first & 0x80) {
      const count = first & 0x7f;
      if (count === 0 || count > 3 || start + count > bytes.length) return undefined;
      length = 0;
      for (let i = 0; i < count; i++) length = (length << 8) | bytes[start + i]!;
      start += count;
    }
    if (start + length > bytes.length) return undefined;
    nodes.push({ tag, whole: bytes.subarray(at, start + length), content: bytes.subarray(start, start + length) });
    at = start + length;
  }
  return nodes;
}
