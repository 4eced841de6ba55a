/**
 * The kubelet: registers its machine as a Node, renews the node's Lease, runs a worker for each pod that is bound to it,
 * and reports. One component a machine; cutting its power or its cable is done here.
 *
 * Start at `start`; `pod-worker.ts` is the life of one pod.
 */
import { isAlreadyExists, isConflict, isNotFound, StatusError } from '../api/errors.ts';
import { CSI_NODES, LEASES, NODES, PODS, type Resource } from '../api/resource.ts';
import type { Container, Node, Pod, PodStatus } from '../api/types.ts';
import type { Api } from '../api/api.ts';
import { Component, type ComponentError } from '../client/component.ts';
import { Informer } from '../client/informer.ts';
import type { Recorder } from '../client/recorder.ts';
import type { Kernel, Timer } from '../kernel/kernel.ts';
import type { Random } from '../kernel/random.ts';
import { formatMicroTime, SECOND } from '../kernel/time.ts';
import type { Inside } from '../workloads/process.ts';
import type { Directory } from '../workloads/files/entry.ts';
import type { Program } from '../workloads/program.ts';
import type { Workloads } from '../workloads/workloads.ts';
import type { ContainerRuntime } from './container.ts';
import { containerProblem } from './container-problem.ts';
import type { Disturbances } from './disturbance.ts';
import { evictionMessage, nextToEvict } from './eviction.ts';
import { ImageStore } from './image-store.ts';
import type { Machine } from './machines.ts';
import { NodeClock } from './node-clock.ts';
import { newNode, nodeStatus, nodeStatusChanged, nodeStatusEvents, type Pressure } from './node-status.ts';
import { admissionFailure } from './pod-admission.ts';
import type { PodHost } from './pod-host.ts';
import { PodInputs, type VolumeProblem } from './pod-inputs.ts';
import { PodWorker } from './pod-worker.ts';
import { probeAnswer } from './probe-answer.ts';
import type { ProbeKind } from './probe-worker.ts';

/** nodeLeaseDurationSeconds 40, renewed every quarter (https://kubernetes.io/docs/concepts/architecture/nodes/#heartbeats). */
const LEASE_SECONDS = 40;
const LEASE_RENEW_MS = 10 * SECOND;
/** A pod that ended lets go of its volumes before its object may go: so long, up to three times that. */
const UNMOUNT_MS = 100;
/** A Node status that did not change is written every five minutes. */
const STATUS_REPORT_MS = 300 * SECOND;
const STATUS_CHECK_MS = 10 * SECOND;
/** Until then the node lifecycle controller has noticed that a node is silent (50 s grace, looked at every 5 s). */
const NOTICED_MS = 60 * SECOND;
/** A registration that was refused is tried again. */
const REGISTER_RETRY_MS = 7 * SECOND;
/** The eviction manager looks that often, and takes one pod at a time; a hard threshold leaves no grace but a second. */
const EVICTION_MS = 10 * SECOND;
const EVICTION_GRACE_SECONDS = 1;
/** Told at each start of a kubelet, before it knows what the Node says. */
const GOOD = ['NodeHasSufficientMemory', 'NodeHasNoDiskPressure', 'NodeHasSufficientPID'];
const LEASE_NAMESPACE = 'kube-node-lease';

export class Kubelet implements PodHost {
  readonly component: Component;
  readonly images: ImageStore;
  readonly clock: NodeClock;
  readonly pressures = new Set<Pressure>();
  readonly #workers = new Map<string, PodWorker>();
  readonly #pods: Informer<Pod>;
  #events: Recorder;
  readonly #random: Random;
  readonly #inputs: PodInputs;
  #powered = false;
  #connected = true;
  #cable = true;
  #nextHost = 2;
  #usedIPs = new Set<string>();
  #nodeUid = '';
  #lastReportMs = 0;
  #lost = new Map<string, PodWorker>();
  #pulse: Timer | undefined;
  #unschedulable = false;
  #podCIDR: string | undefined;
  #eviction: Timer | undefined;
  /** The machine's own files, as far as pods wrote them (hostPath). */
  disk: Directory | undefined;

