/**
 * One reconcile of one Job. Pods carry a finalizer until they are counted; a count is written in two steps (the uid as
 * "uncounted", then the number once the finalizer is off), so that a crash in between counts no pod twice or never.
 * https://kubernetes.io/docs/concepts/workloads/controllers/job/#job-tracking-with-finalizers
 */
import { isConflict, isNotFound } from '../../api/errors.ts';
import { JOBS, PODS } from '../../api/resource.ts';
import type { Container, Job, Pod, PodTemplateSpec } from '../../api/types.ts';
import type { ControllerContext } from '../../client/controller.ts';
import { keyOf } from '../../client/informer.ts';
import { formatTime, parseTime } from '../../kernel/time.ts';
import { omitEmpty } from '../support/equal.ts';
import type { Expectations } from '../support/expectations.ts';
import { controllerRef } from '../support/owners.ts';
import { createPod, deletePod, isNamespaceTerminating, podFromTemplate } from '../support/pod-control.ts';
import { isPodActive, isPodReady } from '../support/pods.ts';
import { slowStartBatch } from '../support/slow-start.ts';
import { nextRecord, remainingMs, type BackoffRecord } from './backoff.ts';
import { ensureCondition, isSuspended, newCondition, trueCondition, type JobCondition, type JobStatus } from './conditions.ts';
import { judge } from './failure-policy.ts';
import {
  COMPLETION_INDEX, formatIndexes, hasLimitPerIndex, INDEX_FAILURES, INDEX_IGNORED, indexFailures, indexIgnoredFailures, indexOf, isIndexed, parseIndexes, successPolicyMet,
} from './indexes.ts';
import { activeToRemove, hasTracking, isFailed, isTerminating, replacesOnlyFailed, TRACKING } from './pod-sets.ts';

const MAX_PODS_PER_SYNC = 500;
const MAX_UNCOUNTED = 500;
const STALE_RETRY_MS = 1000;

/** What outlives one reconcile. */
export interface JobMemory {
  readonly expectations: Expectations;
  readonly backoffs: Map<string, BackoffRecord>;
  /** Uids of pods whose finalizer was taken off, until the cache shows it. */
  readonly released: Set<string>;
}

export class JobSync {
  readonly #key: string;
  #job: Job;
  readonly #active: Pod[];
  #ready: number;
  #terminating: number;
  #succeeded = 0;
  #failed = 0;
  #succeededIndexes = new Set<number>();
  #failedIndexes = new Set<number>();
  /** Per index, the failed pod that still tells how often the index failed. */
  #lastFailed = new Map<number, Pod>();
  #record: BackoffRecord = { failures: 0, lastFailureMs: 0 };
  #finish: JobCondition | undefined;
  #flush = false;

  constructor(private readonly context: ControllerContext, private readonly memory: JobMemory, job: Job, private readonly pods: Pod[]) {
    this.#key = keyOf(job);
    this.#job = job;
    this.#active = pods.filter(isPodActive);
    this.#ready = this.#active.filter(isPodReady).length;
    this.#terminating = pods.filter(isTerminating).length;
    if (isIndexed(job)) pods.sort((a, b) => indexOf(a) - indexOf(b));
  }

