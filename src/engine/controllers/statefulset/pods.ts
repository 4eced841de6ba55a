/** Creating, deleting and mending one pod of a StatefulSet with its claims, and the Events that tell of it. */
import { internalError, isAlreadyExists, isNotFound } from '../../api/errors.ts';
import { PERSISTENT_VOLUME_CLAIMS, PODS, STATEFUL_SETS } from '../../api/resource.ts';
import type { OwnerReference, PersistentVolumeClaim, Pod, StatefulSet } from '../../api/types.ts';
import type { ControllerContext } from '../../client/controller.ts';
import { semanticEqual } from '../support/equal.ts';
import { controllerRef } from '../support/owners.ts';
import { errorText } from '../support/pod-control.ts';
import { claimsOf, identityMatches, inRange, ordinalOf, storageMatches, withIdentity } from './identity.ts';

type Verb = 'create' | 'delete' | 'update';
const REASON: Record<Verb, string> = { create: 'Create', delete: 'Delete', update: 'Update' };

export class StatefulPods {
  constructor(private readonly context: ControllerContext, private readonly set: StatefulSet) {}

  create(pod: Pod): void {
    this.createClaims(pod);
    try {
      this.context.client.create(PODS, pod);
      if (!this.keepsClaims) this.setClaimOwners(pod);
    } catch (error) {
      if (!isAlreadyExists(error)) this.#podEvent('create', pod, error);
      throw error;
    }
    this.#podEvent('create', pod);
  }

  delete(pod: Pod): void {
    try {
      this.context.client.delete(PODS, pod.metadata.name!, pod.metadata.namespace);
    } catch (error) {
      if (isNotFound(error)) return;
      this.#podEvent('delete', pod, error);
      throw error;
    }
    this.#podEvent('delete', pod);
  }

  /** Puts identity, claims and the claims' owners right, where they are not. */
  mend(pod: Pod): void {
    const rightPod = identityMatches(this.set, pod) && storageMatches(this.set, pod);
    if (!this.keepsClaims && this.#claimsToOwn(pod).length) this.setClaimOwners(pod);
    if (rightPod) return;
    this.createClaims(pod);
    try {
      this.context.client.update(PODS, withIdentity(this.set, pod));
    } catch (error) {
      this.#podEvent('update', pod, error);
      throw error;
    }
    this.#podEvent('update', pod);
  }

  createClaims(pod: Pod): void {
    const cache = this.context.informer(PERSISTENT_VOLUME_CLAIMS);
    let failure: unknown;
    for (const claim of claimsOf(this.set, ordinalOf(pod))) {
      const present = cache.get(`${claim.metadata.namespace}/${claim.metadata.name}`);
      if (present) {
        if (present.metadata.deletionTimestamp) failure ??= internalError(`pvc ${present.metadata.name} is being deleted`);
        continue;
      }
      try {
        this.context.client.create(PERSISTENT_VOLUME_CLAIMS, claim);
        this.#claimEvent(pod, claim);
      } catch (error) {
        if (isAlreadyExists(error)) continue;
        this.#claimEvent(pod, claim, error);
        failure ??= error;
      }
    }
    if (failure !== undefined) throw failure;
  }

  /** True when claims outlive both scaling down and the set: the default. */
  get keepsClaims(): boolean {
    const policy = this.set.spec!.persistentVolumeClaimRetentionPolicy;
    return (policy?.whenDeleted ?? 'Retain') === 'Retain' && (policy?.whenScaled ?? 'Retain') === 'Retain';
  }

  /** Claims get the set or their pod as owner, so that the garbage collector takes them as the policy says. */
  setClaimOwners(pod: Pod): void {
    for (const { claim, owners } of this.#claimsToOwn(pod)) {
      this.context.client.update(PERSISTENT_VOLUME_CLAIMS, { ...claim, metadata: { ...claim.metadata, ownerReferences: owners.length ? owners : undefined } });
    }
  }

  #claimsToOwn(pod: Pod): { claim: PersistentVolumeClaim; owners: OwnerReference[] }[] {
    const cache = this.context.informer(PERSISTENT_VOLUME_CLAIMS);
    const live = pod.metadata.uid ? pod : this.context.client.get(PODS, pod.metadata.name!, pod.metadata.namespace);
    return claimsOf(this.set, ordinalOf(pod)).flatMap(({ metadata }) => {
      const claim = cache.get(`${metadata.namespace}/${metadata.name}`);
      if (!claim) return [];
      const owners = this.#ownersFor(claim, live);
      return semanticEqual(owners, claim.metadata.ownerReferences) ? [] : [{ claim, owners }];
    });
  }

  #ownersFor(claim: PersistentVolumeClaim, pod: Pod): OwnerReference[] {
    const { set } = this;
    const { whenDeleted = 'Retain', whenScaled = 'Retain' } = set.spec!.persistentVolumeClaimRetentionPolicy ?? {};
    const others = (claim.metadata.ownerReferences ?? []).filter((r) => r.uid !== set.metadata.uid && r.uid !== pod.metadata.uid);
    if (others.some((r) => r.controller)) return claim.metadata.ownerReferences!;
    const condemned = !inRange(set, ordinalOf(pod));
    if (whenScaled === 'Delete' && condemned) return [...others, controllerRef(PODS, pod)];
    if (whenDeleted === 'Delete') return [...others, controllerRef(STATEFUL_SETS, set)];
    return others;
  }

  #podEvent(verb: Verb, pod: Pod, error?: unknown): void {
    const text = `${REASON[verb]} Pod ${pod.metadata.name} in StatefulSet ${this.set.metadata.name}`;
    if (error === undefined) this.context.events.event(this.set, 'Normal', `Successful${REASON[verb]}`, `${text} successful`);
    else this.context.events.event(this.set, 'Warning', `Failed${REASON[verb]}`, `${text} failed error: ${errorText(error)}`);
  }

  #claimEvent(pod: Pod, claim: PersistentVolumeClaim, error?: unknown): void {
    const claimName = claim.metadata.name, name = this.set.metadata.name;
    if (error === undefined) this.context.events.event(this.set, 'Normal', 'SuccessfulCreate', `Create Claim ${claimName} Pod ${pod.metadata.name} in StatefulSet ${name} success`);
    else this.context.events.event(this.set, 'Warning', 'FailedCreate', `Create Claim ${claimName} for Pod ${pod.metadata.name} in StatefulSet ${name} failed error: ${errorText(error)}`);
  }
}
