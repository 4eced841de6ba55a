/** Commands that tell of the process and its surroundings, or run others. */
import { dateText } from '../script-output.ts';
import { hostnameOf } from '../http.ts';
import { pathIn, type Command, type Run } from '../process.ts';
import { argumentsOf } from './arguments.ts';

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `5`, `0.5`, `2m`, `infinity`; undefined for what is no span. */
function spanMs(text: string): number | undefined {
  if (/^inf(inity)?$/.test(text)) return Infinity;
  const [, amount, unit = 's'] = /^(\d+(?:\.\d*)?|\.\d+)([smhd])?$/.exec(text) ?? [];
  return amount === undefined ? undefined : Number(amount) * UNITS[unit]!;
}

const sleep: Command = function* (words, process) {
  let ms = 0;
  for (const word of words) {
    const span = spanMs(word);
    if (span === undefined) { process.err(`sleep: invalid number '${word}'\n`); return 1; }
    ms += span;
  }
  if (words.length === 0) { process.err('BusyBox v1.36.1 multi-call binary.\n\nUsage: sleep [N]...\n'); return 1; }
  yield { ms };
  return 0;
};

const env: Command = function* (words, process): Run {
  const set = new Map(words.includes('-i') ? [] : process.env);
  const rest = words.filter((word) => word !== '-i' && word !== '-');
  const first = rest.findIndex((word) => !/^\w+=/.test(word));
  for (const word of first < 0 ? rest : rest.slice(0, first)) set.set(word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1));
  if (first >= 0) return yield* process.launch(rest.slice(first), { env: set });
  for (const [name, value] of set) process.out(`${name}=${value}\n`);
  return 0;
};

const printenv: Command = ([name], { env: all, out }) => {
  if (name === undefined) { for (const [key, value] of all) out(`${key}=${value}\n`); return 0; }
  const value = all.get(name);
  if (value !== undefined) out(`${value}\n`);
  return value === undefined ? 1 : 0;
};

const named = (what: string, number: number): string => `${what}=${number}${number === 0 ? '(root)' : ''}`;

const id: Command = (words, { inside: { user }, out }) => {
  const { flags } = argumentsOf(words);
  if (flags.has('u')) out(`${flags.has('n') && user.uid === 0 ? 'root' : user.uid}\n`);
  else if (flags.has('g')) out(`${user.gid}\n`);
  else if (flags.has('G')) out(`${[...new Set([user.gid, ...user.groups])].join(' ')}\n`);
  else out(`${named('uid', user.uid)} ${named('gid', user.gid)} groups=${[...new Set([user.gid, ...user.groups])].map((gid) => named('', gid).slice(1)).join(',')}\n`);
  return 0;
};

const whoami: Command = (_words, { inside: { user }, out, err }) => {
  if (user.uid === 0) { out('root\n'); return 0; }
  err(`whoami: unknown uid ${user.uid}\n`);
  return 1;
};

const hostname: Command = (words, { inside: { pod }, out }) => {
  const { flags } = argumentsOf(words);
  const name = hostnameOf(pod);
  const domain = pod.spec?.subdomain ? `.${pod.spec.subdomain}.${pod.metadata.namespace}.svc.cluster.local` : '';
  out(`${flags.has('i') || flags.has('I') ? pod.status?.podIP ?? '' : flags.has('f') ? `${name}${domain}` : flags.has('d') ? domain.slice(1) : name}\n`);
  return 0;
};

