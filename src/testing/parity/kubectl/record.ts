/**
 * What a kubectl printed, line by line, as a text that a person can read: `$ line`, the output, `! ` before what went to
 * stderr, `[exit n]` when not 0, `@ms` the virtual instant of the line.
 */
import { createHash } from 'node:crypto';
import type { Ran } from '../../kubectl/synchronous.ts';

export interface RecordedLine extends Ran {
  readonly line: string;
  /** Virtual instant, ms since 1970. */
  readonly atMs: number;
}

const NO_END = '\\ no newline';

const block = (text: string, mark: string): string => {
  if (text === '') return '';
  const ended = text.endsWith('\n');
  return `${(ended ? text.slice(0, -1) : text).split('\n').map((one) => `${mark}${one}\n`).join('')}${ended ? '' : `${mark}${NO_END}\n`}`;
};

/** Longer outputs are kept as a count of lines and a hash. */
const MOST_LINES = 25;
const HASHED = /^# \d+ lines, [0-9a-f]{16}\n$/;

/** What stands for an output in a compact record; itself when it is short. */
export function compacted(text: string): string {
  const count = text.split('\n').length - 1;
  return count <= MOST_LINES || HASHED.test(text) ? text : `# ${count} lines, ${createHash('sha256').update(text).digest('hex').slice(0, 16)}\n`;
}

export const writeRecord = (lines: readonly RecordedLine[], compact = false): string =>
  (compact ? lines.map((one) => ({ ...one, stdout: compacted(one.stdout), stderr: compacted(one.stderr) })) : lines).map(({ line, atMs, stdout, stderr, code }) => `$ ${line}\n@${atMs}\n${block(stdout, '  ')}${block(stderr, '! ')}${code === 0 ? '' : `[exit ${code}]\n`}`).join('');

export function readRecord(text: string): RecordedLine[] {
  const records: { line: string; atMs: number; stdout: string; stderr: string; code: number }[] = [];
  for (const row of text.split('\n')) {
    const last = records.at(-1);
    if (row.startsWith('$ ')) { records.push({ line: row.slice(2), atMs: 0, stdout: '', stderr: '', code: 0 }); continue; }
    if (!last) continue;
    const part = row.startsWith('  ') ? 'stdout' : row.startsWith('! ') ? 'stderr' : undefined;
    if (part) last[part] = row.slice(2) === NO_END ? last[part].slice(0, -1) : `${last[part]}${row.slice(2)}\n`;
    else if (row.startsWith('@')) last.atMs = Number(row.slice(1));
    else if (row.startsWith('[exit ')) last.code = Number(row.slice(6, -1));
  }
  return records;
}
