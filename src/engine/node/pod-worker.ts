/**
 * Brings one pod to life on its node and keeps it as its spec says: sandbox, init containers in order, containers,
 * restarts with back-off, graceful end. One worker a pod; it acts only through its host, the kubelet.
 */
import type { Container, Pod, PodStatus } from '../api/types.ts';
import type { Timer } from '../kernel/kernel.ts';
import { ContainerLog } from './container-log.ts';
import { ContainerRuntime, type ContainerRole, type Ended } from './container.ts';
import { duration } from './go-duration.ts';
import { withImage, type PullHost } from './image-pull.ts';
import { runHook } from './lifecycle-hook.ts';
import { initDone, podStatus, phaseOf, type PodFacts } from './pod-status.ts';
import { startProbe, type ProbeHost, type ProbeKind } from './probe-worker.ts';
import { startRun, type RunHost } from './process-worker.ts';
import type { PodHost } from './pod-host.ts';
import { afterReboot, mayRestart } from './restart-rule.ts';
import { stopTime } from './stop-time.ts';
import { terminationMessage } from './termination-message.ts';
import type { Directory } from '../workloads/files/entry.ts';
import { VolumeWait } from './volume-wait.ts';

/** Virtual ms to set up a pod's sandbox and network. */
const SANDBOX_MS = 250;
/** Virtual ms to create a container, and then to start it. */
const CREATE_MS = 40;
const START_MS = 60;
/** The kubelet notices that a container ended at its next relist; this is the mean of that second. */
const RELIST_MS = 500;
/** A pod whose containers have all ended is over a good second later: the kubelet first makes sure that nothing of it runs. */
const SETTLE_MS = 1010;
/** CrashLoopBackOff: 10 s doubling to 5 min, forgotten after a run of 10 min (https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy). */
const BACKOFF_BASE_MS = 10_000;
const BACKOFF_MAX_MS = 300_000;
const BACKOFF_RESET_MS = 600_000;
/** A status write a moment after the change, so that changes of one instant go together. */
const REPORT_MS = 2;
/** A pod whose sync failed is tried again after so long, plus up to that part of it. */
const RETRY_MS = 10_000;
const RETRY_JITTER = 0.5;
/** The kubelet compares what it said with what stands there every ten seconds; this is about the mean. */
const RECONCILE_MS = 6000;
/** How often an image or mount that is not there is tried again. */
const CONFIG_RETRY_MS = 10_000;

export class PodWorker implements ProbeHost, RunHost {
  pod: Pod;
  readonly containers: ContainerRuntime[];
  readonly startMs: number;
  podIP = '';
  /** What containers of the pod wrote into its emptyDirs, by volume. */
  volumes: Map<string, Directory> | undefined;
  #sandbox: 'none' | 'creating' | 'ready' = 'none';
  #ranMain = false;
  #ending = false;
  /** Every container has ended, and the phase does not say so yet. */
  #settling = false;
  #endBy = Infinity;
  /** activeDeadlineSeconds that is kept. */
  #deadline: number | undefined;
  #failure: { reason: string; message: string } | undefined;
  #reporting = false;
  #gone = false;
  #timers: Set<Timer> | undefined;
  #volumes: VolumeWait | undefined;
  #lastStatus: PodStatus | undefined;

