/** What may change in a pod: images, deadlines, more tolerations, fewer gates; everything else is fixed for its life. */
import type { Container, Pod, PodSpec, Toleration } from '../../types.ts';
import { forbiddenField, invalid, required, type FieldError } from '../../validation/field.ts';
import { inclusiveRange } from '../../validation/names.ts';
import { validateAnnotationUpdate, validatePodAnnotations } from './annotations.ts';
import { semanticEqual } from './equal.ts';
import { gatedSpec } from './gated.ts';
import { specDiff } from './go-spec.ts';
import { validateTolerations } from './scheduling.ts';
import { validateImageSpace } from './validate-containers.ts';
import { validatePodAndSpec } from './validate-pod.ts';

const MUTABLE = ['`spec.containers[*].image`', '`spec.initContainers[*].image`', '`spec.activeDeadlineSeconds`', '`spec.tolerations` (only additions to existing tolerations)',
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)'].join(',');
const MAX_INT32 = 2_147_483_647;

export function validatePodUpdate(pod: Pod, old: Pod): FieldError[] {
  const spec = pod.spec!, before = old.spec!;
  const errors = [
    ...(spec === before ? [] : validatePodAndSpec(pod)),
    ...validateAnnotationUpdate(pod.metadata.annotations, old.metadata.annotations, 'metadata.annotations'),
    ...validatePodAnnotations(pod.metadata.annotations, spec, 'metadata.annotations'),
  ];
  if (spec === before) return errors;
  for (const field of ['containers', 'initContainers'] as const) {
    if ((spec[field]?.length ?? 0) !== (before[field]?.length ?? 0)) return [...errors, forbiddenField(`spec.${field}`, 'pod updates may not add or remove containers')];
    spec[field]?.forEach((container, i) => {
      if (!container.image) errors.push(required(`spec.${field}[${i}].image`));
      errors.push(...validateImageSpace(container, `spec.${field}[${i}]`));
    });
  }
  const deadline = validateDeadline(spec.activeDeadlineSeconds, before.activeDeadlineSeconds);
  errors.push(...deadline.errors);
  if (deadline.stop) return errors;
  errors.push(...validateAddedTolerations(spec.tolerations ?? [], before.tolerations ?? []), ...validateRemovedGates(spec, before));
  if (semanticEqual(spec, before)) return errors;
  const gated = gatedSpec(masked(spec, before), before);
  errors.push(...gated.errors);
  if (!semanticEqual(gated.spec, before)) errors.push(forbiddenField('spec', `pod updates may not change fields other than ${MUTABLE}\n${specDiff(before, gated.spec)}`));
  return errors;
}

/** The new spec with what may change put back to what it was. */
function masked(spec: PodSpec, old: PodSpec): PodSpec {
  const images = (list: Container[] | undefined, was: Container[] | undefined): Container[] | undefined => list?.map((container, i) => ({ ...container, image: was?.[i]?.image }));
  const next: PodSpec = { ...spec, containers: images(spec.containers, old.containers)!, tolerations: old.tolerations, schedulingGates: old.schedulingGates, activeDeadlineSeconds: old.activeDeadlineSeconds };
  if (spec.initContainers) next.initContainers = images(spec.initContainers, old.initContainers);
  if ((old.terminationGracePeriodSeconds ?? 0) < 0 && spec.terminationGracePeriodSeconds === 1) next.terminationGracePeriodSeconds = old.terminationGracePeriodSeconds;
  return next;
}

function validateDeadline(deadline: number | undefined, old: number | undefined): { errors: FieldError[]; stop?: boolean } {
  const field = 'spec.activeDeadlineSeconds';
  if (deadline === undefined) return { errors: old === undefined ? [] : [invalid(field, 'null', 'must not update from a positive integer to nil value')] };
  if (deadline < 0 || deadline > MAX_INT32) return { errors: [invalid(field, deadline, inclusiveRange(0, MAX_INT32))], stop: true };
  return old !== undefined && old < deadline ? { errors: [invalid(field, deadline, 'must be less than or equal to previous value')], stop: true } : { errors: [] };
}

function validateAddedTolerations(tolerations: readonly Toleration[], old: readonly Toleration[]): FieldError[] {
  const key = ({ key = '', operator = '', value = '', effect = '' }: Toleration): string => JSON.stringify([key, operator, value, effect]);
  const present = new Set(tolerations.map(key));
  if (old.some((toleration) => !present.has(key(toleration)))) {
    return [forbiddenField('spec.tolerations', 'existing toleration can not be modified except its tolerationSeconds')];
  }
  return validateTolerations(tolerations, 'spec.tolerations');
}

function validateRemovedGates(spec: PodSpec, old: PodSpec): FieldError[] {
  const known = new Set((old.schedulingGates ?? []).map((gate) => gate.name));
  return (spec.schedulingGates ?? []).flatMap(({ name }, i) =>
    (known.has(name) ? [] : [forbiddenField(`spec.schedulingGates[${i}].name`, `only deletion is allowed, but found new scheduling gate '${name}'`)]));
}
