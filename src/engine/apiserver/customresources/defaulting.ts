/**
 * Defaults of a structural schema
 * (https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#defaulting).
 */
import { deepCopy } from '../../api/deep-copy.ts';
import type { Schema } from '../../api/kinds/customresourcedefinition/structural-schema.ts';

type Json = Record<string, unknown>;

const mustBeReplaced = (value: unknown, schema: Schema): boolean => value === null && !schema.nullable && schema.default !== undefined;

/** Fills defaults in, in place; a null where none may stand gets the default too. True when something changed. */
export function applyDefaults(value: unknown, schema: Schema | undefined): boolean {
  if (!schema || typeof value !== 'object' || value === null) return false;
  let changed = false;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      if (schema.items && mustBeReplaced(value[i], schema.items)) {
        value[i] = deepCopy(schema.items.default);
        changed = true;
      }
      changed = applyDefaults(value[i], schema.items) || changed;
    }
    return changed;
  }
  const object = value as Json, properties = schema.properties ?? {};
  for (const key in properties) {
    const property = properties[key]!;
    if (property.default !== undefined && (object[key] === undefined || mustBeReplaced(object[key], property))) {
      object[key] = deepCopy(property.default);
      changed = true;
    }
  }
  const additional = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined;
  for (const key in object) {
    const property = Object.hasOwn(properties, key) ? properties[key] : additional;
    if (property && property === additional && mustBeReplaced(object[key], property)) {
      object[key] = deepCopy(property.default);
      changed = true;
    }
    changed = applyDefaults(object[key], property) || changed;
  }
  return changed;
}

const defaulted = new WeakMap<Schema, boolean>();

/** True when a default stands anywhere in `schema`: objects of the others need no walk. */
export function hasDefaults(schema: Schema | undefined): boolean {
  if (!schema) return false;
  let known = defaulted.get(schema);
  if (known === undefined) {
    known = schema.default !== undefined || hasDefaults(schema.items) || Object.values(schema.properties ?? {}).some(hasDefaults)
      || (typeof schema.additionalProperties === 'object' && hasDefaults(schema.additionalProperties));
    defaulted.set(schema, known);
  }
  return known;
}