  readonly #pulls: PullHost = {
    event: (type, reason, message, c) => this.#event(type, reason, message, c),
    later: (c, delayMs, run) => this.#later(c, delayMs, run),
    wait: (c, reason, message) => this.#wait(c, reason, message),
    again: (c) => this.#ensure(c),
    isGone: () => this.#gone,
    images: () => this.host.images,
    pullError: (image) => this.host.pullError(this.pod, image),
  };

  constructor(pod: Pod, private readonly host: PodHost) {
    this.pod = pod;
    this.startMs = host.now();
    const spec = pod.spec!;
    const waits = (spec.initContainers?.length ?? 0) > 0 ? 'PodInitializing' : 'ContainerCreating';
    this.containers = [
      ...(spec.initContainers ?? []).map((c) => new ContainerRuntime(c, c.restartPolicy === 'Always' ? 'sidecar' : 'init', 'PodInitializing')),
      ...spec.containers.map((c) => this.#main(c, waits)),
      ...(spec.ephemeralContainers ?? []).map((c) => new ContainerRuntime(c as Container, 'ephemeral', 'ContainerCreating')),
    ];
  }

  /** Where nobody probes, a container counts as ready from the first. */
  #main(spec: Container, waits: string): ContainerRuntime {
    const container = new ContainerRuntime(spec, 'main', waits);
    container.ready = !this.host.probed;
    return container;
  }

  start(): void {
    this.#keepDeadline();
    if (this.pod.metadata.deletionTimestamp) this.end(this.pod.metadata.deletionGracePeriodSeconds ?? 0);
    else this.#sync();
    this.#report();
  }

  #keepDeadline(): void {
    const deadline = this.pod.spec!.activeDeadlineSeconds;
    if (deadline === this.#deadline) return;
    this.#deadline = deadline;
    if (deadline === undefined) return;
    this.#after(Math.max(0, this.startMs + deadline * 1000 - this.host.now()), () => {
      if (this.pod.spec!.activeDeadlineSeconds === deadline) this.fail('DeadlineExceeded', 'Pod was active on the node longer than the specified deadline');
    });
  }

  /** The API's object changed. */
  update(pod: Pod): void {
    const old = this.pod;
    this.pod = pod;
    if (pod.spec !== old.spec) { this.#takeSpec(pod); this.#keepDeadline(); }
    const { phase } = pod.status ?? {};
    // Whoever says that the pod is over is believed: what still runs is stopped.
    if ((phase === 'Succeeded' || phase === 'Failed') && phase !== old.status?.phase && !this.#ending && !this.#over()) {
      this.#after(RECONCILE_MS, () => { if (!this.#ending) this.end(pod.spec!.terminationGracePeriodSeconds ?? 30); });
    }
    if (pod.metadata.deletionTimestamp && (!this.#ending || pod.metadata.deletionGracePeriodSeconds !== old.metadata.deletionGracePeriodSeconds)) {
      this.end(pod.metadata.deletionGracePeriodSeconds ?? 0);
    }
    // What others write into the status the kubelet looks at only for readiness gates.
    if (pod.metadata.generation !== old.metadata.generation || (pod.spec!.readinessGates && pod.status?.conditions !== old.status?.conditions)) this.#report();
  }

  /** Nothing runs or will run again. */
  #over(): boolean { return this.containers.every((c) => c.role === 'ephemeral' || c.state === 'terminated') && !['Pending', 'Running'].includes(this.phase); }

  /** Ends the pod from the kubelet's side: evicted, over its deadline. The object stays, Failed. */
  fail(reason: string, message: string, graceSeconds = this.pod.spec!.terminationGracePeriodSeconds ?? 30): void {
    if (this.#ending || this.#failure) return;
    this.#failure = { reason, message };
    this.end(graceSeconds);
  }

  /** Stops the containers, then (if the object is being deleted) lets it go. */
  end(graceSeconds: number): void {
    const first = !this.#ending;
    this.#ending = true;
    this.#endBy = this.host.now() + graceSeconds * 1000;
    for (const c of this.containers) {
      if (c.state === 'running') this.#stop(c, first ? `Stopping container ${c.spec.name}` : undefined);
      else if (c.starting) { this.#clear(c); c.starting = false; }
    }
    if (this.containers.every((c) => c.state !== 'running')) this.#after(first ? START_MS : 0, () => this.#ended());
  }

  /** The object is gone from the API (forced delete) or the node lost power: nothing is reported any more. */
  drop(announce: boolean): void {
    if (announce) for (const c of this.containers) if (c.state === 'running' && !c.stopping) this.#event('Normal', 'Killing', `Stopping container ${c.spec.name}`, c);
    this.#gone = true;
    for (const timer of this.#timers ?? []) this.host.cancel(timer);
    for (const c of this.containers) {
      this.#clear(c);
      if (c.program?.load) this.host.loading(this, c, false);
    }
  }

  /** The machine rebooted: every container that ran is gone and counts as a restart. */
  afterReboot(previous: PodWorker): void {
    for (const [i, c] of this.containers.entries()) {
      const before = previous.containers[i];
      if (before?.spec.name === c.spec.name) afterReboot(c, before, this.host.now(), before.ended !== undefined && this.#mayRestart(c, before.ended));
    }
  }

  /** Kills a container's process from outside (fault ContainerCrash, OOM, liveness). */
  crash(name: string | undefined, exitCode: number, reason: string): boolean {
    let hit = false;
    for (const c of this.containers) {
      if (c.state !== 'running' || (name !== undefined && c.spec.name !== name)) continue;
      this.#exited(c, exitCode, reason);
      hit = true;
    }
    return hit;
  }

  /** Forces the main containers unready (a fault), or lets their probes speak again. */
  setUnready(unready: boolean): void {
    for (const c of this.containers) {
      if (c.state === 'running' && (c.role === 'main' || c.role === 'sidecar')) c.ready = !unready && c.started;
    }
    this.#report();
  }

  get phase(): string { return phaseOf(this.#facts()); }
  get isEnding(): boolean { return this.#ending; }

  // --- starting -------------------------------------------------------------------------------------------------

  #sync(): void {
    if (this.#gone || this.#ending) return;
    if (this.#sandbox === 'none') {
      if (this.#awaitsVolumes()) return;
      this.#sandbox = 'creating';
      this.#after(SANDBOX_MS, () => {
        this.#sandbox = 'ready';
        this.podIP = this.host.allocateIP(this.pod);
        this.#report();
        this.#sync();
      });
      return;
    }
    if (this.#sandbox === 'creating') return;
    for (const c of this.containers) {
      if (c.role !== 'init' && c.role !== 'sidecar') continue;
      this.#ensure(c);
      if (!initDone(c)) return;
    }
    for (const c of this.containers) if (c.role === 'main' || c.role === 'ephemeral') this.#ensure(c);
  }

  #awaitsVolumes(): boolean {
    if (!this.#volumes && !this.host.volumeProblem(this.pod)) return false;
    return (this.#volumes ??= new VolumeWait(this.host, (delay, background) => this.#after(delay, () => { this.#volumes!.over(); this.#sync(); }, background))).holdsUp(this.pod);
  }

  /** Starts the container unless it runs, has done its part, or must wait. */
  #ensure(c: ContainerRuntime): void {
    if (c.state === 'running' || c.starting) return;
    if (c.state === 'terminated') return; // its restart, if it has one, is already planned by #exited
    const wait = c.backoffUntil - this.host.now();
    if (wait > 0) { this.#later(c, wait, () => this.#ensure(c)); return; }
    c.starting = true;
    withImage(this.#pulls, c, () => {
      const problem = this.host.configProblem(this.pod, c);
      if (problem) {
        c.starting = false;
        this.#wait(c, 'CreateContainerConfigError', problem);
        this.#event('Warning', 'Failed', `Error: ${problem}`, c);
        this.#later(c, CONFIG_RETRY_MS, () => this.#ensure(c));
        return;
      }
      this.#later(c, CREATE_MS, () => {
        c.id = this.host.newContainerID();
        this.#event('Normal', 'Created', 'Container created', c);
        this.#later(c, START_MS + this.host.startDelayMs(this.pod), () => this.#started(c));
      });
    });
  }

  #started(c: ContainerRuntime): void {
    const { host } = this;
    c.startedMs = host.now();
    c.root = undefined;
    c.terminationLog = undefined;
    c.pullBackoffMs = 0;
    c.program = host.program(this.pod, c.spec);
    c.lastLog = c.log;
    c.log = new ContainerLog(c.startedMs, c.program.output);
    if (c.program.load) host.loading(this, c, true);
    this.#event('Normal', 'Started', 'Container started', c);
    const { ends } = c.program;
    if (ends) this.#later(c, ends.afterMs, () => this.#exited(c, ends.exitCode, ends.exitCode === 0 ? 'Completed' : 'Error'));
    if (c.program.run) startRun(this, c, host.inside(this.pod, c));
    const hook = c.spec.lifecycle?.postStart;
    if (!hook) { this.#running(c); return; }
    // A container counts as running once its hook is done.
    const { tookMs, failed } = runHook(hook, c.spec, host.inside(this.pod, c));
    if (tookMs === Infinity) return;
    this.#later(c, tookMs, () => {
      this.#running(c);
      if (!failed) return;
      this.#event('Warning', 'FailedPostStartHook', 'PostStartHook failed', c);
      this.#endBy = host.now() + (this.pod.spec!.terminationGracePeriodSeconds ?? 30) * 1000;
      this.#stop(c, 'FailedPostStartHook');
    });
  }

  #running(c: ContainerRuntime): void {
    const { host } = this;
    c.starting = false;
    c.state = 'running';
    c.started = !c.spec.startupProbe || !host.probed;
    c.ready = (c.role === 'main' || c.role === 'sidecar') && (!c.spec.readinessProbe || !host.probed) && c.started;
    if (c.role === 'main') this.#ranMain = true;
    for (const kind of ['startup', 'liveness', 'readiness'] as const) {
      const probe = c.spec[`${kind}Probe`];
      if (probe && host.probed) startProbe(this, c, kind, probe);
    }
    // What is over before the next relist was never seen to run.
    if ((c.program?.ends?.afterMs ?? Infinity) >= RELIST_MS) this.#report();
    this.#sync();
  }

  // --- ending ---------------------------------------------------------------------------------------------------

  #exited(c: ContainerRuntime, exitCode: number, reason: string): void {
    const { host } = this;
    this.#clear(c);
    c.starting = false;
    c.state = 'terminated';
    if (c.log) c.log.endMs = host.now();
    if (c.program?.load) host.loading(this, c, false);
    c.ended = { exitCode, reason, message: terminationMessage(c, exitCode, host.now()), startedMs: c.startedMs, finishedMs: host.now(), id: c.id };
    c.ready = c.role === 'init' ? exitCode === 0 : c.role === 'main' && !host.probed;
    c.started = false;
    c.stopping = false;
    this.#after(RELIST_MS, () => {
      this.#report();
      if (this.#ending) {
        if (this.containers.every((other) => other.state !== 'running')) this.#ended();
        return;
      }
      if (this.#mayRestart(c, c.ended!)) this.#restart(c);
      else if (c.role === 'init' ? c.ended!.exitCode !== 0 : c.role === 'main' && this.containers.every((other) => other.role !== 'main' || this.#isDone(other))) this.#stopSidecars();
      this.#sync();
    });
  }

  #isDone(c: ContainerRuntime): boolean { return c.state === 'terminated' && !this.#mayRestart(c, c.ended!); }

  #mayRestart(c: ContainerRuntime, ended: Ended): boolean { return mayRestart(c, ended, this.pod.spec!.restartPolicy); }

  /** The first restart comes at once; each later one waits twice as long as the one before. */
  #restart(c: ContainerRuntime): void {
    const { host } = this;
    const ended = c.ended!;
    if (ended.finishedMs - ended.startedMs >= BACKOFF_RESET_MS) c.backoffMs = 0;
    const waitMs = c.backoffMs;
    c.backoffMs = c.backoffMs ? Math.min(c.backoffMs * 2, BACKOFF_MAX_MS) : BACKOFF_BASE_MS;
    const until = ended.finishedMs + waitMs;
    const { name, namespace, uid } = this.pod.metadata;
    const wait = { reason: 'CrashLoopBackOff', message: `back-off ${duration(waitMs)} restarting failed container=${c.spec.name} pod=${name}_${namespace}(${uid})` };
    // The kubelet comes back to a pod that it could not bring up every ten to fifteen seconds, and only then says why it waits.
    const look = (): void => {
      if (until <= host.now()) {
        c.last = ended;
        c.restarts++;
        c.state = 'waiting';
        c.waiting = { reason: 'ContainerCreating' };
        this.#sync();
        return;
      }
      this.#event('Warning', 'BackOff', `Back-off restarting failed container ${c.spec.name} in pod ${name}_${namespace}(${uid})`, c);
      if (host.now() - ended.finishedMs > RELIST_MS) {
        c.last = ended;
        this.#wait(c, wait.reason, wait.message);
        c.backoffUntil = until;
      }
      this.#later(c, Math.round(RETRY_MS * (1 + RETRY_JITTER * host.chance())), look);
    };
    look();
  }

  #stop(c: ContainerRuntime, announce: string | undefined, exit?: { code: number; reason: string }): void {
    if (announce !== undefined) this.#event('Normal', 'Killing', announce, c);
    c.stopping = true;
    const preStop = c.spec.lifecycle?.preStop;
    const hook = preStop && runHook(preStop, c.spec, this.host.inside(this.pod, c));
    if (hook?.failed) this.#event('Warning', 'FailedPreStopHook', 'PreStopHook failed', c);
    const { milliseconds, killed } = stopTime(hook?.tookMs ?? 0, this.#endBy - this.host.now(), c.program?.stopMs ?? 0);
    this.#clear(c);
    this.#later(c, milliseconds, () => {
      const code = exit?.code ?? (killed ? 137 : c.program?.stopCode ?? 0);
      this.#exited(c, code, exit?.reason ?? (code === 0 ? 'Completed' : 'Error'));
    });
  }

  /** Once the main containers are done, sidecars are stopped, last started first (KEP-753). */
  #stopSidecars(): void {
    this.#ending = true;
    this.#endBy = this.host.now() + (this.pod.spec!.terminationGracePeriodSeconds ?? 30) * 1000;
    for (const c of [...this.containers].reverse()) if (c.role === 'sidecar' && c.state === 'running') this.#stop(c, `Stopping container ${c.spec.name}`);
    if (!this.containers.every((c) => c.state !== 'running')) return;
    this.#settling = true;
    this.#write();
    this.#after(SETTLE_MS, () => this.#ended());
  }

  #ended(): void {
    if (this.#gone) return;
    this.#settling = false;
    this.#sandbox = 'none';
    this.#write();
    this.host.releaseIP(this.podIP);
    this.host.podEnded(this, this.pod.metadata.deletionTimestamp !== undefined);
  }

  // --- probes ---------------------------------------------------------------------------------------------------

  later(c: ContainerRuntime, delayMs: number, background: boolean, run: () => void): void { this.#later(c, delayMs, run, background); }

  now(): number { return this.host.now(); }
  exited(c: ContainerRuntime, exitCode: number): void { this.#exited(c, exitCode, exitCode === 0 ? 'Completed' : 'Error'); }

  answer(c: ContainerRuntime, kind: ProbeKind): string | undefined {
    return this.host.probe(this.pod, c, kind, this.podIP);
  }

  failed(c: ContainerRuntime, kind: ProbeKind, message: string): void {
    const word = kind === 'startup' ? 'Startup' : kind === 'liveness' ? 'Liveness' : 'Readiness';
    this.#event('Warning', 'Unhealthy', `${word} probe failed: ${message}`, c);
  }

  verdict(c: ContainerRuntime, kind: ProbeKind, success: boolean): void {
    if (kind === 'readiness') {
      if (c.ready === success) return;
      c.ready = success;
    } else if (kind === 'startup' && success) {
      c.started = true;
      c.ready = !c.spec.readinessProbe;
      this.#sync();
    } else if (!success) {
      this.#endBy = this.host.now() + (c.spec[`${kind}Probe`]?.terminationGracePeriodSeconds ?? this.pod.spec!.terminationGracePeriodSeconds ?? 30) * 1000;
      this.#stop(c, `Container ${c.spec.name} failed ${kind} probe, will be restarted`, { code: 137, reason: 'Error' });
      return;
    } else return;
    this.#report();
  }

  // --- reporting ------------------------------------------------------------------------------------------------

  /** Writes the status a moment from now. */
  #report(): void {
    if (this.#reporting || this.#gone) return;
    this.#reporting = true;
    this.#after(REPORT_MS, () => { this.#reporting = false; this.#write(); });
  }

  #write(): void {
    if (this.#gone) return;
    this.host.writeStatus(this.pod, (current) => {
      this.#lastStatus = podStatus({ ...this.#facts(), pod: current });
      return this.#lastStatus;
    });
  }

  #facts(): PodFacts {
    return {
      pod: this.pod, nowMs: this.host.now(), clock: this.host.clock, startMs: this.startMs, hostIP: this.host.address,
      podIP: this.#ranMain || this.containers.some((c) => c.id !== '') ? this.podIP : '',
      sandboxReady: this.#sandbox === 'ready', containers: this.containers, ending: this.#ending, settling: this.#settling, failure: this.#failure,
    };
  }

  #wait(c: ContainerRuntime, reason: string, message: string): void {
    c.state = 'waiting';
    c.waiting = { reason, message };
    this.#report();
  }

  #takeSpec(pod: Pod): void {
    const byName = new Map<string, Container>([...(pod.spec!.initContainers ?? []), ...pod.spec!.containers].map((c) => [c.name, c]));
    for (const c of this.containers) {
      const wanted = byName.get(c.spec.name);
      if (!wanted || wanted === c.spec) continue;
      const imageChanged = wanted.image !== c.spec.image;
      c.spec = wanted;
      if (!imageChanged || c.state !== 'running') continue;
      this.#endBy = this.host.now() + (pod.spec!.terminationGracePeriodSeconds ?? 30) * 1000;
      this.#stop(c, `Container ${c.spec.name} definition changed, will be restarted`);
    }
    for (const wanted of pod.spec!.ephemeralContainers ?? []) {
      if (this.containers.some((c) => c.spec.name === wanted.name)) continue;
      this.containers.push(new ContainerRuntime(wanted as Container, 'ephemeral' satisfies ContainerRole, 'ContainerCreating'));
    }
    this.#sync();
  }

  #event(type: 'Normal' | 'Warning', reason: string, message: string, c?: ContainerRuntime): void {
    this.host.event(this.pod, type, reason, message, c?.fieldPath);
  }

  #after(delayMs: number, run: () => void, background = false): void {
    const timer = this.host.after(delayMs, background, () => { this.#timers = without(this.#timers, timer); if (!this.#gone) run(); });
    (this.#timers ??= new Set()).add(timer);
  }

  #later(c: ContainerRuntime, delayMs: number, run: () => void, background = false): void {
    const timer = this.host.after(delayMs, background, () => { c.timers = without(c.timers, timer); if (!this.#gone) run(); });
    (c.timers ??= new Set()).add(timer);
  }

  #clear(c: ContainerRuntime): void {
    for (const timer of c.timers ?? []) this.host.cancel(timer);
    c.timers = undefined;
  }
}

/** Most pods have nothing planned most of the time: no set is kept for them. */
function without(timers: Set<Timer> | undefined, timer: Timer): Set<Timer> | undefined {
  timers?.delete(timer);
  return timers?.size ? timers : undefined;
}
