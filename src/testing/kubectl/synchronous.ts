/**
 * Our kubectl over a cluster in the same process, without a promise: waiting lets the cluster's virtual time pass. For tests
 * and for the parity tool. Start at `SynchronousKubectl.run`.
 */
import { ClusterKubelet } from '../../bridge/ClusterKubelet.ts';
import docs from '../../engine/api/schema/docs.gen.json' with { type: 'json' };
import { Cluster, type ClusterOptions } from '../../engine/cluster/cluster.ts';
import { readToken } from '../../engine/apiserver/tokens.ts';
import type { Cache } from '../../kubectl/call.ts';
import { drive } from '../../kubectl/drive.ts';
import type { Answer, Chunk, Effect, HttpRequest } from '../../kubectl/effect.ts';
import { runKubectl } from '../../kubectl/kubectl.ts';
import { ADMINISTRATOR, authenticator } from '../../rest/authenticate.ts';
import { isStreamed, type RestReply } from '../../rest/exchange.ts';
import { RestServer } from '../../rest/rest-server.ts';
import { servedDocuments } from '../../rest/served-documents.ts';

export interface Ran { readonly stdout: string; readonly stderr: string; readonly code: number }

export interface RunOptions {
  readonly variables?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** What the user's editor does to a text. */
  readonly editor?: (text: string) => string;
  /** A command that still runs after that much virtual time is interrupted, code 124. */
  readonly maxSeconds?: number;
}

interface Open { readonly chunks: string[]; ended: boolean; stop(): void }

const STEP_MS = 100;

export class SynchronousKubectl {
  readonly cluster: Cluster;
  readonly rest: RestServer;
  /** Absolute or relative path -> text. */
  readonly files: Map<string, string>;
  readonly cache: Cache = {};
  namespace = 'default';
  /** Where kubectl is to find the server; at any address when absent. */
  server: string | undefined;
  readonly #streams = new Map<number, Open>();
  readonly #timers = new Set<{ readonly dueMs: number; readonly callback: () => void }>();
  #next = 1;

