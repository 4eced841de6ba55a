/**
 * One reconcile of one StatefulSet: replicas in order of their ordinals (or all at once), then those beyond the size,
 * then the update from the highest ordinal down. https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/
 */
import { isAlreadyExists } from '../../api/errors.ts';
import { CONTROLLER_REVISIONS, PERSISTENT_VOLUME_CLAIMS, STATEFUL_SETS } from '../../api/resource.ts';
import type { ControllerRevision, Pod, StatefulSet } from '../../api/types.ts';
import type { ControllerContext } from '../../client/controller.ts';
import { scaledValue } from '../deployment/arithmetic.ts';
import { omitEmpty } from '../support/equal.ts';
import { controllerRevisionHash } from '../support/hash.ts';
import { controllerOf } from '../support/owners.ts';
import { byRevision, deleteRevision, newRevision, revisionData, sameData, templateOf } from '../support/revisions.ts';
import { slowStartBatch } from '../support/slow-start.ts';
import {
  claimsOf, inRange, isCreated, isHealthy, isMonotonic, isRunningAndAvailable, isRunningAndReady, isTerminating, newPod, ordinalOf, podRevision,
  replicasOf, startOf,
} from './identity.ts';
import { StatefulPods } from './pods.ts';

export const HASH_LABEL = 'controller.kubernetes.io/hash';
type Status = NonNullable<StatefulSet['status']>;

export class StatefulSetSync {
  readonly #pods: StatefulPods;
  #collisions: number;
  #current!: ControllerRevision;
  #update!: ControllerRevision;

  constructor(
    private readonly context: ControllerContext,
    private readonly set: StatefulSet,
    private readonly pods: readonly Pod[],
    private revisions: ControllerRevision[],
  ) {
    this.#pods = new StatefulPods(context, set);
    this.#collisions = set.status?.collisionCount ?? 0;
  }

