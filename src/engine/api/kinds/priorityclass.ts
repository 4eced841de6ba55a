/** https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/ */
import { PRIORITY_CLASSES } from '../resource.ts';
import type { PriorityClass } from '../types.ts';
import { forbiddenField, invalid, notSupported, required, type FieldError } from '../validation/field.ts';
import { IMMUTABLE } from '../validation/metadata.ts';
import { defineKind } from './kind.ts';

const HIGHEST_OF_USERS = 1_000_000_000;
const SYSTEM: Readonly<Record<string, number>> = { 'system-node-critical': 2_000_001_000, 'system-cluster-critical': 2_000_000_000 };

function validate(priority: PriorityClass): FieldError[] {
  const errors: FieldError[] = [];
  const { name = '' } = priority.metadata;
  if (name.startsWith('system-')) {
    const why = systemError(priority, name);
    if (why) errors.push(forbiddenField('metadata.name', `priority class names with 'system-' prefix are reserved for system use only. error: ${why}`));
  } else if ((priority.value ?? 0) > HIGHEST_OF_USERS) {
    errors.push(forbiddenField('value', `maximum allowed value of a user defined priority is ${HIGHEST_OF_USERS}`));
  }
  const policy = priority.preemptionPolicy;
  if (policy === '') errors.push(required('preemptionPolicy'));
  else if (policy !== undefined && policy !== 'PreemptLowerPriority' && policy !== 'Never') errors.push(notSupported('preemptionPolicy', policy, ['PreemptLowerPriority', 'Never']));
  return errors;
}

function systemError(priority: PriorityClass, name: string): string {
  const value = SYSTEM[name];
  if (value === undefined) return `${name} is not a known system priority class`;
  if (priority.value !== value) return `value of ${name} PriorityClass must be ${value}`;
  return priority.globalDefault ? `globalDefault of ${name} PriorityClass must be false` : '';
}

export const PRIORITY_CLASS = defineKind({
  resource: PRIORITY_CLASSES,
  singular: 'priorityclass',
  shortNames: ['pc'],
  hasGeneration: true,
  setDefaults(priority: PriorityClass) {
    priority.value ??= 0;
    priority.preemptionPolicy ??= 'PreemptLowerPriority';
  },
  validate,
  validateUpdate(priority, old) {
    const errors: FieldError[] = [];
    if ((priority.value ?? 0) !== (old.value ?? 0)) errors.push(invalid('value', priority.value ?? 0, IMMUTABLE));
    if (priority.preemptionPolicy !== old.preemptionPolicy) errors.push(invalid('preemptionPolicy', priority.preemptionPolicy, IMMUTABLE));
    return errors;
  },
});
