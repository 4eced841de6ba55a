import { CRON_JOBS, JOBS } from '../../api/resource.ts';
import type { CronJob, Job } from '../../api/types.ts';
import { humanDuration } from '../../api/human-duration.ts';
import { parseTime } from '../../kernel/time.ts';
import { age, containerImages, containerNames, formatLabelSelector, NONE, since, UNSET } from './format.ts';
import { AGE, column, CONTAINERS, defineTable, IMAGES, NAME, wide } from './table.ts';

const jobs = defineTable<Job>({
  columns: [
    NAME,
    column('Status', 'string', 'Status of the job.'),
    column('Completions', 'string', 'The number of pods which reached phase Succeeded. The value increases monotonically for a given spec. However, it may decrease in reaction to scale down of elastic indexed jobs.'),
    column('Duration', 'string', 'Time required to complete the job.'),
    AGE,
    CONTAINERS,
    IMAGES,
    wide('Selector', 'string', 'A label query over pods that should match the pod count. Normally, the system sets this field for you. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors'),
  ],
  cells: (job, nowMs) => [
    job.metadata.name!, jobStatus(job), jobCompletions(job), jobDuration(job, nowMs), age(job, nowMs),
    containerNames(job.spec?.template.spec?.containers), containerImages(job.spec?.template.spec?.containers), formatLabelSelector(job.spec?.selector),
  ],
});

function jobStatus(job: Job): string {
  const holds = (type: string): boolean => (job.status?.conditions ?? []).some((c) => c.type === type && c.status === 'True');
  if (holds('Complete')) return 'Complete';
  if (holds('Failed')) return 'Failed';
  if (job.metadata.deletionTimestamp) return 'Terminating';
  if (holds('Suspended')) return 'Suspended';
  if (holds('FailureTarget')) return 'FailureTarget';
  if (holds('SuccessCriteriaMet')) return 'SuccessCriteriaMet';
  return 'Running';
}

function jobCompletions(job: Job): string {
  const succeeded = job.status?.succeeded ?? 0;
  const completions = job.spec?.completions;
  if (completions !== undefined && completions !== null) return `${succeeded}/${completions}`;
  const parallelism = job.spec?.parallelism ?? 0;
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`;
}

function jobDuration(job: Job, nowMs: number): string {
  const { startTime, completionTime } = job.status ?? {};
  if (!startTime) return '';
  return humanDuration((completionTime ? parseTime(completionTime) : nowMs) - parseTime(startTime));
}

const cronJobs = defineTable<CronJob>({
  columns: [
    NAME,
    column('Schedule', 'string', 'The schedule in Cron format, see https://en.wikipedia.org/wiki/Cron.'),
    column('Timezone', 'string', 'The time zone name for the given schedule, see https://en.wikipedia.org/wiki/List_of_tz_database_time_zones. If not specified, this will default to the time zone of the kube-controller-manager process. The set of valid time zone names and the time zone offset is loaded from the system-wide time zone database by the API server during CronJob validation and the controller manager during execution. If no system-wide time zone database can be found a bundled version of the database is used instead. If the time zone name becomes invalid during the lifetime of a CronJob or due to a change in host configuration, the controller will stop creating new new Jobs and will create a system event with the reason UnknownTimeZone. More information can be found in https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#time-zones'),
    column('Suspend', 'boolean', 'This flag tells the controller to suspend subsequent executions, it does not apply to already started executions.  Defaults to false.'),
    column('Active', 'integer', 'A list of pointers to currently running jobs.'),
    column('Last Schedule', 'string', 'Information when was the last time the job was successfully scheduled.'),
    AGE,
    CONTAINERS,
    IMAGES,
    wide('Selector', 'string', 'A label query over pods that should match the pod count. Normally, the system sets this field for you. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors'),
  ],
  cells: (cronJob, nowMs) => {
    const spec = cronJob.spec;
    const template = spec?.jobTemplate.spec;
    const lastScheduleTime = cronJob.status?.lastScheduleTime;
    return [
      cronJob.metadata.name!, spec?.schedule ?? '', spec?.timeZone ?? NONE, spec?.suspend === undefined ? UNSET : spec.suspend ? 'True' : 'False',
      cronJob.status?.active?.length ?? 0, lastScheduleTime ? since(lastScheduleTime, nowMs) : NONE, age(cronJob, nowMs),
      containerNames(template?.template.spec?.containers), containerImages(template?.template.spec?.containers), formatLabelSelector(template?.selector),
    ];
  },
});

export const batchTables = [[JOBS, jobs], [CRON_JOBS, cronJobs]] as const;
