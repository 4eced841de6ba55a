/**
 * From what the containers do to the `status` that a kubelet reports
 * (https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/).
 */
import type { Container, ContainerStatus, Pod, PodCondition, PodStatus } from '../api/types.ts';
import { podResources, runningResources } from './pod-resources.ts';
import { withTag } from '../workloads/images/index.ts';
import type { ContainerRuntime } from './container.ts';
import type { NodeClock } from './node-clock.ts';

export interface PodFacts {
  readonly pod: Pod;
  readonly nowMs: number;
  readonly clock: NodeClock;
  readonly startMs: number;
  readonly hostIP: string;
  /** Shown once a main container has run. */
  readonly podIP: string;
  readonly sandboxReady: boolean;
  readonly containers: readonly ContainerRuntime[];
  /** The pod ends (deleted, evicted, past its deadline): containers are not started again. */
  readonly ending: boolean;
  /** Every container has ended by itself, but the phase stays what it was: conditions tell first. */
  readonly settling: boolean;
  /** Set when the kubelet itself ended the pod. */
  readonly failure?: { readonly reason: string; readonly message: string };
}

type Phase = 'Pending' | 'Running' | 'Succeeded' | 'Failed';

/** Conditions that the kubelet owns, in the order it writes them; those of others stay before them. */
const OWN = new Set(['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled']);

export function podStatus(facts: PodFacts): PodStatus {
  const { pod, containers, nowMs, clock } = facts;
  const old = pod.status ?? {};
  const phase = terminalPhase(old.phase) ?? phaseOf(facts);
  const generation = pod.metadata.generation;
  const sameHost = old.hostIP === facts.hostIP, samePodIP = old.podIP === facts.podIP;
  const mains: ContainerStatus[] = [], initStatuses: ContainerStatus[] = [], ephemeral: ContainerStatus[] = [];
  for (const c of containers) (c.role === 'main' ? mains : c.role === 'ephemeral' ? ephemeral : initStatuses).push(containerStatus(c, facts));
  // The kubelet lists main containers by name, whatever their order in the spec.
  if (mains.length > 1) mains.sort((a, b) => (a.name < b.name ? -1 : 1));
  const condition = (type: string, status: boolean, reason?: string, message?: string): PodCondition => {
    const before = old.conditions?.find((c) => c.type === type);
    const text = status ? 'True' : 'False';
    // What did not change stays the same object: versions of a pod share it.
    if (before && before.status === text && before.reason === reason && before.message === message && before.observedGeneration === generation && before.lastProbeTime === null) return before;
    const lastTransitionTime = before && before.status === text ? before.lastTransitionTime : clock.format(nowMs);
    const next: PodCondition = generation === undefined
      ? { type, status: text, lastProbeTime: null as never, lastTransitionTime }
      : { type, observedGeneration: generation, status: text, lastProbeTime: null as never, lastTransitionTime };
    if (reason) next.reason = reason;
    if (message) next.message = message;
    return next;
  };
  const initialized = initializedCondition(facts, phase), containersReady = containersReadyCondition(facts, phase), ready = readyCondition(facts, containersReady);
  // One property after the other, always in this order: statuses of all pods then share a few shapes.
  const status: PodStatus = {};
  if (generation !== undefined) status.observedGeneration = generation;
  const shown = facts.settling ? (old.phase as Phase | undefined) ?? 'Pending' : phase;
  status.phase = shown;
  const own = [
    condition('PodReadyToStartContainers', facts.sandboxReady && (shown === 'Pending' || shown === 'Running')),
    condition('Initialized', initialized[0], initialized[1], initialized[2]),
    condition('Ready', ready[0], ready[1], ready[2]),
    condition('ContainersReady', containersReady[0], containersReady[1], containersReady[2]),
    condition('PodScheduled', true),
  ];
  const others: PodCondition[] = [];
  for (const c of old.conditions ?? []) if (!OWN.has(c.type)) others.push(c);
  // https://kubernetes.io/docs/concepts/workloads/pods/disruptions/#pod-disruption-conditions
  if (facts.failure?.reason === 'Evicted' && !others.some((c) => c.type === 'DisruptionTarget')) others.push(condition('DisruptionTarget', true, 'TerminationByKubelet', facts.failure.message));
  status.conditions = others.length ? [...others, ...own] : own;
  const why = facts.failure ?? (phase === 'Failed' && old.reason ? { reason: old.reason, message: old.message } : undefined);
  if (why) { status.reason = why.reason; status.message = why.message; }
  status.hostIP = facts.hostIP;
  status.hostIPs = sameHost ? old.hostIPs : [{ ip: facts.hostIP }];
  if (facts.podIP) {
    status.podIP = facts.podIP;
    status.podIPs = samePodIP ? old.podIPs : [{ ip: facts.podIP }];
  }
  status.startTime = clock.format(facts.startMs);
  if (initStatuses.length) status.initContainerStatuses = initStatuses;
  // A list that grew has room for more: a copy has not.
  status.containerStatuses = mains.slice();
  status.qosClass = old.qosClass;
  if (ephemeral.length) status.ephemeralContainerStatuses = ephemeral;
  if (old.nominatedNodeName) status.nominatedNodeName = old.nominatedNodeName;
  const resources = podResources(pod);
  if (resources.requests) status.allocatedResources = resources.requests;
  status.resources = resources;
  return status;
}

