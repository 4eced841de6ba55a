/**
 * A cluster like the recorded one (three hollow nodes) behind a real HTTP server, with a real kubectl in front. Virtual time
 * moves only between commands, and while a command waits for the server and asks nothing.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Api } from '../../engine/api/api.ts';
import { fold } from '../../engine/api/apply/managed-fields.ts';
import type { AnyObject } from '../../engine/api/types.ts';
import { managedTypesOf, stateOf } from '../../engine/apiserver/managed-fields.ts';
import type { Registration } from '../../engine/apiserver/registry.ts';
import type { LogRecord } from '../../engine/store/store.ts';
import type { Table } from '../../engine/store/table.ts';
import { HOLLOW } from '../../engine/workloads/hollow.ts';
import { serve, type Served } from '../../serve/serve.ts';
import type { RecordedStep, RecordedWrite } from './scenario-recording.ts';

export interface Printed { readonly stdout: string; readonly stderr: string; readonly rc: number | null }

/** A kubectl that asks nothing for so long is waiting, real ms. */
const WAITS_MS = 350;
/** Virtual ms that pass a real tick while it waits. */
const STEP_MS = 100;
const TICK_MS = 10;
/** A command that does not end is stopped, real ms. */
const TIMEOUT_MS = 40_000;
/** Virtual ms that pass before each request: a real client needs a moment between them, too. */
const REQUEST_MS = 20;
/** Virtual seconds between the cluster's start and the first step. */
const WARM_UP_MS = 60_000;

export class ScenarioStage {
  readonly writes: RecordedWrite[] = [];
  #lastActivity = 0;
  readonly #folder = mkdtempSync(join(tmpdir(), 'scenario-'));
  readonly #proxies = new Map<string, { server: Server; address: string }>();
  readonly #background = new Map<string, { child: ChildProcess; output: { stdout: string; stderr: string } }>();
  #startMs: number;
  #drainedRevision = 0;

  private constructor(private readonly served: Served, private readonly kubectl: string, private readonly namespace: string) {
    this.#startMs = served.cluster.now;
    this.#drainedRevision = served.cluster.server.store.revision;
    const { outside } = served.cluster;
    for (const verb of ['handle', 'list', 'watch'] as const) {
      const real = outside[verb].bind(outside) as (...given: unknown[]) => unknown;
      (outside as unknown as Record<keyof Api, unknown>)[verb] = (...given: unknown[]) => {
        this.#lastActivity = performance.now();
        if (verb === 'handle') served.cluster.run(REQUEST_MS);
        return real(...given);
      };
    }
  }

  /** `startMs`: what the virtual clock shows at the first step. */
  static async open(options: { kubectl: string; namespace: string; startMs: number; port: number; seed: number }): Promise<ScenarioStage> {
    const served = await serve({ host: '127.0.0.1', port: options.port, nodes: 3, seed: options.seed, speed: 0, startMs: options.startMs - WARM_UP_MS, kubeconfig: undefined });
    served.cluster.machines.workloads = HOLLOW;
    served.cluster.run(WARM_UP_MS);
    return new ScenarioStage(served, options.kubectl, options.namespace);
  }

