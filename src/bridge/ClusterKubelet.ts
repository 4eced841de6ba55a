/**
 * The nodes' own API (`rest/kubelet.ts`) of a simulated cluster: logs are worked out from what containers' programs write, commands are
 * those of `engine/workloads/commands.ts`, ports answer as the programs do. What somebody outside does here is journaled by the cluster.
 */
import { badRequest, failure } from '../engine/api/errors.ts';
import type { Pod, Service } from '../engine/api/types.ts';
import type { Cluster } from '../engine/cluster/cluster.ts';
import { Unreachable } from '../engine/cluster/network.ts';
import type { ContainerRuntime } from '../engine/node/container.ts';
import { formatMicroTime, parseTime } from '../engine/kernel/time.ts';
import type { ContainerLog, LogLine } from '../engine/node/container-log.ts';
import { isShell } from '../engine/workloads/launch.ts';
import type { HttpResponse } from '../engine/workloads/http.ts';
import type { Outcome } from '../engine/workloads/process.ts';
import type { Sink } from '../rest/exchange.ts';
import type { Connection, ExecOptions, Kubelet, LogOptions, Process, ProxyRequest, Streams } from '../rest/kubelet.ts';
import { HttpPipe } from './HttpPipe.ts';
import { ShellSession } from './ShellSession.ts';

