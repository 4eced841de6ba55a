/** https://kubernetes.io/docs/concepts/workloads/controllers/job/ */
import { JOBS } from '../../resource.ts';
import type { Job } from '../../types.ts';
import { invalid, required, type FieldError } from '../../validation/field.ts';
import { IMMUTABLE } from '../../validation/metadata.ts';
import { isDNS1123Label } from '../../validation/names.ts';
import { validateLabelSelector } from '../../validation/selectors.ts';
import { defineKind } from '../kind.ts';
import { setTemplateDefaults } from '../pod/defaults.ts';
import { semanticEqual } from '../pod/equal.ts';
import { isUsable, mismatch, nameWarnings, sameGeneration } from '../pod/template.ts';
import { goTemplate } from '../pod/go-structs.ts';
import { templateWarnings } from '../pod/warnings.ts';
import { notNegative } from '../rolling.ts';
import { validateJobSpec, type JobSpec } from './validate-spec.ts';

const MAX_INT32 = 2_147_483_647;
const UID = 'batch.kubernetes.io/controller-uid', NAME = 'batch.kubernetes.io/job-name';
const OLD_UID = 'controller-uid', OLD_NAME = 'job-name';

function setDefaults(job: Job): void {
  const spec = (job.spec ??= {} as JobSpec);
  if (spec.completions === undefined && spec.parallelism === undefined) spec.completions = spec.parallelism = 1;
  spec.parallelism ??= 1;
  spec.backoffLimit ??= spec.backoffLimitPerIndex === undefined ? 6 : MAX_INT32;
  const template = (spec.template ??= {});
  spec.completionMode ??= 'NonIndexed';
  spec.suspend ??= false;
  spec.manualSelector ??= false;
  spec.podReplacementPolicy ??= spec.podFailurePolicy ? 'Failed' : 'TerminatingOrFailed';
  for (const rule of spec.podFailurePolicy?.rules ?? []) for (const condition of rule.onPodConditions ?? []) condition.status ||= 'True';
  setTemplateDefaults(template);
  takeLabelsOfTemplate(job);
}

/** Unless the client chooses, a Job's pods are found by its uid. */
function prepareForCreate(job: Job): void {
  job.status = {};
  const spec = { ...job.spec! };
  job.spec = spec;
  // Labels that are the template's very own get the generated ones, too.
  const shared = job.metadata.labels !== undefined && job.metadata.labels === spec.template.metadata?.labels;
  if (!spec.manualSelector) generateSelector(job, spec);
  if (shared) job.metadata.labels = spec.template.metadata!.labels;
}

/** A Job without labels takes those of its template. */
function takeLabelsOfTemplate(job: Job): void {
  const labels = job.spec?.template?.metadata?.labels;
  if (labels && Object.keys(labels).length && !Object.keys(job.metadata.labels ?? {}).length) job.metadata.labels = labels;
}

function generateSelector(job: Job, spec: JobSpec): void {
  const { uid = '', name = '' } = job.metadata;
  const given = spec.template.metadata?.labels ?? {};
  const labels: Record<string, string> = { ...given };
  for (const [key, value] of [[UID, uid], [OLD_UID, uid], [NAME, name], [OLD_NAME, name]] as const) if (labels[key] === undefined) labels[key] = value;
  spec.template = { ...spec.template, metadata: { ...spec.template.metadata, labels } };
  if (!spec.selector) spec.selector = { matchLabels: { [UID]: uid } };
  else if (spec.selector.matchLabels?.[UID] === undefined) spec.selector = { ...spec.selector, matchLabels: { ...spec.selector.matchLabels, [UID]: uid } };
}

function validate(job: Job): FieldError[] {
  const errors = [...validateGeneratedSelector(job), ...validateSpecAndSelector(job.spec!)];
  const { completionMode, completions = 0 } = job.spec!;
  if (completionMode === 'Indexed' && completions > 0) {
    const name = job.metadata.name ?? '', last = `${name}-${completions - 1}`;
    if (isDNS1123Label(last).length) errors.push(invalid('metadata.name', name, `will not able to create pod with invalid DNS label: ${last}`));
  }
  return errors;
}

