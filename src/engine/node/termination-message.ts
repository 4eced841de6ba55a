/** What a container leaves behind as its last word (https://kubernetes.io/docs/tasks/debug/debug-application/determine-reason-pod-failure/). */
import type { ContainerRuntime } from './container.ts';

const MOST_BYTES = 4096;
const MOST_LOG_BYTES = 2048;
const MOST_LOG_LINES = 80;

/** From the file that it may write, or (if so wanted) the end of the log of one that failed. */
export function terminationMessage({ spec, terminationLog, log }: ContainerRuntime, exitCode: number, nowMs: number): string | undefined {
  const written = terminationLog?.text.slice(0, MOST_BYTES);
  if (written) return written;
  if (exitCode === 0 || spec.terminationMessagePolicy !== 'FallbackToLogsOnError') return undefined;
  const lines = log?.lines(-Infinity, nowMs).slice(-MOST_LOG_LINES) ?? [];
  return lines.map(({ text, partial }) => `${text}${partial ? '' : '\n'}`).join('').slice(-MOST_LOG_BYTES) || undefined;
}
