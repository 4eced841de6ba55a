/**
 * Commands that can be run in a container from outside (`kubectl exec`, a probe's exec): those that look around, and a shell that
 * joins them with `;`, `&&`, `||`. They read what the program's surroundings are and change nothing; whatever else an image holds
 * does not run here.
 */
import { dateText } from './script-output.ts';
import { tar } from './tar.ts';
import { hostnameOf, type HttpRequest, type HttpResponse, type Site } from './http.ts';

/** A container's inside, as its commands see it. */
export interface Inside extends Site {
  /** In the order in which a process has them. */
  readonly env: ReadonlyMap<string, string>;
  /** Mounted files and those that every container has, by absolute path. */
  readonly files: ReadonlyMap<string, string>;
  /** Asks a program elsewhere. Throws what the network says. */
  request(host: string, port: number, request: HttpRequest): HttpResponse;
  /** The address of a name; undefined when nobody has it. Throws when nobody answers. */
  lookup(host: string): { readonly name: string; readonly address: string } | undefined;
}

export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  /** 127 with `missing` when there is no such program. */
  readonly code: number;
  readonly missing?: boolean;
}

type Command = (words: readonly string[], inside: Inside) => Outcome;

const said = (stdout: string, code = 0): Outcome => ({ stdout, stderr: '', code });
const failed = (stderr: string, code = 1): Outcome => ({ stdout: '', stderr, code });

const cat: Command = (words, { files }) => {
  let stdout = '', stderr = '';
  for (const path of words.filter((word) => !word.startsWith('-'))) {
    const text = files.get(path);
    if (text === undefined) stderr += `cat: ${childrenOf(files, path).length > 0 ? `read error: Is a directory` : `can't open '${path}': No such file or directory`}\n`;
    else stdout += text;
  }
  return { stdout, stderr, code: stderr ? 1 : 0 };
};

const ROOT = ['bin', 'dev', 'etc', 'home', 'proc', 'root', 'sys', 'tmp', 'usr', 'var'];

function childrenOf(files: ReadonlyMap<string, string>, folder: string): string[] {
  const base = folder === '/' ? '/' : `${folder.replace(/\/$/, '')}/`;
  const found = new Set<string>(base === '/' ? ROOT : []);
  for (const path of files.keys()) if (path.startsWith(base)) found.add(path.slice(base.length).split('/')[0]!);
  return [...found].sort();
}