const date: Command = (words, { inside, out }) => {
  const format = words.find((word) => word.startsWith('+'))?.slice(1);
  const at = inside.nowMs;
  if (format === undefined) { out(`${dateText(at)}\n`); return 0; }
  const [day = '', month = '', date = '', time = '', zone = '', year = ''] = dateText(at).split(/\s+/);
  const [hour = '', minute = '', second = ''] = time.split(':');
  const number = String(['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'].indexOf(month) + 1).padStart(2, '0');
  const two = date.padStart(2, '0');
  const values: Readonly<Record<string, string>> = { s: String(Math.floor(at / 1000)), Y: year, m: number, d: two, H: hour, M: minute, S: second, N: `${String(at % 1000).padStart(3, '0')}000000`, T: time, F: `${year}-${number}-${two}`, Z: zone, a: day, b: month, '%': '%', n: '\n' };
  out(`${format.replace(/%([a-zA-Z%])/g, (whole, letter: string) => values[letter] ?? whole)}\n`);
  return 0;
};

const xargs: Command = function* (words, process): Run {
  const { flags } = argumentsOf(words.slice(0, words.findIndex((word, i) => !word.startsWith('-') && !/^-[nI]$/.test(words[i - 1] ?? ''))), 'nI');
  const command = words.slice(words.findIndex((word, i) => !word.startsWith('-') && !/^-[nI]$/.test(words[i - 1] ?? '')));
  const items = process.stdin.all().split(/\s+/).filter((item) => item !== '');
  const size = flags.has('I') ? 1 : Number(flags.get('n') ?? items.length) || 1;
  let code = 0;
  for (let at = 0; at < Math.max(1, items.length); at += size) {
    const some = items.slice(at, at + size);
    if (some.length === 0 && flags.has('r')) break;
    const line = flags.has('I') ? command.map((word) => word.replaceAll(flags.get('I')!, some[0] ?? '')) : [...command, ...some];
    if ((yield* process.launch(line.length > 0 ? line : ['echo'])) !== 0) code = 123;
  }
  return code;
};

const TERMINATED = 143;

const timeout: Command = function* (words, process): Run {
  const rest = words.filter((word, i) => !word.startsWith('-') || i > 1);
  let leftMs = spanMs(rest[0] ?? '') ?? 0;
  const run = process.launch(rest.slice(1));
  for (let step = run.next(); ; step = run.next()) {
    if (step.done) return step.value;
    if (step.value.ms >= leftMs) { yield { ms: leftMs }; return TERMINATED; }
    leftMs -= step.value.ms;
    yield step.value;
  }
};

/** Kernel parameters that a pod sets, or a machine's own. */
const SYSCTLS: Readonly<Record<string, string>> = {
  'kernel.shm_rmid_forced': '0', 'kernel.hostname': '', 'kernel.msgmax': '8192', 'net.ipv4.ip_local_port_range': '32768\t60999', 'net.ipv4.tcp_syncookies': '1',
  'net.ipv4.ping_group_range': '0\t2147483647', 'net.ipv4.ip_unprivileged_port_start': '0', 'net.core.somaxconn': '4096', 'vm.overcommit_memory': '1', 'fs.file-max': '1048576',
};

const sysctl: Command = (words, { inside: { pod }, out, err }) => {
  let code = 0;
  for (const word of words.filter((one) => !one.startsWith('-'))) {
    const name = word.replaceAll('/', '.');
    const value = pod.spec?.securityContext?.sysctls?.find((one) => one.name.replaceAll('/', '.') === name)?.value ?? SYSCTLS[name];
    if (value === undefined) { err(`sysctl: error: '${name}' is an unknown key\n`); code = 255; continue; }
    out(words.includes('-n') ? `${value}\n` : `${name} = ${value}\n`);
  }
  return code;
};

/** A network link can be made only by who has all rights over the machine. */
const ip: Command = (words, { inside, out, err }) => {
  const [object = '', verb = ''] = words.filter((word) => !word.startsWith('-'));
  if (object === 'link' && (verb === 'add' || verb === 'delete' || verb === 'set')) {
    if (inside.privileged) return 0;
    err('ip: RTNETLINK answers: Operation not permitted\n');
    return 2;
  }
  out(`1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue qlen 1000\n    inet 127.0.0.1/8 scope host lo\n2: eth0@if3: <BROADCAST,MULTICAST,UP,LOWER_UP,M-DOWN> mtu 1500 qdisc noqueue\n    inet ${inside.pod.status?.podIP ?? ''}/24 scope global eth0\n`);
  return 0;
};