function containerStatus(c: ContainerRuntime, facts: PodFacts): ContainerStatus {
  const { clock } = facts;
  const present = c.id !== '';
  const mounts = mountStatuses(c.spec);
  const image = present ? withTag(c.spec.image!) : c.spec.image!;
  const probed = c.spec.startupProbe ?? c.spec.livenessProbe ?? c.spec.readinessProbe;
  const requests = c.spec.resources?.requests;
  const status: ContainerStatus = present
    ? { name: c.spec.name, state: c.wireState(clock), lastState: c.wireLastState(clock), ready: c.ready, restartCount: c.restarts, image, imageID: image, containerID: c.id }
    : { name: c.spec.name, state: c.wireState(clock), lastState: c.wireLastState(clock), ready: c.ready, restartCount: c.restarts, image, imageID: '' };
  if (probed) status.started = c.started;
  if (present) {
    if (requests) status.allocatedResources = requests;
    status.resources = runningResources(c.spec);
  }
  if (mounts?.length) status.volumeMounts = mounts;
  const runAs = facts.pod.spec!.securityContext;
  if (present && runAs?.runAsUser !== undefined) status.user = { linux: { uid: runAs.runAsUser, gid: runAs.runAsGroup ?? 0, supplementalGroups: [] } };
  return status;
}

const mountsOf = new WeakMap<object, NonNullable<ContainerStatus['volumeMounts']>>();

/** Pods of one template share their containers' specs, so also this. */
function mountStatuses({ volumeMounts }: Container): ContainerStatus['volumeMounts'] {
  if (!volumeMounts) return undefined;
  let mounts = mountsOf.get(volumeMounts);
  if (!mounts) {
    mounts = volumeMounts.map((m) => ({ name: m.name, mountPath: m.mountPath, ...(m.readOnly ? { readOnly: true, recursiveReadOnly: 'Disabled' } : {}) }));
    mountsOf.set(volumeMounts, mounts);
  }
  return mounts;
}

/** An init container has done its part: ended well, or (sidecar) started. */
export const initDone = (c: ContainerRuntime): boolean =>
  c.role === 'sidecar' ? c.started && (c.state === 'running' || c.restarts > 0) : c.state === 'terminated' && c.ended!.exitCode === 0;