  run(): void {
    const before = this.#job.status;
    const mayAct = this.memory.expectations.satisfied(this.#key);
    this.#count();
    if (!this.#status.startTime && !isSuspended(this.#job)) this.#set({ startTime: formatTime(this.#now) });
    this.#judge();

    let active = this.#active.length;
    let failure: unknown;
    let conditionChanged = false;
    if (this.#finish) {
      const { deleted, error } = this.#delete(this.#active, false);
      if (deleted !== active) this.#finish = undefined;
      active -= deleted;
      failure = error;
    } else {
      const manages = mayAct && !this.#job.metadata.deletionTimestamp;
      if (manages) ({ active, failure } = this.#manage());
      if (this.#isComplete(active)) this.#finish = newCondition('SuccessCriteriaMet', 'True', 'CompletionsReached', 'Reached expected number of succeeded pods', this.#now);
      else if (manages) conditionChanged = this.#reportSuspension();
    }
    this.#flush ||= conditionChanged || active !== (before?.active ?? 0) || this.#ready !== before?.ready || this.#terminating !== before?.terminating;
    this.#set({ active, ready: this.#ready, terminating: this.#terminating });
    try {
      this.#track();
    } catch (error) {
      if (!isConflict(error)) throw error;
      // The cache is behind: what is news now will be known then.
      this.context.queue.addAfter(this.#key, STALE_RETRY_MS);
      return;
    }
    if (failure !== undefined) throw failure;
  }

  get #now(): number { return this.context.now(); }
  get #status(): JobStatus { return this.#job.status ?? {}; }
  get #completions(): number | undefined { return this.#job.spec!.completions; }
  #set(status: Partial<JobStatus>): void { this.#job = { ...this.#job, status: { ...this.#job.status, ...status } }; }
  #uncounted(): { succeeded: readonly string[]; failed: readonly string[] } {
    const { succeeded = [], failed = [] } = this.#status.uncountedTerminatedPods ?? {};
    return { succeeded, failed };
  }
  #isNew(pod: Pod, counted: readonly string[]): boolean {
    return hasTracking(pod) && !this.memory.released.has(pod.metadata.uid!) && !counted.includes(pod.metadata.uid!);
  }

  // --- counting ---

  #count(): void {
    const job = this.#job;
    const uncounted = this.#uncounted();
    const newSucceeded = this.pods.filter((p) => p.status?.phase === 'Succeeded' && this.#isNew(p, uncounted.succeeded));
    const newFailed = this.pods.filter((p) => isFailed(p, job) && this.#isNew(p, uncounted.failed));
    this.#succeeded = (this.#status.succeeded ?? 0) + newSucceeded.length + uncounted.succeeded.length;
    this.#failed = (this.#status.failed ?? 0) + uncounted.failed.length + newFailed.filter((p) => judge(job, p).countFailed).length;
    this.#record = nextRecord(this.memory.backoffs.get(this.#key), newSucceeded, newFailed);
    if (!isIndexed(job)) return;

    const limit = this.#completions ?? 0;
    this.#succeededIndexes = parseIndexes(this.#status.completedIndexes, limit);
    for (const pod of newSucceeded) { const i = indexOf(pod); if (i >= 0 && i < limit) this.#succeededIndexes.add(i); }
    this.#succeeded = this.#succeededIndexes.size;
    if (!hasLimitPerIndex(job)) return;
    this.#failedIndexes = parseIndexes(this.#status.failedIndexes, limit);
    for (const pod of this.pods) {
      const i = indexOf(pod);
      if (i < 0 || i >= limit || !isFailed(pod, job) || !hasTracking(pod) || this.memory.released.has(pod.metadata.uid!)) continue;
      const verdict = judge(job, pod);
      if (verdict.action === 'FailIndex' || (verdict.countFailed && indexFailures(pod) >= job.spec!.backoffLimitPerIndex!)) this.#failedIndexes.add(i);
      const other = this.#lastFailed.get(i);
      if (!other || indexFailures(pod) + indexIgnoredFailures(pod) >= indexFailures(other) + indexIgnoredFailures(other)) this.#lastFailed.set(i, pod);
    }
    for (const i of [...this.#failedIndexes, ...this.#succeededIndexes]) this.#lastFailed.delete(i);
  }

  // --- is it over? ---

  #judge(): void {
    const job = this.#job, spec = job.spec!;
    const fail = (reason: string, message: string): void => { this.#finish ??= newCondition('FailureTarget', 'True', reason, message, this.#now); };
    const met = trueCondition(job, 'SuccessCriteriaMet');
    if (met) { this.#finish = met; return; }
    const target = trueCondition(job, 'FailureTarget');
    if (target) { this.#finish = target; return; }
    for (const pod of this.pods) {
      if (!spec.podFailurePolicy || !isFailed(pod, job)) continue;
      const { action, message } = judge(job, pod);
      if (action === 'FailJob') fail('PodFailurePolicy', message!);
    }
    if (this.#failed > (spec.backoffLimit ?? 6) || this.#tooManyRestarts()) fail('BackoffLimitExceeded', 'Job has reached the specified backoff limit');
    if (spec.activeDeadlineSeconds !== undefined && !isSuspended(job) && this.#status.startTime) {
      const left = parseTime(this.#status.startTime) + spec.activeDeadlineSeconds * 1000 - this.#now;
      if (left <= 0) fail('DeadlineExceeded', 'Job was active longer than specified deadline');
      else this.context.queue.addAfter(this.#key, left);
    }
    if (hasLimitPerIndex(job)) {
      if (spec.maxFailedIndexes !== undefined && this.#failedIndexes.size > spec.maxFailedIndexes) {
        fail('MaxFailedIndexesExceeded', 'Job has exceeded the specified maximal number of failed indexes');
      } else if (this.#failedIndexes.size > 0 && this.#failedIndexes.size + this.#succeededIndexes.size >= this.#completions!) fail('FailedIndexes', 'Job has failed indexes');
    }
    const message = !this.#finish && spec.successPolicy ? successPolicyMet(job, this.#succeededIndexes) : undefined;
    if (message) this.#finish = newCondition('SuccessCriteriaMet', 'True', 'SuccessPolicy', message, this.#now);
  }

  /** Containers that restart in place count against the limit too. */
  #tooManyRestarts(): boolean {
    if (this.#job.spec!.template.spec?.restartPolicy !== 'OnFailure') return false;
    let restarts = 0;
    for (const { status } of this.pods) {
      if (status?.phase !== 'Running' && status?.phase !== 'Pending') continue;
      for (const c of [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])]) restarts += c.restartCount;
    }
    const limit = this.#job.spec!.backoffLimit ?? 6;
    return limit === 0 ? restarts > 0 : restarts >= limit;
  }

  #isComplete(active: number): boolean {
    if (this.#completions === undefined) return this.#succeeded > 0 && active === 0;
    if (this.#succeeded > this.#completions) this.#event('Warning', 'TooManySucceededPods', 'Too many succeeded pods running after completion count reached');
    return this.#succeeded >= this.#completions && active === 0;
  }

  #reportSuspension(): boolean {
    const conditions = this.#status.conditions ?? [];
    const suspended = isSuspended(this.#job);
    const wanted = suspended ? newCondition('Suspended', 'True', 'JobSuspended', 'Job suspended', this.#now) : newCondition('Suspended', 'False', 'JobResumed', 'Job resumed', this.#now);
    const next = ensureCondition(conditions, wanted);
    if (next === conditions) return false;
    this.#set({ conditions: next, startTime: suspended ? undefined : formatTime(this.#now) });
    this.#event('Normal', suspended ? 'Suspended' : 'Resumed', suspended ? 'Job suspended' : 'Job resumed');
    return true;
  }

  #event(type: 'Normal' | 'Warning', reason: string, message: string): void { this.context.events.event(this.#job, type, reason, message); }

  // --- creating and deleting pods ---

  #manage(): { active: number; failure: unknown } {
    const job = this.#job;
    const active = this.#active.length;
    const parallelism = job.spec!.parallelism ?? 1;
    if (isSuspended(job)) {
      const { deleted, error } = this.#delete(activeToRemove(job, this.#active, active, this.#now), true);
      return { active: active - deleted, failure: error };
    }
    let wants: number;
    if (this.#completions === undefined) wants = this.#succeeded > 0 ? active : parallelism;
    else wants = Math.max(0, Math.min(parallelism, this.#completions - this.#succeeded - (hasLimitPerIndex(job) ? this.#failedIndexes.size : 0)));

    const remove = activeToRemove(job, this.#active, Math.max(0, active - wants), this.#now).slice(0, MAX_PODS_PER_SYNC);
    if (remove.length) {
      const { deleted, error } = this.#delete(remove, true);
      return { active: active - deleted, failure: error };
    }
    const missing = Math.min(wants - active - (replacesOnlyFailed(job) ? this.#terminating : 0), MAX_PODS_PER_SYNC);
    if (missing <= 0) return { active, failure: undefined };
    if (!hasLimitPerIndex(job)) {
      const wait = remainingMs(this.#record, this.#now);
      if (wait > 0) { this.context.queue.addAfter(this.#key, wait); return { active, failure: undefined }; }
    }
    return this.#create(active, missing);
  }

  #create(active: number, missing: number): { active: number; failure: unknown } {
    const { context, memory } = this;
    const job = this.#job;
    const indexes = isIndexed(job) ? this.#pendingIndexes(missing) : undefined;
    const count = indexes ? indexes.length : missing;
    if (count === 0) return { active, failure: undefined };
    memory.expectations.expect(this.#key, count, 0);
    const template = this.#template();
    const { done, error } = slowStartBatch(count, (i) => {
      try { createPod(context, this.#pod(template, indexes?.[i]), job); } catch (e) { if (!isNamespaceTerminating(e)) throw e; }
    });
    if (done < count) memory.expectations.creationObserved(this.#key, count - done);
    return { active: active + done, failure: error };
  }

  /** The lowest indexes that have neither succeeded nor failed nor an active pod, once their back-off is over. */
  #pendingIndexes(count: number): number[] {
    const taken = new Set(this.#active.map(indexOf));
    if (replacesOnlyFailed(this.#job)) for (const pod of this.pods) if (isTerminating(pod)) taken.add(indexOf(pod));
    const result: number[] = [];
    let soonest = Infinity;
    for (let i = 0; i < this.#completions! && result.length < count; i++) {
      if (taken.has(i) || this.#succeededIndexes.has(i) || this.#failedIndexes.has(i)) continue;
      const last = this.#lastFailed.get(i);
      if (last) {
        const failures = indexFailures(last) + indexIgnoredFailures(last) + 1;
        const wait = remainingMs({ ...nextRecord(undefined, [], [last]), failures }, this.#now);
        if (wait > 0) { soonest = Math.min(soonest, wait); continue; }
      }
      result.push(i);
    }
    if (soonest !== Infinity) this.context.queue.addAfter(this.#key, soonest);
    return result;
  }

  #template(): PodTemplateSpec {
    const template = this.#job.spec!.template;
    const finalizers = [...(template.metadata?.finalizers ?? []), TRACKING];
    const tracked = { ...template, metadata: { ...template.metadata, finalizers } };
    if (!isIndexed(this.#job)) return tracked;
    const fieldPath = `metadata.labels['${COMPLETION_INDEX}']`;
    const withIndex = (c: Container): Container => (c.env?.some((e) => e.name === 'JOB_COMPLETION_INDEX') ? c
      : { ...c, env: [...(c.env ?? []), { name: 'JOB_COMPLETION_INDEX', valueFrom: { fieldRef: { fieldPath } } }] });
    const spec = template.spec!;
    return { ...tracked, spec: { ...spec, containers: spec.containers.map(withIndex), ...(spec.initContainers ? { initContainers: spec.initContainers.map(withIndex) } : {}) } };
  }

  #pod(template: PodTemplateSpec, index: number | undefined): Pod {
    const job = this.#job;
    const pod = podFromTemplate(template, job, controllerRef(JOBS, job));
    if (index === undefined) return pod;
    const base = `${job.metadata.name}-${index}`;
    const annotations: Record<string, string> = { ...pod.metadata.annotations, [COMPLETION_INDEX]: String(index) };
    if (hasLimitPerIndex(job)) {
      const last = this.#lastFailed.get(index);
      const ignored = last && !judge(job, last).countFailed ? 1 : 0;
      annotations[INDEX_FAILURES] = String(last ? indexFailures(last) + 1 - ignored : 0);
      if (last && indexIgnoredFailures(last) + ignored > 0) annotations[INDEX_IGNORED] = String(indexIgnoredFailures(last) + ignored);
    }
    return {
      ...pod, spec: { ...pod.spec!, hostname: base },
      metadata: { ...pod.metadata, generateName: `${base}-`, annotations, labels: { ...pod.metadata.labels, [COMPLETION_INDEX]: String(index) } },
    };
  }

  #delete(pods: readonly Pod[], expect: boolean): { deleted: number; error: unknown } {
    const { context, memory } = this;
    if (expect && pods.length) memory.expectations.expect(this.#key, 0, pods.length);
    let deleted = 0;
    let error: unknown;
    for (const pod of pods) {
      try {
        // Removed because it is not wanted any more: it counts neither as a success nor as a failure.
        if (expect && hasTracking(pod)) {
          releasePod(context, pod);
          memory.released.add(pod.metadata.uid!);
        }
        deletePod(context, pod, this.#job);
        if (isPodReady(pod)) this.#ready--;
      } catch (e) {
        if (expect) memory.expectations.deletionObserved(this.#key);
        if (!isNotFound(e)) { error ??= e; continue; }
      }
      deleted++;
    }
    this.#terminating += deleted;
    return { deleted, error };
  }

  // --- the two-step count ---

  #track(): void {
    const { memory } = this;
    const tracked = new Set(this.pods.filter((p) => hasTracking(p) && !memory.released.has(p.metadata.uid!)).map((p) => p.metadata.uid!));
    let { succeeded, failed } = this.#dropCounted(this.#uncounted(), tracked);
    const newIndexes: number[] = [];
    const release: Pod[] = [];
    const completed = parseIndexes(this.#status.completedIndexes, this.#completions ?? 0);
    let full = false;
    for (const pod of this.pods) {
      const uid = pod.metadata.uid!;
      if (!tracked.has(uid)) continue;
      const counts = isFailed(pod, this.#job);
      if (!this.#mayRelease(pod, counts)) continue;
      release.push(pod);
      const index = indexOf(pod);
      const inRange = !isIndexed(this.#job) || (index >= 0 && index < this.#completions!);
      if (pod.status?.phase === 'Succeeded' && !failed.includes(uid)) {
        if (isIndexed(this.#job)) { if (inRange && !completed.has(index)) { completed.add(index); newIndexes.push(index); } }
        else if (!succeeded.includes(uid)) { succeeded = [...succeeded, uid]; this.#flush = true; }
      } else if ((counts || (this.#finish && this.#finish.type !== 'SuccessCriteriaMet')) && !failed.includes(uid) && inRange && judge(this.#job, pod).countFailed) {
        failed = [...failed, uid];
        this.#flush = true;
      }
      full = newIndexes.length + succeeded.length + failed.length >= MAX_UNCOUNTED;
      if (full) break;
    }
    if (newIndexes.length) this.#flush = true;
    this.#set({ uncountedTerminatedPods: omitEmpty({ succeeded: [...succeeded], failed: [...failed] }) });
    if (isIndexed(this.#job)) {
      this.#set({ succeeded: completed.size, completedIndexes: formatIndexes(completed) });
      if (hasLimitPerIndex(this.#job)) {
        const text = formatIndexes(this.#failedIndexes);
        if (text !== (this.#status.failedIndexes ?? '') || this.#status.failedIndexes === undefined) this.#flush = true;
        this.#set({ failedIndexes: text });
      }
    }
    this.#announceFinish();
    if (this.#flush) this.#write();

    memory.backoffs.set(this.#key, this.#record);
    const error = this.#release(release, tracked);
    this.#set({ uncountedTerminatedPods: omitEmpty({ ...this.#dropCounted(this.#uncounted(), tracked) } as { succeeded: string[]; failed: string[] }) });
    if (error !== undefined) { if (this.#flush) this.#write(); throw error; }
    const finished = !full && this.#finishNow();
    if (finished) this.#flush = true;
    if (this.#flush) this.#write();
    if (finished) this.#tellFinish();
  }

  #mayRelease(pod: Pod, counts: boolean): boolean {
    if (this.#job.metadata.deletionTimestamp || this.#finish || pod.status?.phase === 'Succeeded') return true;
    if (!counts) return false;
    // It holds the count of its index until the next pod of that index carries it on.
    return this.#lastFailed.get(indexOf(pod)) !== pod;
  }

  /** Uids whose finalizer is off move from the list into the numbers. */
  #dropCounted(lists: { succeeded: readonly string[]; failed: readonly string[] }, tracked: ReadonlySet<string>): { succeeded: readonly string[]; failed: readonly string[] } {
    const succeeded = lists.succeeded.filter((u) => tracked.has(u)), failed = lists.failed.filter((u) => tracked.has(u));
    const s = lists.succeeded.length - succeeded.length, f = lists.failed.length - failed.length;
    if (s) this.#set({ succeeded: (this.#status.succeeded ?? 0) + s });
    if (f) this.#set({ failed: (this.#status.failed ?? 0) + f });
    if (s || f) this.#flush = true;
    return { succeeded, failed };
  }

  /** First the interim condition, which says what will be; the final one once every pod is counted. */
  #announceFinish(): void {
    const finish = this.#finish;
    if (!finish) return;
    if (!trueCondition(this.#job, finish.type)) {
      this.#set({ conditions: [...(this.#status.conditions ?? []), finish] });
      this.#flush = true;
    }
  }

  #finishNow(): boolean {
    const finish = this.#finish;
    const { succeeded, failed } = this.#uncounted();
    if (!finish || succeeded.length || failed.length || this.#terminating > 0) return false;
    const good = finish.type === 'SuccessCriteriaMet';
    const final = newCondition(good ? 'Complete' : 'Failed', 'True', finish.reason!, finish.message!, this.#now);
    this.#set({ conditions: ensureCondition(this.#status.conditions ?? [], final), ...(good ? { completionTime: final.lastTransitionTime } : {}) });
    return true;
  }

  #tellFinish(): void {
    const { type, reason, message } = this.#finish!;
    if (type === 'SuccessCriteriaMet') this.#event('Normal', 'Completed', 'Job completed');
    else this.#event('Warning', reason!, message!);
  }

  #release(pods: readonly Pod[], tracked: Set<string>): unknown {
    let failure: unknown;
    for (const pod of pods) {
      const uid = pod.metadata.uid!;
      try {
        releasePod(this.context, pod);
      } catch (error) {
        if (!isNotFound(error)) { failure ??= error; continue; }
      }
      this.memory.released.add(uid);
      tracked.delete(uid);
    }
    return failure;
  }

  #write(): void {
    this.#job = this.context.client.updateStatus(JOBS, { ...this.#job, status: omitEmpty(this.#status, 'ready', 'terminating', 'failedIndexes') });
    this.#flush = false;
  }
}

/** Takes the tracking finalizer off a pod. */
export function releasePod(context: ControllerContext, pod: Pod): void {
  context.client.patch(PODS, pod.metadata.name!, pod.metadata.namespace, 'application/strategic-merge-patch+json', {
    metadata: { uid: pod.metadata.uid, '$deleteFromPrimitiveList/finalizers': [TRACKING] },
  });
}
