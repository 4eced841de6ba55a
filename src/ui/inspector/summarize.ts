/** An object in plain words: what it is, how it is, what it waits for; its containers, conditions and facts. */
import { STATE, type State } from '../../bridge/protocol.ts';
import { parseTime } from '../../engine/kernel/time.ts';
import type { AnyObject } from '../../engine/api/types.ts';
import { ageText } from '../state/clock.ts';
import type { Ref } from '../state/selection.ts';

interface Condition { type: string; status: string; reason?: string; message?: string }
interface ContainerState { waiting?: { reason?: string; message?: string }; running?: { startedAt?: string }; terminated?: { reason?: string; exitCode?: number; message?: string } }
interface ContainerStatus { name: string; ready: boolean; started?: boolean; restartCount: number; state?: ContainerState; lastState?: ContainerState }
interface Loose extends AnyObject {
  spec?: {
    nodeName?: string; replicas?: number; selector?: unknown; type?: string; clusterIP?: string; unschedulable?: boolean; schedule?: string; ports?: { port: number; protocol?: string; nodePort?: number; targetPort?: string | number }[];
    strategy?: { type?: string; rollingUpdate?: { maxSurge?: unknown; maxUnavailable?: unknown } }; taints?: { key: string; value?: string; effect: string }[]; containers?: { name: string; image?: string }[]; initContainers?: { name: string; image?: string }[]; suspend?: boolean; completions?: number; parallelism?: number; template?: { spec?: { containers?: { image?: string }[] } };
    terminationGracePeriodSeconds?: number;
  };
  status?: {
    phase?: string; podIP?: string; qosClass?: string; replicas?: number; readyReplicas?: number; updatedReplicas?: number; unavailableReplicas?: number; conditions?: Condition[];
    active?: number; succeeded?: number; failed?: number; desiredNumberScheduled?: number; numberReady?: number; initContainerStatuses?: ContainerStatus[];
    containerStatuses?: ContainerStatus[];
    capacity?: Record<string, string>; allocatable?: Record<string, string>;
    nodeInfo?: { kubeletVersion?: string; osImage?: string; containerRuntimeVersion?: string }; addresses?: { type: string; address: string }[];
  };
}

export interface Fact { readonly term: string; readonly value: string; /** What the value names, to be chosen. */ readonly ref?: Ref }
export interface Part { readonly name: string; readonly image: string; readonly state: State; readonly line: string }
export interface ConditionLine { readonly type: string; readonly status: string; readonly reason: string; readonly message: string; readonly good: boolean }
export interface Summary { readonly sentences: readonly string[]; readonly facts: readonly Fact[]; readonly containers: readonly Part[]; readonly conditions: readonly ConditionLine[] }
interface Told { readonly sentences: readonly string[]; readonly facts: readonly (readonly [term: string, value: string, ref?: Ref])[] }

const listed = (items: readonly string[]): string => items.join(', ') || 'none';
const labels = (map: Record<string, string> | undefined): string => listed(Object.entries(map ?? {}).map(([k, v]) => `${k}=${v}`));
const count = (n: number, one: string): string => `${n} ${n === 1 ? one : one + 's'}`;

export function summarize(object: AnyObject, nowMs: number): Summary {
  const o = object as Loose;
  const { metadata } = o;
  const created = parseTime(metadata.creationTimestamp ?? '');
  const specific = o.kind === 'Pod' ? pod(o, nowMs) : o.kind === 'Node' ? node(o) : o.kind === 'Service' ? service(o) : workload(o);
  const owner = metadata.ownerReferences?.find((r) => r.controller);
  const leaving = metadata.deletionTimestamp ? [`It was asked to end; it has until ${metadata.deletionTimestamp}.`] : [];
  const namespace = metadata.namespace ?? '';
  const facts = [
    ...specific.facts, ['Age', Number.isNaN(created) ? '' : ageText(nowMs - created)] as const,
    ...(owner ? [['Controlled by', `${owner.kind} ${owner.name}`, { kind: owner.kind, namespace, name: owner.name, apiVersion: owner.apiVersion }] as const] : []),
    ['Labels', labels(metadata.labels)] as const, ['Resource version', metadata.resourceVersion ?? ''] as const,
  ];
  return {
    sentences: [...specific.sentences, ...leaving], facts: facts.filter(([, value]) => value !== '').map(([term, value, ref]) => ({ term, value, ...(ref ? { ref } : {}) })),
    containers: o.kind === 'Pod' ? containersOf(o, nowMs) : [], conditions: conditionsOf(o),
  };
}

