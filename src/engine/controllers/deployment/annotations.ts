/** What a Deployment notes on its ReplicaSets (and on itself): revision, history, the size it was scaled for. */
import type { Deployment, ReplicaSet } from '../../api/types.ts';
import { maxSurge, replicasOf } from './arithmetic.ts';

export const REVISION = 'deployment.kubernetes.io/revision';
const HISTORY = 'deployment.kubernetes.io/revision-history';
const DESIRED = 'deployment.kubernetes.io/desired-replicas';
const MAX = 'deployment.kubernetes.io/max-replicas';
export const ROLLBACK_TO = 'deprecated.deployment.rollback.to';
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** Never copied between a Deployment and its ReplicaSets. */
const OWN = new Set([LAST_APPLIED, REVISION, HISTORY, DESIRED, MAX, ROLLBACK_TO]);

/** Characters the history of revisions of one ReplicaSet may take. */
const MAX_HISTORY_CHARS = 2000;

type Annotations = Record<string, string>;

/** Go's strconv of a revision: undefined where there is none, NaN where it is no number. */
const integer = (text: string | undefined): number | undefined => (text === undefined ? undefined : /^-?\d+$/.test(text) ? Number(text) : NaN);

const MAX_INT64 = 2n ** 63n - 1n;
/** A revision is 64 bits wide: a set that is adopted may carry one beyond what a number holds. Undefined where it is none. */
const revision64 = (text: string): bigint | undefined => {
  const value = /^[-+]?\d+$/.test(text) ? BigInt(text.replace('+', '')) : undefined;
  return value === undefined || value > MAX_INT64 || value < -MAX_INT64 - 1n ? undefined : value;
};

/** 0 for objects that have none. */
export const revisionOf = (object: { metadata: { annotations?: Annotations } }): bigint => revision64(object.metadata.annotations?.[REVISION] ?? '') ?? 0n;
export const maxRevision = (sets: readonly ReplicaSet[]): bigint => sets.map(revisionOf).reduce((max, r) => (r > max ? r : max), 0n);

/** The second highest revision: what `rollback to 0` means. 0 when there is none. */
export function lastRevision(sets: readonly ReplicaSet[]): bigint {
  let max = 0n, second = 0n;
  for (const set of sets) {
    const revision = revisionOf(set);
    if (revision >= max) { second = max; max = revision; } else if (revision > second) second = revision;
  }
  return second;
}

const annotation = (set: ReplicaSet, key: string): number | undefined => {
  const value = integer(set.metadata.annotations?.[key]);
  return value === undefined || Number.isNaN(value) ? undefined : value;
};
export const desiredReplicas = (set: ReplicaSet): number | undefined => annotation(set, DESIRED);
export const maxReplicas = (set: ReplicaSet): number | undefined => annotation(set, MAX);

/** `annotations` with the size of `d`; the same object when nothing changes. */
export function withReplicas(annotations: Annotations | undefined, d: Deployment): Annotations | undefined {
  const desired = String(replicasOf(d)), max = String(replicasOf(d) + maxSurge(d));
  return annotations?.[DESIRED] === desired && annotations[MAX] === max ? annotations : { ...annotations, [DESIRED]: desired, [MAX]: max };
}

/** The annotations the new set shall have; the same object when they are right. */
export function newSetAnnotations(d: Deployment, annotations: Annotations | undefined, revision: string, exists: boolean): Annotations | undefined {
  let result = annotations;
  for (const [key, value] of Object.entries((d.metadata.annotations ?? {}) as Annotations)) {
    if (OWN.has(key) || result?.[key] === value) continue;
    result = { ...result, [key]: value };
  }
  const old = result?.[REVISION];
  const oldNumber = old === undefined || old === '' ? 0n : revision64(old);
  if (oldNumber === undefined) return result;
  if (oldNumber < BigInt(revision)) {
    const history = result?.[HISTORY];
    result = { ...result, [REVISION]: revision };
    if (old !== undefined) {
      const extended = extendHistory(history, old);
      if (extended !== undefined) result[HISTORY] = extended;
    }
  }
  return exists ? result : withReplicas(result, d);
}

function extendHistory(history: string | undefined, revision: string): string | undefined {
  if (!history) return revision;
  const revisions = history.split(',');
  let length = history.length + revision.length + 1;
  while (length > MAX_HISTORY_CHARS && revisions.length) length -= revisions.shift()!.length + 1;
  return length <= MAX_HISTORY_CHARS ? [...revisions, revision].join(',') : undefined;
}

/** What a rollback makes of the Deployment's annotations: its own stay, the others become those of the set. */
export function annotationsAfterRollback(d: Deployment, set: ReplicaSet): Annotations {
  const result: Annotations = {};
  for (const [key, value] of Object.entries((d.metadata.annotations ?? {}) as Annotations)) if (OWN.has(key)) result[key] = value;
  for (const [key, value] of Object.entries((set.metadata.annotations ?? {}) as Annotations)) if (!OWN.has(key)) result[key] = value;
  return result;
}
