/** The rules of a Job's spec, which Jobs and the templates of CronJobs share. */
import type { Job } from '../../types.ts';
import { duplicate, invalid, notSupported, required, tooLong, tooMany, type FieldError } from '../../validation/field.ts';
import { isDomainPrefixedPath, isQualifiedName } from '../../validation/names.ts';
import { validateTemplate } from '../pod/template.ts';
import { notNegative } from '../rolling.ts';

export type JobSpec = NonNullable<Job['spec']>;
type FailurePolicy = NonNullable<JobSpec['podFailurePolicy']>;
type FailureRule = FailurePolicy['rules'][number];
type SuccessPolicy = NonNullable<JobSpec['successPolicy']>;

const MAX_PARALLEL_INDEXED = 100_000;
const MAX_RULES = 20, MAX_EXIT_CODES = 255, MAX_CONDITIONS = 20;

export function validateJobSpec(spec: JobSpec, path: string): FieldError[] {
  const errors = notNegative(spec, path, 'parallelism', 'completions', 'activeDeadlineSeconds', 'backoffLimit', 'ttlSecondsAfterFinished', 'backoffLimitPerIndex');
  errors.push(...validateFailedIndexes(spec, path), ...validateManagedBy(spec.managedBy, `${path}.managedBy`), ...validateCompletionMode(spec, path));
  if (spec.podFailurePolicy) errors.push(...validateFailurePolicy(spec.podFailurePolicy, spec, `${path}.podFailurePolicy`));
  if (spec.successPolicy) {
    if (spec.completionMode !== 'Indexed') errors.push(invalid(`${path}.successPolicy`, goSuccessPolicy(spec.successPolicy), 'requires indexed completion mode'));
    else errors.push(...validateSuccessPolicy(spec.successPolicy, spec, `${path}.successPolicy`));
  }
  errors.push(...validateReplacement(spec, `${path}.podReplacementPolicy`), ...validateTemplate(spec.template ?? {}, `${path}.template`));
  const restart = spec.template?.spec?.restartPolicy ?? '', at = `${path}.template.spec.restartPolicy`;
  if (restart === '' || restart === 'Always') errors.push(required(at, 'valid values: "OnFailure", "Never"'));
  else if (restart !== 'OnFailure' && restart !== 'Never') errors.push(notSupported(at, restart, ['OnFailure', 'Never']));
  else if (spec.podFailurePolicy && restart !== 'Never') errors.push(invalid(at, restart, 'only "Never" is supported when podFailurePolicy is specified'));
  return errors;
}

function validateFailedIndexes(spec: JobSpec, path: string): FieldError[] {
  const errors = notNegative(spec, path, 'maxFailedIndexes');
  const { backoffLimitPerIndex: perIndex, maxFailedIndexes: failed, completions, completionMode } = spec;
  if (failed !== undefined && perIndex === undefined) errors.push(required(`${path}.backoffLimitPerIndex`, 'when maxFailedIndexes is specified'));
  if (perIndex !== undefined && completionMode !== 'Indexed') errors.push(invalid(`${path}.backoffLimitPerIndex`, perIndex, 'requires indexed completion mode'));
  if (completionMode === 'Indexed' && perIndex !== undefined && completions !== undefined) {
    const at = `${path}.maxFailedIndexes`;
    if (failed !== undefined && failed > completions) errors.push(invalid(at, failed, 'must be less than or equal to completions'));
    if (completions > MAX_PARALLEL_INDEXED && failed === undefined) errors.push(required(at, 'must be specified when completions is above 100000'));
    if (completions > MAX_PARALLEL_INDEXED && (spec.parallelism ?? 0) > 10_000) {
      errors.push(invalid(`${path}.parallelism`, spec.parallelism, 'must be less than or equal to 10000 when completions are above 100000 and used with backoff limit per index'));
    }
    if (completions > MAX_PARALLEL_INDEXED && (failed ?? 0) > 10_000) errors.push(invalid(at, failed, `must be less than or equal to 10000 when completions are above 100000 and used with backoff limit per index`));
  }
  return errors;
}

