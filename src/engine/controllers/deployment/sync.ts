/**
 * One reconcile of one Deployment: brings its ReplicaSets nearer to what the spec says, one step.
 *
 * `d` is the copy this reconcile works on: its status moves on while its resourceVersion stays, so that a second write
 * of the status conflicts and the reconcile is tried again on fresh caches, as in kube-controller-manager.
 */
import { conflict, isAlreadyExists, isNotFound, MODIFIED } from '../../api/errors.ts';
import { DEPLOYMENTS, REPLICA_SETS } from '../../api/resource.ts';
import type { Deployment, Pod, ReplicaSet } from '../../api/types.ts';
import type { ControllerContext } from '../../client/controller.ts';
import { keyOf } from '../../client/informer.ts';
import { semanticEqual } from '../support/equal.ts';
import { podTemplateHash } from '../support/hash.ts';
import { controllerOf, controllerRef } from '../support/owners.ts';
import { errorText, isNamespaceTerminating } from '../support/pod-control.ts';
import { isPodTerminal } from '../support/pods.ts';
import {
  annotationsAfterRollback, desiredReplicas, lastRevision, maxReplicas, maxRevision, newSetAnnotations, REVISION, revisionOf, ROLLBACK_TO, withReplicas,
} from './annotations.ts';
import {
  active, actualReplicas, availableReplicas, byCreation, bySizeNewer, bySizeOlder, findNewSet, HASH_LABEL, isRollingUpdate, maxSurge, maxUnavailable,
  newSetReplicas, progressDeadline, replicasOf, sameTemplate, wanted, wantedReplicas,
} from './arithmetic.ts';
import {
  calculateStatus, conditionOf, deadlineInMs, isComplete, newCondition, rolloutStatus, withCondition, type DeploymentStatus,
} from './conditions.ts';

/** Virtual ms that a reconcile takes that writes to ReplicaSets: theirs is the next move, not this Deployment's again. */
const WRITES_MS = 10;

/** Virtual ms after a reconcile that scaled and then wrote the status, in which the next one still sees the Deployment as it was before. */
const STALE_MS = WRITES_MS + 5;

/** As the cache had them when the reconcile began: what it scales meanwhile counts from the next one on. */
interface Sets { newSet: ReplicaSet | undefined; oldSets: ReplicaSet[] }

const all = ({ newSet, oldSets }: Sets): ReplicaSet[] => (newSet ? [...oldSets, newSet] : oldSets);

export class DeploymentSync {
  d: Deployment;
  /** A ReplicaSet was written. */
  #scaled = false;

  constructor(
    private readonly context: ControllerContext,
    deployment: Deployment,
    private readonly sets: readonly ReplicaSet[],
    private readonly podsOf: (set: ReplicaSet) => Iterable<Pod>,
    /** When each Deployment, by uid, was last scaled with a write of its status in the same reconcile, virtual ms. */
    private readonly scaledAt: Map<string, number>,
  ) { this.d = deployment; }

