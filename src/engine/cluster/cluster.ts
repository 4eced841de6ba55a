/**
 * Builds a whole cluster and wires it: kernel, API server, control-plane components, nodes, faults. The only place that
 * knows them all. What comes from outside (REST requests that write, new machines) goes through `outside` or `input` and
 * is kept in the journal: seed + journal = the same run, byte for byte.
 */
import type { Api, ApiRequest, ApiResponse, ListResult, Watch, WatchRequest } from '../api/api.ts';
import { KINDS } from '../api/kinds/index.ts';
import { PODS } from '../api/resource.ts';
import type { Pod } from '../api/types.ts';
import { storedRbac } from '../apiserver/rbac/stored-rbac.ts';
import { ApiServer } from '../apiserver/server.ts';
import { loadSnapshot, saveSnapshot, snapshotText, type SavedSnapshot } from '../apiserver/snapshot.ts';
import { expressionWarnings } from '../apiserver/cel/type-check.ts';
import { admissionWithout, POD_SPEC_INPUTS } from '../apiserver/admission/index.ts';
import { Client, SYSTEM_ADMIN } from '../client/client.ts';
import { Component, type ComponentError } from '../client/component.ts';
import { keepIdentityLease } from '../client/identity-lease.ts';
import { LeaderElection, MANAGER_ELECTION, SCHEDULER_ELECTION } from '../client/leader-election.ts';
import { apiServiceControllers } from '../controllers/apiserver/index.ts';
import { definitionControllers } from '../controllers/customresources/index.ts';
import { controllersOver, nodeipam, validatingAdmissionPolicyStatus } from '../controllers/index.ts';
import { DiskService } from '../controllers/support/disk-service.ts';
import { FAULT_KIND } from '../faults/kind.ts';
import { FaultController } from '../faults/controller.ts';
import type { Gate } from '../faults/outage.ts';
import type { FaultWorld } from '../faults/world.ts';
import { Kernel } from '../kernel/kernel.ts';
import { MINUTE, parseTime, SECOND } from '../kernel/time.ts';
import { Machines, type MachineOptions } from '../node/machines.ts';
import type { SchedulerConfiguration } from '../scheduler/configuration.ts';
import { startScheduler, type Scheduler } from '../scheduler/scheduler.ts';
import type { CloudOptions } from '../cloud/cloud.ts';
import { bootstrap } from './bootstrap.ts';
import { Network } from './network.ts';
import { METRICS_API_SERVICES, serveMetrics } from './metrics-apis.ts';
import { RoutingPrograms } from './service-programs.ts';
import { installDisks, startCloud } from './start-cloud.ts';
import { Usage } from './usage.ts';
import { webhookCalls } from './webhook-calls.ts';
import { digest } from './digest.ts';
import type { HttpRequest, HttpResponse } from '../workloads/http.ts';
import { runCommand } from '../workloads/launch.ts';
import type { Outcome } from '../workloads/process.ts';
import type { Exec, JournalEntry, Visit } from './journal.ts';

export interface ClusterOptions {
  /** Default 1. */
  readonly seed?: number;
  /** Machines that are there from the start; default 3, named `node-1` ... */
  readonly nodes?: number | readonly MachineOptions[];
  readonly epochMs?: number;
  /** Control-plane machines; each has its own API server, scheduler and controller manager. Default 1. */
  readonly controlPlanes?: 1 | 3;
  /** The metrics APIs are served from the start; otherwise when a metrics server is installed. Default false. */
  readonly metrics?: boolean;
  /** Nodes are given ranges of pod addresses (`spec.podCIDR`). Default false, as of kube-controller-manager. */
  readonly allocateNodeCIDRs?: boolean;
  /** Admission plugins that the API servers run without; default none. Unknown ones are an Error. */
  readonly disableAdmissionPlugins?: readonly string[];
  /** A cloud under the cluster: load balancers get addresses, machines come and go. Default none, as in minikube. */
  readonly cloud?: CloudOptions;
  /** Claims that name no class get a disk, as in minikube and kind. With a cloud they always do; default otherwise none. */
  readonly disks?: boolean;
  /** What kube-scheduler is given with `--config`; default its one default profile. */
  readonly scheduler?: SchedulerConfiguration;
}

