/**
 * `registry.k8s.io/e2e-test-images/agnhost`: many small programs for trying a cluster out, chosen by the first argument
 * (https://pkg.go.dev/k8s.io/kubernetes/test/images/agnhost). Those that answer requests are here; the others only run.
 */
import type { Container } from '../../../api/types.ts';
import { formatTime } from '../../../kernel/time.ts';
import { hostnameOf, plainText, type HttpRequest, type HttpResponse, type Site, type WebServer } from '../../http.ts';
import { answerConversion } from './conversion.ts';
import { answerWebhook } from './webhook.ts';

type Flags = ReadonlyMap<string, string>;

function netexec(request: HttpRequest, site: Site): HttpResponse {
  const query = new Map(request.query.split('&').map((pair) => [pair.split('=')[0]!, decodeURIComponent(pair.slice(pair.indexOf('=') + 1).replaceAll('+', ' '))]));
  switch (request.path) {
    case '/': return plainText(200, `NOW: ${formatTime(site.nowMs)}`);
    case '/clientip': return plainText(200, `${site.clientIP}:0`);
    case '/echo': return { ...plainText(Number(query.get('code') ?? 200), query.get('msg') ?? '') };
    case '/header': return plainText(200, request.headers[(query.get('key') ?? '').toLowerCase()] ?? '');
    case '/healthz': return plainText(200, '');
    case '/hostname': case '/hostName': return plainText(200, hostnameOf(site.pod));
    default: return plainText(404, '404 page not found\n');
  }
}

/** Default ports and answers, by subcommand. */
const PROGRAMS: Readonly<Record<string, { readonly port: number; readonly flag: string; answer(request: HttpRequest, site: Site, flags: Flags): HttpResponse }>> = {
  netexec: { port: 8080, flag: 'http-port', answer: netexec },
  'serve-hostname': { port: 9376, flag: 'port', answer: (_request, { pod }) => plainText(200, hostnameOf(pod)) },
  'test-webserver': { port: 80, flag: 'port', answer: () => plainText(200, '<pre>\n</pre>\n') },
  webhook: { port: 443, flag: 'port', answer: (request, _site, flags) => answerWebhook(request, flags.get('sidecar-image')) },
  'crd-conversion-webhook': { port: 443, flag: 'port', answer: answerConversion },
};

/** `--port=80`, `--port 80`, `-port=80`. */
function flagsOf(words: readonly string[]): Flags {
  const flags = new Map<string, string>();
  words.forEach((word, i) => {
    const [, name, value] = /^--?([^=]+)(?:=(.*))?$/.exec(word) ?? [];
    if (name !== undefined) flags.set(name, value ?? (words[i + 1]?.startsWith('-') === false ? words[i + 1]! : 'true'));
  });
  return flags;
}

/** What the container's subcommand answers; undefined for one that answers nothing. */
export function agnhostWeb({ command = [], args = [] }: Container): WebServer | undefined {
  const words = [...command, ...args].filter((word) => !/(^|\/)agnhost$/.test(word));
  const program = PROGRAMS[words[0] ?? ''];
  if (!program) return undefined;
  const flags = flagsOf(words.slice(1));
  return { ports: [Number(flags.get(program.flag) ?? program.port)], answer: (request, site) => program.answer(request, site, flags) };
}
