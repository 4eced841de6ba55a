/** Commands over files, as busybox has them. */
import { modeText, newFile, type Directory, type Entry } from '../files/entry.ts';
import { fileProblem, pathIn, type Command, type Process } from '../process.ts';
import { argumentsOf } from './arguments.ts';

/** Runs over each operand; what cannot be done is said, and the others still are. */
const each = (name: string, run: (path: string, process: Process, flags: ReadonlyMap<string, string>, said: string) => void, said = (path: string, problem: string): string => `${path}: ${problem}`): Command => (words, process) => {
  const { flags, operands } = argumentsOf(words);
  let code = 0;
  for (const operand of operands) {
    try { run(pathIn(process, operand), process, flags, operand); } catch (error) {
      process.err(`${name}: ${said(operand, fileProblem(error))}\n`);
      code = 1;
    }
  }
  return code;
};

const cat: Command = (words, process) => {
  const { operands } = argumentsOf(words);
  let code = 0;
  for (const operand of operands.length > 0 ? operands : ['-']) {
    if (operand === '-' || operand === '/dev/stdin') { process.out(process.stdin.all()); continue; }
    try { process.out(process.inside.files.read(pathIn(process, operand), process.inside.user)); } catch (error) {
      const problem = fileProblem(error);
      process.err(problem === 'Is a directory' ? 'cat: read error: Is a directory\n' : `cat: can't open '${operand}': ${problem}\n`);
      code = 1;
    }
  }
  return code;
};

const stillOf = (entry: Entry): number => (entry.is === 'file' ? entry.text.length : 4096);

function longLine(entry: Entry, name: string): string {
  const links = entry.is === 'directory' ? 2 : 1;
  return `${modeText(entry)}    ${links} ${owner(entry.uid)}     ${owner(entry.gid)}     ${String(stillOf(entry)).padStart(9)} Jan  1 00:00 ${name}\n`;
}

const owner = (id: number): string => (id === 0 ? 'root' : String(id)).padEnd(4);

const ls: Command = (words, process) => {
  const { flags, operands } = argumentsOf(words);
  const { files, user } = process.inside;
  const line = (entry: Entry, name: string): string => (flags.has('l') ? longLine(entry, name) : `${name}\n`);
  let code = 0;
  const paths = operands.length > 0 ? operands : ['.'];
  for (const operand of paths) {
    const path = pathIn(process, operand);
    try {
      const entry = files.stat(path, user);
      if (entry.is === 'file' || flags.has('d')) { process.out(line(entry, operand)); continue; }
      if (paths.length > 1) process.out(`${operand}:\n`);
      const names = [...(flags.has('a') ? ['.', '..'] : []), ...files.list(path, user).filter((name) => flags.has('a') || flags.has('A') || !name.startsWith('.'))];
      if (flags.has('l')) process.out(`total ${names.length * 4}\n`);
      for (const name of names) process.out(line(files.stat(pathIn(process, `${path}/${name}`), user), name));
    } catch (error) {
      process.err(`ls: ${operand}: ${fileProblem(error)}\n`);
      code = 1;
    }
  }
  return code;
};

const touch = each('touch', (path, { inside: { files, user } }) => { if (!files.find(path, user) || files.mountOf(path).readOnly) files.write(path, '', user); });

const mkdir = each('mkdir', (path, { inside: { files, user } }, flags) => {
  if (!flags.has('p')) { files.makeDirectory(path, user); return; }
  const names = path.split('/').slice(1);
  names.forEach((_, i) => {
    const part = `/${names.slice(0, i + 1).join('/')}`;
    if (!files.find(part, user)) files.makeDirectory(part, user);
  });
}, (path, problem) => `can't create directory '${path}': ${problem}`);

const rm = each('rm', (path, { inside: { files, user } }, flags, said) => {
  const entry = files.find(path, user);
  if (!entry && flags.has('f')) return;
  const recursive = flags.has('r') || flags.has('R');
  if (entry?.is === 'directory' && !recursive) throw Object.assign(new IsDirectory(said));
  files.remove(path, user, recursive);
}, (path, problem) => `can't remove '${path}': ${problem}`);

