/** Volumes whose claim is made for the pod (https://kubernetes.io/docs/concepts/storage/ephemeral-volumes/#generic-ephemeral-volumes). */
import type { Volume } from '../../types.ts';
import { forbiddenField, required, type FieldError } from '../../validation/field.ts';
import { validateAnnotations, validateLabels } from '../../validation/metadata.ts';
import { validateClaimSpec } from '../persistentvolumeclaim.ts';

/** The metadata of a template is only labels and annotations. */
const ALLOWED = new Set(['labels', 'annotations', 'creationTimestamp']);

export function validateEphemeral({ volumeClaimTemplate: template }: NonNullable<Volume['ephemeral']>, path: string): FieldError[] {
  const at = `${path}.volumeClaimTemplate`;
  if (!template) return [required(at)];
  const meta = template.metadata ?? {};
  const errors = [...validateAnnotations(meta.annotations, `${at}.metadata.annotations`), ...validateLabels(meta.labels, `${at}.metadata.labels`)];
  for (const [field, value] of Object.entries(meta)) {
    if (!ALLOWED.has(field) && value !== undefined && value !== null && value !== '') errors.push(forbiddenField(`${at}.metadata.${field}`, 'cannot be set for an ephemeral volume'));
  }
  return [...errors, ...validateClaimSpec(template.spec ?? {}, `${at}.spec`)];
}
