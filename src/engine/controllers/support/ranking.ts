/**
 * Which pods a ReplicaSet deletes first: unscheduled, then pending, then not ready, then cheap by
 * `controller.kubernetes.io/pod-deletion-cost`, then crowded nodes, then the younger by powers of two, then the restarted.
 * https://kubernetes.io/docs/concepts/workloads/controllers/replicaset/#scaling-a-replicaset
 */
import type { ContainerStatus, Pod } from '../../api/types.ts';
import { parseTime } from '../../kernel/time.ts';
import { isPodActive, podCondition } from './pods.ts';

const PHASE_ORDER: Record<string, number> = { Pending: 0, Unknown: 1, Running: 2 };

interface Ranked {
  pod: Pod;
  assigned: boolean;
  phase: number;
  ready: boolean;
  cost: number;
  /** Active related pods on the same node. */
  rank: number;
  readyAt: number;
  restarts: number;
  sidecarRestarts: number;
  createdAt: number;
}

/** The first `count` of `pods` to delete. `related`: pods of all sets of the same owner, for spreading. */
export function podsToDelete(pods: readonly Pod[], related: Iterable<Pod>, count: number, nowMs: number): Pod[] {
  if (count >= pods.length) return [...pods];
  const onNode = new Map<string, number>();
  for (const pod of related) {
    if (isPodActive(pod)) { const node = pod.spec?.nodeName ?? ''; onNode.set(node, (onNode.get(node) ?? 0) + 1); }
  }
  const ranked = pods.map((pod) => rank(pod, onNode.get(pod.spec?.nodeName ?? '') ?? 0));
  ranked.sort((a, b) => compare(a, b, nowMs));
  return ranked.slice(0, count).map((r) => r.pod);
}

function rank(pod: Pod, onNode: number): Ranked {
  const ready = podCondition(pod, 'Ready');
  const isReady = ready?.status === 'True';
  const cost = Number(pod.metadata.annotations?.['controller.kubernetes.io/pod-deletion-cost'] ?? 0);
  const init = pod.spec?.initContainers ?? [];
  const sidecars = new Set(init.filter((c) => c.restartPolicy === 'Always').map((c) => c.name));
  return {
    pod, assigned: !!pod.spec?.nodeName, phase: PHASE_ORDER[pod.status?.phase ?? 'Pending'] ?? 0, ready: isReady,
    cost: Number.isInteger(cost) ? cost : 0, rank: onNode,
    readyAt: isReady && ready.lastTransitionTime ? parseTime(ready.lastTransitionTime) : 0,
    restarts: maxRestarts(pod.status?.containerStatuses ?? []),
    sidecarRestarts: maxRestarts((pod.status?.initContainerStatuses ?? []).filter((s) => sidecars.has(s.name))),
    createdAt: pod.metadata.creationTimestamp ? parseTime(pod.metadata.creationTimestamp) : 0,
  };
}

const maxRestarts = (statuses: readonly ContainerStatus[]): number => statuses.reduce((max, s) => Math.max(max, s.restartCount), 0);

function compare(a: Ranked, b: Ranked, nowMs: number): number {
  if (a.assigned !== b.assigned) return a.assigned ? 1 : -1;
  if (a.phase !== b.phase) return a.phase - b.phase;
  if (a.ready !== b.ready) return a.ready ? 1 : -1;
  if (a.cost !== b.cost) return a.cost - b.cost;
  if (a.rank !== b.rank) return b.rank - a.rank;
  if (a.ready && b.ready && a.readyAt !== b.readyAt) return byAge(a, b, a.readyAt, b.readyAt, nowMs);
  if (a.restarts !== b.restarts) return b.restarts - a.restarts;
  if (a.sidecarRestarts !== b.sidecarRestarts) return b.sidecarRestarts - a.sidecarRestarts;
  if (a.createdAt !== b.createdAt) return byAge(a, b, a.createdAt, b.createdAt, nowMs);
  return 0;
}

/** Younger first, but ages of the same power of two count as equal and the uid decides. */
function byAge(a: Ranked, b: Ranked, atA: number, atB: number, nowMs: number): number {
  if (!atA || !atB) return atA ? 1 : -1;
  const diff = logAge(nowMs - atA) - logAge(nowMs - atB);
  if (diff !== 0) return diff;
  return a.pod.metadata.uid! < b.pod.metadata.uid! ? -1 : 1;
}

const logAge = (ageMs: number): number => (ageMs > 0 ? Math.floor(Math.log2(ageMs * 1e6)) : -1);
