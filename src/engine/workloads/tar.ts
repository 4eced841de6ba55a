/** `tar`, as `kubectl cp` asks for it: packs files into an archive on stdout. There is nowhere to unpack to. */
import { utf8Bytes } from '../api/base64.ts';
import type { Inside, Outcome } from './commands.ts';

const BLOCK = 512;

/** One file of a POSIX (ustar) archive: its header block, then its text in whole blocks. */
function packed(name: string, text: string, nowMs: number): string {
  const size = utf8Bytes(text).length;
  const octal = (value: number, width: number): string => `${value.toString(8).padStart(width - 1, '0')}\0`;
  const field = (value: string, width: number): string => value.padEnd(width, '\0');
  const before = field(name, 100) + octal(0o644, 8) + octal(0, 8) + octal(0, 8) + octal(size, 12) + octal(Math.floor(nowMs / 1000), 12);
  const after = `0${field('', 100)}ustar\u000000${field('root', 32)}${field('root', 32)}${octal(0, 8)}${octal(0, 8)}${field('', 155)}`;
  const sum = [...before, ...' '.repeat(8), ...after].reduce((total, letter) => total + letter.charCodeAt(0), 0);
  const header = `${before}${sum.toString(8).padStart(6, '0')}\0 ${after}`.padEnd(BLOCK, '\0');
  return header + text + '\0'.repeat((BLOCK - (size % BLOCK)) % BLOCK);
}

/** `tar cf - PATH...`: a file, or all that a folder holds. */
export function tar(words: readonly string[], { files, nowMs }: Inside): Outcome {
  const [mode = '', ...rest] = words;
  if (/x/.test(mode.replace(/^-/, ''))) return { stdout: '', stderr: "tar: can't create file: Read-only file system\n", code: 1 };
  let stdout = '', stderr = '';
  for (const path of rest.filter((word) => !word.startsWith('-'))) {
    const base = path.replace(/\/$/, '');
    const found = [...files].filter(([name]) => name === base || name.startsWith(`${base}/`)).sort(([a], [b]) => (a < b ? -1 : 1));
    if (found.length === 0) stderr += `tar: ${path}: No such file or directory\n`;
    for (const [name, text] of found) stdout += packed(name.replace(/^\//, ''), text, nowMs);
  }
  if (stdout.length > 0) stdout += '\0'.repeat(2 * BLOCK);
  return { stdout, stderr: stderr ? `${stderr}tar: error exit delayed from previous errors\n` : '', code: stderr ? 1 : 0 };
}
