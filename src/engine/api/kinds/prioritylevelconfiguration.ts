/** https://kubernetes.io/docs/concepts/cluster-administration/flow-control/#prioritylevelconfiguration */
import { PRIORITY_LEVEL_CONFIGURATIONS } from '../resource.ts';
import type { PriorityLevelConfiguration } from '../types.ts';
import { forbiddenField, invalid, notSupported, required, type FieldError } from '../validation/field.ts';
import { defineKind } from './kind.ts';

type Spec = NonNullable<PriorityLevelConfiguration['spec']>;
type Limited = NonNullable<Spec['limited']>;

const QUEUING = { queues: 64, handSize: 8, queueLengthLimit: 50 };
const DEFAULT_SHARES = 30;
const MAX_QUEUES = 10_000_000;

function setDefaults(level: PriorityLevelConfiguration): void {
  const spec: Spec = (level.spec = { ...level.spec! });
  if (spec.limited) {
    const limited: Limited = { ...spec.limited, nominalConcurrencyShares: spec.limited.nominalConcurrencyShares ?? DEFAULT_SHARES, lendablePercent: spec.limited.lendablePercent ?? 0 };
    const { limitResponse } = limited;
    if (limitResponse?.type === 'Queue' && limitResponse.queuing) {
      const { queues, handSize, queueLengthLimit } = limitResponse.queuing;
      limited.limitResponse = { ...limitResponse, queuing: { queues: queues || QUEUING.queues, handSize: handSize || QUEUING.handSize, queueLengthLimit: queueLengthLimit || QUEUING.queueLengthLimit } };
    }
    spec.limited = limited;
  }
  if (spec.type === 'Exempt') spec.exempt = { nominalConcurrencyShares: spec.exempt?.nominalConcurrencyShares ?? 0, lendablePercent: spec.exempt?.lendablePercent ?? 0 };
}

function validate(level: PriorityLevelConfiguration): FieldError[] {
  const { type = '', limited, exempt } = level.spec ?? {};
  const exemptName = level.metadata.name === 'exempt';
  if (exemptName !== (type === 'Exempt') && (exemptName || type === 'Exempt')) {
    return [invalid('spec.type', type, "type must be 'Exempt' if and only if name is 'exempt'")];
  }
  if (type === 'Exempt') return limited ? [forbiddenField('spec.limited', "must be nil if the type is not Limited")] : validateShares(exempt ?? {}, 'spec.exempt', 0);
  if (type !== 'Limited') return [notSupported('spec.type', type, ['Exempt', 'Limited'])];
  const errors = exempt ? [forbiddenField('spec.exempt', 'must be nil if the type is Limited')] : [];
  return limited ? [...errors, ...validateLimited(limited)] : [...errors, required('spec.limited', "must not be empty when type is Limited")];
}

function validateShares(spec: { nominalConcurrencyShares?: number; lendablePercent?: number }, path: string, least: number): FieldError[] {
  const errors: FieldError[] = [];
  const { nominalConcurrencyShares: shares = 0, lendablePercent: percent = 0 } = spec;
  if (shares < least) errors.push(invalid(`${path}.nominalConcurrencyShares`, shares, least ? 'must be positive' : 'must be a non-negative integer'));
  if (percent < 0 || percent > 100) errors.push(invalid(`${path}.lendablePercent`, percent, 'must be between 0 and 100, inclusive'));
  return errors;
}

function validateLimited(limited: Limited): FieldError[] {
  const errors = validateShares(limited, 'spec.limited', 0);
  const { type = '', queuing } = limited.limitResponse ?? {};
  const path = 'spec.limited.limitResponse';
  if (type === 'Reject') return queuing ? [...errors, forbiddenField(`${path}.queuing`, 'must be nil if limited.limitResponse.type is not Limited')] : errors;
  if (type !== 'Queue') return [...errors, notSupported(`${path}.type`, type, ['Queue', 'Reject'])];
  if (!queuing) return [...errors, required(`${path}.queuing`, 'must not be empty if limited.limitResponse.type is Limited')];
  const { queues = 0, handSize = 0, queueLengthLimit = 0 } = queuing;
  if (queueLengthLimit <= 0) errors.push(invalid(`${path}.queuing.queueLengthLimit`, queueLengthLimit, 'must be positive'));
  if (queues <= 0) errors.push(invalid(`${path}.queuing.queues`, queues, 'must be positive'));
  if (queues > MAX_QUEUES) errors.push(invalid(`${path}.queuing.queues`, queues, `must not be greater than ${MAX_QUEUES}`));
  if (handSize <= 0) errors.push(invalid(`${path}.queuing.handSize`, handSize, 'must be positive'));
  if (handSize > queues) errors.push(invalid(`${path}.queuing.handSize`, handSize, `should not be greater than queues (${queues})`));
  return errors;
}

export const PRIORITY_LEVEL_CONFIGURATION = defineKind({
  resource: PRIORITY_LEVEL_CONFIGURATIONS,
  singular: 'prioritylevelconfiguration',
  subresources: ['status'],
  hasGeneration: true,
  setDefaults,
  prepareForCreate(level) { level.status = {}; },
  validate,
  validateUpdate: validate,
});
