/**
 * One reconcile of one DaemonSet: a pod on each node that wants one, then the rolling update.
 * https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/
 */
import { isAlreadyExists, isNotFound } from '../../api/errors.ts';
import { CONTROLLER_REVISIONS, DAEMON_SETS } from '../../api/resource.ts';
import type { ControllerRevision, DaemonSet, Node, Pod } from '../../api/types.ts';
import type { ControllerContext } from '../../client/controller.ts';
import { keyOf } from '../../client/informer.ts';
import { scaledValue } from '../deployment/arithmetic.ts';
import { omitEmpty } from '../support/equal.ts';
import type { Expectations } from '../support/expectations.ts';
import { podTemplateHash } from '../support/hash.ts';
import { controllerRef } from '../support/owners.ts';
import { createPod, deletePod, isNamespaceTerminating, podFromTemplate } from '../support/pod-control.ts';
import { isPodAvailable, isPodReady, isPodTerminal } from '../support/pods.ts';
import { byRevision, deleteRevision, newRevision, revisionData, sameData } from '../support/revisions.ts';
import { slowStartBatch } from '../support/slow-start.ts';
import { daemonTemplate, HASH_LABEL, isUpdated, pinned, shouldRun, targetNode } from './placement.ts';

const BURST_REPLICAS = 250;
type Status = NonNullable<DaemonSet['status']>;

/** Back-off of pods that fail on a node: 1 s doubling to 15 minutes. */
export class FailedPods {
  #entries = new Map<string, { delayMs: number; atMs: number }>();
  /** Ms left to wait; 0 = go on, and the next wait is twice as long. */
  wait(key: string, nowMs: number): number {
    const entry = this.#entries.get(key);
    if (entry && nowMs - entry.atMs < entry.delayMs) return entry.delayMs;
    const stale = !entry || nowMs - entry.atMs > 2 * 15 * 60_000;
    this.#entries.set(key, { delayMs: stale ? 1000 : Math.min(entry.delayMs * 2, 15 * 60_000), atMs: nowMs });
    return 0;
  }
}

export class DaemonSetSync {
  readonly #key: string;
  readonly #byNode = new Map<string, Pod[]>();
  #hash = '';

  constructor(
    private readonly context: ControllerContext,
    private readonly expectations: Expectations,
    private readonly failedPods: FailedPods,
    private readonly set: DaemonSet,
    private readonly nodes: readonly Node[],
    private readonly pods: readonly Pod[],
    private readonly revisions: readonly ControllerRevision[],
  ) {
    this.#key = keyOf(set);
    for (const pod of pods) {
      if (isPodTerminal(pod) && pod.metadata.deletionTimestamp) continue;
      const node = targetNode(pod);
      if (node === undefined) continue;
      const list = this.#byNode.get(node);
      if (list) list.push(pod); else this.#byNode.set(node, [pod]);
    }
  }