const uname: Command = (words, { inside: { pod }, out }) => {
  const parts = { s: 'Linux', n: hostnameOf(pod), r: '6.1.0', v: '#1 SMP', m: 'x86_64', o: 'Linux' };
  const wanted = (Object.keys(parts) as (keyof typeof parts)[]).filter((letter) => words.some((word) => word.includes('a') || word.includes(letter)));
  out(`${(wanted.length > 0 ? wanted : ['s' as const]).map((letter) => parts[letter]).join(' ')}\n`);
  return 0;
};

const ps: Command = (_words, { inside: { container }, out }) => {
  out(`PID   USER     TIME  COMMAND\n    1 root      0:00 ${[...(container.command ?? []), ...(container.args ?? [])].join(' ')}\n`);
  return 0;
};

const baseName: Command = ([path = '', suffix = ''], { out }) => {
  const name = path.replace(/\/+$/, '').split('/').at(-1) || '/';
  out(`${suffix !== '' && name.endsWith(suffix) && name !== suffix ? name.slice(0, -suffix.length) : name}\n`);
  return 0;
};

const dirName: Command = ([path = ''], { out }) => {
  out(`${path.includes('/') ? path.replace(/\/+$/, '').replace(/\/[^/]*$/, '') || '/' : '.'}\n`);
  return 0;
};

/** `expr 1 + 2`, comparisons: without grouping. */
const expr: Command = ([a = '', operator, b = ''], { out }) => {
  const x = Number(a), y = Number(b);
  const value = operator === undefined ? a : String({ '+': x + y, '-': x - y, '*': x * y, '/': Math.trunc(x / y), '%': x % y, '=': Number(a === b), '!=': Number(a !== b), '<': Number(x < y), '>': Number(x > y), '<=': Number(x <= y), '>=': Number(x >= y) }[operator] ?? '');
  out(`${value}\n`);
  return value === '0' || value === '' ? 1 : 0;
};

const pwd: Command = (_words, { cwd, out }) => { out(`${cwd}\n`); return 0; };

const constant = (code: number): Command => () => code;

/** What these servers and watchers do beside running is their image's. */
const runsOn: Command = function* () { yield { ms: Infinity }; return 0; };

const df: Command = (words, { inside: { files }, cwd, out }) => {
  out('Filesystem           1K-blocks      Used Available Use% Mounted on\n');
  for (const word of words.filter((one) => !one.startsWith('-'))) {
    const { path, type } = files.mountOf(word.startsWith('/') ? word : `${cwd}/${word}`);
    out(`${(type ?? 'overlay').padEnd(20)}  98831908  11534336  87281188  12% ${path || '/'}\n`);
  }
  return 0;
};

const checksum: Command = (words, process) => {
  for (const word of words) {
    let hash = 0x811c9dc5n;
    for (const letter of process.inside.files.read(pathIn(process, word), process.inside.user)) hash = ((hash ^ BigInt(letter.codePointAt(0)!)) * 0x1000000000000000000013bn) & ((1n << 128n) - 1n);
    process.out(`${hash.toString(16).padStart(32, '0')}  ${word}\n`);
  }
  return 0;
};

export const SYSTEM_COMMANDS: Readonly<Record<string, Command>> = {
  date, df, env, expr, hostname, id, ip, printenv, ps, pwd, sleep, sysctl, timeout, uname, whoami, xargs, basename: baseName, dirname: dirName,
  true: constant(0), false: constant(1), sync: constant(0), kill: constant(0), nproc: (_words, { out }) => { out('1\n'); return 0; },
  httpd: runsOn, watch: runsOn, top: runsOn, yes: runsOn, md5sum: checksum,
};