  run(): void {
    if (this.d.metadata.deletionTimestamp) {
      const sets = this.#sets(false);
      this.#writeStatus(calculateStatus(this.d, all(sets), sets.newSet, this.#now));
      return;
    }
    this.#checkPaused();
    if (this.d.spec!.paused) return this.#syncOnly();
    if (rollbackRevision(this.d) !== undefined) return this.#rollback();
    if (this.#isScaling()) return this.#syncOnly();
    if (this.d.spec!.strategy?.type === 'Recreate') this.#recreate();
    else this.#roll();
  }

  get #now(): number { return this.context.now(); }

  // --- the new ReplicaSet and the old ones ---

  #sets(create: boolean): Sets {
    const existing = findNewSet(this.d, this.sets);
    const oldSets = this.sets.filter((s) => s.metadata.uid !== existing?.metadata.uid);
    const revision = String(maxRevision(oldSets) + 1n);
    if (existing) return { newSet: this.#syncNewSet(existing, revision), oldSets };
    return { newSet: create ? this.#createNewSet(oldSets, revision) : undefined, oldSets };
  }

  #syncNewSet(set: ReplicaSet, revision: string): ReplicaSet {
    const annotations = newSetAnnotations(this.d, set.metadata.annotations, revision, true);
    const minReadySeconds = this.d.spec!.minReadySeconds ?? 0;
    if (annotations !== set.metadata.annotations || (set.spec!.minReadySeconds ?? 0) !== minReadySeconds) {
      return this.context.client.update(REPLICA_SETS, {
        ...set, metadata: { ...set.metadata, annotations }, spec: { ...set.spec!, minReadySeconds: minReadySeconds || undefined },
      });
    }
    let changed = this.#setRevision(set.metadata.annotations?.[REVISION] ?? '');
    if (progressDeadline(this.d) !== undefined && !conditionOf(this.d.status, 'Progressing')) {
      this.#setCondition('True', 'FoundNewReplicaSet', `Found new replica set "${set.metadata.name}"`);
      changed = true;
    }
    if (changed) this.#putStatus();
    return set;
  }

  #createNewSet(oldSets: ReplicaSet[], revision: string): ReplicaSet {
    const { d, context } = this;
    const template = d.spec!.template;
    const hash = podTemplateHash(template, d.status?.collisionCount);
    const labels = { ...template.metadata?.labels, [HASH_LABEL]: hash };
    const name = `${d.metadata.name!.slice(0, 253 - 1 - hash.length)}-${hash}`;
    const replicas = newSetReplicas(d, oldSets, 0);
    const selector = d.spec!.selector;
    const set: ReplicaSet = {
      apiVersion: 'apps/v1', kind: 'ReplicaSet',
      metadata: {
        name, namespace: d.metadata.namespace, labels, annotations: newSetAnnotations(d, undefined, revision, false),
        ownerReferences: [controllerRef(DEPLOYMENTS, d)],
      },
      spec: {
        replicas, ...(d.spec!.minReadySeconds ? { minReadySeconds: d.spec!.minReadySeconds } : {}),
        selector: { ...selector, matchLabels: { ...selector.matchLabels, [HASH_LABEL]: hash } },
        template: { ...template, metadata: { ...template.metadata, labels } },
      },
    };
    let created: ReplicaSet | undefined;
    let existed = false;
    try {
      context.queue.took(WRITES_MS);
      created = context.client.create(REPLICA_SETS, set);
    } catch (error) {
      if (isAlreadyExists(error)) { created = this.#adoptOrCollide(name, error); existed = true; }
      else {
        if (!isNamespaceTerminating(error)) this.#creationFailed(name, error);
        throw error;
      }
    }
    if (!existed && replicas > 0) this.#event('ScalingReplicaSet', `Scaled up replica set ${created.metadata.name} from 0 to ${replicas}`);
    // The ReplicaSet's event wakes the next reconcile at once, ahead of the Deployment's own: its status write then conflicts.
    if (this.#now - (this.scaledAt.get(d.metadata.uid!) ?? -Infinity) <= STALE_MS) throw conflict(DEPLOYMENTS, d.metadata.name!, MODIFIED);
    let changed = this.#setRevision(revision);
    if (!existed && progressDeadline(d) !== undefined) {
      this.#setCondition('True', 'NewReplicaSetCreated', `Created new replica set "${created.metadata.name}"`);
      changed = true;
    }
    if (changed) this.#putStatus();
    return created;
  }

  /** A set of that name exists: ours (the cache was behind), or a hash collision, which the next reconcile salts away. */
  #adoptOrCollide(name: string, error: unknown): ReplicaSet {
    const { d, context } = this;
    const found = context.informer(REPLICA_SETS).get(`${d.metadata.namespace}/${name}`);
    if (!found) throw error;
    if (controllerOf(found)?.uid === d.metadata.uid && sameTemplate(d.spec!.template, found.spec?.template)) return found;
    this.d = { ...d, status: { ...d.status, collisionCount: (d.status?.collisionCount ?? 0) + 1 } };
    this.#putStatus();
    throw error;
  }

  #creationFailed(name: string, error: unknown): void {
    const message = `Failed to create new replica set "${name}": ${errorText(error)}`;
    if (progressDeadline(this.d) !== undefined) {
      this.#setCondition('False', 'ReplicaSetCreateError', message);
      try { this.#putStatus(); } catch { /* The creation's own error is the one to report. */ }
    }
    this.context.events.event(this.d, 'Warning', 'ReplicaSetCreateError', message);
  }

  // --- the three ways to sync ---

  #isScaling(): boolean {
    for (const set of active(all(this.#sets(false)))) {
      const desired = desiredReplicas(set);
      if (desired !== undefined && desired !== replicasOf(this.d)) return true;
    }
    return false;
  }

  /** Scales and reports without rolling out: for paused Deployments and changed sizes. */
  #syncOnly(): void {
    const sets = this.#sets(false);
    this.#scaleAll(sets);
    if (this.d.spec!.paused && rollbackRevision(this.d) === undefined) this.#cleanUp(sets.oldSets);
    if (this.#writeStatus(calculateStatus(this.d, all(sets), sets.newSet, this.#now)) && this.#scaled) this.scaledAt.set(this.d.metadata.uid!, this.#now);
  }

  #roll(): void {
    const sets = this.#sets(true);
    const { d } = this;
    if (!this.#growNew(sets) && !this.#shrinkOld(sets) && isComplete(d, d.status)) this.#cleanUp(sets.oldSets);
    this.#writeRolloutStatus(sets);
  }

  #recreate(): void {
    let sets = this.#sets(false);
    const old = active(sets.oldSets);
    for (const set of old) this.#scale(set, 0);
    if (old.length || this.#oldPodsRun(sets)) return this.#writeRolloutStatus(sets);
    if (!sets.newSet) sets = this.#sets(true);
    this.#scale(sets.newSet!, replicasOf(this.d));
    if (isComplete(this.d, this.d.status)) this.#cleanUp(sets.oldSets);
    this.#writeRolloutStatus(sets);
  }

  #oldPodsRun({ newSet, oldSets }: Sets): boolean {
    if (actualReplicas(oldSets) > 0) return true;
    for (const set of this.sets) {
      if (set.metadata.uid === newSet?.metadata.uid) continue;
      for (const pod of this.podsOf(set)) if (!isPodTerminal(pod)) return true;
    }
    return false;
  }

  // --- rolling update ---

  #growNew(sets: Sets): boolean {
    const set = sets.newSet!;
    const wants = wanted(set);
    if (wants === replicasOf(this.d)) return false;
    const size = wants > replicasOf(this.d) ? replicasOf(this.d) : newSetReplicas(this.d, all(sets), wants);
    this.#scale(set, size);
    return size !== wants;
  }

