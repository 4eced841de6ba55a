/**
 * The loop behind ReplicaSet and ReplicationController: keeps the number of active pods that match a selector at
 * `spec.replicas`. `replicaset.ts` and `replicationcontroller.ts` each say what differs.
 */
import { isNotFound } from '../../api/errors.ts';
import { PODS, type Resource } from '../../api/resource.ts';
import type { ObjectMeta, Pod, PodTemplateSpec, ReplicaSetCondition } from '../../api/types.ts';
import type { ControllerContext } from '../../client/controller.ts';
import { keyOf } from '../../client/informer.ts';
import { formatTime } from '../../kernel/time.ts';
import { claim } from './adoption.ts';
import { omitEmpty, semanticEqual } from './equal.ts';
import { Expectations } from './expectations.ts';
import { controllerOf, controllerRef, orphansOf, resolveController } from './owners.ts';
import { createPod, deletePod, errorText, isNamespaceTerminating, podFromTemplate } from './pod-control.ts';
import { isPodActive, isPodAvailable, isPodReady, nextAvailabilityMs } from './pods.ts';
import { podsToDelete } from './ranking.ts';
import type { Labels, Selector } from './selector.ts';
import { slowStartBatch } from './slow-start.ts';
import { Tallies, type Tally } from './tally.ts';

/** Pods created or deleted at most in one reconcile. */
const BURST_REPLICAS = 500;

/** Virtual ms that a reconcile spends on each of its pods. */
const MS_PER_POD = 0.1;
/** Virtual ms that a reconcile takes that creates pods: whoever waits for the set itself moves before its count does. */
const CREATE_MS = 5;

export interface ReplicaStatus {
  replicas: number;
  fullyLabeledReplicas?: number;
  readyReplicas?: number;
  availableReplicas?: number;
  terminatingReplicas?: number;
  observedGeneration?: number;
  conditions?: ReplicaSetCondition[];
}

/** What ReplicaSet and ReplicationController have in common. */
export interface ReplicaOwner {
  metadata: ObjectMeta;
  spec?: { replicas?: number; minReadySeconds?: number; template?: PodTemplateSpec };
  status?: ReplicaStatus;
}

export interface ReplicaKind<T extends ReplicaOwner> {
  readonly resource: Resource<T>;
  selector(object: T): Selector;
  /** Whether `status.terminatingReplicas` is reported (ReplicaSet only). */
  readonly reportsTerminating: boolean;
}