/** Conditions that are good when they are False. */
const BAD_WHEN_TRUE = ['MemoryPressure', 'DiskPressure', 'PIDPressure', 'NetworkUnavailable', 'ReplicaFailure', 'Failed', 'FailureTarget', 'DisruptionTarget', 'Suspended', 'PodResizePending'];

function conditionsOf({ status }: Loose): ConditionLine[] {
  return (status?.conditions ?? []).map(({ type, status: is, reason = '', message = '' }) => ({ type, status: is, reason, message, good: is === (BAD_WHEN_TRUE.includes(type) ? 'False' : 'True') }));
}

function containersOf({ spec = {}, status = {} }: Loose, nowMs: number): Part[] {
  const statuses = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
  const init = new Set((spec.initContainers ?? []).map((c) => c.name));
  return [...(spec.initContainers ?? []), ...(spec.containers ?? [])].map(({ name, image = '' }) => {
    const of = statuses.find((c) => c.name === name);
    return { name: init.has(name) ? `${name} (init)` : name, image, ...howContainer(of, nowMs) };
  });
}

function howContainer(of: ContainerStatus | undefined, nowMs: number): { state: State; line: string } {
  const { waiting, running, terminated } = of?.state ?? {};
  const again = of?.restartCount ? `, restarted ${of.restartCount === 1 ? 'once' : `${of.restartCount} times`}` : '';
  const last = of?.lastState?.terminated;
  const before = last ? `; last ended with ${last.reason ?? ''} (exit code ${last.exitCode})` : '';
  if (running) return { state: of!.ready ? STATE.ready : STATE.notReady, line: `Running for ${ageText(nowMs - parseTime(running.startedAt ?? ''))}${of!.ready ? '' : ', not ready'}${again}${before}` };
  if (terminated) return { state: terminated.exitCode === 0 ? STATE.succeeded : STATE.failing, line: `${terminated.reason ?? 'Ended'}, exit code ${terminated.exitCode}${again}` };
  if (waiting) return { state: waiting.reason === 'ContainerCreating' || waiting.reason === 'PodInitializing' ? STATE.starting : STATE.failing, line: `${waiting.reason ?? 'Waiting'}${again}${before}` };
  return { state: STATE.pending, line: 'Not started yet' };
}

function pod(o: Loose, nowMs: number): Told {
  const { spec = {}, status = {} } = o;
  const sentences: string[] = [];
  const statuses = status.containerStatuses ?? [];
  const ready = statuses.filter((c) => c.ready).length;
  const unscheduled = status.conditions?.find((c) => c.type === 'PodScheduled' && c.status === 'False');
  if (!spec.nodeName) sentences.push(unscheduled?.message ? `It waits for a node: ${unscheduled.message}` : 'It waits for the scheduler to choose a node.');
  else if (status.phase === 'Running' && ready === (spec.containers?.length ?? 0)) sentences.push(`It runs on ${spec.nodeName} and is ready.`);
  else if (status.phase === 'Succeeded') sentences.push('It did its work and ended well.');
  else if (status.phase === 'Failed') sentences.push('It failed and will not be started again.');
  else sentences.push(`It is on ${spec.nodeName}; ${ready} of ${count(spec.containers?.length ?? 0, 'container')} ready.`);
  for (const c of statuses) {
    const { waiting, terminated, running } = c.state ?? {};
    if (waiting?.message) sentences.push(`Container ${c.name} waits: ${waiting.message}`);
    else if (terminated && terminated.exitCode !== 0) sentences.push(`Container ${c.name} ended: ${terminated.reason ?? ''}, exit code ${terminated.exitCode}${terminated.message ? `: ${terminated.message}` : ''}.`);
    else if (running && !c.ready) sentences.push(`Container ${c.name} has run for ${ageText(nowMs - parseTime(running.startedAt ?? ''))} and is not ready yet.`);
  }
  const restarts = statuses.reduce((n, c) => n + c.restartCount, 0);
  return { sentences, facts: [['Node', spec.nodeName ?? 'none yet', spec.nodeName ? { kind: 'Node', namespace: '', name: spec.nodeName } : undefined], ['Pod IP', status.podIP ?? 'none yet'], ['Restarts', String(restarts)], ['Quality of service', status.qosClass ?? '']] };
}