  /** Returns the status it wrote or found. */
  run(): Status {
    this.revisions.sort(byRevision);
    this.#findRevisions();
    let failure: unknown;
    const status: Status = { replicas: 0 };
    try { this.#act(status); } catch (error) { failure = error; }
    const written = this.#writeStatus(status);
    if (failure !== undefined) throw failure;
    this.#truncateHistory();
    return written;
  }

  get #now(): number { return this.context.now(); }
  get #minReadySeconds(): number { return this.set.spec!.minReadySeconds ?? 0; }
  #isAvailable(pod: Pod): boolean { return isRunningAndAvailable(pod, this.#minReadySeconds, this.#now) && !isTerminating(pod); }

  // --- revisions ---

  #findRevisions(): void {
    const { set, revisions } = this;
    const { client } = this.context;
    const data = revisionData(set.spec!.template);
    const last = revisions.at(-1);
    const next = (last?.revision ?? 0) + 1;
    const equal = revisions.filter((r) => sameData(r, data));
    if (last && equal.at(-1) === last) this.#update = last;
    else if (equal.length) {
      const old = equal.at(-1)!;
      this.#update = client.update(CONTROLLER_REVISIONS, { ...old, revision: next });
      this.revisions = revisions.map((r) => (r === old ? this.#update : r));
    } else {
      this.#update = this.#createRevision(next);
      this.revisions = [...revisions, this.#update];
    }
    this.#current = this.revisions.find((r) => r.metadata.name === set.status?.currentRevision) ?? this.#update;
  }

  #createRevision(revision: number): ControllerRevision {
    const { set } = this;
    const { client } = this.context;
    const template = set.spec!.template;
    for (;;) {
      const hash = controllerRevisionHash(revisionData(template), this.#collisions);
      const wanted = newRevision(STATEFUL_SETS, set, template, hash, HASH_LABEL, revision);
      try {
        return client.create(CONTROLLER_REVISIONS, wanted);
      } catch (error) {
        if (!isAlreadyExists(error)) throw error;
        const found = client.get(CONTROLLER_REVISIONS, wanted.metadata.name!, wanted.metadata.namespace);
        if (sameData(found, revisionData(template)) && controllerOf(found)?.uid === set.metadata.uid) return found;
        this.#collisions++;
      }
    }
  }

  #truncateHistory(): void {
    const limit = this.set.spec!.revisionHistoryLimit ?? 10;
    const live = new Set([this.#current.metadata.name!, this.#update.metadata.name!, ...this.pods.map(podRevision)]);
    const idle = this.revisions.filter((r) => !live.has(r.metadata.name!)).sort(byRevision);
    for (const revision of idle.slice(0, Math.max(0, idle.length - limit))) deleteRevision(this.context.client, revision);
  }

  // --- pods ---

  #act(status: Status): void {
    const { set } = this;
    const start = startOf(set), size = replicasOf(set);
    const replicas: Pod[] = [];
    const condemned: Pod[] = [];
    for (const pod of this.pods) {
      const ordinal = ordinalOf(pod);
      if (inRange(set, ordinal)) replicas[ordinal - start] = pod;
      else if (ordinal >= 0) condemned.push(pod);
    }
    for (let i = 0; i < size; i++) replicas[i] ??= this.#newPod(start + i);
    condemned.sort((a, b) => ordinalOf(b) - ordinalOf(a));
    const firstUnhealthy = [...replicas, ...[...condemned].reverse()].find((p) => !isHealthy(p));

    const count = (): void => this.#count(status, [...replicas, ...condemned]);
    count();
    if (set.metadata.deletionTimestamp) return;
    const monotonic = isMonotonic(set);
    try {
      if (this.#each(replicas, monotonic, (i) => this.#processReplica(replicas, i, monotonic))) return;
      if (!this.#pods.keepsClaims) for (const pod of condemned) this.#pods.setClaimOwners(pod);
      if (this.#each(condemned, monotonic, (i) => this.#processCondemned(condemned[i], monotonic, firstUnhealthy))) return;
    } finally { count(); }
    if (set.spec!.updateStrategy?.type !== 'OnDelete') this.#roll(replicas, status);
  }

  #newPod(ordinal: number): Pod {
    const rolling = this.set.spec!.updateStrategy?.type !== 'OnDelete' ? this.set.spec!.updateStrategy?.rollingUpdate : undefined;
    const isRolling = this.set.spec!.updateStrategy?.type !== 'OnDelete';
    const keep = startOf(this.set) + (rolling ? rolling.partition ?? 0 : this.set.status?.currentReplicas ?? 0);
    const revision = isRolling && ordinal < keep ? this.#current : this.#update;
    return newPod(this.set, templateOf(revision), revision, ordinal);
  }

  /** In order until one says "wait" (true), or all, in growing batches. */
  #each(pods: readonly Pod[], monotonic: boolean, act: (index: number) => boolean): boolean {
    if (monotonic) return pods.some((_, i) => act(i));
    const { error } = slowStartBatch(pods.length, (i) => { act(i); });
    if (error !== undefined) throw error;
    return false;
  }

  /** True: wait before going on to the next. */
  #processReplica(replicas: Pod[], i: number, monotonic: boolean): boolean {
    const pod = replicas[i];
    const phase = pod.status?.phase;
    if (isCreated(pod) && (phase === 'Failed' || phase === 'Succeeded')) {
      if (!isTerminating(pod)) this.#pods.delete(pod);
      return true;
    }
    if (!isCreated(pod)) {
      if (this.#claimIsStale(pod)) return true;
      this.#pods.create(pod);
      return monotonic;
    }
    if (phase === 'Pending') this.#pods.createClaims(pod);
    if (monotonic && (isTerminating(pod) || !isRunningAndReady(pod) || !this.#isAvailable(pod))) return true;
    if (!isTerminating(pod)) this.#pods.mend(pod);
    return false;
  }

  #processCondemned(pod: Pod, monotonic: boolean, firstUnhealthy: Pod | undefined): boolean {
    if (isTerminating(pod)) return monotonic;
    if (monotonic && pod !== firstUnhealthy && (!isRunningAndReady(pod) || !this.#isAvailable(pod))) return true;
    this.#pods.delete(pod);
    return true;
  }

  /** A claim that still belongs to a pod of old: the new pod waits until it is gone. */
  #claimIsStale(pod: Pod): boolean {
    const cache = this.context.informer(PERSISTENT_VOLUME_CLAIMS);
    return claimsOf(this.set, ordinalOf(pod)).some(({ metadata }) => {
      const claim = cache.get(`${metadata.namespace}/${metadata.name}`);
      return !!claim?.metadata.ownerReferences?.some((r) => r.kind === 'Pod' && r.name === pod.metadata.name);
    });
  }

  /** Deletes pods of old revisions from the highest ordinal down, no more at a time than may be unavailable. */
  #roll(replicas: readonly Pod[], status: Status): void {
    const rolling = this.set.spec!.updateStrategy?.rollingUpdate;
    const partition = rolling?.partition ?? 0;
    const allowed = rolling?.maxUnavailable === undefined ? 1 : Math.max(1, scaledValue(rolling.maxUnavailable, replicas.length, true));
    let left = allowed - replicas.filter((p) => !this.#isAvailable(p)).length;
    for (let i = replicas.length - 1; i >= partition && left > 0; i--) {
      const pod = replicas[i];
      if (podRevision(pod) === this.#update.metadata.name || isTerminating(pod)) continue;
      this.#pods.delete(pod);
      status.currentReplicas!--;
      left--;
    }
  }

  // --- status ---

  #count(status: Status, pods: readonly Pod[]): void {
    const present = pods.filter(isCreated);
    const going = present.filter((p) => !isTerminating(p));
    status.observedGeneration = this.set.metadata.generation;
    status.replicas = present.length;
    status.readyReplicas = present.filter(isRunningAndReady).length;
    status.availableReplicas = present.filter((p) => isRunningAndAvailable(p, this.#minReadySeconds, this.#now)).length;
    status.currentReplicas = going.filter((p) => podRevision(p) === this.#current.metadata.name).length;
    status.updatedReplicas = going.filter((p) => podRevision(p) === this.#update.metadata.name).length;
    status.currentRevision = this.#current.metadata.name;
    status.updateRevision = this.#update.metadata.name;
    status.collisionCount = this.#collisions;
  }

  #writeStatus(status: Status): Status {
    const { set } = this;
    if (set.spec!.updateStrategy?.type !== 'OnDelete' && status.updatedReplicas === replicasOf(set) && status.updatedReplicas === status.replicas && status.readyReplicas === status.replicas) {
      status.currentReplicas = status.updatedReplicas;
      status.currentRevision = status.updateRevision;
    }
    const old = set.status;
    const same = old && (old.observedGeneration ?? 0) >= (status.observedGeneration ?? 0) && old.replicas === status.replicas
      && (old.currentReplicas ?? 0) === status.currentReplicas && (old.readyReplicas ?? 0) === status.readyReplicas
      && (old.updatedReplicas ?? 0) === status.updatedReplicas && (old.availableReplicas ?? 0) === status.availableReplicas
      && old.currentRevision === status.currentRevision && old.updateRevision === status.updateRevision;
    if (same) return status;
    this.context.client.updateStatus(STATEFUL_SETS, {
      ...set, status: omitEmpty({ ...status, conditions: old?.conditions }, 'replicas', 'availableReplicas', 'collisionCount'),
    });
    return status;
  }
}