const NODES_AT_START = 3;
/** etcd compacts what is older than this, this often (kube-apiserver --etcd-compaction-interval). */
const COMPACTION_MS = 5 * MINUTE;
/** Writes that can be looked back at whatever their age; a storm of writes pushes out the oldest. */
const HISTORY = 32768;
/** Events live this long (kube-apiserver --event-ttl). */
const EVENT_TTL_MS = 60 * MINUTE;

export class Cluster implements FaultWorld {
  readonly options: ClusterOptions;
  readonly kernel: Kernel;
  readonly server: ApiServer;
  /** The door for everybody outside: as `server`, and every write is journaled. */
  readonly outside: Api;
  readonly components = new Map<string, Component>();
  readonly machines: Machines;
  readonly network: Network;
  readonly programs: RoutingPrograms;
  readonly disks = new DiskService();
  readonly usage: Usage;
  readonly faults: FaultController;
  readonly journal: JournalEntry[] = [];
  readonly #elections = { scheduler: new LeaderElection(SCHEDULER_ELECTION), manager: new LeaderElection(MANAGER_ELECTION) };
  readonly #schedulers = new Map<Component, Scheduler>();
  readonly #gates = new Set<Gate>();
  /** Exceptions of control loops, newest last. */
  readonly errors: ComponentError[] = [];

