/** https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/ */
import { STATEFUL_SETS } from '../resource.ts';
import type { PodTemplateSpec, StatefulSet, Volume } from '../types.ts';
import { forbiddenField, invalid, notSupported, required, type FieldError } from '../validation/field.ts';
import { isDNS1123Label } from '../validation/names.ts';
import { defineKind } from './kind.ts';
import { claimSpecWarnings, validateClaimSpec } from './persistentvolumeclaim.ts';
import { setTemplateDefaults } from './pod/defaults.ts';
import { semanticEqual } from './pod/equal.ts';
import { isUsable, mismatch, nameWarnings, sameGeneration, validateLongRunning, validateRequiredSelector, validateTemplate } from './pod/template.ts';
import { templateWarnings } from './pod/warnings.ts';
import { amountOf, notNegative, validateAtMostAll, validateIntOrPercent } from './rolling.ts';

type Spec = NonNullable<StatefulSet['spec']>;
type Claim = NonNullable<Spec['volumeClaimTemplates']>[number];

function setDefaults(set: StatefulSet): void {
  const spec = (set.spec ??= {} as Spec);
  spec.podManagementPolicy ||= 'OrderedReady';
  const strategy = (spec.updateStrategy ??= {});
  // Only a strategy that is not named at all gets its parameters.
  if (!strategy.type) {
    strategy.type = 'RollingUpdate';
    strategy.rollingUpdate ??= {};
  }
  if (strategy.type === 'RollingUpdate' && strategy.rollingUpdate) strategy.rollingUpdate.partition ??= 0;
  const retention = (spec.persistentVolumeClaimRetentionPolicy ??= {});
  retention.whenDeleted ||= 'Retain';
  retention.whenScaled ||= 'Retain';
  spec.replicas ??= 1;
  spec.revisionHistoryLimit ??= 10;
  for (const claim of spec.volumeClaimTemplates ?? []) {
    claim.apiVersion = 'v1';
    claim.kind = 'PersistentVolumeClaim';
    claim.spec ??= {};
    claim.spec.volumeMode ??= 'Filesystem';
    claim.status ??= {};
    claim.status.phase ||= 'Pending';
  }
  setTemplateDefaults((spec.template ??= {}));
}

function validate({ spec = {} as Spec }: StatefulSet, old?: StatefulSet): FieldError[] {
  const errors: FieldError[] = [];
  const policy = spec.podManagementPolicy;
  if (!policy) errors.push(required('spec.podManagementPolicy'));
  else if (policy !== 'OrderedReady' && policy !== 'Parallel') errors.push(invalid('spec.podManagementPolicy', policy, "must be 'OrderedReady' or 'Parallel'"));
  errors.push(...validateStrategy(spec.updateStrategy ?? {}));
  const retention = spec.persistentVolumeClaimRetentionPolicy;
  for (const field of ['whenDeleted', 'whenScaled'] as const) {
    const value = retention?.[field];
    if (value !== 'Retain' && value !== 'Delete') errors.push(notSupported(`spec.persistentVolumeClaimRetentionPolicy.${field}`, value ?? '', ['Retain', 'Delete']));
  }
  errors.push(...notNegative(spec, 'spec', 'replicas', 'minReadySeconds'), ...notNegative(spec.ordinals, 'spec.ordinals', 'start'));
  if (spec.serviceName) for (const text of isDNS1123Label(spec.serviceName)) errors.push(invalid('spec.serviceName', spec.serviceName, text));
  errors.push(...validateRequiredSelector(spec.selector, 'statefulset', 'spec.selector'));
  // Once made they never change, and what changes them is refused as a whole.
  if (!old) spec.volumeClaimTemplates?.forEach((claim, i) => errors.push(...validateClaimSpec(claim.spec ?? {}, `spec.volumeClaimTemplates[${i}].spec`)));
  if (!isUsable(spec.selector)) errors.push(invalid('spec.selector', spec.selector, ''));
  else {
    const template = spec.template ?? {};
    errors.push(...mismatch(spec.selector, template, 'spec.template'));
    errors.push(...validateTemplate(withClaims(template, spec.volumeClaimTemplates ?? []), 'spec.template'));
  }
  return [...errors, ...validateLongRunning(spec.template ?? {}, 'StatefulSet', 'spec.template')];
}

