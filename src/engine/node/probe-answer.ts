/** What a probe finds (https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/): the program is really asked. */
import type { Container, Probe } from '../api/types.ts';
import { runCommand } from '../workloads/launch.ts';
import type { Inside } from '../workloads/process.ts';
import type { Program } from '../workloads/program.ts';

type HttpGet = NonNullable<Probe['httpGet']>;

/** Redirects that lead to the same host are followed so often. */
const MOST_REDIRECTS = 10;

export interface Probed {
  readonly container: Container;
  readonly program: Program;
  /** Virtual ms since the program began. */
  readonly ranMs: number;
  readonly podIP: string;
  inside(): Inside;
}

/** Undefined when the probe passes, else its failure's text. */
export function probeAnswer(probe: Probe, probed: Probed): string | undefined {
  const { container, program, ranMs, podIP } = probed;
  const patienceMs = (probe.timeoutSeconds ?? 1) * 1000;
  if (probe.exec) return ranMs < program.readyMs ? 'command exited with code 1' : execAnswer(probe.exec.command ?? [], probed, patienceMs);
  const wanted = portNumber(probe.httpGet?.port ?? probe.tcpSocket?.port ?? probe.grpc?.port ?? 0, container);
  const host = probe.httpGet?.host || probe.tcpSocket?.host || podIP;
  const isListening = ranMs >= program.readyMs && (program.answersAll === true || program.web?.ports.includes(wanted) === true);
  if (!isListening) {
    const refused = `dial tcp ${host}:${wanted}: connect: connection refused`;
    if (probe.httpGet) return `Get "${(probe.httpGet.scheme ?? 'HTTP').toLowerCase()}://${host}:${wanted}${probe.httpGet.path ?? '/'}": ${refused}`;
    return probe.grpc ? `timeout: failed to connect service "${host}:${wanted}" within ${patienceMs / 1000}s: context deadline exceeded` : refused;
  }
  if (!probe.httpGet || !program.web?.ports.includes(wanted)) return undefined;
  return httpAnswer(probe.httpGet, wanted, probed, patienceMs);
}

function execAnswer(command: readonly string[], { inside }: Probed, patienceMs: number): string | undefined {
  const { code, missing, stdout, stderr, tookMs = 0 } = runCommand(command, inside(), { patienceMs });
  // What an image that nobody knows holds beside a shell is taken to be well.
  if (missing) return undefined;
  if (tookMs > patienceMs) return `command timed out: ${JSON.stringify(command.join(' '))} timed out after ${patienceMs / 1000}s`;
  return code === 0 ? undefined : stdout + stderr || `command exited with code ${code}`;
}

function httpAnswer({ path: whole = '/', httpHeaders = [], scheme = 'HTTP' }: HttpGet, port: number, { program, podIP, inside }: Probed, patienceMs: number): string | undefined {
  let at = whole.startsWith('/') ? whole : `/${whole}`;
  const headers = Object.fromEntries([['user-agent', 'kube-probe/1.36'], ['accept', '*/*'], ...httpHeaders.map(({ name, value }) => [name.toLowerCase(), value])]) as Record<string, string>;
  for (let turn = 0; turn <= MOST_REDIRECTS; turn++) {
    const [path = '/', query = ''] = at.split('?', 2);
    const response = program.web!.answer({ method: 'GET', path, query, headers, body: '' }, inside());
    if ((response.afterMs ?? 0) > patienceMs) return `Get "${scheme.toLowerCase()}://${podIP}:${port}${whole}": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`;
    const { location } = response.headers;
    if (response.status < 200 || response.status >= 400) return `HTTP probe failed with statuscode: ${response.status}`;
    // Who leads elsewhere is believed to be well.
    if (response.status < 300 || !location?.startsWith('/')) return undefined;
    at = location;
  }
  return `Get "${scheme.toLowerCase()}://${podIP}:${port}${whole}": stopped after ${MOST_REDIRECTS} redirects`;
}

/** A number, or the container's port of that name; 0 when there is none. */
export function portNumber(port: number | string, { ports = [] }: Container): number {
  if (typeof port === 'number') return port;
  return /^\d+$/.test(port) ? Number(port) : ports.find(({ name }) => name === port)?.containerPort ?? 0;
}
