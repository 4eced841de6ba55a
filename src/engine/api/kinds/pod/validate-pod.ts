/** Pods on create: the spec's rules and those that only real pods have. */
import type { Pod } from '../../types.ts';
import { forbiddenField, type FieldError } from '../../validation/field.ts';
import { validateAppArmorAgreement, validatePodAnnotations, validateSeccompAgreement } from './annotations.ts';
import { validateImageSpace } from './validate-containers.ts';
import { validatePodSpec } from './validate-spec.ts';

export function validatePod(pod: Pod): FieldError[] {
  const spec = pod.spec!;
  const errors = validatePodAndSpec(pod);
  if (spec.ephemeralContainers?.length) errors.push(forbiddenField('spec.ephemeralContainers', 'cannot be set on create'));
  if (spec.nodeName && spec.schedulingGates?.length) errors.push(forbiddenField('spec.nodeName', 'cannot be set until all schedulingGates have been cleared'));
  return [...errors, ...validateSeccompAgreement(pod.metadata, spec, 'spec'), ...validateAppArmorAgreement(pod.metadata, spec, 'spec')];
}

/** What holds on every write of a pod. */
export function validatePodAndSpec(pod: Pod): FieldError[] {
  const spec = pod.spec!;
  const errors = [
    ...validatePodAnnotations(pod.metadata.annotations, spec, 'metadata.annotations'),
    ...validatePodSpec(spec, 'spec', { meta: pod.metadata, isPod: true }),
  ];
  if (!spec.serviceAccountName) {
    spec.volumes?.forEach((volume, v) => volume.projected?.sources?.forEach((source, s) => {
      if (source.serviceAccountToken) errors.push(forbiddenField(`spec.volumes[${v}].projected.sources[${s}].serviceAccountToken`, 'must not be specified when serviceAccountName is not set'));
    }));
  }
  for (const field of ['containers', 'initContainers'] as const) spec[field]?.forEach((container, i) => errors.push(...validateImageSpace(container, `spec.${field}[${i}]`)));
  return errors;
}