  constructor(options: ClusterOptions = {}) {
    this.options = options;
    this.kernel = new Kernel({ seed: options.seed ?? 1, epochMs: options.epochMs });
    this.kernel.onError = (error) => this.#report({ atMs: this.kernel.now, component: 'kernel', loop: '', key: '', ...describe(error) });
    this.server = new ApiServer({ kernel: this.kernel, kinds: [...KINDS, FAULT_KIND], admission: admissionWithout(options.disableAdmissionPlugins ?? []), podSpecInputs: POD_SPEC_INPUTS });
    this.outside = this.#journaling();
    this.server.authorizer = storedRbac(this.server.store);
    serveMetrics(this.server);
    bootstrap(this.server, options.metrics ? METRICS_API_SERVICES : []);
    this.#controlPlane(options.controlPlanes ?? 1);
    this.machines = new Machines(this.kernel, this.server, (error) => this.#report(error));
    this.programs = new RoutingPrograms(this.server.store, this.machines, () => this.kernel.now);
    this.network = new Network(this.kernel, this.server, this.machines, this.programs);
    this.machines.inside = (pod, container) => this.network.insideOf(pod, container);
    this.server.webhooks = webhookCalls(this.server, this.network);
    this.server.metrics = this.usage = new Usage(this.kernel, this.server, this.machines, this.network);
    this.faults = new FaultController(this, this.addComponent('bottleship-faults', 'bottleship-faults'));
    this.#nodes(options);
    this.#upkeep();
  }

  get now(): number { return this.kernel.now; }

  /** The scheduler that leads; while none does, the first. */
  get scheduler(): Scheduler {
    const [first] = this.#schedulers.values();
    return this.#schedulers.get(this.#elections.scheduler.leader!) ?? first!;
  }

  /** A client of the administrator, whose writes are not journaled: for tests and the cluster's own use. */
  client(fieldManager = 'bottleship'): Client { return new Client(this.server, SYSTEM_ADMIN, fieldManager); }

  findPod(namespace: string, name: string): Pod | undefined {
    return this.server.lookup(PODS).table.get(`${namespace}/${name}`)?.value as Pod | undefined;
  }

  addGate(gate: Gate): () => void {
    this.#gates.add(gate);
    this.server.gate = (request) => { for (const each of this.#gates) each(request); };
    return () => { this.#gates.delete(gate); };
  }

  /** Something from outside that is no API request; runs at once and is journaled. */
  addMachine(machine: MachineOptions = {}): string {
    return this.#input({ act: 'addMachine', machine }, () => this.#addMachine(machine));
  }

  removeMachine(name: string): void {
    this.#input({ act: 'removeMachine', name }, () => this.machines.remove(name, this.options.cloud !== undefined));
  }

  /** A request from outside to a program, which may write of it in its log. Throws `Unreachable`. */
  visit(host: string, port: number, request: HttpRequest, namespace = 'default'): HttpResponse {
    return this.#input({ act: 'visit', host, port, request, namespace }, () => this.network.toHost(host, port, request, { namespace }));
  }

  /** Runs a command in a container of a pod, as `kubectl exec` asks. Throws `Unreachable` when its node or container is not there. */
  exec(pod: Pod, container: string, command: readonly string[], stdin?: string): Outcome {
    const { namespace = '', name = '' } = pod.metadata;
    return this.#input({ act: 'exec', namespace, pod: name, container, command, ...(stdin === undefined ? {} : { stdin }) }, () => runCommand(command, this.network.inside(pod, container), stdin === undefined ? {} : { stdin }));
  }

  /** Everything stored, as an etcd snapshot holds it. */
  snapshot(): SavedSnapshot { return saveSnapshot(this.server); }
  /** The JSON of `snapshot()`, in pieces: of this instant, though it is read later. */
  snapshotText(): Iterable<string> { return snapshotText(this.server); }

  /** Puts a snapshot in the place of everything stored. Throws 400 for what is none. */
  restore(snapshot: unknown): void {
    this.#input({ act: 'restore', snapshot }, () => loadSnapshot(this.server, snapshot));
  }

  /** Lets virtual time pass, at most `maxEvents` events of it. Returns the number of events run. */
  run(ms: number, maxEvents = Infinity): number { return this.kernel.run(this.kernel.now + ms, maxEvents); }

  /**
   * Runs until nothing but upkeep (heartbeats, resyncs) is pending, or `maxMs` of virtual time passed. True when it
   * came to rest.
   */
  settle(maxMs = 10 * MINUTE): boolean {
    const until = this.kernel.now + maxMs;
    // At start the informers' first lists are still on their way, so there is always something pending then.
    while (this.kernel.pendingForeground > 0) {
      if (this.kernel.nextDueMs > until) { this.kernel.run(until); return false; }
      this.kernel.run(until, 4096, () => this.kernel.pendingForeground === 0);
    }
    return true;
  }

  /** Hash of the store at its revision: equal for equal runs. */
  digest(): string { return digest(this.server.store); }

  #addMachine(machine: MachineOptions): string { return this.machines.add(this.options.cloud ? { ...machine, external: true } : machine); }

  #nodes({ nodes, cloud, controlPlanes, disks }: ClusterOptions): void {
    // With a cloud, a number of machines means so many in its node groups; groups that are described have their own numbers.
    const count = typeof nodes === 'number' ? nodes : nodes || cloud?.groups ? 0 : NODES_AT_START;
    if (cloud) startCloud(this, cloud, count, controlPlanes ?? 1);
    else if (disks) installDisks(this);
    const own = typeof nodes === 'object' ? nodes : Array.from({ length: cloud && !cloud.groups ? 0 : count }, () => ({}));
    for (const machine of own) this.#addMachine(machine);
  }

  /** With one machine the components bear their own name, with several `kube-scheduler-1` ... */
  #controlPlane(count: number): void {
    const place = (name: string, i: number): string => (count === 1 ? name : `${name}-${i}`);
    for (let i = 1; i <= count; i++) {
      const host = place('controlplane', i);
      const manager = this.addComponent('kube-controller-manager', 'kube-controller-manager', place('kube-controller-manager', i));
      const scheduler = this.addComponent('kube-scheduler', 'kube-scheduler', place('kube-scheduler', i));
      const apiserver = this.addComponent('kube-apiserver', 'apiserver', place('kube-apiserver', i));
      keepIdentityLease(apiserver, host);
      for (const controller of [...definitionControllers, ...apiServiceControllers]) apiserver.run(controller);
      this.#elections.manager.enter(manager, host);
      for (const controller of controllersOver(this.disks)) manager.run(controller);
      if (this.options.allocateNodeCIDRs) manager.run(nodeipam);
      manager.run(validatingAdmissionPolicyStatus((policy) => expressionWarnings(this.server.registry, policy)));
      this.#elections.scheduler.enter(scheduler, host);
      this.#schedulers.set(scheduler, startScheduler(scheduler, this.options.scheduler));
    }
  }

  /** A process of the cluster that stops, slows and is found by `key`. */
  addComponent(name: string, user: string, key = name): Component {
    const component = new Component({
      kernel: this.kernel, api: this.server, name, user: { username: `system:${user}`, groups: ['system:masters', 'system:authenticated'] },
      onError: (error) => this.#report(error),
    });
    this.components.set(key, component);
    return component;
  }

  #report(error: ComponentError): void {
    this.errors.push(error);
    if (this.errors.length > 1000) this.errors.shift();
  }

  #input<T>(entry: { act: 'addMachine'; machine: MachineOptions } | { act: 'removeMachine'; name: string } | { act: 'request'; request: ApiRequest } | { act: 'restore'; snapshot: unknown } | Visit | Exec, run: () => T): T {
    const { kernel } = this;
    this.journal.push({ event: kernel.eventCount, atMs: kernel.now, ...entry });
    const before = kernel.trace.current;
    kernel.trace.current = kernel.trace.add(kernel.now, 'user', 'input', entry.act === 'request' ? describeRequest(entry.request) : entry.act);
    try {
      return run();
    } finally {
      kernel.trace.current = before;
    }
  }