  async close(): Promise<void> {
    for (const { child } of this.#background.values()) child.kill('SIGKILL');
    for (const { server } of this.#proxies.values()) { server.closeAllConnections(); server.close(); }
    rmSync(this.#folder, { recursive: true, force: true });
    await this.served.close();
  }

  get errors(): readonly { message: string; stack?: string }[] { return this.served.cluster.errors; }

  /** Runs to that many seconds after the first step. Where the clock is past that, all that follows comes later, too. */
  advanceTo(seconds: number): void {
    const { cluster } = this.served;
    const until = this.#startMs + seconds * 1000;
    if (until > cluster.now) cluster.run(until - cluster.now); else this.#startMs += cluster.now - until;
    this.#drain();
  }

  setPower(node: string, on: boolean): void {
    const kubelet = this.served.cluster.machines.get(node);
    if (on) kubelet?.powerOn(); else kubelet?.powerOff();
  }

  /** Runs a shell line with `kubectl` in it. */
  async run(command: string, step: RecordedStep): Promise<Printed> {
    const child = await this.#spawn(command, step);
    const output = capture(child);
    let rc: number | null | undefined;
    child.on('close', (code) => { rc = code; });
    child.stdin!.end(step.stdin ?? '');
    const start = performance.now();
    // It waits for nothing before it has asked for something: on a busy machine a kubectl takes long to start.
    this.#lastActivity = Infinity;
    const last = step.tEnd === undefined ? Infinity : this.#startMs + step.tEnd * 1000;
    while (rc === undefined) {
      await sleep(TICK_MS);
      const now = performance.now();
      if (now - start > TIMEOUT_MS) { kill(child); rc = null; break; }
      if (now - this.#lastActivity < WAITS_MS) continue;
      // Past the recorded end the command waits in real time: its own time-outs count there.
      this.served.cluster.run(this.served.cluster.now < last && !command.includes('--timeout') ? STEP_MS : TICK_MS);
    }
    this.#drain();
    return { ...output, rc };
  }

  async startBackground(id: string, command: string, step: RecordedStep): Promise<void> {
    const child = await this.#spawn(command, step);
    child.stdin!.end();
    this.#background.set(id, { child, output: capture(child) });
    await sleep(1500);
  }

  async stopBackground(id: string): Promise<Printed> {
    const { child, output } = this.#background.get(id)!;
    await sleep(300);
    kill(child);
    return { ...output, rc: 0 };
  }

  async http({ http, response }: RecordedStep, path: string, body: unknown): Promise<{ code: number; body: unknown }> {
    const answer = await fetch(`${this.served.address}${path}`, {
      method: http!.method,
      headers: {
        accept: http!.accept ?? 'application/json', ...(body === undefined ? {} : { 'content-type': http!.contentType ?? 'application/json' }),
        // The one recorded without a known user.
        ...(response?.code === 401 ? { authorization: 'Bearer unknown' } : {}),
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    this.#drain();
    let parsed: unknown = text;
    try { parsed = JSON.parse(text); } catch { /* plain text, or several documents of a watch */ }
    return { code: answer.status, body: parsed };
  }

  async files(files: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(this.#folder, name), text);
  }

  /** Everything stored now that the scenario could be about. */
  objects(kinds: ReadonlySet<string>): AnyObject[] {
    const found: AnyObject[] = [];
    for (const registration of this.served.cluster.server.registry.all()) {
      if (!kinds.has(registration.kind.resource.kind)) continue;
      for (const { value } of registration.table.values()) found.push(named(value as AnyObject, registration));
    }
    return found;
  }

  /** Events as they stood last, also those that went with their namespace; without what nodes said when the cluster started. */
  eventsSince(): AnyObject[] {
    this.#drain();
    const found = new Map<string, AnyObject>();
    for (const { kind, type, object } of this.writes) if (kind === 'Event' && type !== 'DELETED') found.set(`${object!.metadata.namespace}/${object!.metadata.name}`, object!);
    return [...found.values()];
  }

  async #spawn(command: string, step: RecordedStep): Promise<ChildProcess> {
    const address = step.as === undefined ? this.served.address : await this.#userAddress(step.as);
    const config = join(this.#folder, `.kubeconfig-${step.as ?? 'admin'}`);
    writeFileSync(config, JSON.stringify({
      apiVersion: 'v1', kind: 'Config', 'current-context': 't', clusters: [{ name: 't', cluster: { server: address, 'insecure-skip-tls-verify': true } }],
      users: [{ name: 't', user: { token: 'none' } }], contexts: [{ name: 't', context: { cluster: 't', user: 't', namespace: this.namespace } }],
    }));
    const env = { PATH: process.env.PATH, HOME: this.#folder, TZ: 'UTC', KUBECONFIG: config, KUBECACHEDIR: 'cache', ...step.env };
    return spawn('bash', ['-c', `kubectl() { ${JSON.stringify(this.kubectl)} "$@"; }\n${command}`], { cwd: this.#folder, env, stdio: ['pipe', 'pipe', 'pipe'], detached: true });
  }

  /** Over plain HTTP kubectl shows no credentials: a proxy says who the user is. */
  async #userAddress(user: string): Promise<string> {
    const known = this.#proxies.get(user);
    if (known) return known.address;
    const { port: target } = new URL(this.served.address);
    const groups = user === 'jane' ? ['dev'] : [];
    const server = createServer((request, response) => {
      const headers = { ...request.headers };
      if (headers['impersonate-user']) headers['x-client-certificate-subject'] = [...groups.map((group) => `O=${group}`), `CN=${user}`].join(',');
      else Object.assign(headers, { 'impersonate-user': user, 'impersonate-uid': `uid-${user}`, ...(groups.length ? { 'impersonate-group': groups } : {}) });
      const forward = httpRequest({ host: '127.0.0.1', port: target, method: request.method, path: request.url, headers }, (answer) => {
        response.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(response);
      });
      forward.on('error', () => response.destroy());
      request.pipe(forward);
    });
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    this.#proxies.set(user, { server, address });
    return address;
  }

  /** Notes the writes since the last time. */
  #drain(): void {
    const { store, registry } = this.served.cluster.server;
    for (const registration of registry.all()) this.#registrations.set(registration.table, registration);
    for (const record of store.since(this.#drainedRevision)) {
      const registration = this.#registrations.get(record.table);
      if (registration) this.writes.push(this.#write(record, registration));
      this.#drainedRevision = record.revision;
    }
  }

  #managers = new Map<string, Map<string, string>>();
  /** Also of custom resources whose definition is gone. */
  readonly #registrations = new Map<Table, Registration>();

  #write(record: LogRecord, registration: Registration): RecordedWrite {
    const value = named(record.value as AnyObject, registration);
    const id = `${registration.kind.resource.kind}/${record.id}`;
    const before = this.#managers.get(id);
    const now = new Map(fold(stateOf(record.beside, record.value as AnyObject), managedTypesOf(registration)).entries.map((entry) => [`${entry.manager}|${entry.operation}|${entry.subresource}`, JSON.stringify(entry, (_, x: unknown) => (x instanceof Set ? [...x] : x instanceof Map ? [...x] : x))]));
    this.#managers.set(id, now);
    const by = record.type === 'delete' ? [] : [...now].filter(([manager, text]) => before?.get(manager) !== text).map(([manager]) => manager);
    return {
      type: record.type === 'create' ? 'ADDED' : record.type === 'update' ? 'MODIFIED' : 'DELETED',
      kind: registration.kind.resource.kind, name: value.metadata.name!, by, object: value,
      diff: record.type === 'update' ? paths(record.previous, record.value, '').filter((path) => path !== '/metadata/resourceVersion').map((path) => ({ path })) : [],
    };
  }
}

function capture(child: ChildProcess): { stdout: string; stderr: string } {
  const output = { stdout: '', stderr: '' };
  child.stdout!.setEncoding('utf8').on('data', (chunk: string) => { output.stdout += chunk; });
  child.stderr!.setEncoding('utf8').on('data', (chunk: string) => { output.stderr += chunk; });
  return output;
}

/** The shell and what it started: they are a group of their own. */
function kill(child: ChildProcess): void {
  try { process.kill(-child.pid!, 'SIGKILL'); } catch { /* it ended by itself */ }
}

function named(value: AnyObject, { kind: { resource } }: Registration): AnyObject {
  return { ...value, kind: resource.kind, apiVersion: value.apiVersion ?? (resource.group ? `${resource.group}/${resource.version}` : resource.version) };
}

/** Where two values differ, as JSON pointers. */
function paths(a: unknown, b: unknown, at: string): string[] {
  if (a === b) return [];
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || Array.isArray(a) !== Array.isArray(b)) return [at];
  const x = a as Record<string, unknown>, y = b as Record<string, unknown>;
  return [...new Set([...Object.keys(x), ...Object.keys(y)])].flatMap((key) => paths(x[key], y[key], `${at}/${key}`));
}