function node(o: Loose): Told {
  const { spec = {}, status = {} } = o;
  const ready = status.conditions?.find((c) => c.type === 'Ready');
  const sentences = [ready?.status === 'True' ? 'Its kubelet reports, and it runs pods.' : ready?.status === 'False' ? `Its kubelet says it is not ready: ${ready.message ?? ready.reason}.` : 'The control plane has not heard from its kubelet lately.'];
  if (spec.unschedulable) sentences.push('It is cordoned: pods stay, but no new ones are placed here.');
  for (const c of status.conditions ?? []) if (c.type !== 'Ready' && c.status === 'True') sentences.push(`${c.type}: ${c.message ?? c.reason}.`);
  return {
    sentences,
    facts: [
      ['Address', status.addresses?.find((a) => a.type === 'InternalIP')?.address ?? ''], ['CPU', status.allocatable?.cpu ?? ''], ['Memory', status.allocatable?.memory ?? ''], ['Pods at most', status.allocatable?.pods ?? ''],
      ['Taints', listed((spec.taints ?? []).map((t) => `${t.key}${t.value ? `=${t.value}` : ''}:${t.effect}`))], ['Kubelet', status.nodeInfo?.kubeletVersion ?? ''], ['Runtime', status.nodeInfo?.containerRuntimeVersion ?? ''],
    ],
  };
}

function service(o: Loose): Told {
  const { spec = {} } = o;
  const ports = listed((spec.ports ?? []).map((p) => `${p.port} → ${p.targetPort ?? p.port}${p.nodePort ? `, node port ${p.nodePort}` : ''} (${p.protocol ?? 'TCP'})`));
  return { sentences: [`One address for the pods that match ${labels(spec.selector as Record<string, string>)}.`], facts: [['Type', spec.type ?? ''], ['Cluster IP', spec.clusterIP ?? ''], ['Ports', ports]] };
}

function workload(o: Loose): Told {
  const { spec = {}, status = {} } = o;
  const sentences: string[] = [];
  const wanted = o.kind === 'DaemonSet' ? status.desiredNumberScheduled : spec.replicas;
  if (wanted !== undefined) {
    const ready = (o.kind === 'DaemonSet' ? status.numberReady : status.readyReplicas) ?? 0;
    const what = o.kind === 'DaemonSet' ? 'a pod on' : '';
    const one = o.kind === 'DaemonSet' ? count(wanted, 'node') : count(wanted, 'replica');
    sentences.push(ready === wanted ? `It wants ${what ? `${what} ` : ''}${one}, and has ${wanted === 1 ? 'it' : 'them'}.` : `It wants ${what ? `${what} ` : ''}${one} and has ${ready} ready.`);
  }
  if (o.kind === 'Job') sentences.push(`${count(status.succeeded ?? 0, 'pod')} of ${spec.completions ?? spec.parallelism ?? 1} ended well; ${status.active ?? 0} active, ${status.failed ?? 0} failed.`);
  if (o.kind === 'CronJob') sentences.push(`It starts a Job by its schedule, ${spec.schedule}.`);
  if (spec.suspend) sentences.push('It is suspended: nothing new is started.');
  const stalled = status.conditions?.find((c) => c.type === 'Progressing' && c.status === 'False');
  if (stalled) sentences.push(`The rollout is stuck: ${stalled.message ?? stalled.reason}`);
  else if (o.kind === 'Deployment' && (status.updatedReplicas ?? 0) < (spec.replicas ?? 0)) sentences.push(`It rolls out a new revision: ${status.updatedReplicas ?? 0} of ${spec.replicas} pods are of it.`);
  const rolling = spec.strategy?.rollingUpdate;
  const facts: [string, string][] = [];
  if (spec.template) facts.push(['Images', listed((spec.template.spec?.containers ?? []).map((c) => c.image ?? ''))]);
  if (spec.strategy?.type) facts.push(['Strategy', rolling ? `${spec.strategy.type}, ${String(rolling.maxSurge)} surge, ${String(rolling.maxUnavailable)} unavailable` : spec.strategy.type]);
  if (spec.schedule) facts.push(['Schedule', spec.schedule]);
  if (sentences.length === 0) sentences.push(`A ${o.kind}.`);
  return { sentences, facts };
}
