import { PODS } from '../../api/resource.ts';
import type { Container, ContainerStatus, Pod } from '../../api/types.ts';
import { age, NONE, since } from './format.ts';
import { AGE, column, defineTable, NAME, wide, type Cell, type TableRowCondition } from './table.ts';

const SUCCEEDED: readonly TableRowCondition[] = [{ type: 'Completed', status: 'True', reason: 'Succeeded', message: 'The pod has completed successfully.' }];
const FAILED: readonly TableRowCondition[] = [{ type: 'Completed', status: 'True', reason: 'Failed', message: 'The pod failed.' }];

export const podTable = defineTable<Pod>({
  columns: [
    NAME,
    column('Ready', 'string', 'The aggregate readiness state of this pod for accepting traffic.'),
    column('Status', 'string', 'The aggregate status of the containers in this pod.'),
    column('Restarts', 'string', 'The number of times the containers in this pod have been restarted and when the last container in this pod has restarted.'),
    AGE,
    wide('IP', 'string', 'podIP address allocated to the pod. Routable at least within the cluster. Empty if not yet allocated.'),
    wide('Node', 'string', 'NodeName indicates in which node this pod is scheduled. If empty, this pod is a candidate for scheduling by the scheduler defined in schedulerName. Once this field is set, the kubelet for this node becomes responsible for the lifecycle of this pod. This field should not be used to express a desire for the pod to be scheduled on a specific node. https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#nodename'),
    wide('Nominated Node', 'string', 'nominatedNodeName is set only when this pod preempts other pods on the node, but it cannot be scheduled right away as preemption victims receive their graceful termination periods. This field does not guarantee that the pod will be scheduled on this node. Scheduler may decide to place the pod elsewhere if other nodes become available sooner. Scheduler may also decide to give the resources on this node to a higher priority pod that is created after preemption. As a result, this field may be different than PodSpec.nodeName when the pod is scheduled.'),
    wide('Readiness Gates', 'string', 'If specified, all readiness gates will be evaluated for pod readiness. A pod is ready when all its containers are ready AND all conditions specified in the readiness gates have status equal to "True" More info: https://git.k8s.io/enhancements/keps/sig-network/580-pod-readiness-gates'),
  ],
  conditions: (pod) => (pod.status?.phase === 'Succeeded' ? SUCCEEDED : pod.status?.phase === 'Failed' ? FAILED : undefined),
  cells: podCells,
});

export const podTables = [[PODS, podTable]] as const;

function podCells(pod: Pod, nowMs: number): Cell[] {
  const summary = summarize(pod);
  const restarts = summary.restarts && summary.lastRestart
    ? `${summary.restarts} (${since(summary.lastRestart, nowMs)} ago)`
    : `${summary.restarts}`;
  return [
    pod.metadata.name ?? '', `${summary.ready}/${summary.total}`, summary.reason, restarts, age(pod, nowMs),
    pod.status?.podIPs?.[0]?.ip || NONE, pod.spec?.nodeName || NONE, pod.status?.nominatedNodeName || NONE, readinessGates(pod),
  ];
}

interface Summary { ready: number; total: number; reason: string; restarts: number; lastRestart: string }

/** A sidecar: an init container that keeps running (https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/). */
const isSidecar = (container: Container | undefined): boolean => container?.restartPolicy === 'Always';

function summarize(pod: Pod): Summary {
  const status = pod.status ?? {};
  const conditions = status.conditions ?? [];
  const initContainers = pod.spec?.initContainers ?? [];
  const summary: Summary = { ready: 0, total: pod.spec?.containers.length ?? 0, reason: status.reason || status.phase || '', restarts: 0, lastRestart: '' };
  if (conditions.some((c) => c.type === 'PodScheduled' && c.reason === 'SchedulingGated')) summary.reason = 'SchedulingGated';
  for (const container of initContainers) if (isSidecar(container)) summary.total++;

  const initialized = conditions.some((c) => c.type === 'Initialized' && c.status === 'True');
  const sidecars = { restarts: 0, lastRestart: '' };
  const initializing = countInitContainers(initContainers, status.initContainerStatuses ?? [], summary, sidecars);
  if (!initializing || initialized) {
    summary.restarts = sidecars.restarts;
    summary.lastRestart = sidecars.lastRestart;
    countContainers(status.containerStatuses ?? [], summary, conditions.some((c) => c.type === 'Ready' && c.status === 'True'));
  }
  if (pod.metadata.deletionTimestamp) {
    if (status.reason === 'NodeLost') summary.reason = 'Unknown';
    else if (status.phase !== 'Succeeded' && status.phase !== 'Failed') summary.reason = 'Terminating';
  }
  return summary;
}

/** Counts up to the first init container that is not over, which gives the pod its `Init:` reason. True when there is one. */
function countInitContainers(specs: readonly Container[], statuses: readonly ContainerStatus[], summary: Summary, sidecars: { restarts: number; lastRestart: string }): boolean {
  const byName = new Map(specs.map((container) => [container.name, container]));
  for (let i = 0; i < statuses.length; i++) {
    const container = statuses[i]!;
    const { waiting, terminated } = container.state ?? {};
    const sidecar = isSidecar(byName.get(container.name));
    countRestarts(summary, container);
    if (sidecar) countRestarts(sidecars, container);
    if (terminated && !terminated.exitCode) continue;
    if (sidecar && container.started) {
      if (container.ready) summary.ready++;
      continue;
    }
    if (terminated) summary.reason = `Init:${terminated.reason || exitReason(terminated)}`;
    else if (waiting?.reason && waiting.reason !== 'PodInitializing') summary.reason = `Init:${waiting.reason}`;
    else summary.reason = `Init:${i}/${specs.length}`;
    return true;
  }
  return false;
}

/** From the last container to the first: the first one that waits or ended decides. */
function countContainers(statuses: readonly ContainerStatus[], summary: Summary, podReady: boolean): void {
  let running = false;
  for (let i = statuses.length - 1; i >= 0; i--) {
    const container = statuses[i]!;
    const { waiting, terminated } = container.state ?? {};
    countRestarts(summary, container);
    if (waiting?.reason) summary.reason = waiting.reason;
    else if (terminated) summary.reason = terminated.reason || exitReason(terminated);
    else if (container.ready && container.state?.running) {
      running = true;
      summary.ready++;
    }
  }
  if (summary.reason === 'Completed' && running) summary.reason = podReady ? 'Running' : 'NotReady';
}

function countRestarts(into: { restarts: number; lastRestart: string }, container: ContainerStatus): void {
  into.restarts += container.restartCount ?? 0;
  const finishedAt = container.lastState?.terminated?.finishedAt;
  if (finishedAt && finishedAt > into.lastRestart) into.lastRestart = finishedAt;
}

const exitReason = (terminated: { signal?: number; exitCode?: number }): string =>
  terminated.signal ? `Signal:${terminated.signal}` : `ExitCode:${terminated.exitCode ?? 0}`;

function readinessGates(pod: Pod): string {
  const gates = pod.spec?.readinessGates ?? [];
  if (!gates.length) return NONE;
  const conditions = pod.status?.conditions ?? [];
  const met = gates.filter((gate) => conditions.find((c) => c.type === gate.conditionType)?.status === 'True').length;
  return `${met}/${gates.length}`;
}