/** Mounts may name claims: each is a volume of the pods, before and instead of a volume of its name. */
function withClaims(template: PodTemplateSpec, claims: readonly Claim[]): PodTemplateSpec {
  if (!claims.length) return template;
  const names = new Set(claims.map((claim) => claim.metadata?.name ?? ''));
  const volumes: Volume[] = [...names].map((name) => ({ name, persistentVolumeClaim: { claimName: name } }));
  const rest = (template.spec?.volumes ?? []).filter((volume) => !names.has(volume.name ?? ''));
  return { ...template, spec: { ...template.spec!, volumes: [...volumes, ...rest] } };
}

function validateStrategy({ type = '', rollingUpdate }: NonNullable<Spec['updateStrategy']>): FieldError[] {
  const path = 'spec.updateStrategy', at = `${path}.rollingUpdate`;
  const printed = rollingUpdate ? { Partition: rollingUpdate.partition ?? 0, MaxUnavailable: rollingUpdate.maxUnavailable ?? null } : null;
  if (!type) return [required(path)];
  if (type === 'OnDelete') return rollingUpdate ? [invalid(at, printed, "only allowed for updateStrategy 'RollingUpdate'")] : [];
  if (type !== 'RollingUpdate') return [invalid(path, { Type: type, RollingUpdate: printed }, "must be 'RollingUpdate' or 'OnDelete'")];
  const errors = notNegative(rollingUpdate, at, 'partition');
  const most = rollingUpdate?.maxUnavailable;
  if (most === undefined) return errors;
  errors.push(...validateIntOrPercent(most, `${at}.maxUnavailable`));
  if (amountOf(most) === 0) errors.push(invalid(`${at}.maxUnavailable`, most, 'cannot be 0'));
  return [...errors, ...validateAtMostAll(most, `${at}.maxUnavailable`)];
}

const MUTABLE = ['replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy', 'minReadySeconds'] as const;

export const STATEFUL_SET = defineKind({
  resource: STATEFUL_SETS,
  singular: 'statefulset',
  shortNames: ['sts'],
  categories: ['all'],
  hasGeneration: true,
  metadataPasses: 1,
  subresources: ['scale', 'status'],
  scale: { specReplicas: '.spec.replicas', statusReplicas: '.status.replicas', selector: '.spec.selector' },
  validateName: isDNS1123Label,
  setDefaults,
  prepareForCreate(set) { set.status = { replicas: 0, availableReplicas: 0 }; },
  validate: (set) => validate(set),
  validateUpdate(set, old) {
    const errors = validate(set, old);
    const fixed = { ...set.spec } as Record<string, unknown>, before = { ...old.spec } as Record<string, unknown>;
    for (const field of MUTABLE) { delete fixed[field]; delete before[field]; }
    if (!semanticEqual(fixed, before)) {
      errors.push(forbiddenField('spec',
        "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden"));
    }
    return errors;
  },
  validateStatusUpdate({ status }) {
    const errors = notNegative(status, 'status', 'replicas', 'readyReplicas', 'availableReplicas', 'currentReplicas', 'updatedReplicas', 'observedGeneration', 'collisionCount');
    for (const field of ['readyReplicas', 'currentReplicas', 'updatedReplicas', 'availableReplicas'] as const) {
      const value = status?.[field] ?? 0;
      if (value > (status?.replicas ?? 0)) errors.push(invalid(`status.${field}`, value, 'cannot be greater than status.replicas'));
    }
    if ((status?.availableReplicas ?? 0) > (status?.readyReplicas ?? 0)) {
      errors.push(invalid('status.availableReplicas', status?.availableReplicas, 'cannot be greater than status.readyReplicas'));
    }
    return errors;
  },
  warnings(set, old) {
    const { spec } = set;
    const claims = (spec?.volumeClaimTemplates ?? []).flatMap((claim, i) => claimSpecWarnings(claim.spec ?? {}, `spec.volumeClaimTemplates[${i}].spec`));
    const history = (spec?.revisionHistoryLimit ?? 0) < 0 ? ['spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended'] : [];
    return [...nameWarnings(set.metadata.name, !old), ...(sameGeneration(set, old) ? [] : templateWarnings(spec?.template, 'spec.template')), ...claims, ...history];
  },
});
