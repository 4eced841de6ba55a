/** How many replicas a metric asks for. https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/#algorithm-details Pure. */
import type { Pod } from '../../api/types.ts';
import { parseTime } from '../../kernel/time.ts';
import { podCondition } from '../support/pods.ts';
import { milliOf, type PodMetric } from './metrics.ts';

const CPU_INITIALIZATION_MS = 5 * 60_000;
const INITIAL_READINESS_MS = 30_000;

export interface Tolerances { up: number; down: number }

const within = (ratio: number, { up, down }: Tolerances): boolean => ratio >= 1 - down && ratio <= 1 + up;

interface Groups { ready: number; unready: Set<string>; missing: Set<string>; ignored: Set<string> }

function group(pods: readonly Pod[], metrics: ReadonlyMap<string, PodMetric>, resource: string, nowMs: number): Groups {
  const groups: Groups = { ready: 0, unready: new Set(), missing: new Set(), ignored: new Set() };
  for (const pod of pods) {
    const name = pod.metadata.name!;
    if (pod.metadata.deletionTimestamp || pod.status?.phase === 'Failed') { groups.ignored.add(name); continue; }
    if (pod.status?.phase === 'Pending') { groups.unready.add(name); continue; }
    const metric = metrics.get(name);
    if (!metric) { groups.missing.add(name); continue; }
    if (resource === 'cpu' && isWarmingUp(pod, metric, nowMs)) { groups.unready.add(name); continue; }
    groups.ready++;
  }
  return groups;
}

function isWarmingUp(pod: Pod, metric: PodMetric, nowMs: number): boolean {
  const ready = podCondition(pod, 'Ready');
  if (!ready || !pod.status?.startTime) return true;
  const started = parseTime(pod.status.startTime), changed = parseTime(ready.lastTransitionTime!);
  if (started + CPU_INITIALIZATION_MS > nowMs) return ready.status === 'False' || metric.atMs < changed + metric.windowMs;
  return ready.status === 'False' && started + INITIAL_READINESS_MS > changed;
}

export interface Proposal { replicas: number; utilization: number; averageMilli: number }

/** The rule all kinds of per-pod metrics share. `ratio` says how far above target given usages are. */
function propose(
  pods: readonly Pod[], metrics: Map<string, PodMetric>, resource: string, current: number, tolerances: Tolerances, nowMs: number,
  ratio: (usage: ReadonlyMap<string, PodMetric>) => { ratio: number; utilization: number; averageMilli: number }, missingMilli: (pod: string) => number,
): Proposal {
  const groups = group(pods, metrics, resource, nowMs);
  const usage = new Map([...metrics].filter(([name]) => !groups.ignored.has(name) && !groups.unready.has(name)));
  if (usage.size === 0) throw new Error('did not receive metrics for targeted pods (pods might be unready)');
  const first = ratio(usage);
  const { utilization, averageMilli } = first;
  const stay: Proposal = { replicas: current, utilization, averageMilli };
  const withUnready = groups.unready.size > 0 && first.ratio > 1;
  if (!withUnready && groups.missing.size === 0) {
    return within(first.ratio, tolerances) ? stay : { replicas: Math.ceil(first.ratio * groups.ready - 1e-9), utilization, averageMilli };
  }
  const assumed = (milli: number): PodMetric => ({ milli, atMs: nowMs, windowMs: 0 });
  for (const pod of groups.missing) usage.set(pod, assumed(first.ratio < 1 ? missingMilli(pod) : 0));
  if (withUnready) for (const pod of groups.unready) usage.set(pod, assumed(0));
  const second = ratio(usage);
  if (within(second.ratio, tolerances) || (first.ratio < 1 && second.ratio > 1) || (first.ratio > 1 && second.ratio < 1)) return stay;
  const replicas = Math.ceil(second.ratio * usage.size - 1e-9);
  if ((second.ratio < 1 && replicas > current) || (second.ratio > 1 && replicas < current)) return stay;
  return { replicas, utilization, averageMilli };
}

/** For a target in percent of what the pods request. */
export function byUtilization(pods: readonly Pod[], metrics: Map<string, PodMetric>, resource: string, container: string | undefined, target: number, current: number, tolerances: Tolerances, nowMs: number): Proposal {
  if (pods.length === 0) throw new Error('no pods returned by selector while calculating replica count');
  const requests = requestsOf(pods, resource, container);
  return propose(pods, metrics, resource, current, tolerances, nowMs, (usage) => {
    let used = 0, requested = 0, count = 0;
    for (const [name, { milli }] of usage) {
      const request = requests.get(name);
      if (request === undefined) continue;
      used += milli;
      requested += request;
      count++;
    }
    if (requested === 0) throw new Error('no metrics returned matched known pods');
    const utilization = Math.trunc((used * 100) / requested);
    return { ratio: utilization / target, utilization, averageMilli: Math.trunc(used / count) };
  }, (pod) => Math.trunc(((requests.get(pod) ?? 0) * Math.max(100, target)) / 100));
}

/** For a target of usage a pod. */
export function byAverage(pods: readonly Pod[], metrics: Map<string, PodMetric>, resource: string, targetMilli: number, current: number, tolerances: Tolerances, nowMs: number): Proposal {
  if (pods.length === 0) throw new Error('no pods returned by selector while calculating replica count');
  return propose(pods, metrics, resource, current, tolerances, nowMs, (usage) => {
    const average = Math.trunc([...usage.values()].reduce((sum, m) => sum + m.milli, 0) / usage.size);
    return { ratio: average / targetMilli, utilization: 0, averageMilli: average };
  }, () => targetMilli);
}

function requestsOf(pods: readonly Pod[], resource: string, container: string | undefined): Map<string, number> {
  const requests = new Map<string, number>();
  for (const pod of pods) {
    const level = container === undefined ? pod.spec?.resources?.requests?.[resource] : undefined;
    if (level !== undefined) { requests.set(pod.metadata.name!, milliOf(level)); continue; }
    const sidecars = (pod.spec?.initContainers ?? []).filter((c) => c.restartPolicy === 'Always');
    let sum = 0;
    for (const c of [...pod.spec!.containers, ...sidecars]) {
      if (container !== undefined && c.name !== container) continue;
      const request = c.resources?.requests?.[resource];
      if (request === undefined) throw new Error(`missing request for ${resource} in container ${c.name} of Pod ${pod.metadata.name}`);
      sum += milliOf(request);
    }
    requests.set(pod.metadata.name!, sum);
  }
  return requests;
}

/** For one value of the whole: an object's or an external metric's. */
export const byTotal = (usageMilli: number, targetMilli: number, current: number, ready: number, tolerances: Tolerances): number => {
  if (current === 0) return Math.ceil(usageMilli / targetMilli - 1e-9);
  const ratio = usageMilli / targetMilli;
  return within(ratio, tolerances) ? current : Math.ceil(ratio * ready - 1e-9);
};

/** For a total that every replica shall take its part of. */
export const byShare = (usageMilli: number, averageMilli: number, status: number, tolerances: Tolerances): number => {
  const ratio = usageMilli / (averageMilli * status);
  return within(ratio, tolerances) ? status : Math.ceil(usageMilli / averageMilli - 1e-9);
};