class IsDirectory extends Error {}

const removed: Command = (words, process) => {
  try { return rm(words, process, 'rm'); } catch (error) {
    if (!(error instanceof IsDirectory)) throw error;
    process.err(`rm: '${error.message}' is a directory\n`);
    return 1;
  }
};

const rmdir = each('rmdir', (path, { inside: { files, user } }) => files.remove(path, user), (path, problem) => `'${path}': ${problem}`);

const copied = (entry: Entry): Entry => (entry.is === 'file' ? { ...entry } : { ...entry, children: new Map([...entry.children].map(([name, child]) => [name, copied(child)])) } as Directory);

const transfer = (name: string, take: boolean): Command => (words, process) => {
  const { operands } = argumentsOf(words);
  const { files, user } = process.inside;
  const to = pathIn(process, operands.at(-1) ?? '.');
  let code = 0;
  for (const from of operands.slice(0, -1)) {
    try {
      const path = pathIn(process, from);
      const entry = files.stat(path, user);
      const isInto = files.find(to, user)?.is === 'directory';
      files.place(isInto ? `${to}/${path.split('/').at(-1)}` : to, copied(entry), user);
      if (take) files.remove(path, user, true);
    } catch (error) {
      process.err(`${name}: can't ${take ? 'rename' : 'stat'} '${from}': ${fileProblem(error)}\n`);
      code = 1;
    }
  }
  return code;
};

function modeOf(text: string, old: Entry): number {
  if (/^[0-7]+$/.test(text)) return Number.parseInt(text, 8);
  let mode = old.mode;
  for (const [, who = '', operator, what] of text.matchAll(/([ugoa]*)([-+=])([rwxXst]*)/g)) {
    const whom = who === '' || who.includes('a') ? 'ugo' : who;
    for (const [letter, shift] of [['u', 6], ['g', 3], ['o', 0]] as const) {
      if (!whom.includes(letter)) continue;
      const bits = ((what!.includes('r') ? 4 : 0) | (what!.includes('w') ? 2 : 0) | (/[xX]/.test(what!) ? 1 : 0)) << shift;
      mode = operator === '+' ? mode | bits : operator === '-' ? mode & ~bits : (mode & ~(7 << shift)) | bits;
    }
  }
  return mode;
}

function all(path: string, { inside: { files, user } }: Process, recursive: boolean, run: (path: string, entry: Entry) => void): void {
  const entry = files.stat(path, user);
  run(path, entry);
  if (recursive && entry.is === 'directory') for (const name of files.list(path, user)) all(`${path}/${name}`, { inside: { files, user } } as Process, true, run);
}

const chmod: Command = (words, process) => {
  const recursive = words.includes('-R');
  const [mode = '', ...paths] = words.filter((word) => word !== '-R');
  return each('chmod', (path) => all(path, process, recursive, (one, entry) => process.inside.files.change(one, process.inside.user, { mode: modeOf(mode, entry) })))(paths, process, '');
};

const chown: Command = (words, process) => {
  const recursive = words.includes('-R');
  const [who = '', ...paths] = words.filter((word) => word !== '-R');
  const [uid, gid] = who.split(':').map((id) => (/^\d+$/.test(id) ? Number(id) : id === 'root' ? 0 : undefined));
  const change = { ...(uid === undefined ? {} : { uid }), ...(gid === undefined ? {} : { gid }) };
  return each('chown', (path) => all(path, process, recursive, (one) => process.inside.files.change(one, process.inside.user, change)))(paths, process, '');
};