/** Real ms between two looks for new lines of a log that is followed. */
const FOLLOW_MS = 200;
/** Real ms between two looks whether a command has ended. */
const EXEC_MS = 20;
const KUBELET_PORT = 10250;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export class ClusterKubelet implements Kubelet {
  /** `setTimer`: runs `callback` once after that many real ms; the result takes it back. */
  constructor(private readonly cluster: Cluster, private readonly setTimer: (callback: () => void, milliseconds: number) => () => void) {}

  logs(pod: Pod, options: LogOptions, sink: Sink): () => void {
    const log = this.#logOf(pod, options);
    const { cluster } = this;
    let readMs = Math.max(-Infinity, options.sinceSeconds === undefined ? -Infinity : cluster.now - options.sinceSeconds * 1000, options.sinceTime === undefined ? -Infinity : parseTime(options.sinceTime) - 1);
    let left = options.limitBytes ?? Infinity;
    const write = (lines: readonly LogLine[]): void => {
      const text = lines.map(({ atMs, text: line, partial }) => `${options.timestamps ? `${formatMicroTime(atMs).replace('Z', '000Z')} ` : ''}${line}${partial ? '' : '\n'}`).join('');
      if (text === '' || left <= 0) return;
      sink.write(text.slice(0, left));
      left -= text.length;
    };
    const all = log?.lines(readMs, cluster.now) ?? [];
    write(options.tailLines === undefined ? all : options.tailLines === 0 ? [] : all.slice(-options.tailLines));
    readMs = cluster.now;
    let cancel = (): void => undefined;
    const look = (): void => {
      write(log?.lines(readMs, cluster.now) ?? []);
      readMs = cluster.now;
      if (!log || log.endMs <= readMs || left <= 0) sink.end();
      else cancel = this.setTimer(look, FOLLOW_MS);
    };
    if (options.follow) look(); else sink.end();
    return () => cancel();
  }

  exec(pod: Pod, options: ExecOptions, streams: Streams): Process {
    this.#running('exec', pod, options);
    const run = (command: readonly string[], stdin?: string): Outcome | undefined => {
      const outcome = this.cluster.exec(pod, options.container, command, stdin);
      if (outcome.missing && !isShell(command[0])) {
        streams.exit({ error: `Internal error occurred: error executing command in container: failed to exec in container: OCI runtime exec failed: exec failed: unable to start container process: exec: ${JSON.stringify(command[0])}: executable file not found in $PATH: unknown` });
        return undefined;
      }
      if (outcome.stdout) streams.stdout(encoder.encode(outcome.stdout));
      if (outcome.stderr) (options.tty ? streams.stdout : streams.stderr)(encoder.encode(outcome.stderr));
      return outcome;
    };
    const [program] = options.command;
    if (options.stdin && isShell(program) && options.command.length === 1) return new ShellSession(options.tty, streams, (line) => run([program!, '-c', line])?.code ?? 127);
    let cancel = (): void => undefined;
    const begin = (stdin?: string): void => {
      const outcome = run(options.command, stdin);
      if (!outcome) return;
      // What it wrote is there at once; it ends when it would have.
      const endMs = this.cluster.now + (outcome.tookMs ?? 0);
      const look = (): void => { if (this.cluster.now >= endMs) streams.exit({ code: outcome.code }); else cancel = this.setTimer(look, EXEC_MS); };
      look();
    };
    if (!options.stdin) { begin(); return { ...IDLE, kill: () => cancel() }; }
    const pieces: Uint8Array[] = [];
    return {
      ...IDLE,
      stdin: (chunk) => { pieces.push(chunk); },
      closeStdin: () => begin(pieces.map((piece, i) => decoder.decode(piece, { stream: i < pieces.length - 1 })).join('')),
      kill: () => cancel(),
    };
  }

  attach(pod: Pod, options: ExecOptions, streams: Streams): Process {
    const { log } = this.#running('attach', pod, options);
    let readMs = this.cluster.now;
    let cancel = (): void => undefined;
    const look = (): void => {
      for (const { stderr, text, partial } of log?.lines(readMs, this.cluster.now) ?? []) (stderr && !options.tty ? streams.stderr : streams.stdout)(encoder.encode(`${text}${partial ? '' : '\n'}`));
      readMs = this.cluster.now;
      if (!log || log.endMs <= readMs) streams.exit({ code: 0 });
      else cancel = this.setTimer(look, FOLLOW_MS);
    };
    cancel = this.setTimer(look, 0);
    return { ...IDLE, kill: () => cancel() };
  }

  portForward(pod: Pod, port: number, receive: { data(chunk: Uint8Array): void; close(error?: string): void }): Connection {
    this.#dial(() => this.cluster.network.container(pod, ''));
    return new HttpPipe((request) => this.#visit(pod, port, request), receive);
  }

  proxy(pod: Pod, port: number, request: ProxyRequest): HttpResponse { return this.#proxy(pod.status?.podIP ?? '', port, request); }

  proxyService({ metadata }: Service, port: number, request: ProxyRequest): HttpResponse { return this.#proxy(`${metadata.name}.${metadata.namespace}`, port, request); }

  #proxy(host: string, port: number, { method, path, query, body }: ProxyRequest): HttpResponse {
    const text = typeof body === 'string' ? body : new TextDecoder().decode(body);
    try {
      return this.cluster.visit(host, port, { method, path, query, headers: {}, body: text });
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      throw failure(503, 'ServiceUnavailable', `error trying to reach service: ${error.message}`);
    }
  }

  #visit(pod: Pod, port: number, request: Parameters<Cluster['visit']>[2]): HttpResponse {
    return this.cluster.visit(pod.status?.podIP ?? '', port, request, pod.metadata.namespace);
  }

  /** The log that is asked for; undefined for a container that wrote nothing yet. Throws as a kubelet does for one that is not there. */
  #logOf(pod: Pod, { container, previous }: LogOptions): ContainerLog | undefined {
    const { namespace, name } = pod.metadata;
    const runtime = this.#dial(() => this.cluster.network.container(pod, container), `/containerLogs/${namespace}/${name}/${container}`);
    if (!runtime) throw badRequest(`container ${JSON.stringify(container)} in pod ${JSON.stringify(name)} is not available`);
    if (previous) {
      const log = runtime.state === 'running' ? runtime.lastLog : runtime.log;
      if (!log || runtime.restarts === 0) throw badRequest(`previous terminated container ${JSON.stringify(container)} in pod ${JSON.stringify(name)} not found`);
      return log;
    }
    if (!runtime.log) throw badRequest(`container ${JSON.stringify(container)} in pod ${JSON.stringify(name)} is waiting to start: ${runtime.waiting.reason === 'ErrImagePull' || runtime.waiting.reason === 'ImagePullBackOff' ? 'trying and failing to pull image' : runtime.waiting.reason}`);
    return runtime.log;
  }

  /**
   * The container that a process is to be joined to. The API server has taken the client's connection before it asks the
   * node, so what fails is told on the error channel: an internal error, with what its own request to the node met.
   */
  #running(verb: 'exec' | 'attach', pod: Pod, options: ExecOptions): ContainerRuntime {
    try { return this.cluster.network.running(pod, options.container); } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      const [, host] = /^dial tcp ([\d.]*):/.exec(error.message) ?? [];
      const query = new URLSearchParams(options.command.map((word): [string, string] => ['command', word]));
      for (const [key, on] of [['error', options.stderr], ['input', options.stdin], ['output', options.stdout], ['tty', options.tty]] as const) if (on) query.append(key, '1');
      const { namespace, name } = pod.metadata;
      const url = `https://${host}:${KUBELET_PORT}/${verb}/${namespace}/${name}/${options.container}?${query.toString()}`;
      const problem = host === undefined ? `unable to upgrade connection: ${error.message}` : `error sending request: Post "${url}": ${error.message}`;
      throw failure(500, 'InternalError', `${INTERNAL}${problem}`, { causes: [{ message: problem }] });
    }
  }

  /** What cannot be reached is told as the API server tells it. */
  #dial<T>(ask: () => T, path = ''): T {
    try { return ask(); } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      const [, host] = /dial tcp ([\d.]+):/.exec(error.message) ?? [];
      throw failure(500, '', path ? `Get "https://${host}:${KUBELET_PORT}${path}": ${error.message}` : error.message);
    }
  }
}

const INTERNAL = 'Internal error occurred: ';
const IDLE: Process = { stdin: () => undefined, closeStdin: () => undefined, resize: () => undefined, kill: () => undefined };
