/** Commands that ask others. */
import type { HttpResponse } from '../http.ts';
import type { Command, Inside } from '../process.ts';
import { argumentsOf } from './arguments.ts';

/** Virtual ms that an exchange takes; one that nobody answers takes as long as the client waits. */
const EXCHANGE_MS = 20;
const PATIENCE_MS = 5000;

/** `http://web.shop:8080/path?x` */
function parts(url: string): { host: string; port: number; path: string; query: string } {
  const [, host = '', port, rest = '/'] = /^(?:https?:\/\/)?([^/:?]+)(?::(\d+))?([/?].*)?$/.exec(url) ?? [];
  const [path = '/', query = ''] = rest.split('?', 2);
  return { host, port: Number(port ?? (url.startsWith('https:') ? 443 : 80)), path: path || '/', query };
}

function fetched(url: string, agent: string, inside: Inside, method = 'GET', body = ''): { response?: HttpResponse; why?: string; host: string; port: number } {
  const { host, port, path, query } = parts(url);
  try {
    return { host, port, response: inside.request(host, port, { method, path, query, headers: { host, 'user-agent': agent, accept: '*/*' }, body }) };
  } catch (error) {
    return { host, port, why: error instanceof Error ? error.message : String(error) };
  }
}

/** Nobody has the name, or nobody answers who would know it. */
const isUnresolved = (why: string): boolean => why.includes(': lookup ');
const isRefused = (why: string): boolean => why.includes('refused');

function addressOf(inside: Inside, host: string): string {
  try { return inside.lookup(host)?.address ?? host; } catch { return host; }
}

const wget: Command = function* (words, { inside, out, err }) {
  const { flags, operands } = argumentsOf(words, 'OTtPU,post-data,header,timeout,tries');
  const [url] = operands;
  if (url === undefined) { err('wget: missing URL\n'); return 1; }
  const data = flags.get('post-data');
  const { host, port, response, why } = fetched(url, 'Wget', inside, data === undefined ? 'GET' : 'POST', data);
  yield { ms: response || isRefused(why!) || isUnresolved(why!) ? EXCHANGE_MS + (response?.afterMs ?? 0) : Number(flags.get('T') ?? 0) * 1000 || PATIENCE_MS };
  if (!response) { err(isUnresolved(why!) ? `wget: bad address '${host}'\n` : `wget: can't connect to remote host (${addressOf(inside, host)}): ${isRefused(why!) ? 'Connection refused' : 'Connection timed out'}\n`); return 1; }
  if (response.status >= 400) { err(`wget: server returned error: HTTP/1.1 ${response.status}\n`); return 1; }
  if (!flags.has('q')) err(`Connecting to ${host} (${addressOf(inside, host)}:${port})\n`);
  if (flags.has('O') && /^-?$|^\/dev\/stdout$/.test(flags.get('O')!)) out(response.body);
  else if (flags.has('O') && flags.get('O') !== '/dev/null') inside.files.write(flags.get('O')!, response.body, inside.user);
  return 0;
};

const curl: Command = function* (words, { inside, out, err }) {
  const { flags, operands } = argumentsOf(words, 'moHXdwAu,max-time,connect-timeout,retry,resolve,cacert,header,data,request,output,write-out,interface');
  const [url] = operands;
  if (url === undefined) { err("curl: try 'curl --help' for more information\n"); return 2; }
  const data = flags.get('d') ?? flags.get('data');
  const { host, port, response, why } = fetched(url, 'curl/8', inside, flags.get('X') ?? flags.get('request') ?? (data === undefined ? 'GET' : 'POST'), data);
  const patienceMs = Number(flags.get('connect-timeout') ?? flags.get('m') ?? flags.get('max-time') ?? 0) * 1000 || PATIENCE_MS;
  yield { ms: response || isRefused(why!) || isUnresolved(why!) ? EXCHANGE_MS + (response?.afterMs ?? 0) : patienceMs };
  const say = (text: string, code: number): number => { if (!flags.has('s') || flags.has('S')) err(text); return code; };
  if (response) {
    const head = `HTTP/1.1 ${response.status}\r\n\r\n`;
    const body = flags.has('I') ? head : `${flags.has('i') ? head : ''}${response.body}`;
    if (flags.get('f') !== undefined && response.status >= 400) return say(`curl: (22) The requested URL returned error: ${response.status}\n`, 22);
    const to = flags.get('o') ?? flags.get('output');
    if (to === undefined) out(body); else if (to !== '/dev/null') inside.files.write(to, body, inside.user);
    const format = flags.get('w') ?? flags.get('write-out');
    if (format !== undefined) out(format.replace(/%\{(?:http_code|response_code)\}/g, String(response.status)).replace(/\\n/g, '\n'));
    return 0;
  }
  if (isUnresolved(why!)) return say(`curl: (6) Could not resolve host: ${host}\n`, 6);
  return isRefused(why!) ? say(`curl: (7) Failed to connect to ${host} port ${port} after 0 ms: Couldn't connect to server\n`, 7) : say(`curl: (28) Connection timed out after ${patienceMs} milliseconds\n`, 28);
};

const SERVER = 'Server:\t\t10.96.0.10\nAddress:\t10.96.0.10:53\n\n';