const stat: Command = (words, process) => {
  const { flags, operands } = argumentsOf(words, 'c');
  return each('stat', (path, { inside: { files, user } }, _flags, said) => {
    const entry = files.stat(path, user);
    const format = flags.get('c') ?? '  File: %n\n  Size: %s\nAccess: (%a/%A)  Uid: (%u)   Gid: (%g)';
    const mode = (entry.mode & 0o7777).toString(8);
    process.out(`${format.replace(/%([nsaAugFUG])/g, (_, what: string) => ({ n: said, s: String(stillOf(entry)), a: mode, A: modeText(entry), u: String(entry.uid), g: String(entry.gid), F: entry.is === 'file' ? 'regular file' : 'directory', U: owner(entry.uid).trim(), G: owner(entry.gid).trim() })[what]!)}\n`);
  }, (path, problem) => `can't stat '${path}': ${problem}`)(operands, process, '');
};

const tee: Command = (words, process) => {
  const { flags, operands } = argumentsOf(words);
  const text = process.stdin.all();
  process.out(text);
  return each('tee', (path, { inside: { files, user } }) => files.write(path, text, user, 0o644, flags.has('a')))(operands, process, '');
};

const find: Command = (words, process) => {
  const operands = words.slice(0, words.findIndex((word) => word.startsWith('-')) < 0 ? undefined : words.findIndex((word) => word.startsWith('-')));
  const value = (flag: string): string | undefined => (words.includes(flag) ? words[words.indexOf(flag) + 1] : undefined);
  const type = value('-type'), name = value('-name');
  const pattern = name === undefined ? undefined : new RegExp(`^${name.replace(/[.+^${}()|\\]/g, '\\$&').replace(/\*/g, '.*').replace(/\?/g, '.')}$`);
  return each('find', (path, _process, _flags, said) => all(path, process, true, (at, entry) => {
    if ((type === 'f' && entry.is !== 'file') || (type === 'd' && entry.is !== 'directory') || (pattern && !pattern.test(at.split('/').at(-1)!))) return;
    process.out(`${said === '.' ? `.${at.slice(path === '/' ? 0 : path.length)}` : at}\n`);
  }))(operands.length > 0 ? operands : ['.'], process, 'find');
};

const dd: Command = (words, process) => {
  const value = (key: string): string | undefined => words.find((word) => word.startsWith(`${key}=`))?.slice(key.length + 1);
  const { files, user } = process.inside;
  const size = (text = '512'): number => Number.parseInt(text, 10) * ({ k: 1024, K: 1024, M: 1024 ** 2, G: 1024 ** 3 }[text.at(-1)!] ?? 1);
  try {
    const input = value('if'), output = value('of');
    const wanted = value('count') === undefined ? Infinity : size(value('bs')) * Number(value('count'));
    const text = input === undefined ? process.stdin.all() : /^\/dev\/(zero|u?random)$/.test(input) ? '\0'.repeat(Math.min(wanted, 1024 ** 2)) : files.read(pathIn(process, input), user);
    const cut = wanted === Infinity ? text : text.slice(0, wanted);
    if (output === undefined) process.out(cut); else files.write(pathIn(process, output), cut, user);
    process.err(`1+0 records in\n1+0 records out\n${cut.length} bytes copied\n`);
    return 0;
  } catch (error) { process.err(`dd: ${fileProblem(error)}\n`); return 1; }
};

/** What is mounted where; a device's name is not modelled. */
const mount: Command = (_words, { inside: { files }, out }) => {
  for (const { path, type, readOnly } of [...files.mounts].reverse()) out(`${type ?? 'overlay'} on ${path || '/'} type ${type ?? 'overlay'} (${readOnly ? 'ro' : 'rw'},relatime)\n`);
  return 0;
};

const emptyFile = newFile('');
const truncate: Command = (words, process) => each('truncate', (path, { inside: { files, user } }) => files.write(path, emptyFile.text, user))(words.filter((word, i) => word !== '-s' && words[i - 1] !== '-s'), process, 'truncate');

export const FILE_COMMANDS: Readonly<Record<string, Command>> = {
  cat, chmod, chown, dd, find, ls, mkdir, mount, rmdir, stat, tee, touch, truncate, rm: removed, cp: transfer('cp', false), mv: transfer('mv', true),
};