const ls: Command = (words, { files }) => {
  const paths = words.filter((word) => !word.startsWith('-'));
  let stdout = '', stderr = '';
  for (const path of paths.length > 0 ? paths : ['/']) {
    const children = childrenOf(files, path);
    if (files.has(path)) stdout += `${path}\n`;
    else if (children.length > 0) stdout += children.map((name) => `${name}\n`).join('');
    else if (!ROOT.includes(path.replace(/^\//, ''))) stderr += `ls: ${path}: No such file or directory\n`;
  }
  return { stdout, stderr, code: stderr ? 1 : 0 };
};

/** `http://web.shop:8080/path?x` */
function parts(url: string): { host: string; port: number; path: string; query: string } {
  const [, host = '', port, rest = '/'] = /^(?:https?:\/\/)?([^/:?]+)(?::(\d+))?([/?].*)?$/.exec(url) ?? [];
  const [path = '/', query = ''] = rest.split('?', 2);
  return { host, port: Number(port ?? (url.startsWith('https:') ? 443 : 80)), path: path || '/', query };
}

function fetched(url: string, agent: string, inside: Inside): { response?: HttpResponse; why?: string; host: string; port: number } {
  const { host, port, path, query } = parts(url);
  try {
    return { host, port, response: inside.request(host, port, { method: 'GET', path, query, headers: { host, 'user-agent': agent, accept: '*/*' }, body: '' }) };
  } catch (error) {
    return { host, port, why: error instanceof Error ? error.message : String(error) };
  }
}

/** Nobody has the name, or nobody answers who would know it. */
const isUnresolved = (why: string): boolean => why.includes(': lookup ');

const wget: Command = (words, inside) => {
  const url = words.findLast((word) => !word.startsWith('-') && word !== '-');
  if (url === undefined) return failed('wget: missing URL\n');
  const { host, port, response, why } = fetched(url, 'Wget', inside);
  if (!response) return failed(isUnresolved(why!) ? `wget: bad address '${host}'\n` : `wget: can't connect to remote host (${inside.lookup(host)?.address ?? host}): ${why!.includes('refused') ? 'Connection refused' : 'Connection timed out'}\n`);
  if (response.status >= 400) return failed(`wget: server returned error: HTTP/1.1 ${response.status}\n`);
  const quiet = words.some((word) => /^-\w*q/.test(word));
  return { stdout: words.some((word) => /^-\w*O-?$/.test(word)) ? response.body : '', stderr: quiet ? '' : `Connecting to ${host} (${inside.lookup(host)?.address ?? host}:${port})\n`, code: 0 };
};

const curl: Command = (words, inside) => {
  const url = words.find((word, i) => !word.startsWith('-') && !/^-(m|o|H|X|d|w|-max-time|-connect-timeout)$/.test(words[i - 1] ?? ''));
  if (url === undefined) return failed("curl: try 'curl --help' for more information\n", 2);
  const { host, port, response, why } = fetched(url, 'curl/8', inside);
  if (response) return said(`${words.some((word) => /^-\w*[iI]/.test(word)) ? `HTTP/1.1 ${response.status}\r\n\r\n` : ''}${words.some((word) => /^-\w*I/.test(word)) ? '' : response.body}`);
  if (isUnresolved(why!)) return failed(`curl: (6) Could not resolve host: ${host}\n`, 6);
  return why!.includes('refused') ? failed(`curl: (7) Failed to connect to ${host} port ${port} after 0 ms: Couldn't connect to server\n`, 7) : failed('curl: (28) Connection timed out\n', 28);
};

const nslookup: Command = (words, { lookup }) => {
  const host = words.find((word) => !word.startsWith('-')) ?? '';
  let found: ReturnType<typeof lookup>;
  try { found = lookup(host); } catch { return said(';; connection timed out; no servers could be reached\n\n', 1); }
  const server = 'Server:\t\t10.96.0.10\nAddress:\t10.96.0.10:53\n\n';
  return found ? said(`${server}Name:\t${found.name}\nAddress: ${found.address}\n\n`) : { stdout: `${server}** server can't find ${host}: NXDOMAIN\n\n`, stderr: '', code: 1 };
};

const COMMANDS: Readonly<Record<string, Command>> = {
  cat, ls, wget, curl, nslookup, tar,
  date: (_words, { nowMs }) => said(`${dateText(nowMs)}\n`),
  echo: (words) => (words[0] === '-n' ? said(words.slice(1).join(' ')) : said(`${words.join(' ')}\n`)),
  env: (_words, { env }) => said([...env].map(([name, value]) => `${name}=${value}\n`).join('')),
  printenv: ([name], { env }) => (name === undefined ? said([...env].map(([key, value]) => `${key}=${value}\n`).join('')) : env.has(name) ? said(`${env.get(name)}\n`) : said('', 1)),
  false: () => said('', 1),
  true: () => said(''),
  hostname: (words, { pod }) => said(`${words.includes('-i') ? pod.status?.podIP ?? '' : hostnameOf(pod)}\n`),
  id: () => said('uid=0(root) gid=0(root) groups=0(root)\n'),
  pwd: (_words, { container }) => said(`${container.workingDir ?? '/'}\n`),
  sleep: () => said(''),
  test: (words, { files }) => said('', words.some((word, i) => /^-[fe]$/.test(words[i - 1] ?? '') && files.has(word)) ? 0 : 1),
  whoami: () => said('root\n'),
};

const SHELLS = /^(?:\/bin\/|\/usr\/bin\/)?(?:ba|da|a)?sh$/;

export const isShell = (word: string | undefined): boolean => word !== undefined && SHELLS.test(word);

export function runCommand(words: readonly string[], inside: Inside): Outcome {
  const [name = '', ...rest] = words;
  if (isShell(name)) {
    const line = rest.findIndex((word) => /^-\w*c$/.test(word));
    return line < 0 ? said('') : runLine(rest[line + 1] ?? '', inside);
  }
  const command = COMMANDS[name.replace(/^(?:\/usr)?\/bin\//, '')];
  return command ? command(rest, inside) : { stdout: '', stderr: '', code: 127, missing: true };
}

/** A line of a shell: words with quotes and variables, `;`, `&&`, `||`, and `exit`. */
export function runLine(line: string, inside: Inside): Outcome {
  let stdout = '', stderr = '', code = 0, operator = ';';
  for (const token of line.split(/(;|&&|\|\||\n)/)) {
    if (/^(;|&&|\|\||\n)$/.test(token)) { operator = token; continue; }
    const words = wordsOf(token.trim().replace(/\s*2>\s*&1|\s*\d?>\s*\/dev\/null/g, ''), inside.env);
    if (words.length === 0 || (operator === '&&' && code !== 0) || (operator === '||' && code === 0)) continue;
    if (words[0] === 'exit') return { stdout, stderr, code: words[1] === undefined ? code : Number(words[1]) & 255 };
    const outcome = runCommand(words, inside);
    stdout += outcome.stdout;
    stderr += outcome.missing ? `sh: ${words[0]}: not found\n` : outcome.stderr;
    ({ code } = outcome);
  }
  return { stdout, stderr, code };
}

function wordsOf(text: string, env: ReadonlyMap<string, string>): string[] {
  const filled = (word: string): string => word.replace(/\$\{(\w+)\}|\$(\w+)/g, (_, a?: string, b?: string) => env.get(a ?? b!) ?? '');
  return [...text.matchAll(/(?:[^\s"']+|"[^"]*"|'[^']*')+/g)].map(([word]) => word.replace(/"([^"]*)"|'([^']*)'|([^"']+)/g, (_, double?: string, single?: string, plain?: string) => single ?? filled(double ?? plain ?? '')));
}