  #shrinkOld(sets: Sets): boolean {
    const { d } = this;
    const newSet = sets.newSet!;
    const old = active(sets.oldSets).sort(byCreation);
    if (old.length === 0) return false;
    const minAvailable = replicasOf(d) - maxUnavailable(d);
    const newUnavailable = wanted(newSet) - (newSet.status?.availableReplicas ?? 0);
    const mayGo = wantedReplicas(all(sets)) - minAvailable - newUnavailable;
    if (mayGo <= 0) return false;

    // First the replicas that are not available anyway: they make way at no cost.
    let removed = 0;
    for (let i = 0; i < old.length && removed < mayGo; i++) {
      const set = old[i];
      const broken = wanted(set) - (set.status?.availableReplicas ?? 0);
      if (wanted(set) === 0 || broken === 0) continue;
      // Its status lags behind its size: nothing can be said of it yet.
      if (broken < 0) return false;
      const count = Math.min(mayGo - removed, broken);
      removed += count;
      old[i] = this.#scale(set, wanted(set) - count);
    }

    const spare = availableReplicas([...old, newSet]) - minAvailable;
    let scaledDown = 0;
    for (let i = 0; i < old.length && scaledDown < spare; i++) {
      const set = old[i];
      if (wanted(set) === 0) continue;
      const count = Math.min(wanted(set), spare - scaledDown);
      scaledDown += count;
      this.#scale(set, wanted(set) - count);
    }
    return removed + scaledDown > 0;
  }

  // --- scaling ---

  #scaleAll(sets: Sets): void {
    const { d } = this;
    const only = activeOrLatest(sets);
    if (only) { if (wanted(only) !== replicasOf(d)) this.#scale(only, replicasOf(d)); return; }
    if (isSaturated(d, sets.newSet)) { for (const set of active(sets.oldSets)) this.#scale(set, 0); return; }
    if (isRollingUpdate(d)) this.#scaleInProportion(sets);
  }

  /** Spreads a change of size over all active sets, by their shares. */
  #scaleInProportion(sets: Sets): void {
    const { d } = this;
    const some = active(all(sets));
    const allowed = replicasOf(d) > 0 ? replicasOf(d) + maxSurge(d) : 0;
    const toAdd = allowed - wantedReplicas(some);
    some.sort(toAdd > 0 ? bySizeNewer : bySizeOlder);
    let added = 0;
    const sizes = some.map((set) => {
      if (toAdd === 0) return wanted(set);
      const share = proportion(set, d, toAdd, added);
      added += share;
      return wanted(set) + share;
    });
    some.forEach((set, i) => {
      const size = i === 0 && toAdd !== 0 ? Math.max(0, sizes[i] + toAdd - added) : sizes[i];
      this.#resize(set, size);
    });
  }

  #scale(set: ReplicaSet, size: number): ReplicaSet {
    return wanted(set) === size ? set : this.#resize(set, size);
  }

  /** As `#scale`, and brings the size annotations up to date even when the size stays. */
  #resize(set: ReplicaSet, size: number): ReplicaSet {
    const before = wanted(set);
    const annotations = withReplicas(set.metadata.annotations, this.d);
    if (before === size && annotations === set.metadata.annotations) return set;
    this.context.queue.took(WRITES_MS);
    const updated = this.context.client.update(REPLICA_SETS, { ...set, metadata: { ...set.metadata, annotations }, spec: { ...set.spec!, replicas: size } });
    this.#scaled = true;
    if (before !== size) {
      this.#event('ScalingReplicaSet', `Scaled ${before < size ? 'up' : 'down'} replica set ${set.metadata.name} from ${before} to ${size}`);
    }
    return updated;
  }

  /** Deletes the oldest emptied sets beyond `revisionHistoryLimit`. */
  #cleanUp(oldSets: readonly ReplicaSet[]): void {
    const limit = this.d.spec!.revisionHistoryLimit;
    if (limit === undefined || limit === 2147483647) return;
    const alive = oldSets.filter((s) => !s.metadata.deletionTimestamp);
    if (alive.length <= limit) return;
    alive.sort((a, b) => Number(revisionOf(a) - revisionOf(b)) || byCreation(a, b));
    for (const set of alive.slice(0, alive.length - limit)) {
      if ((set.status?.replicas ?? 0) !== 0 || wanted(set) !== 0 || (set.metadata.generation ?? 0) > (set.status?.observedGeneration ?? 0)) continue;
      try {
        this.context.client.delete(REPLICA_SETS, set.metadata.name!, set.metadata.namespace);
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    }
  }

  // --- rollback, as kubectl's annotation of old asked for it ---

  #rollback(): void {
    const sets = all(this.#sets(true));
    const revision = rollbackRevision(this.d) || lastRevision(sets);
    const found = revision ? sets.find((s) => revisionOf(s) === revision) : undefined;
    if (!found) {
      this.#event('DeploymentRollbackRevisionNotFound', revision ? 'Unable to find the revision to rollback to.' : 'Unable to find last revision.', 'Warning');
      return this.#clearRollback(this.d);
    }
    if (sameTemplate(this.d.spec!.template, found.spec?.template)) {
      this.#event('DeploymentRollbackTemplateUnchanged', `The rollback revision contains the same template as current deployment "${this.d.metadata.name}"`, 'Warning');
      return this.#clearRollback(this.d);
    }
    const template = found.spec!.template!;
    const { [HASH_LABEL]: _, ...labels } = (template.metadata?.labels ?? {}) as Record<string, string>;
    this.#clearRollback({
      ...this.d, metadata: { ...this.d.metadata, annotations: annotationsAfterRollback(this.d, found) },
      spec: { ...this.d.spec!, template: { ...template, metadata: { ...template.metadata, labels } } },
    });
    this.#event('DeploymentRollback', `Rolled back deployment "${this.d.metadata.name}" to revision ${revision}`);
  }

  #clearRollback(d: Deployment): void {
    const { [ROLLBACK_TO]: _, ...annotations } = (d.metadata.annotations ?? {}) as Record<string, string>;
    this.context.client.update(DEPLOYMENTS, { ...d, metadata: { ...d.metadata, annotations } });
  }

  // --- status ---

  #checkPaused(): void {
    if (progressDeadline(this.d) === undefined) return;
    const reason = conditionOf(this.d.status, 'Progressing')?.reason;
    if (reason === 'ProgressDeadlineExceeded') return;
    if (this.d.spec!.paused && reason !== 'DeploymentPaused') this.#setCondition('Unknown', 'DeploymentPaused', 'Deployment is paused');
    else if (!this.d.spec!.paused && reason === 'DeploymentPaused') this.#setCondition('Unknown', 'DeploymentResumed', 'Deployment is resumed');
    else return;
    this.#putStatus();
  }

  #writeRolloutStatus(sets: Sets): void {
    const status = rolloutStatus(this.d, all(sets), sets.newSet, this.#now);
    if (!semanticEqual(this.d.status, status)) { this.#writeStatus(status); return; }
    const inMs = deadlineInMs(this.d, status, this.#now);
    const key = keyOf(this.d);
    if (inMs === undefined) { this.context.queue.cancelLater(key); return; }
    if (inMs < 1000) this.context.queue.addRateLimited(key);
    else this.context.queue.addAfter(key, inMs + 1000);
  }

  /** True when there was something to write. */
  #writeStatus(status: DeploymentStatus): boolean {
    if (semanticEqual(this.d.status, status)) return false;
    this.d = { ...this.d, status };
    this.#putStatus();
    return true;
  }

  #putStatus(): void { this.context.client.updateStatus(DEPLOYMENTS, this.d); }

  #setRevision(revision: string): boolean {
    if (this.d.metadata.annotations?.[REVISION] === revision) return false;
    this.d = { ...this.d, metadata: { ...this.d.metadata, annotations: { ...this.d.metadata.annotations, [REVISION]: revision } } };
    return true;
  }

  #setCondition(status: 'True' | 'False' | 'Unknown', reason: string, message: string): void {
    this.d = { ...this.d, status: withCondition(this.d.status ?? {}, newCondition('Progressing', status, reason, message, this.#now)) };
  }

  #event(reason: string, message: string, type: 'Normal' | 'Warning' = 'Normal'): void {
    this.context.events.event(this.d, type, reason, message);
  }
}