function validateManagedBy(manager: string | undefined, field: string): FieldError[] {
  if (manager === undefined) return [];
  const errors = isDomainPrefixedPath(manager).map((text) => (manager ? invalid(field, manager, text) : required(field)));
  if (manager.length > 63) errors.push(tooLong(field, 63));
  return errors;
}

function validateCompletionMode({ completionMode: mode, completions, parallelism }: JobSpec, path: string): FieldError[] {
  if (mode === undefined) return [];
  if (mode !== 'NonIndexed' && mode !== 'Indexed') return [notSupported(`${path}.completionMode`, mode, ['NonIndexed', 'Indexed'])];
  if (mode !== 'Indexed') return [];
  if (completions === undefined) return [required(`${path}.completions`, 'when completion mode is Indexed')];
  return (parallelism ?? 0) > MAX_PARALLEL_INDEXED
    ? [invalid(`${path}.parallelism`, parallelism, `must be less than or equal to ${MAX_PARALLEL_INDEXED} when completion mode is Indexed`)] : [];
}

function validateReplacement({ podReplacementPolicy: policy, podFailurePolicy }: JobSpec, field: string): FieldError[] {
  if (policy === undefined) return [];
  const allowed = podFailurePolicy ? ['Failed'] : ['Failed', 'TerminatingOrFailed'];
  return allowed.includes(policy) ? [] : [notSupported(field, policy, allowed)];
}

const ACTIONS = ['Count', 'FailIndex', 'FailJob', 'Ignore'];

/** https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-failure-policy */
function validateFailurePolicy(policy: FailurePolicy, spec: JobSpec, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const rules = policy.rules ?? [];
  if (rules.length > MAX_RULES) errors.push(tooMany(`${path}.rules`, rules.length, MAX_RULES));
  const containers = new Set([...(spec.template?.spec?.containers ?? []), ...(spec.template?.spec?.initContainers ?? [])].map((c) => c.name));
  rules.forEach((rule, i) => errors.push(...validateFailureRule(rule, spec, containers, `${path}.rules[${i}]`)));
  return errors;
}

function validateFailureRule(rule: FailureRule, spec: JobSpec, containers: ReadonlySet<string>, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const { action = '', onExitCodes: codes, onPodConditions: conditions = [] } = rule;
  if (action === '') errors.push(required(`${path}.action`, `valid values: ${ACTIONS.map((a) => JSON.stringify(a)).join(', ')}`));
  else if (action === 'FailIndex' && spec.backoffLimitPerIndex === undefined) {
    errors.push(invalid(`${path}.action`, action, 'requires the backoffLimitPerIndex to be set'));
  } else if (!ACTIONS.includes(action)) errors.push(notSupported(`${path}.action`, action, ACTIONS));
  if (codes) errors.push(...validateExitCodes(codes, containers, `${path}.onExitCodes`));
  if (conditions.length > MAX_CONDITIONS) errors.push(tooMany(`${path}.onPodConditions`, conditions.length, MAX_CONDITIONS));
  conditions.forEach(({ type = '', status = '' }, i) => {
    const at = `${path}.onPodConditions[${i}]`;
    for (const text of isQualifiedName(type)) errors.push(invalid(`${at}.type`, type, text));
    const statuses = ['False', 'True', 'Unknown'];
    if (status === '') errors.push(required(`${at}.status`, `valid values: ${statuses.map((s) => JSON.stringify(s)).join(', ')}`));
    else if (!statuses.includes(status)) errors.push(notSupported(`${at}.status`, status, statuses));
  });
  const printed = (): object => ({ Action: action, OnExitCodes: codes ? { ContainerName: codes.containerName ?? null, Operator: codes.operator ?? '', Values: codes.values ?? null } : null,
    OnPodConditions: conditions.length ? conditions.map(({ type = '', status = '' }) => ({ Type: type, Status: status })) : null });
  if (codes && conditions.length) errors.push(invalid(path, printed(), 'specifying both OnExitCodes and OnPodConditions is not supported'));
  if (!codes && !conditions.length) errors.push(invalid(path, printed(), 'specifying one of OnExitCodes and OnPodConditions is required'));
  return errors;
}

