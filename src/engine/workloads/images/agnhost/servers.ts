/** Those subcommands of agnhost that answer requests. */
import { json, plainText, hostnameOf, type HttpRequest, type HttpResponse, type WebServer } from '../../http.ts';
import type { Inside } from '../../process.ts';
import type { Container } from '../../../api/types.ts';
import { answerConversion } from './conversion.ts';
import { flagsOf, type Flags } from './flags.ts';
import { netexec, netexecLine } from './netexec.ts';
import { answerWebhook } from './webhook.ts';

interface Server {
  readonly ports: readonly (readonly [flag: string, port: number])[];
  answer(request: HttpRequest, inside: Inside, flags: Flags): HttpResponse;
  accessLine?: WebServer['accessLine'];
}

/** Well for so long, then not. */
const WELL_MS = 10_000;

function liveness({ path, query }: HttpRequest, { nowMs, startedMs }: Inside): HttpResponse {
  const ranMs = nowMs - startedMs;
  if (path === '/started') return plainText(200, `${ranMs / 1000}`);
  if (path === '/redirect') return { status: 302, headers: { location: decodeURIComponent(/(?:^|&)loc=([^&]*)/.exec(query)?.[1] ?? '') }, body: '' };
  if (path !== '/healthz') return plainText(404, '404 page not found\n');
  return ranMs > WELL_MS ? plainText(500, `error: ${ranMs / 1000}`) : plainText(200, 'ok');
}

/** Serves the container's files from its root. */
function files({ path }: HttpRequest, { files: all, user }: Inside): HttpResponse {
  try {
    const wanted = decodeURIComponent(path);
    const entry = all.find(wanted, user);
    if (!entry) return plainText(404, '404 page not found\n');
    if (entry.is === 'file') return plainText(200, all.read(wanted, user));
    return { ...plainText(200, `<pre>\n${all.list(wanted, user).map((name) => `<a href="${name}">${name}</a>\n`).join('')}</pre>\n`), headers: { 'content-type': 'text/html; charset=utf-8' } };
  } catch { return plainText(403, '403 Forbidden\n'); }
}

const NET_TEST = '/tmp/nettest.json';

/** Counts who wrote to it; what it knows lies in a file, and so lives as long as the container. */
function nettest({ path, body }: HttpRequest, { pod, files: all, user }: Inside): HttpResponse {
  const known = all.find(NET_TEST, user) ? JSON.parse(all.read(NET_TEST, user)) as { Received: Record<string, number> } : { Received: {} };
  if (path === '/quit') return { ...plainText(200, ''), exits: { code: 0, afterMs: 0 } };
  if (path === '/read') return plainText(200, JSON.stringify({ Hostname: hostnameOf(pod), Sent: {}, Received: known.Received, Errors: [], Log: [], StillContactingPeers: false }));
  if (path === '/status') return plainText(200, 'running');
  if (path !== '/write') return plainText(404, '404 page not found\n');
  let source: unknown;
  try { source = (JSON.parse(body) as { Source?: unknown }).Source; } catch (error) { return plainText(400, `Unable to decode: ${(error as Error).message}\n`); }
  const name = String(source);
  all.write(NET_TEST, JSON.stringify({ Received: { ...known.Received, [name]: (known.Received[name] ?? 0) + 1 } }), user);
  return plainText(200, '');
}

const SERVERS: Readonly<Record<string, Server>> = {
  netexec: { ports: [['http-port', 8080], ['udp-port', 8081]], answer: netexec, accessLine: (request, _response, site) => netexecLine(request, site) },
  'serve-hostname': { ports: [['port', 9376]], answer: (_request, { pod }) => plainText(200, hostnameOf(pod)) },
  'test-webserver': { ports: [['port', 80]], answer: files },
  liveness: { ports: [['port', 8080]], answer: liveness },
  'grpc-health-checking': { ports: [['port', 5000], ['http-port', 8080]], answer: () => plainText(200, '') },
  nettest: { ports: [['port', 8080]], answer: nettest },
  webhook: { ports: [['port', 443]], answer: (request, _site, flags) => answerWebhook(request, flags.get('sidecar-image')) },
  'crd-conversion-webhook': { ports: [['port', 443]], answer: answerConversion },
};

/** What the words after `agnhost` listen on and answer; undefined for a subcommand that answers nothing. */
export function agnhostServer([name = '', ...words]: readonly string[], { env = [] }: Container): WebServer | undefined {
  if (name === 'porter') return porter(env, flagsOf(words).has('json-response'));
  const server = Object.hasOwn(SERVERS, name) ? SERVERS[name] : undefined;
  if (!server) return undefined;
  const flags = flagsOf(words);
  return {
    ports: server.ports.map(([flag, port]) => Number(flags.get(flag) ?? port)),
    answer: (request, inside) => {
      const override = name === 'netexec' ? flags.get('http-override') : undefined;
      if (override === undefined) return server.answer(request, inside, flags);
      const [path = '/', query = ''] = override.split('?', 2);
      return server.answer({ ...request, method: 'GET', path, query }, inside, flags);
    },
    ...(server.accessLine ? { accessLine: server.accessLine } : {}),
  };
}

/** `agnhost porter`: answers on each port that a variable `SERVE_PORT_80` names, with its value. */
function porter(env: NonNullable<Container['env']>, asJson: boolean): WebServer {
  const texts = new Map(env.flatMap(({ name, value = '' }) => { const [, port] = /^SERVE_(?:TLS_|SCTP_)?PORT_(\d+)$/.exec(name) ?? []; return port === undefined ? [] : [[Number(port), value] as const]; }));
  return {
    ports: [...texts.keys()],
    answer({ method, port = 0 }) {
      const text = texts.get(port) ?? '';
      return asJson ? json({ Method: method, Body: text }) : text.startsWith('<') ? { ...plainText(200, text), headers: { 'content-type': 'text/html; charset=utf-8' } } : plainText(200, text);
    },
  };
}
