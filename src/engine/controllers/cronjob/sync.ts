/** One reconcile of one CronJob: tidies finished Jobs, starts the one that is due. */
import { internalError, isAlreadyExists, isNotFound } from '../../api/errors.ts';
import { CRON_JOBS, JOBS } from '../../api/resource.ts';
import type { CronJob, Job, ObjectReference } from '../../api/types.ts';
import type { ControllerContext } from '../../client/controller.ts';
import { formatTime } from '../../kernel/time.ts';
import { isFinished, trueCondition } from '../job/conditions.ts';
import { controllerRef, isControlledBy } from '../support/owners.ts';
import { errorText, isNamespaceTerminating } from '../support/pod-control.ts';
import { omitEmpty } from '../support/equal.ts';
import { parseSchedule, type Schedule } from './schedule.ts';
import { mostRecent, untilNext } from './times.ts';
import { UTC, zoneOf, type Zone } from './zones.ts';

const SCHEDULED_AT = 'batch.kubernetes.io/cronjob-scheduled-timestamp';
type Status = NonNullable<CronJob['status']>;

export class CronJobSync {
  #cronJob: CronJob;
  #changed = false;

  constructor(private readonly context: ControllerContext, cronJob: CronJob, private readonly jobs: readonly Job[]) { this.#cronJob = cronJob; }

  /** Ms until it wants to run again, or undefined. */
  run(): number | undefined {
    this.#cleanUp();
    let again: number | undefined;
    let failure: unknown;
    try { again = this.#sync(); } catch (error) { failure = error; }
    if (this.#changed) this.context.client.updateStatus(CRON_JOBS, { ...this.#cronJob, status: omitEmpty(this.#cronJob.status ?? {}) });
    if (failure !== undefined) throw failure;
    return again;
  }

  get #active(): readonly ObjectReference[] { return this.#cronJob.status?.active ?? []; }
  #set(status: Partial<Status>): void {
    this.#cronJob = { ...this.#cronJob, status: { ...this.#cronJob.status, ...status } };
    this.#changed = true;
  }
  #forget(uid: string): void { this.#set({ active: this.#active.filter((r) => r.uid !== uid) }); }
  #event(type: 'Normal' | 'Warning', reason: string, message: string): void { this.context.events.event(this.#cronJob, type, reason, message); }
  #job(ref: ObjectReference): Job | undefined {
    try { return this.context.client.get(JOBS, ref.name!, ref.namespace); } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  // --- finished Jobs beyond the history limits ---

  #cleanUp(): void {
    const { failedJobsHistoryLimit, successfulJobsHistoryLimit } = this.#cronJob.spec!;
    this.#removeOldest(this.jobs.filter((j) => trueCondition(j, 'Complete')), successfulJobsHistoryLimit);
    this.#removeOldest(this.jobs.filter((j) => trueCondition(j, 'Failed')), failedJobsHistoryLimit);
  }

  #removeOldest(jobs: Job[], limit: number | undefined): void {
    if (limit === undefined || jobs.length <= limit) return;
    const started = (j: Job): string => j.status?.startTime ?? '\uffff';
    jobs.sort((a, b) => (started(a) < started(b) ? -1 : started(a) > started(b) ? 1 : a.metadata.name! < b.metadata.name! ? -1 : 1));
    for (const job of jobs.slice(0, jobs.length - limit)) this.#delete(job);
  }

