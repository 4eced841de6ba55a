/**
 * Runs one probe of one container (https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/).
 * A probe whose answer changes nothing costs an event and no write.
 */
import type { Probe } from '../api/types.ts';
import type { ContainerRuntime } from './container.ts';

export type ProbeKind = 'startup' | 'liveness' | 'readiness';

export interface ProbeHost {
  /** Schedules within the life of the container; upkeep does not keep the cluster from being at rest. */
  later(container: ContainerRuntime, delayMs: number, background: boolean, run: () => void): void;
  /** What the container answers now; undefined = success, else the failure's text. */
  answer(container: ContainerRuntime, kind: ProbeKind, probe: Probe): string | undefined;
  /** The verdict turned. */
  verdict(container: ContainerRuntime, kind: ProbeKind, success: boolean, message: string): void;
  failed(container: ContainerRuntime, kind: ProbeKind, message: string): void;
}

export function startProbe(host: ProbeHost, container: ContainerRuntime, kind: ProbeKind, probe: Probe): void {
  const periodMs = (probe.periodSeconds ?? 10) * 1000;
  const successes = probe.successThreshold ?? 1, failures = probe.failureThreshold ?? 3;
  let run = 0;
  let lastSuccess: boolean | undefined;
  let verdict: boolean | undefined;
  const tick = (): void => {
    if (container.state !== 'running') return;
    // Liveness and readiness wait for startup.
    if (kind !== 'startup' && !container.started) { host.later(container, periodMs, false, tick); return; }
    const message = host.answer(container, kind, probe);
    const success = message === undefined;
    run = success === lastSuccess ? run + 1 : 1;
    lastSuccess = success;
    if (!success) host.failed(container, kind, message);
    if (run >= (success ? successes : failures) && (verdict !== success || (!success && kind !== 'readiness'))) {
      verdict = success;
      run = 0;
      host.verdict(container, kind, success, message ?? '');
      if (kind === 'startup' && success) return;
    }
    host.later(container, periodMs, verdict === success, tick);
  };
  host.later(container, (probe.initialDelaySeconds ?? 0) * 1000, false, tick);
}