  constructor(readonly machine: Machine, private readonly kernel: Kernel, api: Api, onError: (error: ComponentError) => void, private readonly disturbances: Disturbances, private readonly workloads: () => Workloads, private readonly loaders: Map<ContainerRuntime, PodWorker>, private readonly insideOf: (pod: Pod, container: ContainerRuntime) => Inside) {
    const user = { username: `system:node:${machine.name}`, groups: ['system:nodes', 'system:masters', 'system:authenticated'] };
    this.component = new Component({ kernel, api, name: 'kubelet', user, onError });
    this.images = new ImageStore(kernel, workloads);
    this.clock = new NodeClock(kernel);
    this.#inputs = new PodInputs(this.component.client, machine.name);
    this.#random = kernel.random(`kubelet/${machine.name}`);
    this.#events = this.#recorder();
    this.#pods = new Informer(kernel, api, user, PODS as Resource<Pod>, { fieldSelector: `spec.nodeName=${machine.name}` });
    this.#pods.addHandler({
      onAdd: (pod) => this.#hear(pod, (latest) => this.#adopt(latest)),
      onUpdate: (pod) => this.#hear(pod, (latest) => this.#workers.get(uidOf(pod))?.update(latest)),
      onDelete: (pod) => this.#hear(pod, () => this.#forget(pod)),
    });
  }

  get powered(): boolean { return this.#powered; }
  /** The kubelet and the control plane hear each other. */
  get connected(): boolean { return this.#connected; }
  /** Its containers can be reached over the network. */
  get reachable(): boolean { return this.#powered && this.#cable; }
  get workers(): ReadonlyMap<string, PodWorker> { return this.#workers; }

  /** Power on: the kubelet starts, registers, and takes up its pods. */
  start(): void {
    if (this.#powered) return;
    this.#powered = true;
    // A new process knows no Event of the one before.
    this.#events = this.#recorder();
    this.kernel.after(1 + this.#random.int(20), () => {
      if (!this.#powered) return;
      this.#event('Normal', 'Starting', 'Starting kubelet.');
      for (const reason of GOOD) this.#nodeStatusEvent(reason);
      this.#boot();
    });
  }

  /** Registers, takes up the pods, and begins to beat; an API server that does not answer is asked again. */
  #boot(): void {
    if (!this.#powered) return;
    try {
      this.#register();
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      this.kernel.after(REGISTER_RETRY_MS, () => this.#boot());
      return;
    }
    this.#pods.start();
    this.#beat();
  }

  /** Power off: everything on the machine is gone at once, and nobody is told. */
  powerOff(): void {
    if (!this.#powered) return;
    this.#powered = false;
    this.#awaitNotice();
    this.kernel.cancel(this.#pulse);
    this.#pods.stop();
    for (const [uid, worker] of this.#workers) { worker.drop(false); this.#lost.set(uid, worker); }
    this.#workers.clear();
    this.#usedIPs.clear();
  }

  powerOn(): void {
    if (this.#powered) return;
    this.start();
    this.kernel.after(30, () => this.#event('Warning', 'Rebooted', `Node ${this.machine.name} has been rebooted, boot id: ${this.#random.uuid()}`));
    // The informer still holds the pods it knew: they come up again.
    this.kernel.after(40, () => { if (this.#powered) for (const pod of this.#pods.list()) if (!this.#workers.has(uidOf(pod))) this.#adopt(pod); });
  }

  /** Cuts or mends the cable to the control plane. Containers run on. */
  setConnected(connected: boolean): void {
    this.#cable = connected;
    this.#speak(connected);
  }

  #speak(connected: boolean): void {
    if (this.#connected === connected) return;
    this.#connected = connected;
    if (!this.#powered) return;
    if (!connected) { this.#pods.pause(); this.#awaitNotice(); return; }
    this.#pods.start();
    this.#beat();
    for (const worker of this.#workers.values()) worker.update(this.#pods.get(keyOf(worker.pod)) ?? worker.pod);
  }

  /** Silence is not rest: `settle` waits until the cluster has noticed. */
  #awaitNotice(): void { this.kernel.after(NOTICED_MS, () => {}); }

  /** Stops or starts the kubelet process alone: containers run on, nothing is reported. */
  setRunning(running: boolean): void { this.#speak(running); }

  setPressure(pressure: Pressure, on: boolean): void {
    if (on) this.pressures.add(pressure); else this.pressures.delete(pressure);
    if (this.#powered) this.#beat();
    if (on && this.pressures.size === 1) this.#evictInTime();
  }

  /** As long as something runs out, one pod goes every ten seconds. */
  #evictInTime(): void {
    this.kernel.cancel(this.#eviction);
    this.#eviction = this.kernel.afterInBackground(EVICTION_MS, () => {
      if (this.pressures.size === 0) return;
      const [pressure] = this.pressures;
      const worker = this.#powered ? nextToEvict(this.#workers.values()) : undefined;
      if (worker) {
        const message = evictionMessage(pressure!);
        this.event(worker.pod, 'Warning', 'Evicted', message);
        worker.fail('Evicted', message, EVICTION_GRACE_SECONDS);
      }
      this.#evictInTime();
    });
  }

  /** Takes the Node object away, as a cloud does when a machine is gone for good. */
  deleteNode(): void {
    try { this.component.client.delete(NODES, this.machine.name); } catch (error) { if (!isNotFound(error)) throw error; }
  }

  // --- the node ---------------------------------------------------------------------------------------------------

  #register(): void {
    const { client } = this.component;
    const { name } = this.machine;
    try {
      const node = client.create(NODES, newNode(this.machine, this.clock.wall(this.kernel.now)));
      this.#nodeUid = node.metadata.uid!;
      this.#createCSINode(node);
    } catch (error) {
      if (!isAlreadyExists(error)) throw error;
      this.#nodeUid = client.get(NODES, name).metadata.uid!;
      this.#reportStatus(true);
    }
    this.#lastReportMs = this.kernel.now;
  }

  #createCSINode(node: Node): void {
    try {
      this.component.client.create(CSI_NODES, {
        apiVersion: 'storage.k8s.io/v1', kind: 'CSINode',
        metadata: { name: this.machine.name, ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: this.machine.name, uid: node.metadata.uid! }] },
        spec: { drivers: [] },
      });
    } catch (error) {
      if (!isAlreadyExists(error)) throw error;
    }
  }

  /** Renews the lease, looks at the node's status, and comes back in ten seconds. */
  #beat(): void {
    this.kernel.cancel(this.#pulse);
    if (!this.#powered || !this.#connected) return;
    this.#pulse = this.kernel.afterInBackground(Math.min(LEASE_RENEW_MS, STATUS_CHECK_MS) + this.component.slowMs, () => this.#beat());
    try {
      this.#renewLease();
      this.#reportStatus(false);
    } catch (error) {
      // The API server is down or refuses: the next beat tries again, as a real kubelet does.
      if (!(error instanceof StatusError)) throw error;
    }
  }

  #renewLease(): void {
    const { client } = this.component;
    const { name } = this.machine;
    const renewTime = formatMicroTime(this.clock.wall(this.kernel.now));
    try {
      const lease = client.get(LEASES, name, LEASE_NAMESPACE);
      client.update(LEASES, { ...lease, spec: { ...lease.spec, holderIdentity: name, leaseDurationSeconds: LEASE_SECONDS, renewTime } });
    } catch (error) {
      if (!isNotFound(error)) throw error;
      client.create(LEASES, {
        apiVersion: 'coordination.k8s.io/v1', kind: 'Lease',
        metadata: { name, namespace: LEASE_NAMESPACE, ...(this.#nodeUid ? { ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name, uid: this.#nodeUid }] } : {}) },
        spec: { holderIdentity: name, leaseDurationSeconds: LEASE_SECONDS, renewTime },
      });
    }
  }

  #reportStatus(always: boolean): void {
    const { client } = this.component;
    const { now } = this.kernel;
    let node: Node;
    try { node = client.get(NODES, this.machine.name); } catch (error) {
      // A node that somebody deleted is not registered again before the kubelet restarts.
      if (isNotFound(error)) { this.#nodeUid = ''; return; }
      throw error;
    }
    this.#podCIDR = node.spec?.podCIDR;
    const status = nodeStatus(this.machine, node, this.clock.wall(now), this.pressures, this.images.list());
    if (!always && now - this.#lastReportMs < STATUS_REPORT_MS && !nodeStatusChanged(node.status, status)) { this.#tellSchedulable(node.spec?.unschedulable === true); return; }
    this.#lastReportMs = now;
    try {
      client.updateStatus(NODES, { ...node, status });
    } catch (error) {
      if (!isConflict(error)) throw error;
    }
    for (const reason of nodeStatusEvents(node.status, status)) this.#nodeStatusEvent(reason);
    this.#tellSchedulable(node.spec?.unschedulable === true);
  }

  #tellSchedulable(unschedulable: boolean): void {
    if (unschedulable === this.#unschedulable) return;
    this.#unschedulable = unschedulable;
    this.#nodeStatusEvent(unschedulable ? 'NodeNotSchedulable' : 'NodeSchedulable');
  }

  #nodeStatusEvent(reason: string): void { this.#event('Normal', reason, `Node ${this.machine.name} status is now: ${reason}`); }

  #recorder(): Recorder { return this.component.recorder({ component: 'kubelet', host: this.machine.name, wall: (atMs) => this.clock.wall(atMs) }); }

  #event(type: 'Normal' | 'Warning', reason: string, message: string): void {
    this.#events.event({ apiVersion: 'v1', kind: 'Node', metadata: { name: this.machine.name, uid: this.machine.name } }, type, reason, message);
  }

  // --- the pods ---------------------------------------------------------------------------------------------------

  /** A slow kubelet turns to a pod later, and then to what it is by then. */
  #hear(pod: Pod, run: (latest: Pod) => void): void {
    const { slowMs } = this.component;
    if (slowMs <= 0) { this.#guard(pod, () => run(pod)); return; }
    this.kernel.after(slowMs, () => {
      const latest = this.#pods.get(keyOf(pod));
      this.#guard(pod, () => run(latest && uidOf(latest) === uidOf(pod) ? latest : pod));
    });
  }

  /** One pod that cannot be handled stops no other. */
  #guard(pod: Pod, run: () => void): void {
    try { run(); } catch (error) {
      if (error instanceof StatusError) return;
      this.kernel.onError(error instanceof Error ? new Error(`kubelet ${this.machine.name}, pod ${keyOf(pod)}: ${error.message}`, { cause: error }) : error);
    }
  }

  #adopt(pod: Pod): void {
    if (!this.#powered) return;
    const uid = uidOf(pod);
    if (this.#workers.has(uid)) return;
    const { phase } = pod.status ?? {};
    if (phase === 'Succeeded' || phase === 'Failed') {
      if (pod.metadata.deletionTimestamp) this.#remove(pod);
      return;
    }
    const refusal = admissionFailure(this.machine, pod, this.#workers.values(), () => this.#ownNode());
    if (refusal) {
      this.event(pod, 'Warning', refusal.reason, refusal.message);
      this.writeStatus(pod, ({ metadata: { generation }, status }) => ({
        ...(generation === undefined ? {} : { observedGeneration: generation }), phase: 'Failed', message: `Pod was rejected: ${refusal.message}`, reason: refusal.reason,
        startTime: this.clock.format(this.kernel.now), qosClass: status?.qosClass,
      }));
      return;
    }
    const worker = new PodWorker(pod, this);
    const before = this.#lost.get(uid);
    if (before) { worker.afterReboot(before); this.#lost.delete(uid); }
    this.#workers.set(uid, worker);
    worker.start();
  }

  #ownNode(): Node | undefined {
    try { return this.component.client.get(NODES, this.machine.name); } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      return undefined;
    }
  }

  #forget(pod: Pod): void {
    const uid = uidOf(pod);
    this.#lost.delete(uid);
    const worker = this.#workers.get(uid);
    if (!worker) return;
    this.#workers.delete(uid);
    this.releaseIP(worker.podIP);
    worker.drop(true);
  }

  podEnded(worker: PodWorker, deleting: boolean): void {
    if (!deleting) return;
    const pod = worker.pod;
    this.#workers.delete(uidOf(pod));
    worker.drop(false);
    this.kernel.after(Math.round(UNMOUNT_MS * (1 + 2 * this.chance())), () => this.#remove(pod));
  }

  #remove(pod: Pod): void {
    if (!this.#powered || !this.#connected) { this.kernel.after(LEASE_RENEW_MS, () => { if (this.#pods.get(keyOf(pod))) this.#remove(pod); }); return; }
    try {
      this.component.client.delete(PODS, pod.metadata.name!, pod.metadata.namespace, { gracePeriodSeconds: 0, preconditions: { uid: uidOf(pod) } });
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
    }
  }

  // --- for the workers --------------------------------------------------------------------------------------------

  get address(): string { return this.machine.address; }
  now(): number { return this.kernel.now; }
  chance(): number { return this.#random.next(); }
  cancel(timer: Timer): void { this.kernel.cancel(timer); }

  after(delayMs: number, background: boolean, run: () => void): Timer {
    return background ? this.kernel.afterInBackground(delayMs, run) : this.kernel.after(delayMs, run);
  }

  event(pod: Pod, type: 'Normal' | 'Warning', reason: string, message: string, fieldPath?: string): void {
    if (!this.#connected) return;
    this.#events.event({ apiVersion: 'v1', kind: 'Pod', metadata: pod.metadata }, type, reason, message, fieldPath ? { fieldPath } : {});
  }

  writeStatus(pod: Pod, make: (current: Pod) => PodStatus): void {
    if (!this.#connected) return;
    const { client } = this.component;
    const { name, namespace } = pod.metadata;
    try {
      const current = client.get(PODS, name!, namespace);
      if (current.metadata.uid !== pod.metadata.uid) return;
      client.updateStatus(PODS, { ...current, status: make(current) });
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      // Not there any more: nothing to report. Not reachable: say it again later.
      if (!isNotFound(error)) this.after(SECOND, false, () => { if (this.#workers.has(uidOf(pod))) this.writeStatus(pod, make); });
    }
  }

  /** First three numbers of its pods' addresses: what the Node was given, or else the machine's own. */
  get podSubnet(): string { return this.#podCIDR?.replace(/\.\d+\/24$/, '') ?? this.machine.podSubnet; }

  allocateIP(pod: Pod): string {
    if (pod.spec!.hostNetwork) return this.machine.address;
    for (let tries = 0; tries < 254; tries++) {
      const ip = `${this.podSubnet}.${this.#nextHost}`;
      this.#nextHost = this.#nextHost >= 254 ? 2 : this.#nextHost + 1;
      if (!this.#usedIPs.has(ip)) { this.#usedIPs.add(ip); return ip; }
    }
    return '';
  }

  releaseIP(ip: string): void { this.#usedIPs.delete(ip); }

  newContainerID(): string {
    const part = (): string => this.#random.uuid().replace(/-/g, '');
    return `containerd://${part()}${part()}`;
  }

  program(pod: Pod, container: Container): Program {
    const program = this.workloads().program(container);
    const crash = this.disturbances.find(pod, 'crash');
    return crash ? { ...program, ends: crash } : program;
  }

  inside(pod: Pod, container: ContainerRuntime): Inside { return this.insideOf(pod, container); }

  loading(worker: PodWorker, container: ContainerRuntime, on: boolean): void {
    if (on) this.loaders.set(container, worker); else this.loaders.delete(container);
  }

  volumeProblem(pod: Pod): VolumeProblem | undefined {
    const mountError = this.disturbances.find(pod, 'mountError');
    return this.#inputs.volumeProblem(pod) ?? (mountError && this.#inputs.mountProblem(pod, mountError));
  }

  configProblem(pod: Pod, container: ContainerRuntime): string | undefined {
    const { spec } = container;
    const looksCloser = spec.volumeMounts?.some(({ subPathExpr }) => subPathExpr) || (spec.securityContext?.runAsNonRoot ?? pod.spec!.securityContext?.runAsNonRoot);
    return this.#inputs.configProblem(pod, spec) ?? (looksCloser ? containerProblem(this.insideOf(pod, container)) : undefined);
  }

  pullError(pod: Pod, image: string): string | undefined {
    return this.disturbances.find(pod, 'pullError')?.(image) ?? this.workloads().pullError(image);
  }

  get probed(): boolean { return this.workloads().probed; }

  startDelayMs(pod: Pod): number { return this.component.slowMs + (this.disturbances.find(pod, 'startDelayMs') ?? 0); }

  probe(pod: Pod, container: ContainerRuntime, kind: ProbeKind, podIP: string): string | undefined {
    const probe = container.spec[`${kind}Probe`]!;
    if (kind === 'readiness' && this.disturbances.find(pod, 'readinessFails')) return 'HTTP probe failed with statuscode: 503';
    if (kind === 'liveness' && this.disturbances.find(pod, 'livenessFails')) return 'HTTP probe failed with statuscode: 500';
    return probeAnswer(probe, { container: container.spec, program: container.program!, ranMs: this.kernel.now - container.startedMs, podIP, inside: () => this.insideOf(pod, container) });
  }
}

const uidOf = (pod: Pod): string => pod.metadata.uid!;
const keyOf = (pod: Pod): string => `${pod.metadata.namespace}/${pod.metadata.name}`;