function rollbackRevision(d: Deployment): bigint | undefined {
  const text = d.metadata.annotations?.[ROLLBACK_TO];
  return text !== undefined && /^-?\d+$/.test(text) ? BigInt(text) : undefined;
}

/** The one active set, or the latest when none is; undefined while several are active. */
function activeOrLatest({ newSet, oldSets }: Sets): ReplicaSet | undefined {
  const sets = active(newSet ? [...oldSets, newSet] : oldSets);
  if (sets.length > 1) return undefined;
  return sets[0] ?? newSet ?? [...oldSets].sort((a, b) => byCreation(b, a))[0];
}

function isSaturated(d: Deployment, newSet: ReplicaSet | undefined): boolean {
  const size = replicasOf(d);
  return !!newSet && wanted(newSet) === size && desiredReplicas(newSet) === size && (newSet.status?.availableReplicas ?? 0) === size;
}

/** What a set gets of `toAdd` (negative: gives), of which `added` are given already. */
function proportion(set: ReplicaSet, d: Deployment, toAdd: number, added: number): number {
  if (wanted(set) === 0 || toAdd === added) return 0;
  const share = fraction(set, d);
  return toAdd > 0 ? Math.min(share, toAdd - added) : Math.max(share, toAdd - added);
}

function fraction(set: ReplicaSet, d: Deployment): number {
  if (replicasOf(d) === 0) return -wanted(set);
  const before = maxReplicas(set) || (d.status?.replicas ?? 0);
  const exact = (wanted(set) * (replicasOf(d) + maxSurge(d))) / before;
  return Math.floor(exact + 0.5) - wanted(set);
}