export function phaseOf(facts: PodFacts): Phase {
  const { pod, containers, ending } = facts;
  if (facts.failure) return 'Failed';
  const policy = pod.spec!.restartPolicy ?? 'Always';
  let running = 0, waiting = 0, stopped = 0, succeeded = 0;
  for (const c of containers) {
    if (c.role !== 'main') continue;
    if (c.state === 'running') running++;
    else if (c.state === 'terminated') { stopped++; if (c.ended!.exitCode === 0) succeeded++; }
    else if (c.last) { stopped++; }
    else waiting++;
  }
  if (policy === 'Never' && containers.some((c) => c.role === 'init' && c.state === 'terminated' && c.ended!.exitCode !== 0)) return 'Failed';
  if (ending && running === 0) {
    const all = containers.filter((c) => c.role !== 'ephemeral');
    const anyFailed = all.some((c) => c.state === 'terminated' && c.ended!.exitCode !== 0 && c.role !== 'sidecar');
    if (all.some((c) => c.state === 'running')) return 'Running';
    if (stopped > 0 || all.some((c) => c.state === 'terminated')) return anyFailed || waiting > 0 ? 'Failed' : 'Succeeded';
    return pod.status?.phase === 'Running' ? 'Failed' : 'Pending';
  }
  const initsDone = containers.every((c) => (c.role !== 'init' && c.role !== 'sidecar') || initDone(c));
  if (!initsDone && running === 0 && stopped === 0) return 'Pending';
  if (waiting > 0) return 'Pending';
  if (running > 0) return 'Running';
  if (policy === 'Always') return 'Running';
  // Sidecars keep a pod running until they, too, have ended.
  if (containers.some((c) => c.role === 'sidecar' && c.state === 'running')) return 'Running';
  if (stopped === succeeded) return 'Succeeded';
  return policy === 'Never' ? 'Failed' : 'Running';
}

/** What was said to be over stays so: neither the kubelet nor anybody else brings a pod back. */
const terminalPhase = (phase: string | undefined): Phase | undefined => (phase === 'Succeeded' || phase === 'Failed' ? phase : undefined);

let lastText = '';

/** Pods of one template say the same one after the other: it is then one string. */
const shared = (text: string): string => (text === lastText ? lastText : (lastText = text));

type Verdict = readonly [status: boolean, reason?: string, message?: string];

const YES: Verdict = [true];

/** Names of the containers that are so, with spaces between; undefined when there are none. */
function namesOf(containers: readonly ContainerRuntime[], are: (c: ContainerRuntime) => boolean): string | undefined {
  let names: string | undefined;
  for (const c of containers) if (are(c)) names = names === undefined ? c.spec.name : `${names} ${c.spec.name}`;
  return names;
}

function initializedCondition({ containers }: PodFacts, phase: Phase): Verdict {
  if (phase === 'Succeeded') return [true, 'PodCompleted'];
  const unfinished = namesOf(containers, (c) => (c.role === 'init' || c.role === 'sidecar') && !initDone(c));
  return unfinished === undefined ? YES : [false, 'ContainersNotInitialized', `containers with incomplete status: [${unfinished}]`];
}

function containersReadyCondition({ containers }: PodFacts, phase: Phase): Verdict {
  if (phase === 'Succeeded') return [false, 'PodCompleted'];
  if (phase === 'Failed') return [false, 'PodFailed'];
  const unready = namesOf(containers, (c) => (c.role === 'main' || c.role === 'sidecar') && !c.ready);
  return unready === undefined ? YES : [false, 'ContainersNotReady', shared(`containers with unready status: [${unready}]`)];
}

function readyCondition(facts: PodFacts, containersReady: Verdict): Verdict {
  const gates = facts.pod.spec!.readinessGates;
  if (!containersReady[0] || !gates?.length) return containersReady;
  const messages: string[] = [];
  for (const { conditionType } of gates) {
    const condition = facts.pod.status?.conditions?.find((c) => c.type === conditionType);
    if (!condition) messages.push(`corresponding condition of pod readiness gate "${conditionType}" does not exist.`);
    else if (condition.status !== 'True') messages.push(`the status of pod readiness gate "${conditionType}" is not "True", but ${condition.status}`);
  }
  return messages.length ? [false, 'ReadinessGatesNotReady', messages.join(', ')] : YES;
}
