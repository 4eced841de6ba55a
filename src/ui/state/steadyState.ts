/**
 * Steady-state checks: what should hold whatever is broken ("Deployment web: ready >= 2"). Each is looked at whenever its
 * workload changes, and keeps the stretches of virtual time in which it did not hold.
 */
import { create } from 'zustand';
import { mirror } from './cluster.ts';
import { useClock } from './clock.ts';
import { announce } from './notices.ts';
import { refKey, type Ref } from './selection.ts';

export interface Stretch { readonly fromMs: number; readonly toMs: number | undefined }

export interface Check {
  readonly id: string;
  readonly target: Ref;
  readonly least: number;
  /** When the watch began, virtual ms. */
  readonly sinceMs: number;
  /** Ready replicas when it was last looked at; undefined = the workload is gone. */
  readonly ready: number | undefined;
  readonly broken: readonly Stretch[];
}

export interface Verdict {
  readonly holds: boolean;
  readonly times: number;
  readonly brokenMs: number;
  readonly longestMs: number;
}

export const useChecks = create<{ readonly checks: readonly Check[] }>(() => ({ checks: [] }));

/** Looks at a check anew: pure, so that a test can tell its story. */
export function look(check: Check, ready: number | undefined, nowMs: number): Check {
  const holds = ready !== undefined && ready >= check.least;
  const last = check.broken.at(-1);
  const open = last !== undefined && last.toMs === undefined;
  if (holds && open) return { ...check, ready, broken: [...check.broken.slice(0, -1), { fromMs: last.fromMs, toMs: nowMs }] };
  if (!holds && !open) return { ...check, ready, broken: [...check.broken, { fromMs: nowMs, toMs: undefined }] };
  return check.ready === ready ? check : { ...check, ready };
}

export function verdictOf(check: Check, nowMs: number): Verdict {
  const lengths = check.broken.map((stretch) => (stretch.toMs ?? nowMs) - stretch.fromMs);
  const last = check.broken.at(-1);
  return { holds: last === undefined || last.toMs !== undefined, times: lengths.length, brokenMs: lengths.reduce((sum, ms) => sum + ms, 0), longestMs: Math.max(0, ...lengths) };
}

function readyOf(target: Ref): number | undefined {
  const slot = mirror.find(target.kind, target.namespace, target.name);
  return slot < 0 ? undefined : mirror.tables.workloads.get(slot, 'ready');
}

export function watchSteadyState(target: Ref, least: number): void {
  const { nowMs } = useClock.getState();
  const check: Check = { id: `${refKey(target)}>=${least}`, target, least, sinceMs: nowMs, ready: undefined, broken: [] };
  useChecks.setState((s) => ({ checks: [...s.checks.filter((c) => c.id !== check.id), look(check, readyOf(target), nowMs)] }));
}

export const forgetCheck = (id: string): void => useChecks.setState((s) => ({ checks: s.checks.filter((c) => c.id !== id) }));

function lookAtAll(nowMs: number): void {
  const { checks } = useChecks.getState();
  if (checks.length === 0) return;
  const next = checks.map((check) => look(check, readyOf(check.target), nowMs));
  if (next.every((check, i) => check === checks[i])) return;
  next.forEach((check, i) => {
    if (check.broken === checks[i]!.broken) return;
    announce(`${check.target.kind} ${check.target.name}: ready at least ${check.least} ${check.broken.at(-1)?.toMs === undefined ? 'no longer holds' : 'holds again'}`);
  });
  useChecks.setState({ checks: next });
}

// The mirror is filled before the clock tells: what changed is seen at the instant of its batch.
useClock.subscribe((clock, before) => {
  if (clock.startMs === 0 && before.startMs !== 0) useChecks.setState({ checks: [] });
  else if (clock.nowMs !== before.nowMs) lookAtAll(clock.nowMs);
});