  #journaling(): Api {
    const { server } = this;
    return {
      handle: <T>(request: ApiRequest): ApiResponse<T> => {
        if (request.verb === 'get' || request.options.dryRun) return server.handle<T>(request);
        return this.#input({ act: 'request', request }, () => server.handle<T>(request));
      },
      list: <T>(request: ApiRequest): ListResult<T> => server.list<T>(request),
      watch: (request: WatchRequest): Watch => server.watch(request),
    };
  }

  /** Compaction and the end of old Events, as etcd and its leases do. */
  #upkeep(): void {
    const { kernel, server } = this;
    const repeat = (periodMs: number, run: () => void): void => {
      const tick = (): void => { kernel.afterInBackground(periodMs, tick); run(); };
      kernel.afterInBackground(periodMs, tick);
    };
    repeat(COMPACTION_MS, () => server.store.compact(server.store.revisionAt(kernel.now - COMPACTION_MS)));
    repeat(SECOND, () => server.store.keepAtMost(HISTORY));
    const events = server.store.table('events');
    repeat(10 * SECOND, () => {
      for (const entry of events.values()) {
        const { value } = entry as { value: { metadata: { creationTimestamp?: string } } };
        if (parseTime(value.metadata.creationTimestamp!) > kernel.now - EVENT_TTL_MS) break;
        server.store.delete(events, entry, value);
      }
    });
  }
}

/** Builds the cluster again and plays the journal into it, up to its end. The clock stands at the last entry. */
export function replay(options: ClusterOptions, journal: readonly JournalEntry[]): Cluster {
  const cluster = new Cluster(options);
  for (const entry of journal) {
    cluster.kernel.run(entry.atMs, entry.event - cluster.kernel.eventCount);
    cluster.kernel.skipTo(entry.atMs);
    apply(cluster, entry);
  }
  return cluster;
}

function apply(cluster: Cluster, entry: JournalEntry): void {
  if (entry.act === 'addMachine') cluster.addMachine(entry.machine);
  else if (entry.act === 'removeMachine') cluster.removeMachine(entry.name);
  else if (entry.act === 'restore') cluster.restore(entry.snapshot);
  else if (entry.act === 'exec') {
    const pod = cluster.findPod(entry.namespace, entry.pod);
    try { if (pod) cluster.exec(pod, entry.container, entry.command, entry.stdin); } catch { /* out of reach, as the first time */ }
  } else if (entry.act === 'visit') {
    try { cluster.visit(entry.host, entry.port, entry.request, entry.namespace); } catch { /* out of reach, as the first time */ }
  }
  else {
    // What was refused then is refused again; the journal holds it because a refusal may have cost a random number.
    try { cluster.outside.handle(entry.request); } catch { /* the same answer as the first time */ }
  }
}

function describe(error: unknown): { message: string; stack?: string } {
  return error instanceof Error ? { message: error.message, stack: error.stack } : { message: String(error) };
}

function describeRequest(request: ApiRequest): string {
  const { group, resource } = request.resource;
  const body = request.body as { metadata?: { name?: string } } | undefined;
  return `${request.verb} ${group ? `${resource}.${group}` : resource}/${request.namespace ? `${request.namespace}/` : ''}${request.name ?? body?.metadata?.name ?? ''}${request.subresource ? `/${request.subresource}` : ''}`;
}
