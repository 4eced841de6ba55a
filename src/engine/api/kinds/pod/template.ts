/** Pod templates, as every workload has one. */
import type { ObjectMeta, LabelSelector, PodSpec, PodTemplateSpec } from '../../types.ts';
import { asGiven } from '../../schema/given-empty.ts';
import { compileLabelSelector, type Selector } from '../../labels.ts';
import { forbiddenField, invalid, notSupported, required, type FieldError } from '../../validation/field.ts';
import { validateAnnotations, validateLabels } from '../../validation/metadata.ts';
import { isDNS1123Label } from '../../validation/names.ts';
import { isEmptySelector, validateLabelSelector } from '../../validation/selectors.ts';
import { validatePodAnnotations, validateSeccompAgreement } from './annotations.ts';
import { validatePodSpec } from './validate-spec.ts';

const NO_SPEC = { containers: [] } as PodSpec;

/** Errors of labels and annotations name the template, without `metadata`. */
export function validateTemplate(template: PodTemplateSpec, path: string): FieldError[] {
  const meta = template.metadata ?? {}, spec = template.spec ?? NO_SPEC;
  const errors = [
    ...validateLabels(meta.labels, `${path}.labels`),
    ...validateAnnotations(meta.annotations, `${path}.annotations`),
    ...validatePodAnnotations(meta.annotations, spec, `${path}.annotations`),
    ...validatePodSpec(spec, `${path}.spec`),
    ...validateSeccompAgreement(meta, spec, `${path}.spec`),
  ];
  if (spec.ephemeralContainers?.length) errors.push(forbiddenField(`${path}.spec.ephemeralContainers`, 'ephemeral containers not allowed in pod template'));
  return errors;
}

/** A selector that is there and selects something, for kinds of the group apps. */
export function validateRequiredSelector(selector: LabelSelector | undefined, kindInText: string, path: string): FieldError[] {
  if (!selector) return [required(path)];
  const errors = validateLabelSelector(selector, path);
  if (isEmptySelector(selector)) errors.push(invalid(path, selector, `empty selector is invalid for ${kindInText}`));
  return errors;
}

const OPERATORS = ['In', 'NotIn', 'Exists', 'DoesNotExist'];

/** False for a selector that cannot be compiled: an unknown operator, values where none may be, or bad keys. */
export const isUsable = (selector: LabelSelector | undefined): boolean => validateLabelSelector(selector, '').length === 0
  && (selector?.matchExpressions ?? []).every((e) => OPERATORS.includes(e.operator));

export function mismatch(selector: Selector | LabelSelector | undefined, template: PodTemplateSpec, path: string): FieldError[] {
  const compiled = selector && 'matches' in selector ? selector : compileLabelSelector(selector as LabelSelector | undefined);
  if (compiled.empty) return [];
  const labels = template.metadata?.labels;
  return compiled.matches(labels ?? {}) ? [] : [invalid(`${path}.metadata.labels`, asGiven(template.metadata, 'labels'), '`selector` does not match template `labels`')];
}

/** What long-running workloads do not take in a template. */
export function validateLongRunning({ spec }: PodTemplateSpec, kind: string, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (spec?.restartPolicy !== 'Always') errors.push(notSupported(`${path}.spec.restartPolicy`, spec?.restartPolicy ?? '', ['Always']));
  if (spec?.activeDeadlineSeconds !== undefined) errors.push(forbiddenField(`${path}.spec.activeDeadlineSeconds`, `activeDeadlineSeconds in ${kind} is not Supported`));
  return errors;
}

/** Selector and template of Deployments and ReplicaSets. */
export function validateSelectedTemplate(selector: LabelSelector | undefined, template: PodTemplateSpec | undefined, path: string): FieldError[] {
  if (!isUsable(selector)) return [invalid(`${path}.selector`, selector, 'invalid label selector')];
  const given = template ?? {}, at = `${path}.template`;
  return [...mismatch(selector, given, at), ...validateTemplate(given, at), ...validateLongRunning(given, 'ReplicaSet', at)];
}

/** An update that changed nothing of what is wanted: its template is not warned of again. */
export const sameGeneration = (next: { metadata: ObjectMeta }, old: { metadata: ObjectMeta } | undefined): boolean => old !== undefined && next.metadata.generation === old.metadata.generation;

/** Names of workloads become names of pods. */
export function nameWarnings(name: string | undefined, created: boolean): string[] {
  const texts = created && name ? isDNS1123Label(name) : [];
  return texts.length ? [`metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is recommended: [${texts.join(' ')}]`] : [];
}
