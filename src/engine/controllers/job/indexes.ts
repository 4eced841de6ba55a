/** Completion indexes of Indexed Jobs: sets of them, as text (`0,2-4`), and where pods keep theirs. Pure. */
import type { Job, Pod } from '../../api/types.ts';

export const COMPLETION_INDEX = 'batch.kubernetes.io/job-completion-index';
export const INDEX_FAILURES = 'batch.kubernetes.io/job-index-failure-count';
export const INDEX_IGNORED = 'batch.kubernetes.io/job-index-ignored-failure-count';

export const isIndexed = (job: Job): boolean => job.spec!.completionMode === 'Indexed';
export const hasLimitPerIndex = (job: Job): boolean => isIndexed(job) && job.spec!.backoffLimitPerIndex !== undefined && job.spec!.backoffLimitPerIndex !== null;

/** -1 when the pod has none. */
export function indexOf(pod: Pod): number {
  const text = pod.metadata.annotations?.[COMPLETION_INDEX];
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : -1;
}

const count = (pod: Pod, annotation: string): number => {
  const text = pod.metadata.annotations?.[annotation];
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : 0;
};
export const indexFailures = (pod: Pod): number => count(pod, INDEX_FAILURES);
export const indexIgnoredFailures = (pod: Pod): number => count(pod, INDEX_IGNORED);

/** Reads `0,2-4`, leaving out what is not below `limit`. */
export function parseIndexes(text: string | undefined, limit: number): Set<number> {
  const indexes = new Set<number>();
  for (const part of text ? text.split(',') : []) {
    const [first, last = first] = part.split('-').map(Number);
    for (let i = first; i <= last && i < limit; i++) indexes.add(i);
  }
  return indexes;
}

/** Writes them shortly: runs of two are listed, longer ones are `first-last`. */
export function formatIndexes(indexes: Iterable<number>): string {
  const sorted = [...indexes].sort((a, b) => a - b);
  const parts: string[] = [];
  for (let i = 0; i < sorted.length;) {
    let j = i;
    while (j + 1 < sorted.length && sorted[j + 1] === sorted[j] + 1) j++;
    if (j === i) parts.push(String(sorted[i]));
    else parts.push(j === i + 1 ? `${sorted[i]},${sorted[j]}` : `${sorted[i]}-${sorted[j]}`);
    i = j + 1;
  }
  return parts.join(',');
}

/** The message of the success policy's first rule that is met. https://kubernetes.io/docs/concepts/workloads/controllers/job/#success-policy */
export function successPolicyMet(job: Job, succeeded: ReadonlySet<number>): string | undefined {
  const completions = job.spec!.completions ?? 0;
  const rules = job.spec!.successPolicy?.rules ?? [];
  for (let i = 0; i < rules.length; i++) {
    const { succeededIndexes, succeededCount } = rules[i];
    const wanted = succeededIndexes === undefined ? undefined : parseIndexes(succeededIndexes, completions);
    const matching = wanted ? [...wanted].filter((x) => succeeded.has(x)).length : succeeded.size;
    const needed = succeededCount ?? (wanted ? wanted.size : completions);
    if (matching >= needed) return `Matched rules at index ${i}`;
  }
  return undefined;
}
