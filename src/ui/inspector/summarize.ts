/** An object in plain words: what it is, how it is, what it waits for; and its facts. */
import { parseTime } from '../../engine/kernel/time.ts';
import type { AnyObject } from '../../engine/api/types.ts';
import { ageText } from '../state/clock.ts';

interface Condition { type: string; status: string; reason?: string; message?: string }
interface ContainerState { waiting?: { reason?: string; message?: string }; running?: { startedAt?: string }; terminated?: { reason?: string; exitCode?: number; message?: string } }
interface Loose extends AnyObject {
  spec?: {
    nodeName?: string; replicas?: number; selector?: unknown; type?: string; clusterIP?: string; unschedulable?: boolean; schedule?: string; ports?: { port: number; protocol?: string; nodePort?: number; targetPort?: string | number }[];
    strategy?: { type?: string; rollingUpdate?: { maxSurge?: unknown; maxUnavailable?: unknown } }; taints?: { key: string; value?: string; effect: string }[]; containers?: { name: string; image?: string }[]; template?: { spec?: { containers?: { image?: string }[] } };
    terminationGracePeriodSeconds?: number;
  };
  status?: {
    phase?: string; podIP?: string; qosClass?: string; replicas?: number; readyReplicas?: number; updatedReplicas?: number; unavailableReplicas?: number; conditions?: Condition[];
    containerStatuses?: { name: string; ready: boolean; restartCount: number; state?: ContainerState; lastState?: ContainerState }[]; capacity?: Record<string, string>; allocatable?: Record<string, string>;
    nodeInfo?: { kubeletVersion?: string; osImage?: string; containerRuntimeVersion?: string }; addresses?: { type: string; address: string }[];
  };
}

export interface Summary { readonly sentences: readonly string[]; readonly facts: readonly (readonly [term: string, value: string])[] }

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
  return {
    sentences: [...specific.sentences, ...leaving],
    facts: [
      ...specific.facts, ['Age', Number.isNaN(created) ? '' : ageText(nowMs - created)], ...(owner ? [['Controlled by', `${owner.kind} ${owner.name}`] as const] : []), ['Labels', labels(metadata.labels)],
      ['Resource version', metadata.resourceVersion ?? ''],
    ],
  };
}

function pod(o: Loose, nowMs: number): Summary {
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
    if (waiting) sentences.push(`Container ${c.name} waits: ${waiting.reason ?? 'not yet started'}${waiting.message ? ` (${waiting.message})` : ''}.`);
    else if (terminated) sentences.push(`Container ${c.name} ended: ${terminated.reason ?? ''}, exit code ${terminated.exitCode}.`);
    else if (running && !c.ready) sentences.push(`Container ${c.name} has run for ${ageText(nowMs - parseTime(running.startedAt ?? ''))} and is not ready yet.`);
  }
  const restarts = statuses.reduce((n, c) => n + c.restartCount, 0);
  return { sentences, facts: [['Node', spec.nodeName ?? 'none yet'], ['Pod IP', status.podIP ?? 'none yet'], ['Images', listed((spec.containers ?? []).map((c) => c.image ?? ''))], ['Restarts', String(restarts)], ['Quality of service', status.qosClass ?? '']] };
}

function node(o: Loose): Summary {
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

function service(o: Loose): Summary {
  const { spec = {} } = o;
  const ports = listed((spec.ports ?? []).map((p) => `${p.port} → ${p.targetPort ?? p.port}${p.nodePort ? `, node port ${p.nodePort}` : ''} (${p.protocol ?? 'TCP'})`));
  return { sentences: [`One address for the pods that match ${labels(spec.selector as Record<string, string>)}.`], facts: [['Type', spec.type ?? ''], ['Cluster IP', spec.clusterIP ?? ''], ['Ports', ports]] };
}

function workload(o: Loose): Summary {
  const { spec = {}, status = {} } = o;
  const sentences: string[] = [];
  if (spec.replicas !== undefined) {
    const ready = status.readyReplicas ?? 0;
    sentences.push(ready === spec.replicas ? `It wants ${count(spec.replicas, 'replica')}, and has them.` : `It wants ${count(spec.replicas, 'replica')} and has ${ready} ready.`);
  }
  const stalled = status.conditions?.find((c) => c.type === 'Progressing' && c.status === 'False');
  if (stalled) sentences.push(`The rollout is stuck: ${stalled.message ?? stalled.reason}.`);
  else if (o.kind === 'Deployment' && (status.updatedReplicas ?? 0) < (spec.replicas ?? 0)) sentences.push(`It rolls out a new revision: ${status.updatedReplicas ?? 0} of ${spec.replicas} pods are of it.`);
  const rolling = spec.strategy?.rollingUpdate;
  const facts: [string, string][] = [];
  if (spec.template) facts.push(['Images', listed((spec.template.spec?.containers ?? []).map((c) => c.image ?? ''))]);
  if (spec.strategy?.type) facts.push(['Strategy', rolling ? `${spec.strategy.type}, ${String(rolling.maxSurge)} surge, ${String(rolling.maxUnavailable)} unavailable` : spec.strategy.type]);
  if (spec.schedule) facts.push(['Schedule', spec.schedule]);
  if (sentences.length === 0) sentences.push(`A ${o.kind}.`);
  return { sentences, facts };
}
