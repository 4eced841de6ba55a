/** Archives as `tar` writes them (ustar), of text files: what `kubectl cp` sends and gets. */
import { utf8Bytes, utf8Text } from '../../engine/api/base64.ts';

export interface TarEntry { readonly name: string; readonly text: string }

const BLOCK = 512;
const LINK = new Set(['1', '2']);

const octal = (value: number, width: number): string => `${value.toString(8).padStart(width - 1, '0')}\0`;
const padded = (text: string, width: number): string => text.slice(0, width).padEnd(width, '\0');

function header(name: string, size: number): string {
  const fields = (sum: string): string =>
    `${padded(name, 100)}${octal(0o644, 8)}${octal(0, 8)}${octal(0, 8)}${octal(size, 12)}${octal(0, 12)}${sum}0${padded('', 100)}ustar\x0000${padded('root', 32)}${padded('root', 32)}${octal(0, 8)}${octal(0, 8)}${padded('', 155)}`;
  const sum = utf8Bytes(fields(' '.repeat(8))).reduce((total, byte) => total + byte, 0);
  return padded(fields(`${sum.toString(8).padStart(6, '0')}\0 `), BLOCK);
}

/** Names of up to 100 bytes. */
export function writeTar(entries: readonly TarEntry[]): string {
  const parts = entries.map(({ name, text }) => {
    const size = utf8Bytes(text).length;
    return header(name, size) + text + '\0'.repeat((BLOCK - (size % BLOCK)) % BLOCK);
  });
  return `${parts.join('')}${'\0'.repeat(2 * BLOCK)}`;
}

/** Files only: folders follow from their names; links are left out. */
export function readTar(archive: string): TarEntry[] {
  const bytes = utf8Bytes(archive);
  const entries: TarEntry[] = [];
  const field = (at: number, width: number): string => utf8Text(bytes.slice(at, at + width)).replace(/\0.*$/s, '').trim();
  for (let at = 0; at + BLOCK <= bytes.length && bytes[at] !== 0;) {
    const size = Number.parseInt(field(at + 124, 12) || '0', 8);
    const type = field(at + 156, 1);
    const prefix = field(at + 345, 155);
    const name = `${prefix === '' ? '' : `${prefix}/`}${field(at, 100)}`;
    if (type !== '5' && !LINK.has(type) && !name.endsWith('/')) entries.push({ name, text: utf8Text(bytes.slice(at + BLOCK, at + BLOCK + size)) });
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  return entries;
}