  run(): void {
    const { current, old } = this.#history();
    this.#hash = current.metadata.labels?.[HASH_LABEL] ?? '';
    if (!this.expectations.satisfied(this.#key)) return this.#writeStatus(false);
    let failure: unknown;
    try {
      this.#manage();
      if (this.expectations.satisfied(this.#key) && this.set.spec!.updateStrategy?.type !== 'OnDelete') this.#roll();
      this.#cleanHistory(old);
    } catch (error) { failure = error; }
    this.#writeStatus(true);
    if (failure !== undefined) throw failure;
  }

  get #now(): number { return this.context.now(); }
  get #minReadySeconds(): number { return this.set.spec!.minReadySeconds ?? 0; }
  #isAvailable(pod: Pod): boolean { return isPodAvailable(pod, this.#minReadySeconds, this.#now); }

  // --- history ---

  #history(): { current: ControllerRevision; old: ControllerRevision[] } {
    const { set } = this;
    const data = revisionData(set.spec!.template);
    const same = this.revisions.filter((r) => sameData(r, data)).sort(byRevision);
    const old = this.revisions.filter((r) => !sameData(r, data));
    const revision = old.reduce((max, r) => Math.max(max, r.revision), 0) + 1;
    const keep = same.at(-1);
    if (!keep) return { current: this.#snapshot(revision), old };
    for (const double of same.slice(0, -1)) deleteRevision(this.context.client, double);
    const current = keep.revision < revision ? this.context.client.update(CONTROLLER_REVISIONS, { ...keep, revision }) : keep;
    return { current, old };
  }

  #snapshot(revision: number): ControllerRevision {
    const { set } = this;
    const { client } = this.context;
    const template = set.spec!.template;
    const hash = podTemplateHash(template, set.status?.collisionCount);
    const wanted = newRevision(DAEMON_SETS, set, template, hash, HASH_LABEL, revision);
    try {
      return client.create(CONTROLLER_REVISIONS, wanted);
    } catch (error) {
      if (!isAlreadyExists(error)) throw error;
      const found = client.get(CONTROLLER_REVISIONS, wanted.metadata.name!, wanted.metadata.namespace);
      if (sameData(found, revisionData(template))) return found;
      const fresh = client.get(DAEMON_SETS, set.metadata.name!, set.metadata.namespace);
      client.updateStatus(DAEMON_SETS, { ...fresh, status: { ...fresh.status!, collisionCount: (fresh.status?.collisionCount ?? 0) + 1 } });
      throw error;
    }
  }

  #cleanHistory(old: ControllerRevision[]): void {
    const excess = old.length - (this.set.spec!.revisionHistoryLimit ?? 10);
    if (excess <= 0) return;
    const live = new Set(this.pods.map((p) => p.metadata.labels?.[HASH_LABEL]));
    const idle = [...old].sort(byRevision).filter((r) => !live.has(r.metadata.labels?.[HASH_LABEL]));
    for (const revision of idle.slice(0, excess)) deleteRevision(this.context.client, revision);
  }

  // --- a pod on each node ---

  #manage(): void {
    const template = daemonTemplate(this.set, this.#hash);
    const create: string[] = [], remove: Pod[] = [];
    const present = new Set<string>();
    for (const node of this.nodes) {
      const name = node.metadata.name!;
      present.add(name);
      const { run, stay } = shouldRun(template, node);
      const pods = this.#byNode.get(name);
      if (run && !pods) create.push(name);
      else if (stay && pods) remove.push(...this.#excess(name, pods));
      else if (!stay && pods) remove.push(...pods.filter((p) => !p.metadata.deletionTimestamp));
    }
    for (const [name, pods] of this.#byNode) if (!present.has(name)) remove.push(...pods.filter((p) => !p.spec?.nodeName));
    this.#apply(remove, create);
  }

  /** Pods on a wanted node that must go: failed ones, and all but one of several. */
  #excess(node: string, pods: readonly Pod[]): Pod[] {
    const { set, context } = this;
    const remove: Pod[] = [], running: Pod[] = [];
    for (const pod of pods) {
      if (pod.metadata.deletionTimestamp) continue;
      const { namespace, name } = pod.metadata;
      if (pod.status?.phase === 'Failed') {
        const wait = this.failedPods.wait(`${set.metadata.uid}/${set.status?.observedGeneration ?? 0}/${node}`, this.#now);
        if (wait > 0) { context.queue.addAfter(this.#key, wait); continue; }
        context.events.event(set, 'Warning', 'FailedDaemonPod', `Found failed daemon pod ${namespace}/${name} on node ${node}, will try to kill it`);
        remove.push(pod);
      } else if (pod.status?.phase === 'Succeeded') {
        context.events.event(set, 'Normal', 'SucceededDaemonPod', `Found succeeded daemon pod ${namespace}/${name} on node ${node}, will try to delete it`);
        remove.push(pod);
      } else running.push(pod);
    }
    if (running.length <= 1) return remove;
    running.sort(oldestFirst);
    if (this.#surge(this.#desired()) === 0) return [...remove, ...running.slice(1)];
    const newPod = running.find((p) => isUpdated(set, p, this.#hash)), oldPod = running.find((p) => !isUpdated(set, p, this.#hash));
    remove.push(...running.filter((p) => p !== newPod && p !== oldPod));
    if (newPod && oldPod && (!isPodReady(oldPod) || this.#isAvailable(newPod))) remove.push(oldPod);
    return remove;
  }

  #apply(remove: readonly Pod[], create: readonly string[]): void {
    const { context, set, expectations } = this;
    const creates = Math.min(create.length, BURST_REPLICAS), deletes = Math.min(remove.length, BURST_REPLICAS);
    if (creates + deletes === 0) return;
    expectations.expect(this.#key, creates, deletes);
    const ref = controllerRef(DAEMON_SETS, set);
    const template = daemonTemplate(set, this.#hash);
    const { done, error } = slowStartBatch(creates, (i) => {
      try { createPod(context, podFromTemplate(pinned(template, create[i]), set, ref), set); } catch (e) { if (!isNamespaceTerminating(e)) throw e; }
    });
    if (done < creates) expectations.creationObserved(this.#key, creates - done);
    let failure = error;
    for (const pod of remove.slice(0, deletes)) {
      try { deletePod(context, pod, set); } catch (e) {
        expectations.deletionObserved(this.#key);
        if (!isNotFound(e)) failure ??= e;
      }
    }
    if (failure !== undefined) throw failure;
  }

  // --- rolling update ---

  #desired(): number {
    const template = daemonTemplate(this.set, this.#hash);
    return this.nodes.filter((n) => shouldRun(template, n).run).length;
  }

  #surge(desired: number): number { return scaledValue(this.set.spec!.updateStrategy?.rollingUpdate?.maxSurge ?? 0, desired, true); }

  #roll(): void {
    const desired = this.#desired();
    const surge = this.#surge(desired);
    const unavailable = scaledValue(this.set.spec!.updateStrategy?.rollingUpdate?.maxUnavailable ?? 1, desired, true);
    if (surge === 0) this.#replace(unavailable || 1);
    else this.#surgeUp(surge);
  }

  /** The one pod of the new template and the one of an old on a node; undefined when there are more. */
  #pair(pods: readonly Pod[]): { newPod: Pod | undefined; oldPod: Pod | undefined } | undefined {
    let newPod: Pod | undefined, oldPod: Pod | undefined;
    for (const pod of pods) {
      if (pod.metadata.deletionTimestamp) continue;
      if (isUpdated(this.set, pod, this.#hash)) { if (newPod) return undefined; newPod = pod; }
      else { if (oldPod) return undefined; oldPod = pod; }
    }
    return { newPod, oldPod };
  }

  /** Deletes old pods up to the number that may be unavailable; those that are unavailable anyway always. */
  #replace(maxUnavailable: number): void {
    let unavailable = 0;
    const broken: Pod[] = [], candidates: Pod[] = [];
    for (const pods of this.#byNode.values()) {
      const pair = this.#pair(pods);
      if (!pair || !pair.newPod === !pair.oldPod) unavailable++;
      else if (pair.newPod) { if (!this.#isAvailable(pair.newPod)) unavailable++; }
      else if (!this.#isAvailable(pair.oldPod!)) { broken.push(pair.oldPod!); unavailable++; }
      else if (unavailable < maxUnavailable) candidates.push(pair.oldPod!);
    }
    this.#apply([...broken, ...candidates.slice(0, Math.max(0, maxUnavailable - unavailable))], []);
  }

  /** Adds new pods beside old ones, and deletes an old one once its successor is available. */
  #surgeUp(maxSurge: number): void {
    let surging = 0;
    const remove: Pod[] = [], allowed: string[] = [], candidates: string[] = [];
    for (const [node, pods] of this.#byNode) {
      const pair = this.#pair(pods);
      if (!pair) { surging++; continue; }
      const { newPod, oldPod } = pair;
      if (!oldPod) continue;
      if (!newPod) {
        if (!this.#isAvailable(oldPod)) allowed.push(node);
        else if (surging < maxSurge) candidates.push(node);
      } else if (!this.#isAvailable(newPod)) surging++;
      else remove.push(oldPod);
    }
    this.#apply(remove, [...allowed, ...candidates.slice(0, Math.max(0, maxSurge - surging))]);
  }

  // --- status ---

  #writeStatus(observe: boolean): void {
    const { set } = this;
    const template = daemonTemplate(set, this.#hash);
    let desired = 0, current = 0, misscheduled = 0, ready = 0, available = 0, updated = 0;
    for (const node of this.nodes) {
      const pods = this.#byNode.get(node.metadata.name!);
      if (!shouldRun(template, node).run) { if (pods) misscheduled++; continue; }
      desired++;
      if (!pods) continue;
      current++;
      const pod = [...pods].sort(oldestFirst)[0];
      if (isPodReady(pod)) { ready++; if (this.#isAvailable(pod)) available++; }
      if (isUpdated(set, pod, this.#hash)) updated++;
    }
    const generation = set.metadata.generation ?? 0;
    const status: Status = {
      currentNumberScheduled: current, numberMisscheduled: misscheduled, desiredNumberScheduled: desired, numberReady: ready,
      updatedNumberScheduled: updated, numberAvailable: available, numberUnavailable: desired - available,
      observedGeneration: observe ? generation : set.status?.observedGeneration, collisionCount: set.status?.collisionCount, conditions: set.status?.conditions,
    };
    const old = set.status;
    const same = old && old.desiredNumberScheduled === desired && old.currentNumberScheduled === current && old.numberMisscheduled === misscheduled
      && old.numberReady === ready && (old.updatedNumberScheduled ?? 0) === updated && (old.numberAvailable ?? 0) === available
      && (old.numberUnavailable ?? 0) === desired - available && (old.observedGeneration ?? 0) >= generation;
    if (!same) {
      const full = omitEmpty(status, 'currentNumberScheduled', 'numberMisscheduled', 'desiredNumberScheduled', 'numberReady', 'collisionCount');
      this.context.client.updateStatus(DAEMON_SETS, { ...set, status: full });
    }
    if (this.#minReadySeconds > 0 && ready !== available) this.context.queue.addAfter(this.#key, this.#minReadySeconds * 1000);
  }
}

function oldestFirst(a: Pod, b: Pod): number {
  const at = a.metadata.creationTimestamp ?? '', bt = b.metadata.creationTimestamp ?? '';
  if (!a.spec?.nodeName !== !b.spec?.nodeName) return a.spec?.nodeName ? -1 : 1;
  if (at !== bt) return at < bt ? -1 : 1;
  return a.metadata.name! < b.metadata.name! ? -1 : 1;
}