  /** Over a cluster of its own, or one that is there. */
  constructor(options: ClusterOptions | Cluster = {}, files = new Map<string, string>()) {
    this.files = files;
    this.cluster = options instanceof Cluster ? options : new Cluster(options);
    const { cluster } = this;
    this.rest = new RestServer({
      api: cluster.outside, registry: cluster.server.registry, now: () => cluster.now, setTimer: () => () => {}, kubelet: new ClusterKubelet(cluster, (callback, ms) => this.#timer(callback, ms)),
      authenticate: authenticator(new Map([['bottleship-admin', ADMINISTRATOR]]), (token) => {
        const claims = readToken(token, cluster.now);
        return claims ? { username: claims.sub, groups: ['system:serviceaccounts', 'system:authenticated'] } : undefined;
      }),
      documents: servedDocuments({ registry: cluster.server.registry, docs: () => docs, serverAddress: '192.168.0.1:6443' }),
      authorize: (verb, resource, target) => cluster.server.authorize(verb, cluster.server.lookup(resource), target),
      authorizeUnserved: (attributes) => cluster.server.authorizeUnserved(attributes),
    });
  }

  run(words: readonly string[], options: RunOptions = {}): Ran {
    let stdout = '';
    let stderr = '';
    let code: number | undefined;
    const until = this.cluster.now + (options.maxSeconds ?? 600) * 1000;
    const perform = (effect: Effect, reply: (answer: Answer) => void): void => {
      if (effect.do === 'stdout') stdout += effect.text;
      else if (effect.do === 'stderr') stderr += effect.text;
      else if (this.cluster.now >= until && (effect.do === 'read' || effect.do === 'sleep')) return;
      else return this.#answer(effect, options, until, reply);
      reply(undefined);
    };
    const running = drive(runKubectl(words, { variables: { HOME: '/users/me', ...options.variables }, cache: this.cache, ...(this.server === undefined ? {} : { server: this.server }) }), perform, (ended) => { code ??= ended; });
    if (code === undefined) {
      code = 124;
      running.interrupt();
    }
    return { stdout, stderr, code };
  }

  #answer(effect: Effect, options: RunOptions, until: number, reply: (answer: Answer) => void): void {
    switch (effect.do) {
      case 'http': case 'open': case 'connect': return reply(this.#http(effect.request, effect.do === 'open'));
      case 'read': {
        const chunk = this.#read(effect.stream, Math.min(until, effect.timeoutMs === undefined ? Infinity : this.cluster.now + effect.timeoutMs), effect.timeoutMs !== undefined);
        return chunk === undefined ? undefined : reply(chunk);
      }
      case 'close': {
        this.#streams.get(effect.stream)?.stop();
        this.#streams.delete(effect.stream);
        return reply(undefined);
      }
      case 'sleep': this.cluster.run(Math.min(effect.ms, until - this.cluster.now)); return reply(undefined);
      case 'now': return reply(this.cluster.now);
      case 'stdin': return reply(options.stdin ?? '');
      case 'edit': return reply((options.editor ?? ((text: string) => text))(effect.text));
      case 'writeFile': this.files.set(effect.path, effect.text); return reply(undefined);
      case 'readFile': return reply(this.#file(effect.path));
      default: return reply(undefined);
    }
  }

  /** Timers of the nodes' API run as virtual time passes. */
  #timer(callback: () => void, ms: number): () => void {
    const timer = { dueMs: this.cluster.now + ms, callback };
    this.#timers.add(timer);
    return () => { this.#timers.delete(timer); };
  }

  #runTimers(): void {
    for (const timer of [...this.#timers]) {
      if (timer.dueMs > this.cluster.now || !this.#timers.delete(timer)) continue;
      timer.callback();
    }
  }

  #file(path: string): Answer {
    if (path === '/users/me/.kube/config' && !this.files.has(path)) return { text: kubeconfig(this.namespace) };
    const text = this.files.get(path) ?? this.files.get(path.replace(/^\.\//, ''));
    if (text !== undefined) return { text };
    const prefix = path === '.' || path === './' ? '' : `${path.replace(/^\.\//, '').replace(/\/$/, '')}/`;
    const names = new Set<string>();
    for (const name of this.files.keys()) if (name.startsWith(prefix) && !(prefix === '' && name.startsWith('/'))) names.add(name.slice(prefix.length).split('/')[0]!);
    return names.size > 0 ? { folder: [...names].sort() } : { error: 'missing' };
  }

  #http({ method, path, query, headers, body }: HttpRequest, streaming: boolean): Answer {
    const reply: RestReply = this.rest.answer({ method, path, query, body, header: (name) => headers[name], headers: () => Object.entries(headers) });
    const warnings = reply.warnings ?? [];
    const { status } = reply;
    if (!isStreamed(reply.body)) {
      const text = typeof reply.body === 'string' ? reply.body : new TextDecoder().decode(reply.body);
      if (!streaming || status >= 300) return { status, headers: reply.headers, warnings, body: text };
      const stream = this.#next++;
      this.#streams.set(stream, { chunks: text === '' ? [] : [text], ended: true, stop() {} });
      return { status, headers: reply.headers, warnings, body: '', stream };
    }
    const open: Open = { chunks: [], ended: false, stop() {} };
    const decoder = new TextDecoder();
    open.stop = reply.body.start({ write: (chunk) => { open.chunks.push(typeof chunk === 'string' ? chunk : decoder.decode(chunk)); }, end: () => { open.ended = true; } });
    if (!streaming) {
      open.stop();
      return { status, headers: reply.headers, warnings, body: open.chunks.join('') };
    }
    const stream = this.#next++;
    this.#streams.set(stream, open);
    return { status, headers: reply.headers, warnings, body: '', stream };
  }

  /** undefined: still nothing when the command's time is over. */
  #read(stream: number, deadline: number, timed: boolean): Chunk | undefined {
    const open = this.#streams.get(stream);
    if (!open) return 'end';
    for (;;) {
      if (open.chunks.length > 0) return { text: open.chunks.splice(0).join('') };
      if (open.ended) return 'end';
      if (this.cluster.now >= deadline) return timed ? 'timeout' : undefined;
      this.cluster.run(Math.min(STEP_MS, deadline - this.cluster.now));
      this.#runTimers();
    }
  }
}

const kubeconfig = (namespace: string): string => `apiVersion: v1
kind: Config
clusters:
- name: bottleship
  cluster:
    server: http://127.0.0.1:8001
contexts:
- name: bottleship
  context:
    cluster: bottleship
    user: admin
    namespace: ${namespace}
current-context: bottleship
users:
- name: admin
  user: {}
`;
