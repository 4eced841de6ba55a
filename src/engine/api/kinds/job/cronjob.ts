/** https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ */
import { CRON_JOBS } from '../../resource.ts';
import type { CronJob } from '../../types.ts';
import { invalid, notSupported, required, type FieldError } from '../../validation/field.ts';
import { isDNS1123Label } from '../../validation/names.ts';
import { defineKind } from '../kind.ts';
import { setTemplateDefaults } from '../pod/defaults.ts';
import { sameGeneration } from '../pod/template.ts';
import { templateWarnings } from '../pod/warnings.ts';
import { notNegative } from '../rolling.ts';
import { parseCron } from './cron-expression.ts';
import { isTimeZone } from './time-zones.ts';
import { validateJobSpec } from './validate-spec.ts';

type Spec = NonNullable<CronJob['spec']>;

/** Jobs get a suffix of eleven characters. */
const MAX_NAME = 52;

function setDefaults(job: CronJob): void {
  const spec = (job.spec ??= {} as Spec);
  spec.concurrencyPolicy ||= 'Allow';
  spec.suspend ??= false;
  spec.successfulJobsHistoryLimit ??= 3;
  spec.failedJobsHistoryLimit ??= 1;
  const template = (spec.jobTemplate ??= {});
  template.spec ??= {} as NonNullable<typeof template.spec>;
  setTemplateDefaults((template.spec.template ??= {}));
}

function validate(job: CronJob): FieldError[] {
  const errors = validateSpec(job, undefined);
  const { name = '' } = job.metadata;
  if (name.length > MAX_NAME) errors.push(invalid('metadata.name', name, `must be no more than ${MAX_NAME} characters`));
  return errors;
}

function validateSpec({ spec = {} as Spec }: CronJob, old: CronJob | undefined): FieldError[] {
  const errors: FieldError[] = [];
  if (!spec.schedule) errors.push(required('spec.schedule'));
  else errors.push(...validateSchedule(spec.schedule, spec.timeZone, old?.spec?.schedule.includes('TZ') ?? false));
  errors.push(...notNegative(spec, 'spec', 'startingDeadlineSeconds'));
  if (spec.timeZone !== undefined && spec.timeZone !== old?.spec?.timeZone) errors.push(...validateTimeZone(spec.timeZone));
  const policies = ['Allow', 'Forbid', 'Replace'];
  if (!spec.concurrencyPolicy) errors.push(required('spec.concurrencyPolicy'));
  else if (!policies.includes(spec.concurrencyPolicy)) errors.push(notSupported('spec.concurrencyPolicy', spec.concurrencyPolicy, policies));
  const inner = spec.jobTemplate?.spec;
  if (inner) errors.push(...validateJobSpec(inner, 'spec.jobTemplate.spec'));
  if (inner?.selector) errors.push(invalid('spec.jobTemplate.spec.selector', inner.selector, '`selector` will be auto-generated'));
  if (inner?.manualSelector) errors.push(notSupported('spec.jobTemplate.spec.manualSelector', true, ['nil', 'false']));
  return [...errors, ...notNegative(spec, 'spec', 'successfulJobsHistoryLimit', 'failedJobsHistoryLimit')];
}

function validateSchedule(schedule: string, timeZone: string | undefined, hadZone: boolean): FieldError[] {
  const parsed = parseCron(schedule);
  const errors = 'error' in parsed ? [invalid('spec.schedule', schedule, parsed.error)] : [];
  if (!schedule.includes('TZ')) return errors;
  if (hadZone && timeZone !== undefined) errors.push(invalid('spec.schedule', schedule, 'cannot use both timeZone field and TZ or CRON_TZ in schedule'));
  else if (!hadZone) errors.push(invalid('spec.schedule', schedule, 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead'));
  return errors;
}


function validateTimeZone(zone: string): FieldError[] {
  const at = 'spec.timeZone';
  if (zone === '') return [invalid(at, zone, 'timeZone must be nil or non-empty string')];
  if (zone.toLowerCase() === 'local') return [invalid(at, zone, 'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones')];
  return isTimeZone(zone) ? [] : [invalid(at, zone, `unknown time zone ${zone}`)];
}

export const CRON_JOB = defineKind({
  resource: CRON_JOBS,
  singular: 'cronjob',
  shortNames: ['cj'],
  categories: ['all'],
  hasGeneration: true,
  metadataPasses: 1,
  subresources: ['status'],
  setDefaults,
  prepareForCreate(job) { job.status = {}; },
  validate,
  validateUpdate: (job, old) => validateSpec(job, old),
  warnings(job, old) {
    const texts = old ? [] : isDNS1123Label(job.metadata.name ?? '');
    const found = texts.length ? [`metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is recommended: [${texts.join(' ')}]`] : [];
    if (job.spec?.schedule?.includes('TZ')) found.push('spec.schedule: CRON_TZ or TZ used in schedule is not officially supported, see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details');
    return [...found, ...(sameGeneration(job, old) ? [] : templateWarnings(job.spec?.jobTemplate?.spec?.template, 'spec.jobTemplate.spec.template'))];
  },
});
