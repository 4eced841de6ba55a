/** What a container's hooks do (https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/). */
import type { Container } from '../api/types.ts';
import { runCommand } from '../workloads/launch.ts';
import type { Inside } from '../workloads/process.ts';
import { portNumber } from './probe-answer.ts';

type Hook = NonNullable<NonNullable<Container['lifecycle']>['preStop']>;

export interface HookOutcome {
  /** Virtual ms; Infinity for one that does not come to an end. */
  readonly tookMs: number;
  readonly failed: boolean;
}

/** A program that no image here holds is taken to do its work at once. */
export function runHook({ exec, httpGet, sleep }: Hook, container: Container, inside: Inside): HookOutcome {
  if (sleep) return { tookMs: sleep.seconds * 1000, failed: false };
  if (exec) {
    const { code, missing, tookMs = 0 } = runCommand(exec.command ?? [], inside);
    return { tookMs, failed: code !== 0 && !missing };
  }
  if (!httpGet) return { tookMs: 0, failed: false };
  const [path = '/', query = ''] = (httpGet.path ?? '/').split('?', 2);
  const headers = Object.fromEntries([['user-agent', 'kube-lifecycle/1.36'], ...(httpGet.httpHeaders ?? []).map(({ name, value }) => [name.toLowerCase(), value])]) as Record<string, string>;
  try {
    const { status, afterMs = 0 } = inside.request(httpGet.host || (inside.pod.status?.podIP ?? ''), portNumber(httpGet.port, container), { method: 'GET', path, query, headers, body: '' });
    return { tookMs: afterMs, failed: status >= 400 };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { tookMs: 0, failed: true };
  }
}
