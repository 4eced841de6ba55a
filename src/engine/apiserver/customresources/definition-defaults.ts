/** Defaults in a definition's schema must be what the schema takes, and hold nothing that it would drop. */
import { deepCopy } from '../../api/deep-copy.ts';
import { deepEqual } from '../../api/deep-equal.ts';
import type { Schema } from '../../api/kinds/customresourcedefinition/structural-schema.ts';
import { invalid, type FieldError } from '../../api/validation/field.ts';
import { prune } from './prune.ts';
import { validateValue } from './validate-value.ts';

export function checkDefaults(schema: Schema | undefined, path: string): FieldError[] {
  if (!schema) return [];
  const errors = schema.default === undefined || schema.default === null ? [] : checkDefault(schema.default, schema, `${path}.default`);
  errors.push(...checkDefaults(schema.items, `${path}.items`));
  for (const key of Object.keys(schema.properties ?? {}).sort()) errors.push(...checkDefaults(schema.properties![key], `${path}.properties[${key}]`));
  if (typeof schema.additionalProperties === 'object') errors.push(...checkDefaults(schema.additionalProperties, `${path}.additionalProperties`));
  return errors;
}

function checkDefault(value: unknown, schema: Schema, path: string): FieldError[] {
  const pruned = deepCopy({ value });
  prune(pruned.value, schema, schema['x-kubernetes-embedded-resource'] === true);
  const errors = deepEqual(pruned.value, value) ? [] : [invalid(path, value, 'must be pruned')];
  return [...errors, ...validateValue(value, schema).map((error) => ({ ...error, ...under(path, error) }))];
}

/** The error of a value by itself, told of the place where the value stands. */
function under(path: string, { field, message }: FieldError): Pick<FieldError, 'field' | 'message'> {
  const inner = field === '<nil>' ? '' : field;
  const at = inner === '' ? path : inner.startsWith('[') ? path + inner : `${path}.${inner}`;
  const before = `: ${inner} in body`;
  return { field: at, message: message.includes(before) ? message.replace(before, `: ${at} in body`) : message };
}