  #delete(job: Job): boolean {
    try {
      this.context.client.delete(JOBS, job.metadata.name!, job.metadata.namespace, { propagationPolicy: 'Background' });
    } catch (error) {
      this.#event('Warning', 'FailedDelete', `Deleted job: ${errorText(error)}`);
      return false;
    }
    this.#forget(job.metadata.uid!);
    this.#event('Normal', 'SuccessfulDelete', `Deleted job ${job.metadata.name}`);
    return true;
  }

  // --- the active list ---

  #followJobs(): void {
    const present = new Set<string>();
    for (const job of this.jobs) {
      const uid = job.metadata.uid!;
      present.add(uid);
      const listed = this.#active.some((r) => r.uid === uid);
      if (!listed && !isFinished(job)) {
        // The cache may be behind what this controller itself wrote.
        const fresh = this.context.client.get(CRON_JOBS, this.#cronJob.metadata.name!, this.#cronJob.metadata.namespace);
        if (fresh.status?.active?.some((r) => r.uid === uid)) { this.#cronJob = fresh; continue; }
        this.#event('Warning', 'UnexpectedJob', `Saw a job that the controller did not create or forgot: ${job.metadata.name}`);
      } else if (listed && isFinished(job)) {
        this.#forget(uid);
        this.#event('Normal', 'SawCompletedJob', `Saw completed job: ${job.metadata.name}, condition: ${trueCondition(job, 'Complete') ? 'Complete' : 'Failed'}`);
      }
      // Whether it was in the list or not.
      if (!trueCondition(job, 'Complete')) continue;
      const at = job.status?.completionTime, known = this.#cronJob.status?.lastSuccessfulTime;
      if (at && (!known || at > known)) this.#set({ lastSuccessfulTime: at });
    }
    for (const ref of this.#active) {
      if (present.has(ref.uid!) || this.#job(ref)) continue;
      this.#event('Normal', 'MissingJob', `Active job went missing: ${ref.name}`);
      this.#forget(ref.uid!);
    }
  }

  // --- starting ---

  #sync(): number | undefined {
    this.#followJobs();
    const spec = this.#cronJob.spec!;
    if (this.#cronJob.metadata.deletionTimestamp) return undefined;
    const zone = spec.timeZone === undefined ? UTC : zoneOf(spec.timeZone);
    if (!zone) { this.#event('Warning', 'UnknownTimeZone', `invalid timeZone: "${spec.timeZone}": unknown time zone ${spec.timeZone}`); return undefined; }
    if (spec.suspend) return undefined;
    let schedule: Schedule;
    try { schedule = scheduleOf(spec.schedule, zone); } catch (error) {
      this.#event('Warning', 'UnparseableSchedule', `unparseable schedule: "${spec.schedule}" : ${errorText(error)}`);
      return undefined;
    }
    const now = this.context.now();
    const again = (): number | undefined => untilNext(this.#cronJob, schedule, now);
    let at: number | undefined;
    try {
      const due = mostRecent(this.#cronJob, schedule, now, true);
      at = due.atMs;
      if (at !== undefined && due.tooMany) this.#event('Warning', 'TooManyMissedTimes', 'too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew');
    } catch (error) {
      this.#event('Warning', 'InvalidSchedule', `invalid schedule: ${spec.schedule} : ${errorText(error)}`);
      return undefined;
    }
    if (at === undefined) return again();
    if (spec.startingDeadlineSeconds !== undefined && at + spec.startingDeadlineSeconds * 1000 < now) {
      this.#event('Warning', 'MissSchedule', `Missed scheduled time to start a job: ${rfc1123(at)}`);
      return again();
    }
    const name = `${this.#cronJob.metadata.name}-${Math.floor(at / 60_000)}`;
    if (this.#active.some((r) => r.name === name) || this.#cronJob.status?.lastScheduleTime === formatTime(at)) return again();
    if (spec.concurrencyPolicy === 'Forbid' && this.#active.length > 0) {
      this.#event('Normal', 'JobAlreadyActive', 'Not starting job because prior execution is running and concurrency policy is Forbid');
      return again();
    }
    if (spec.concurrencyPolicy === 'Replace') {
      for (const ref of this.#active) {
        const job = this.#job(ref);
        if (job && !this.#delete(job)) throw internalError(`could not replace job ${job.metadata.name}`);
      }
    }
    if (!this.#start(name, at, zone)) return undefined;
    return again();
  }

  #start(name: string, at: number, zone: Zone): boolean {
    const { client } = this.context;
    const cronJob = this.#cronJob;
    let job: Job;
    try {
      job = client.create(JOBS, jobOf(cronJob, name, at, zone));
      this.#event('Normal', 'SuccessfulCreate', `Created job ${name}`);
    } catch (error) {
      if (isNamespaceTerminating(error)) return false;
      if (!isAlreadyExists(error)) {
        this.#event('Warning', 'FailedCreate', `Error creating job: ${errorText(error)}`);
        throw error;
      }
      job = client.get(JOBS, name, cronJob.metadata.namespace);
      if (!isControlledBy(job, cronJob)) return false;
    }
    const { namespace, uid, resourceVersion } = job.metadata;
    const reference: ObjectReference = { kind: 'Job', namespace, name, uid, apiVersion: 'batch/v1', resourceVersion };
    this.#set({ active: [...this.#active, reference], lastScheduleTime: formatTime(at) });
    return true;
  }
}

/** Old manifests name the zone within the schedule: `CRON_TZ=Europe/Rome 0 3 * * *`. */
export function scheduleOf(text: string, zone: Zone): Schedule {
  const m = /^(?:CRON_)?TZ=(\S*)\s+(.*)$/.exec(text);
  if (!m) return parseSchedule(text, zone);
  const named = zoneOf(m[1]);
  if (!named) throw new Error(`provided bad location ${m[1]}: unknown time zone ${m[1]}`);
  return parseSchedule(m[2], named);
}

function jobOf(cronJob: CronJob, name: string, at: number, zone: Zone): Job {
  const { metadata, spec } = cronJob.spec!.jobTemplate;
  const job: Job = {
    apiVersion: 'batch/v1', kind: 'Job',
    metadata: {
      name, namespace: cronJob.metadata.namespace, annotations: { ...metadata?.annotations, [SCHEDULED_AT]: inZone(at, zone) },
      ownerReferences: [controllerRef(CRON_JOBS, cronJob)],
    },
    spec,
  };
  if (metadata?.labels && Object.keys(metadata.labels).length) job.metadata.labels = metadata.labels;
  return job;
}

/** RFC 3339 with the zone's offset. */
function inZone(ms: number, zone: Zone): string {
  const minutes = zone.offsetMs(ms) / 60_000;
  const local = formatTime(ms + minutes * 60_000);
  if (minutes === 0) return local;
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${local.slice(0, -1)}${minutes < 0 ? '-' : '+'}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;
}

const DAYS = ['Thu', 'Fri', 'Sat', 'Sun', 'Mon', 'Tue', 'Wed'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Thu, 01 Jan 2026 00:00:00 +0000` */
function rfc1123(ms: number): string {
  const text = formatTime(ms);
  return `${DAYS[Math.floor(ms / 86_400_000) % 7]}, ${text.slice(8, 10)} ${MONTHS[Number(text.slice(5, 7)) - 1]} ${text.slice(0, 4)} ${text.slice(11, 19)} +0000`;
}
