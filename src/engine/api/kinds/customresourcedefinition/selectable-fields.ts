/** Fields that field selectors may name (https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#crd-selectable-fields). */
import { duplicate, invalid, required, tooMany, type FieldError } from '../../validation/field.ts';
import { fieldAt } from './field-path.ts';
import type { Schema } from './structural-schema.ts';

const MAX = 8;
const TYPES = new Set(['string', 'boolean', 'integer']);

export function validateSelectableFields(fields: readonly { readonly jsonPath?: string }[], schema: Schema | undefined, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const known = new Set<string>();
  fields.forEach(({ jsonPath = '' }, i) => {
    const at = `${path}[${i}].jsonPath`;
    if (!jsonPath) { errors.push(required(at)); return; }
    const target = schema && fieldAt(schema, jsonPath, true);
    if (!target) { errors.push(invalid(at, jsonPath, 'is an invalid path: does not refer to a valid field')); return; }
    if (/^\.metadata(\.|$)/.test(jsonPath)) errors.push(invalid(at, jsonPath, 'must not point to fields in metadata'));
    if (!TYPES.has(target.type ?? '')) errors.push(invalid(at, jsonPath, 'must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.'));
    if (known.has(jsonPath)) errors.push(duplicate(at, jsonPath));
    known.add(jsonPath);
  });
  if (known.size > MAX) errors.push(tooMany(path, known.size, MAX));
  return errors;
}
