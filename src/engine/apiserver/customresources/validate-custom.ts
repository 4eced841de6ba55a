/**
 * All that is checked of a custom object besides its metadata, in the API server's order: schema, replicas of the scale
 * subresource, embedded objects, list types, and the schema's CEL rules when nothing else stands in their way.
 */
import type { Schema } from '../../api/kinds/customresourcedefinition/structural-schema.ts';
import type { ScalePaths } from '../../api/kinds/kind.ts';
import type { AnyObject } from '../../api/types.ts';
import { invalid, type FieldError } from '../../api/validation/field.ts';
import { hasRules, validateRules } from '../cel/schema-rules.ts';
import { validateEmbedded } from './embedded.ts';
import { validateListTypes } from './list-types.ts';
import { validateValue } from './validate-value.ts';

const MAX_INT32 = 2147483647;

/** Errors after which the rules are not run: they might read what is not there. */
const BLOCKING: ReadonlySet<FieldError['reason']> = new Set(['FieldValueNotSupported', 'FieldValueRequired', 'FieldValueTooLong', 'FieldValueTooMany', 'FieldValueTypeInvalid']);
const NOT_CHECKED = 'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation';

export function validateCustom(object: AnyObject, schema: Schema | undefined, scale: ScalePaths | undefined, old?: AnyObject): FieldError[] {
  if (!schema) return [];
  const errors = validateValue(object, schema, old);
  if (scale) errors.push(...replicasErrors(object, scale.specReplicas), ...replicasErrors(object, scale.statusReplicas));
  errors.push(...validateEmbedded(object, schema));
  // Lists that were wrong already may stay so.
  if (old === undefined || validateListTypes(old, schema).length === 0) errors.push(...validateListTypes(object, schema));
  if (!hasRules(schema)) return errors;
  if (errors.some(({ reason }) => BLOCKING.has(reason))) errors.push(invalid('<nil>', null, NOT_CHECKED));
  else errors.push(...validateRules(object, schema, old));
  return errors;
}

function replicasErrors(object: AnyObject, path: string): FieldError[] {
  let value: unknown = object;
  for (const part of path.split('.').slice(1)) value = (value as Record<string, unknown> | undefined)?.[part];
  if (typeof value !== 'number') return [];
  if (value < 0) return [invalid(path, value, 'should be a non-negative integer')];
  return value > MAX_INT32 ? [invalid(path, value, `should be less than or equal to ${MAX_INT32}`)] : [];
}