function validateExitCodes({ operator = '', values = [], containerName }: NonNullable<FailureRule['onExitCodes']>, containers: ReadonlySet<string>, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (operator === '') errors.push(required(`${path}.operator`, 'valid values: "In", "NotIn"'));
  else if (operator !== 'In' && operator !== 'NotIn') errors.push(notSupported(`${path}.operator`, operator, ['In', 'NotIn']));
  if (containerName !== undefined && !containers.has(containerName)) errors.push(invalid(`${path}.containerName`, containerName, 'must be one of the container or initContainer names in the pod template'));
  const at = `${path}.values`;
  if (!values.length) errors.push(invalid(at, values, 'at least one value is required'));
  else if (values.length > MAX_EXIT_CODES) errors.push(tooMany(at, values.length, MAX_EXIT_CODES));
  let ordered = true;
  const seen = new Set<number>();
  values.forEach((value, i) => {
    if (operator === 'In' && value === 0) errors.push(invalid(`${at}[${i}]`, value, 'must not be 0 for the In operator'));
    if (seen.has(value)) errors.push(duplicate(`${at}[${i}]`, value));
    else seen.add(value);
    if (i > 0 && values[i - 1]! > value) ordered = false;
  });
  if (!ordered) errors.push(invalid(at, values, 'must be ordered'));
  return errors;
}

const goSuccessPolicy = (policy: SuccessPolicy): object =>
  ({ Rules: policy.rules?.map((r) => ({ SucceededIndexes: r.succeededIndexes ?? null, SucceededCount: r.succeededCount ?? null })) ?? null });

/** https://kubernetes.io/docs/concepts/workloads/controllers/job/#success-policy */
function validateSuccessPolicy(policy: SuccessPolicy, { completions = 0 }: JobSpec, path: string): FieldError[] {
  const rules = policy.rules ?? [], at = `${path}.rules`;
  if (!rules.length) return [required(at, 'at least one rules must be specified when the successPolicy is specified')];
  const errors = rules.length > MAX_RULES ? [tooMany(at, rules.length, MAX_RULES)] : [];
  rules.forEach(({ succeededIndexes: indexes, succeededCount: count }, i) => {
    const here = `${at}[${i}]`;
    if (count === undefined && indexes === undefined) errors.push(required(here, 'at least one of succeededCount or succeededIndexes must be specified'));
    const ranges = indexes === undefined ? { total: 0 } : countIndexes(indexes, completions);
    if ('error' in ranges) errors.push(invalid(`${here}.succeededIndexes`, indexes, `error parsing succeededIndexes: ${ranges.error}`));
    if (count === undefined) return;
    errors.push(...notNegative({ succeededCount: count }, here, 'succeededCount'));
    if (count > completions) errors.push(invalid(`${here}.succeededCount`, count, `must be less than or equal to ${completions} (the number of specified completions)`));
    if (indexes !== undefined && 'total' in ranges && count > ranges.total) {
      errors.push(invalid(`${here}.succeededCount`, count, `must be less than or equal to ${ranges.total} (the number of indexes in the specified succeededIndexes field)`));
    }
  });
  return errors;
}

function countIndexes(text: string, completions: number): { total: number } | { error: string } {
  let total = 0, last = -1;
  if (text === '') return { total };
  for (const interval of text.split(',')) {
    const ends = interval.split('-');
    if (ends.length > 2) return { error: `the fragment ${JSON.stringify(interval)} violates the requirement that an index interval can have at most two parts separated by '-'` };
    const [first, second = first] = ends.map(Number);
    if (ends.some((end) => !/^\d+$/.test(end))) return { error: `cannot convert string to integer for index: ${JSON.stringify(ends.find((end) => !/^\d+$/.test(end)))}` };
    if (last >= first!) return { error: `non-increasing order, previous: ${last}, current: ${first}` };
    if (second! >= completions) return { error: `too large index: ${JSON.stringify(String(second))}` };
    if (ends.length === 2 && first! >= second!) return { error: `non-increasing order, previous: ${first}, current: ${second}` };
    total += second! - first! + 1;
    last = second!;
  }
  return { total };
}

