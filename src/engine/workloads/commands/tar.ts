/** `tar`, as `kubectl cp` asks for it: packs files into an archive on stdout, and unpacks one from stdin. */
import { utf8Bytes } from '../../api/base64.ts';
import { fileProblem, pathIn, type Command, type Process } from '../process.ts';
import { argumentsOf } from './arguments.ts';

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

/** Every file at or below a path, with its absolute path. */
function filesBelow(path: string, { inside: { files, user } }: Pick<Process, 'inside'>): [string, string][] {
  const entry = files.stat(path, user);
  return entry.is === 'file' ? [[path, files.read(path, user)]] : files.list(path, user).flatMap((name) => filesBelow(`${path === '/' ? '' : path}/${name}`, { inside: { files, user } as Process['inside'] }));
}

function pack(operands: readonly string[], process: Process): number {
  let failed = false, any = false;
  for (const operand of operands) {
    try {
      for (const [name, text] of filesBelow(pathIn(process, operand), process)) {
        process.out(packed(name.replace(/^\//, ''), text, process.inside.nowMs));
        any = true;
      }
    } catch (error) { process.err(`tar: ${operand}: ${fileProblem(error)}\n`); failed = true; }
  }
  if (any) process.out('\0'.repeat(2 * BLOCK));
  if (failed) process.err('tar: error exit delayed from previous errors\n');
  return failed ? 1 : 0;
}

/** Text stands here as characters, of which some are more than a byte: sizes count bytes. */
function textOfSize(text: string, at: number, size: number): string {
  let end = at;
  for (let bytes = 0; bytes < size && end < text.length; end++) {
    const code = text.charCodeAt(end);
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code >= 0xd800 && code < 0xdc00 ? 4 : code >= 0xdc00 && code < 0xe000 ? 0 : 3;
  }
  return text.slice(at, end);
}

function unpack(archive: string, folder: string, process: Process): number {
  const { files, user } = process.inside;
  const field = (at: number, width: number): string => archive.slice(at, at + width).replace(/\0[\s\S]*$/, '');
  for (let at = 0; at + BLOCK <= archive.length;) {
    const name = field(at, 100);
    if (name === '') break;
    const size = Number.parseInt(field(at + 124, 12).trim(), 8) || 0;
    const type = archive[at + 156];
    const text = textOfSize(archive, at + BLOCK, size);
    const prefix = field(at + 345, 155);
    const path = pathIn({ ...process, cwd: folder }, prefix ? `${prefix}/${name}` : name);
    try {
      const names = path.split('/').slice(1, type === '5' ? undefined : -1);
      names.forEach((_, i) => { const part = `/${names.slice(0, i + 1).join('/')}`; if (!files.find(part, user)) files.makeDirectory(part, user); });
      if (type === '0' || type === '\0') files.write(path, text, user, Number.parseInt(field(at + 100, 8), 8) & 0o777);
    } catch (error) { process.err(`tar: can't open '${name}': ${fileProblem(error)}\n`); return 1; }
    at += BLOCK + text.length + ((BLOCK - (size % BLOCK)) % BLOCK);
  }
  return 0;
}

export const tar: Command = (words, process) => {
  const [mode = '', ...rest] = words;
  const { flags, operands } = argumentsOf(rest, 'fC');
  const letters = mode.replace(/^-/, '');
  const folder = flags.has('C') ? pathIn(process, flags.get('C')!) : process.cwd;
  if (letters.includes('x')) return unpack(process.stdin.all(), folder, process);
  return pack(letters.includes('f') ? operands.filter((operand, i) => !(i === 0 && operand === '-')) : operands, { ...process, cwd: folder });
};
