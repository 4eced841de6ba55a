/** `agnhost netexec`: an HTTP server that tells of itself, asks others, and runs commands; its UDP port answers the same questions. */
import { formatTime } from '../../../kernel/time.ts';
import { hostnameOf, plainText, type HttpRequest, type HttpResponse } from '../../http.ts';
import { runCommand } from '../../launch.ts';
import type { Inside } from '../../process.ts';
import { goDurationMs } from './flags.ts';

const queryOf = ({ query }: HttpRequest): Map<string, string> => new Map(query.split('&').map((pair) => [pair.split('=')[0]!, decodeURIComponent(pair.slice(pair.indexOf('=') + 1).replaceAll('+', ' '))]));
const asJson = (value: object): HttpResponse => plainText(200, JSON.stringify(value));

/** The port that a client asks from is not modelled. */
const clientText = ({ clientIP }: Inside): string => `${clientIP}:40000`;

export function netexec(request: HttpRequest, inside: Inside): HttpResponse {
  const query = queryOf(request);
  switch (request.path) {
    case '/': return plainText(200, `NOW: ${formatTime(inside.nowMs)}`);
    case '/clientip': return plainText(200, clientText(inside));
    case '/dial': return dial(query, inside);
    case '/echo': return plainText(Number(query.get('code') || 200), query.get('msg') ?? '');
    case '/exit': return { ...plainText(200, ''), exits: { code: Number(query.get('code') ?? 0), afterMs: (goDurationMs(query.get('wait') ?? '') ?? 0) } };
    case '/header': return plainText(200, request.headers[(query.get('key') ?? '').toLowerCase()] ?? '');
    case '/healthz': return plainText(200, '');
    case '/hostname': case '/hostName': return plainText(200, hostnameOf(inside.pod));
    case '/redirect': return { status: Number(query.get('code') || 302), headers: { location: query.get('location') ?? '' }, body: '' };
    case '/shell': return shell(query.get('shellCommand') || query.get('cmd') || '', inside);
    case '/shutdown': return { ...plainText(200, ''), exits: { code: 0, afterMs: 0 } };
    default: return plainText(404, '404 page not found\n');
  }
}

function dial(query: ReadonlyMap<string, string>, inside: Inside): HttpResponse {
  const host = query.get('host') ?? '', port = Number(query.get('port')), wanted = query.get('request') ?? '';
  if (wanted === '') return plainText(400, 'request parameter not specified. <nil>\n');
  const responses: string[] = [], errors: string[] = [];
  for (let turn = 0; turn < Number(query.get('tries') || 1); turn++) {
    const [path = '', asked = ''] = wanted.split('?', 2);
    try { responses.push(inside.request(host, port, { method: 'GET', path: `/${path}`, query: asked, headers: {}, body: '' }).body); } catch (error) { errors.push((error as Error).message); }
  }
  return asJson({ ...(errors.length > 0 ? { errors } : {}), ...(responses.length > 0 ? { responses } : {}) });
}

function shell(command: string, inside: Inside): HttpResponse {
  const { stdout, stderr, code } = runCommand(['/bin/sh', '-c', command], inside);
  return asJson({ ...(code === 0 ? {} : { error: `exit status ${code}` }), ...(stdout + stderr === '' ? {} : { output: stdout + stderr }) });
}

/** As Go's `log` writes: `2026/01/01 00:00:05 GET /hostname`. */
export function netexecLine({ path, query }: HttpRequest, inside: Pick<Inside, 'nowMs'>): string {
  const [date = '', time = ''] = formatTime(inside.nowMs).split('T');
  const asked = new Map(query.split('&').map((pair) => [pair.split('=')[0]!, decodeURIComponent(pair.slice(pair.indexOf('=') + 1).replaceAll('+', ' '))]));
  const shown = path === '/echo' ? `?msg=${asked.get('msg') ?? ''}&code=${asked.get('code') ?? ''}` : query ? `?${query}` : '';
  return `${date.replaceAll('-', '/')} ${time.slice(0, 8)} GET ${path}${shown}`;
}