const nslookup: Command = function* (words, { inside, out }) {
  const host = argumentsOf(words).operands[0] ?? '';
  yield { ms: EXCHANGE_MS };
  let found: ReturnType<Inside['lookup']>;
  try { found = inside.lookup(host); } catch { out(';; connection timed out; no servers could be reached\n\n'); return 1; }
  const alias = found ? undefined : inside.records(host, 'CNAME')[0];
  if (alias) { out(`${SERVER}${alias.name}\tcanonical name = ${alias.data}\n** server can't find ${alias.data.replace(/\.$/, '')}: NXDOMAIN\n\n`); return 1; }
  out(found ? `${SERVER}Name:\t${found.name}\nAddress: ${found.address}\n\n` : `${SERVER}** server can't find ${host}: NXDOMAIN\n\n`);
  return found ? 0 : 1;
};

/** `nc -vz host port`: is there somebody? Whoever is told something answers as a web server would. */
const nc: Command = function* (words, { inside, stdin, out, err }) {
  const { flags, operands } = argumentsOf(words, 'wpsi');
  if (flags.has('l')) { yield { ms: Infinity }; return 0; }
  const [host = '', port = ''] = operands;
  const text = stdin.all();
  const { response, why } = fetched(`http://${host}:${port}/${text.trim().startsWith('hostName') ? 'hostName' : ''}`, 'nc', inside);
  yield { ms: response || isRefused(why!) || isUnresolved(why!) ? EXCHANGE_MS : Number(flags.get('w') ?? 0) * 1000 || PATIENCE_MS };
  if (!response) {
    if (flags.has('v') || isUnresolved(why!)) err(isUnresolved(why!) ? `nc: getaddrinfo for host "${host}" port ${port}: Name or service not known\n` : `nc: connect to ${host} port ${port} (tcp) failed: ${isRefused(why!) ? 'Connection refused' : 'Connection timed out'}\n`);
    return 1;
  }
  if (flags.has('v')) err(`Connection to ${host} ${port} port [tcp/*] succeeded!\n`);
  if (!flags.has('z') && text !== '') out(text.trim().startsWith('hostName') ? response.body : 'HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n400 Bad Request');
  return 0;
};

/** `dig +short web.shop.svc.cluster.local SRV`, `dig -x 10.96.0.7` */
const dig: Command = function* (words, { inside, out }) {
  const plain = words.filter((word) => !/^[+@]/.test(word));
  const reversed = plain.indexOf('-x');
  const isType = (word: string): boolean => /^(A|AAAA|SRV|CNAME|PTR|NS|SOA|TXT|MX)$/i.test(word);
  const host = reversed >= 0 ? `${plain[reversed + 1]!.split('.').reverse().join('.')}.in-addr.arpa` : plain.find((word) => !word.startsWith('-') && !isType(word)) ?? '.';
  const type = reversed >= 0 ? 'PTR' : plain.find(isType)?.toUpperCase() ?? 'A';
  yield { ms: EXCHANGE_MS };
  let found: ReturnType<Inside['records']>;
  try { found = inside.records(words.includes('+search') || host.endsWith('.') ? host : `${host}.`, type); } catch { out(';; connection timed out; no servers could be reached\n'); return 9; }
  const isShort = words.includes('+short');
  if (!isShort && !words.includes('+noall')) out(`\n; <<>> DiG <<>> ${words.join(' ')}\n;; ->>HEADER<<- opcode: QUERY, status: ${found.length > 0 ? 'NOERROR' : 'NXDOMAIN'}, id: 1\n\n;; ANSWER SECTION:\n`);
  if (isShort || !words.includes('+noall') || words.includes('+answer')) for (const { name, type: kind, data } of found) out(isShort ? `${data}\n` : `${name}.\t30\tIN\t${kind}\t${data}\n`);
  return 0;
};

const getent: Command = function* (words, { inside, out }) {
  const host = words.filter((word) => !word.startsWith('-'))[1] ?? '';
  const own = inside.files.read('/etc/hosts', inside.user).split('\n').map((line) => line.split(/\s+/)).find(([address, ...names]) => !address!.startsWith('#') && names.includes(host));
  if (own) { out(`${own[0]!.padEnd(15)} ${own.slice(1).join(' ')}\n`); return 0; }
  yield { ms: EXCHANGE_MS };
  let found: ReturnType<Inside['lookup']>;
  try { found = inside.lookup(host); } catch { return 2; }
  if (!found) return 2;
  out(`${found.address.padEnd(15)} ${found.name}\n`);
  return 0;
};

const ping: Command = function* (words, { inside, out, err }) {
  const { operands, flags } = argumentsOf(words, 'cWwi');
  const host = operands[0] ?? '';
  let found: ReturnType<Inside['lookup']>;
  try { found = inside.lookup(host); } catch { found = undefined; }
  if (!found) { err(`ping: bad address '${host}'\n`); return 1; }
  const count = Number(flags.get('c') ?? 4);
  out(`PING ${host} (${found.address}): 56 data bytes\n`);
  for (let i = 0; i < count; i++) { out(`64 bytes from ${found.address}: seq=${i} ttl=62 time=0.1 ms\n`); yield { ms: 1000 }; }
  out(`\n--- ${host} ping statistics ---\n${count} packets transmitted, ${count} packets received, 0% packet loss\nround-trip min/avg/max = 0.1/0.1/0.1 ms\n`);
  return 0;
};

export const NETWORK_COMMANDS: Readonly<Record<string, Command>> = { curl, dig, getent, nc, nslookup, ping, wget };