export function startReplicaController<T extends ReplicaOwner>(context: ControllerContext, kind: ReplicaKind<T>): { reconcile(key: string): void } {
  const { queue, client } = context;
  const owners = context.informer<T>(kind.resource);
  const pods = context.informer(PODS);
  const byController = pods.byController();
  const orphans = orphansOf(pods);
  const ownersByNamespace = owners.byNamespace();
  const siblings = owners.byController();
  const expectations = new Expectations(() => context.now());
  const tallies = new Tallies();
  /** Keys of owners that may have orphans to adopt. */
  const orphaned = new Set<string>();

  const enqueueMatching = (pod: Pod): void => {
    if (!pod.metadata.labels) return;
    for (const owner of ownersByNamespace.get(pod.metadata.namespace!)) {
      if (!kind.selector(owner).matches(pod.metadata.labels)) continue;
      orphaned.add(keyOf(owner));
      queue.add(keyOf(owner));
    }
  };
  const ownerOf = (pod: Pod): T | undefined => resolveController(owners, pod.metadata.namespace!, controllerOf(pod));
  const podGone = (pod: Pod): void => {
    const owner = ownerOf(pod);
    if (!owner) return;
    const key = keyOf(owner);
    expectations.deletionObserved(key, keyOf(pod));
    queue.add(key);
  };

  owners.addHandler({
    onAdd: (owner) => { orphaned.add(keyOf(owner)); queue.add(keyOf(owner)); },
    onUpdate: (owner, old) => {
      if (kind.selector(owner) !== kind.selector(old)) orphaned.add(keyOf(owner));
      queue.add(keyOf(owner));
    },
    onDelete: (owner) => { expectations.delete(keyOf(owner)); orphaned.delete(keyOf(owner)); tallies.delete(owner.metadata.uid!); queue.add(keyOf(owner)); },
  });

  const tell = (before: Pod | undefined, after: Pod | undefined): void => {
    const from = before && controllerOf(before)?.uid, to = after && controllerOf(after)?.uid;
    if (from !== undefined && from === to) tallies.change(from, before, after);
    else {
      if (from !== undefined) tallies.change(from, before, undefined);
      if (to !== undefined) tallies.change(to, undefined, after);
    }
  };

  pods.addHandler({
    onAdd(pod) {
      tell(undefined, pod);
      if (pod.metadata.deletionTimestamp) return podGone(pod);
      if (!controllerOf(pod)) return enqueueMatching(pod);
      const owner = ownerOf(pod);
      if (!owner) return;
      expectations.creationObserved(keyOf(owner));
      queue.add(keyOf(owner));
    },
    onUpdate(pod, old) {
      tell(old, pod);
      const relabelled = pod.metadata.labels !== old.metadata.labels && !semanticEqual(pod.metadata.labels, old.metadata.labels);
      if (pod.metadata.deletionTimestamp) {
        podGone(pod);
        if (relabelled) podGone(old);
        return;
      }
      const before = controllerOf(old), after = controllerOf(pod);
      const handedOver = before?.uid !== after?.uid;
      if (handedOver && before) {
        const previous = resolveController(owners, old.metadata.namespace!, before);
        if (previous) queue.add(keyOf(previous));
      }
      if (after) {
        const owner = ownerOf(pod);
        if (!owner) return;
        queue.add(keyOf(owner));
        const minReadySeconds = owner.spec?.minReadySeconds ?? 0;
        if (minReadySeconds > 0 && !isPodReady(old) && isPodReady(pod)) queue.addAfter(keyOf(owner), (minReadySeconds + 1) * 1000);
      } else if (relabelled || handedOver) enqueueMatching(pod);
    },
    onDelete(pod, last) {
      tell(last, undefined);
      podGone(pod);
    },
  });

  const createPods = (owner: T, key: string, count: number): unknown => {
    expectations.expectCreations(key, count);
    const ref = controllerRef(kind.resource, owner);
    const pod = podFromTemplate(owner.spec!.template!, owner, ref);
    const { done, error } = slowStartBatch(count, () => {
      try {
        createPod(context, pod, owner);
      } catch (e) {
        // Counts as done: no pod will ever come, and the namespace takes the owner away too.
        if (!isNamespaceTerminating(e)) throw e;
      }
    });
    if (done < count) expectations.creationObserved(key, count - done);
    return error;
  };

  const deletePods = (owner: T, key: string, active: readonly Pod[], count: number): unknown => {
    const victims = podsToDelete(active, relatedPods(owner), count, context.now());
    expectations.expectDeletions(key, victims.map(keyOf));
    let first: unknown;
    for (const pod of victims) {
      try {
        deletePod(context, pod, owner);
      } catch (error) {
        expectations.deletionObserved(key, keyOf(pod));
        if (!isNotFound(error)) first ??= error;
      }
    }
    return first;
  };

  function* relatedPods(owner: T): Iterable<Pod> {
    const ref = controllerOf(owner);
    if (!ref) return yield* byController.get(owner.metadata.uid!);
    for (const sibling of siblings.get(ref.uid)) yield* byController.get(sibling.metadata.uid!);
  }

  const availableOf = (owner: T, ready: number): number => {
    const minReadySeconds = owner.spec?.minReadySeconds ?? 0;
    if (minReadySeconds === 0) return ready;
    const now = context.now();
    let available = 0;
    for (const pod of byController.get(owner.metadata.uid!)) if (isPodActive(pod) && isPodAvailable(pod, minReadySeconds, now)) available++;
    return available;
  };

  const countOf = (owner: T, active: readonly Pod[]): Pick<Tally, 'active' | 'ready' | 'labelled'> & { available: number } => {
    const templateLabels = Object.entries(owner.spec?.template?.metadata?.labels ?? {}) as [string, string][];
    const minReadySeconds = owner.spec?.minReadySeconds ?? 0;
    let ready = 0, labelled = 0, available = 0;
    for (const pod of active) {
      const labels = pod.metadata.labels;
      if (templateLabels.every(([k, v]) => labels?.[k] === v)) labelled++;
      if (!isPodReady(pod)) continue;
      ready++;
      if (isPodAvailable(pod, minReadySeconds, context.now())) available++;
    }
    return { active: active.length, ready, labelled, available };
  };

  const statusOf = (owner: T, count: ReturnType<typeof countOf>, terminating: number | undefined, error: unknown): ReplicaStatus => {
    const now = context.now();
    const old = owner.status;
    let conditions = old?.conditions;
    const failed = conditions?.find((c) => c.type === 'ReplicaFailure');
    if (error !== undefined && !failed) {
      const diff = count.active - (owner.spec?.replicas ?? 0);
      const reason = diff < 0 ? 'FailedCreate' : diff > 0 ? 'FailedDelete' : undefined;
      conditions = [...(conditions ?? []), omitEmpty({
        type: 'ReplicaFailure', status: 'True', lastTransitionTime: formatTime(now), reason, message: errorText(error),
      })];
    } else if (error === undefined && failed) conditions = conditions!.filter((c) => c !== failed);
    return {
      ...old, replicas: count.active, fullyLabeledReplicas: count.labelled, readyReplicas: count.ready, availableReplicas: count.available,
      terminatingReplicas: terminating, conditions,
    };
  };

  const updateStatus = (owner: T, status: ReplicaStatus): T => {
    const old = owner.status;
    const generation = owner.metadata.generation ?? 0;
    if (old && old.replicas === status.replicas && (old.fullyLabeledReplicas ?? 0) === status.fullyLabeledReplicas
      && (old.readyReplicas ?? 0) === status.readyReplicas && (old.availableReplicas ?? 0) === status.availableReplicas
      && old.terminatingReplicas === status.terminatingReplicas && generation === (old.observedGeneration ?? 0)
      && semanticEqual(old.conditions, status.conditions)) return owner;
    const full: ReplicaStatus = omitEmpty({ ...status, observedGeneration: generation }, 'replicas', 'terminatingReplicas');
    try {
      return client.updateStatus(kind.resource, { ...owner, status: full });
    } catch (error) {
      if (isNotFound(error)) throw error;
      // Once more, on a fresh copy: what the status says does not depend on what changed.
      return client.updateStatus(kind.resource, { ...client.get(kind.resource, owner.metadata.name!, owner.metadata.namespace), status: full });
    }
  };

  const reconcile = (key: string): void => {
    const owner = owners.get(key);
    if (!owner) { expectations.delete(key); return; }
    const mayAct = expectations.satisfied(key);
    const selector = kind.selector(owner);

    const wants = owner.spec?.replicas ?? 0;
    const going = owner.metadata.deletionTimestamp !== undefined;
    const tally = tallies.of(owner.metadata.uid!, selector, owner.spec?.template?.metadata?.labels as Labels | undefined, byController.get(owner.metadata.uid!));
    // The common case, and the only one that large sets are often in: nothing to create, delete, adopt or release.
    queue.took(byController.count(owner.metadata.uid!) * MS_PER_POD);
    if (!orphaned.has(key) && tally.strays === 0 && (!mayAct || going || tally.active === wants)) {
      const updated = updateStatus(owner, statusOf(owner, { ...tally, available: availableOf(owner, tally.ready) }, kind.reportsTerminating ? tally.terminating : undefined, undefined));
      wakeForAvailability(key, updated, () => byController.get(owner.metadata.uid!));
      return;
    }

    const candidates: Pod[] = [];
    for (const pod of byController.get(owner.metadata.uid!)) if (isPodActive(pod)) candidates.push(pod);
    for (const pod of orphans.get(owner.metadata.namespace!)) if (isPodActive(pod)) candidates.push(pod);
    const active = claim({ client, ownerResource: kind.resource, owner, resource: PODS, matches: (labels) => selector.matches(labels) }, candidates);
    orphaned.delete(key);

    let failure: unknown;
    if (mayAct && !going) {
      const diff = active.length - wants;
      if (diff < 0) {
        queue.took(CREATE_MS + byController.count(owner.metadata.uid!) * MS_PER_POD);
        failure = createPods(owner, key, Math.min(-diff, BURST_REPLICAS));
      }
      if (diff > 0) failure = deletePods(owner, key, active, Math.min(diff, BURST_REPLICAS));
    }

    const updated = updateStatus(owner, statusOf(owner, countOf(owner, active), kind.reportsTerminating ? tally.terminating : undefined, failure));
    if (failure !== undefined) throw failure;
    wakeForAvailability(key, updated, () => active);
  };

  /** The last line of defence: pods that are ready become available with time alone. */
  const wakeForAvailability = (key: string, owner: T, pods: () => Iterable<Pod>): void => {
    const minReadySeconds = owner.spec?.minReadySeconds ?? 0;
    const replicas = owner.spec?.replicas ?? 0;
    if (minReadySeconds > 0 && (owner.status?.readyReplicas ?? 0) === replicas && (owner.status?.availableReplicas ?? 0) !== replicas) {
      queue.addAfter(key, nextAvailabilityMs(pods(), minReadySeconds, context.now()) ?? minReadySeconds * 1000);
    }
  };

  return { reconcile };
}
