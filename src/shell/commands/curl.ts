/** `curl`, as far as the API server goes (`curl localhost:8001/api/v1/pods`) and local ports that lead to pods. Everything else is out of reach from here. */
import type { CustomCommand, ResolvedCommandContext } from 'just-bash/browser';
import { fromBytes, type Screen } from '../laptop-fs.ts';
import { forwardAt } from '../forwards.ts';
import type { World } from '../world.ts';
import { outputOf, type Output } from './output.ts';

interface Asked { method?: string; url?: string; headers: Record<string, string>; data?: string; output?: string; write?: string; include: boolean; head: boolean; silent: boolean; showError: boolean; fail: boolean }

const WITH_VALUE: Readonly<Record<string, string>> = {
  '-X': 'request', '--request': 'request', '-H': 'header', '--header': 'header', '-d': 'data', '--data': 'data', '--data-raw': 'data-raw', '--data-binary': 'data-binary', '--json': 'json',
  '-o': 'output', '--output': 'output', '-w': 'write', '--write-out': 'write', '-m': 'ignored', '--max-time': 'ignored', '--cacert': 'ignored', '--cert': 'ignored', '--key': 'ignored', '-u': 'ignored', '--connect-timeout': 'ignored', '--url': 'url',
};
const FLAGS = new Set(['-s', '--silent', '-S', '--show-error', '-i', '--include', '-I', '--head', '-k', '--insecure', '-f', '--fail', '-N', '--no-buffer', '-L', '--location', '-g', '--globoff', '-v', '--verbose', '-sS', '-sk', '-ks', '-sSk', '-sL', '-sN', '-Ns']);
const HOSTS = /^(?:https?:\/\/)?(?:localhost|127\.0\.0\.1|kubernetes(?:\.default(?:\.svc)?)?)(?::(\d+))?(\/[^#]*|$)/;
const PORTS = new Set(['8001', '6443', '443', undefined]);

class Refused extends Error { constructor(readonly code: number, message: string) { super(message); } }

export const curlCommand = (world: World, screen: Screen): CustomCommand => ({
  name: 'curl',
  async execute(args, ctx) {
    const output = outputOf(ctx, screen);
    try {
      const exitCode = await curl(args, ctx, world, output);
      return { ...output.kept, exitCode };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      output.stderr(`curl: ${error.code === 2 ? '' : `(${error.code}) `}${error.message}\n`);
      return { ...output.kept, exitCode: error.code };
    }
  },
});

async function curl(args: readonly string[], ctx: ResolvedCommandContext, world: World, output: Output): Promise<number> {
  const asked = await read(args, ctx);
  if (asked.url === undefined) throw new Refused(2, "no URL specified\ncurl: try 'curl --help' for more information");
  const match = HOSTS.exec(asked.url);
  if (!match) {
    const host = asked.url.replace(/^[a-z]+:\/\//, '').split(/[/:?#]/)[0];
    throw new Refused(6, `Could not resolve host: ${host}`);
  }
  const forward = match[1] === undefined ? undefined : forwardAt(world, Number(match[1]));
  if (!forward && !PORTS.has(match[1])) throw new Refused(7, `Failed to connect to localhost port ${match[1]} after 0 ms: Couldn't connect to server`);
  const [asks, query = ''] = (match[2] || '/').split('?', 2) as [string, string?];
  forward?.connected();
  const path = `${forward?.path ?? ''}${asks}`;
  const method = asked.method ?? (asked.head ? 'HEAD' : asked.data === undefined ? 'GET' : 'POST');
  const answer = await world.open({ method, path, query, headers: { accept: '*/*', ...asked.headers }, body: asked.data ?? '' });
  const { reply } = answer;
  const close = (): void => answer.close();
  ctx.signal?.addEventListener('abort', close);
  try {
    if (asked.fail && reply.status >= 400) throw new Refused(22, `The requested URL returned error: ${reply.status}`);
    let kept = '';
    const write = (text: string): void => { if (asked.output === undefined) output.stdout(text); else kept += text; };
    if (asked.include || asked.head) write(`HTTP/1.1 ${reply.status} ${REASONS[reply.status] ?? ''}\r\n${Object.entries(reply.headers).map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`);
    for (let text = await answer.next(); text !== undefined; text = await answer.next()) if (!asked.head) write(text);
    if (asked.output !== undefined && asked.output !== '/dev/null') await ctx.fs.writeFile(ctx.fs.resolvePath(ctx.cwd, asked.output), kept);
    if (asked.write !== undefined) output.stdout(asked.write.replaceAll('\\n', '\n').replaceAll('%{http_code}', String(reply.status)).replaceAll('%{content_type}', reply.headers['content-type'] ?? ''));
    return 0;
  } finally {
    ctx.signal?.removeEventListener('abort', close);
    answer.close();
  }
}

const REASONS: Readonly<Record<number, string>> = { 200: 'OK', 201: 'Created', 202: 'Accepted', 400: 'Bad Request', 401: 'Unauthorized', 403: 'Forbidden', 404: 'Not Found', 405: 'Method Not Allowed', 409: 'Conflict', 410: 'Gone', 415: 'Unsupported Media Type', 422: 'Unprocessable Entity', 500: 'Internal Server Error', 503: 'Service Unavailable' };

async function read(args: readonly string[], ctx: ResolvedCommandContext): Promise<Asked> {
  const asked: Asked = { headers: {}, include: false, head: false, silent: false, showError: false, fail: false };
  const add = (text: string): void => { asked.data = asked.data === undefined ? text : `${asked.data}&${text}`; };
  const data = async (value: string, keepLines: boolean): Promise<string> => {
    if (!value.startsWith('@')) return value;
    if (value === '@-') return fromBytes(ctx.stdin);
    const text = await ctx.fs.readFile(ctx.fs.resolvePath(ctx.cwd, value.slice(1))).catch(() => { throw new Refused(26, `Failed to open ${value.slice(1)}`); });
    return keepLines ? text : text.replace(/[\r\n]/g, '');
  };
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    const [long, glued] = arg.startsWith('--') && arg.includes('=') ? [arg.slice(0, arg.indexOf('=')), arg.slice(arg.indexOf('=') + 1)] : [arg, undefined];
    const short = /^-[XHdow]./.test(arg) ? arg.slice(0, 2) : undefined;
    const takes = WITH_VALUE[short ?? long];
    if (takes) {
      const value = short ? arg.slice(2) : glued ?? args[++i];
      if (value === undefined) throw new Refused(2, `option ${arg}: requires parameter\ncurl: try 'curl --help' for more information`);
      switch (takes) {
        case 'request': asked.method = value.toUpperCase(); break;
        case 'header': { const colon = value.indexOf(':'); if (colon > 0) asked.headers[value.slice(0, colon).trim().toLowerCase()] = value.slice(colon + 1).trim(); break; }
        case 'data': add(await data(value, false)); asked.headers['content-type'] ??= 'application/x-www-form-urlencoded'; break;
        case 'data-raw': add(value); asked.headers['content-type'] ??= 'application/x-www-form-urlencoded'; break;
        case 'data-binary': add(await data(value, true)); asked.headers['content-type'] ??= 'application/x-www-form-urlencoded'; break;
        case 'json': add(await data(value, true)); asked.headers['content-type'] = 'application/json'; asked.headers.accept = 'application/json'; break;
        case 'output': asked.output = value; break;
        case 'write': asked.write = value; break;
        case 'url': asked.url = value; break;
      }
    } else if (arg.startsWith('-') && arg !== '-') {
      const letters = arg.startsWith('--') ? [arg] : [...arg.slice(1)].map((letter) => `-${letter}`);
      for (const flag of letters) {
        if (!FLAGS.has(flag)) throw new Refused(2, `option ${arg}: is unknown\ncurl: try 'curl --help' for more information`);
        if (flag === '-i' || flag === '--include') asked.include = true;
        if (flag === '-I' || flag === '--head') asked.head = true;
        if (flag === '-f' || flag === '--fail') asked.fail = true;
      }
    } else asked.url = arg;
  }
  return asked;
}
