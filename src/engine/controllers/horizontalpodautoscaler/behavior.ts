/**
 * How fast an autoscaler may follow its recommendations: stabilisation and rates.
 * https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/#configurable-scaling-behavior
 */
import type { HorizontalPodAutoscaler } from '../../api/types.ts';

type Rules = NonNullable<NonNullable<NonNullable<HorizontalPodAutoscaler['spec']>['behavior']>['scaleUp']>;

/** `--horizontal-pod-autoscaler-downscale-stabilization`. */
const DOWNSCALE_STABILIZATION_MS = 5 * 60_000;

/** What an autoscaler remembers between its runs. */
export interface Memory {
  recommendations: { replicas: number; atMs: number }[];
  ups: { change: number; atMs: number }[];
  downs: { change: number; atMs: number }[];
}

export interface Limited { replicas: number; stabilized: 'up' | 'down' | undefined; limited: boolean; reason: string; message: string }

const IN_RANGE = { reason: 'DesiredWithinRange', message: 'the desired count is within the acceptable range' };
const TOO_MANY = { reason: 'TooManyReplicas', message: 'the desired replica count is more than the maximum replica count' };
const TOO_FEW = { reason: 'TooFewReplicas', message: 'the desired replica count is less than the minimum replica count' };
const FAST_UP = { reason: 'ScaleUpLimit', message: 'the desired replica count is increasing faster than the maximum scale rate' };
const FAST_DOWN = { reason: 'ScaleDownLimit', message: 'the desired replica count is decreasing faster than the maximum scale rate' };

export function limit(hpa: HorizontalPodAutoscaler, memory: Memory, current: number, desired: number, nowMs: number): Limited {
  const { maxReplicas } = hpa.spec!;
  const min = hpa.spec!.minReplicas ?? 1;
  const { behavior } = hpa.spec!;
  return behavior ? byRules(memory, behavior.scaleUp, behavior.scaleDown, current, desired, min, maxReplicas, nowMs) : plain(memory, current, desired, min, maxReplicas, nowMs);
}

function plain(memory: Memory, current: number, desired: number, min: number, max: number, nowMs: number): Limited {
  memory.recommendations = memory.recommendations.filter((r) => nowMs - r.atMs <= DOWNSCALE_STABILIZATION_MS);
  const stable = memory.recommendations.reduce((most, r) => Math.max(most, r.replicas), desired);
  memory.recommendations.push({ replicas: desired, atMs: nowMs });
  const rate = Math.max(2 * current, 4);
  const [ceiling, over] = max > rate ? [rate, FAST_UP] : [max, TOO_MANY];
  const stabilized = stable === desired ? undefined : 'down';
  if (stable < min) return { replicas: min, stabilized, limited: true, ...TOO_FEW };
  if (stable > ceiling) return { replicas: ceiling, stabilized, limited: true, ...over };
  return { replicas: stable, stabilized, limited: false, ...IN_RANGE };
}

function byRules(memory: Memory, up: Rules | undefined, down: Rules | undefined, current: number, desired: number, min: number, max: number, nowMs: number): Limited {
  const upWindow = (up?.stabilizationWindowSeconds ?? 0) * 1000, downWindow = (down?.stabilizationWindowSeconds ?? 300) * 1000;
  const keep = Math.max(upWindow, downWindow);
  let upWanted = desired, downWanted = desired;
  for (const { replicas, atMs } of memory.recommendations) {
    if (nowMs - atMs < upWindow) upWanted = Math.min(upWanted, replicas);
    if (nowMs - atMs < downWindow) downWanted = Math.max(downWanted, replicas);
  }
  memory.recommendations = [...memory.recommendations.filter((r) => nowMs - r.atMs < keep), { replicas: desired, atMs: nowMs }];
  let stable = current;
  if (stable < upWanted) stable = upWanted;
  if (stable > downWanted) stable = downWanted;
  const stabilized = stable === desired ? undefined : desired >= current ? 'up' : 'down';

  if (stable > current) {
    const rate = Math.max(current, upLimit(current, memory, up, nowMs));
    const [ceiling, over] = max > rate ? [rate, FAST_UP] : [max, TOO_MANY];
    if (stable > ceiling) return { replicas: ceiling, stabilized, limited: true, ...over };
  } else if (stable < current) {
    const rate = Math.min(current, downLimit(current, memory, down, nowMs));
    const [floor, under] = min < rate ? [rate, FAST_DOWN] : [min, TOO_FEW];
    if (stable < floor) return { replicas: floor, stabilized, limited: true, ...under };
  }
  return { replicas: stable, stabilized, limited: false, ...IN_RANGE };
}

const changed = (events: readonly { change: number; atMs: number }[], periodSeconds: number, nowMs: number): number =>
  events.reduce((sum, e) => (nowMs - e.atMs < periodSeconds * 1000 ? sum + e.change : sum), 0);

const DEFAULT_UP = [{ type: 'Pods', value: 4, periodSeconds: 15 }, { type: 'Percent', value: 100, periodSeconds: 15 }];
const DEFAULT_DOWN = [{ type: 'Percent', value: 100, periodSeconds: 15 }];

function upLimit(current: number, memory: Memory, rules: Rules | undefined, nowMs: number): number {
  if (rules?.selectPolicy === 'Disabled') return current;
  const limits = (rules?.policies?.length ? rules.policies : DEFAULT_UP).map((p) => {
    const start = current - changed(memory.ups, p.periodSeconds, nowMs) + changed(memory.downs, p.periodSeconds, nowMs);
    return p.type === 'Pods' ? start + p.value : Math.ceil(start * (1 + p.value / 100) - 1e-9);
  });
  return rules?.selectPolicy === 'Min' ? Math.min(...limits) : Math.max(...limits);
}

function downLimit(current: number, memory: Memory, rules: Rules | undefined, nowMs: number): number {
  if (rules?.selectPolicy === 'Disabled') return current;
  const limits = (rules?.policies?.length ? rules.policies : DEFAULT_DOWN).map((p) => {
    const start = current + changed(memory.downs, p.periodSeconds, nowMs) - changed(memory.ups, p.periodSeconds, nowMs);
    return p.type === 'Pods' ? start - p.value : Math.trunc(start * (1 - p.value / 100));
  });
  return rules?.selectPolicy === 'Min' ? Math.max(...limits) : Math.min(...limits);
}

/** Notes a change of size for the rates to come. */
export function noteScaling(memory: Memory, from: number, to: number, nowMs: number): void {
  if (to > from) memory.ups.push({ change: to - from, atMs: nowMs });
  else memory.downs.push({ change: from - to, atMs: nowMs });
  const recent = (e: { atMs: number }): boolean => nowMs - e.atMs < 1800_000;
  memory.ups = memory.ups.filter(recent);
  memory.downs = memory.downs.filter(recent);
}
