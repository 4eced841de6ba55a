/** `immutable: true` of ConfigMaps and Secrets (https://kubernetes.io/docs/concepts/configuration/configmap/#configmap-immutable). */
import { deepEqual } from '../deep-equal.ts';
import { forbiddenField, type FieldError } from '../validation/field.ts';

type Bag = { immutable?: boolean };

export function validateImmutableData<T extends Bag>(object: T, old: T, fields: readonly (keyof T & string)[]): FieldError[] {
  if (!old.immutable) return [];
  const why = 'field is immutable when `immutable` is set';
  const errors: FieldError[] = [];
  if (!object.immutable) errors.push(forbiddenField('immutable', why));
  for (const field of fields) if (!deepEqual(object[field] ?? {}, old[field] ?? {})) errors.push(forbiddenField(field, why));
  return errors;
}
