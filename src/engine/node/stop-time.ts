/** How long a container takes to stop: its preStop hook, then SIGTERM, then (the grace period over) SIGKILL. */
/** A hook that used the whole grace period up gets the program this much more, once. */
const LAST_CHANCE_MS = 2000;
/** No container ends before the kubelet has said that it stops it. */
const SIGNAL_MS = 10;

export interface StopTime {
  readonly milliseconds: number;
  /** It did not end by itself. */
  readonly killed: boolean;
}

/**
 * `leftMs`: what is left of the grace period; `ownMs`: what the program takes after SIGTERM; `preStopMs`: what its hook takes.
 * https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination
 */
export function stopTime(preStopMs: number, leftMs: number, ownMs: number): StopTime {
  const grace = Math.max(0, leftMs);
  const hookMs = Math.min(preStopMs, grace);
  const allowedMs = grace > 0 && hookMs === grace ? LAST_CHANCE_MS : grace - hookMs;
  return { milliseconds: Math.max(SIGNAL_MS, hookMs + Math.min(ownMs, allowedMs)), killed: ownMs > allowedMs };
}
