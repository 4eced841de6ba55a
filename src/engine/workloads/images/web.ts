/** What the everyday servers answer: short pages that say who speaks, each in its own manner. */
import type { Container } from '../../api/types.ts';
import { formatTime } from '../../kernel/time.ts';
import { hostnameOf, plainText, type HttpRequest, type HttpResponse, type Site, type WebServer } from '../http.ts';

const page = (status: number, title: string, server: string, text = ''): HttpResponse => ({
  status, headers: { server, 'content-type': 'text/html' },
  body: `<!DOCTYPE html>\n<html>\n<head><title>${title}</title></head>\n<body>\n<h1>${title}</h1>\n${text ? `<p>${text}</p>\n` : ''}</body>\n</html>\n`,
});

const tagOf = (image: string | undefined): string => /:([^/:@]+)(?:@|$)/.exec(image ?? '')?.[1]?.replace(/-.*/, '') ?? 'latest';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The combined log format that nginx and httpd write: `10.244.1.3 - - [01/Jan/2026:00:00:05 +0000] "GET / HTTP/1.1" 200 153 "-" "curl/8" "-"`. */
function accessLine({ method, path, query, headers }: HttpRequest, response: HttpResponse, { clientIP, nowMs }: Site): string {
  const [date = '', time = ''] = formatTime(nowMs).split('T');
  const [year = '', month = '1', day = ''] = date.split('-');
  return `${clientIP || '127.0.0.1'} - - [${day}/${MONTHS[Number(month) - 1]}/${year}:${time.slice(0, 8)} +0000] "${method} ${path}${query ? `?${query}` : ''} HTTP/1.1" ${response.status} ${response.body.length} "-" "${headers['user-agent'] ?? '-'}" "-"`;
}

/** Documents at the root; everything else is not there. */
const site = (ports: readonly number[], server: (image: string | undefined) => string, title: string, text: string) => ({ image }: Container): WebServer => ({
  ports, accessLine,
  answer: ({ path }) => (path === '/' || path === '/index.html' ? page(200, title, server(image), text) : page(404, '404 Not Found', server(image))),
});

export const nginx = site([80], (image) => `nginx/${tagOf(image)}`, 'Welcome to nginx!', 'If you see this page, the simulated nginx web server answers.');
export const httpd = site([80], (image) => `Apache/${tagOf(image)} (Unix)`, 'It works!', '');

/** `hashicorp/http-echo -text=hello -listen=:5678` */
export function httpEcho({ command = [], args = [] }: Container): WebServer {
  const words = [...command, ...args];
  const flag = (name: string): string | undefined => {
    const at = words.findIndex((word) => new RegExp(`^--?${name}(=|$)`).test(word));
    return at < 0 ? undefined : words[at]!.includes('=') ? words[at]!.slice(words[at]!.indexOf('=') + 1) : words[at + 1];
  };
  const port = Number(/:(\d+)$/.exec(flag('listen') ?? '')?.[1] ?? 5678);
  return { ports: [port], answer: () => plainText(200, `${flag('text') ?? 'hello-world'}\n`) };
}

/** Google's samples and the like: who answers, and in which version. */
export const helloApp = ({ image, env }: Container): WebServer => ({
  ports: [Number(env?.find(({ name }) => name === 'PORT')?.value ?? 8080)],
  answer: (_request, { pod }) => plainText(200, `Hello, world!\nVersion: ${/^\d+\.\d+$/.test(tagOf(image)) ? `${tagOf(image)}.0` : tagOf(image)}\nHostname: ${hostnameOf(pod)}\n`),
});

/** What was asked, told back. */
export const echoServer = (port: number) => (): WebServer => ({
  ports: [port],
  answer: ({ method, path, query, headers, body }, { pod, clientIP }) => plainText(200, [
    `Hostname: ${hostnameOf(pod)}`, '', 'Request Information:', `\tclient_address=${clientIP}`, `\tmethod=${method}`, `\treal path=${path}${query ? `?${query}` : ''}`, '',
    'Request Headers:', ...Object.entries(headers).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => `\t${name}=${value}`), '', 'Request Body:', body || '\t-no body in request-', '',
  ].join('\n')),
});

/** An image that nobody knows: it answers on the ports that the container names, and says that it is simulated. */
export const unknownServer = ({ image, ports }: Container): WebServer | undefined => (ports?.length ? {
  ports: ports.map(({ containerPort }) => containerPort),
  answer: (_request, { pod }) => plainText(200, `${image} on ${hostnameOf(pod)} (simulated)\n`),
} : undefined);

/** `registry.k8s.io/hpa-example`: works for a moment at each request. */
export const hpaExample = (): WebServer => ({ ports: [80], answer: () => plainText(200, 'OK!') });