function validateGeneratedSelector({ metadata, spec }: Job): FieldError[] {
  if (spec!.manualSelector || !spec!.selector) return [];
  const errors: FieldError[] = metadata.uid ? [] : [required('metadata.uid')];
  const labels = spec!.template.metadata?.labels ?? {};
  for (const [key, value] of [[OLD_UID, metadata.uid ?? ''], [OLD_NAME, metadata.name ?? ''], [UID, metadata.uid ?? ''], [NAME, metadata.name ?? '']] as const) {
    const field = `spec.template.metadata.labels[${key}]`, text = `must be '${value}'`;
    if (labels[key] === undefined) errors.push(required(field, text));
    else if (labels[key] !== value) errors.push(invalid(field, labels, text));
  }
  const wanted = spec!.selector.matchLabels ?? {};
  const expected: Record<string, string> = { [UID]: metadata.uid ?? '', [OLD_UID]: metadata.uid ?? '', [NAME]: metadata.name ?? '', [OLD_NAME]: metadata.name ?? '' };
  if (Object.entries(wanted).some(([key, value]) => expected[key] !== value)) errors.push(invalid('spec.selector', spec!.selector, '`selector` not auto-generated'));
  return errors;
}

function validateSpecAndSelector(spec: JobSpec): FieldError[] {
  const errors = validateJobSpec(spec, 'spec');
  if (!spec.selector) errors.push(required('spec.selector'));
  else errors.push(...validateLabelSelector(spec.selector, 'spec.selector'));
  if (isUsable(spec.selector)) errors.push(...mismatch(spec.selector, spec.template ?? {}, 'spec.template'));
  return errors;
}

const FIXED = ['completionMode', 'podFailurePolicy', 'backoffLimitPerIndex', 'managedBy', 'successPolicy'] as const;
/** Where a Job's pods may run can still change before any of them started (KEP-2926). */
const SCHEDULING = ['nodeSelector', 'tolerations', 'schedulingGates', 'affinity'] as const;

function validateUpdate(job: Job, old: Job): FieldError[] {
  const spec = job.spec!, before = old.spec!;
  const errors = validateSpecAndSelector(spec);
  errors.push(...validateCompletions(spec, before));
  if (!semanticEqual(spec.selector, before.selector)) errors.push(invalid('spec.selector', spec.selector, IMMUTABLE));
  errors.push(...validateTemplateUpdate(job, old));
  for (const field of FIXED) if (!semanticEqual(spec[field], before[field])) errors.push(invalid(`spec.${field}`, spec[field], IMMUTABLE));
  return errors;
}

/** Indexed Jobs may be resized when parallelism follows (KEP-3715). */
function validateCompletions(spec: JobSpec, old: JobSpec): FieldError[] {
  if (spec.completions === old.completions) return [];
  const at = 'spec.completions';
  if (old.completions === undefined || spec.completions === undefined || spec.completionMode !== 'Indexed') return [invalid(at, spec.completions, IMMUTABLE)];
  return spec.completions === spec.parallelism ? [] : [invalid(at, spec.completions, 'can only be modified in tandem with spec.parallelism')];
}

function validateTemplateUpdate(job: Job, old: Job): FieldError[] {
  const template = job.spec!.template, before = old.spec!.template;
  if (semanticEqual(template, before)) return [];
  let compared = template;
  if (old.spec!.suspend && old.status?.startTime === undefined) {
    const pod = { ...template.spec! } as Record<string, unknown>, was = before.spec! as unknown as Record<string, unknown>;
    for (const field of SCHEDULING) pod[field] = was[field];
    compared = { ...template, metadata: { ...template.metadata, labels: before.metadata?.labels, annotations: before.metadata?.annotations }, spec: pod as unknown as NonNullable<typeof template.spec> };
  }
  return semanticEqual(compared, before) ? [] : [invalid('spec.template', goTemplate(template), IMMUTABLE)];
}

export const JOB = defineKind({
  resource: JOBS,
  singular: 'job',
  categories: ['all'],
  hasGeneration: true,
  subresources: ['status'],
  fieldLabels: { 'status.successful': (job) => String(job.status?.succeeded ?? 0) },
  setDefaults,
  prepareForCreate,
  readBack: takeLabelsOfTemplate,
  validate,
  validateUpdate,
  validateStatusUpdate: ({ status }) => notNegative(status, 'status', 'active', 'succeeded', 'failed', 'ready', 'terminating'),
  warnings(job, old) {
    const { completions = 0, parallelism = 0, completionMode } = job.spec ?? {};
    const many = completionMode === 'Indexed' && completions > 100_000 && parallelism > 10_000
      ? ['In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, Kubernetes might not be able to track completedIndexes when a big number of indexes fail'] : [];
    return [...nameWarnings(job.metadata.name, !old), ...(sameGeneration(job, old) ? [] : templateWarnings(job.spec?.template, 'spec.template')), ...many];
  },
});
