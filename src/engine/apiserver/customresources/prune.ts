/**
 * Pruning: fields that the structural schema does not name are dropped, and nulls where none may stand
 * (https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#field-pruning).
 * Both change `value` in place.
 */
import type { Schema } from '../../api/kinds/customresourcedefinition/structural-schema.ts';

type Json = Record<string, unknown>;

/** Every object with a kind of its own has these, whatever its schema says. */
const OBJECT_FIELDS = new Set(['apiVersion', 'kind', 'metadata']);

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const childSchema = (schema: Schema | undefined): Schema | undefined => (typeof schema?.additionalProperties === 'object' ? schema.additionalProperties : undefined);

/** Drops what `schema` does not name. The paths of what was dropped go to `dropped`, when given. */
export function prune(value: unknown, schema: Schema | undefined, isResource: boolean, dropped?: string[], path = ''): void {
  const free = schema?.['x-kubernetes-preserve-unknown-fields'] === true;
  if (Array.isArray(value)) {
    value.forEach((item, i) => prune(item, free && !schema.items ? FREE : schema?.items, false, dropped, `${path}[${i}]`));
    return;
  }
  if (!isObject(value)) return;
  const own = isResource || schema?.['x-kubernetes-embedded-resource'] === true;
  for (const key of Object.keys(value)) {
    const at = path === '' ? key : `${path}.${key}`;
    if (own && OBJECT_FIELDS.has(key)) continue;
    const property = schema?.properties && Object.hasOwn(schema.properties, key) ? schema.properties[key] : undefined;
    if (property) prune(value[key], property, false, dropped, at);
    else if (schema?.additionalProperties) prune(value[key], childSchema(schema), false, dropped, at);
    else if (!free) {
      delete value[key];
      dropped?.push(at);
    }
  }
}

const FREE: Schema = { 'x-kubernetes-preserve-unknown-fields': true };

/** Drops nulls of fields that are not nullable and have no default to take the null's place. */
export function pruneNulls(value: unknown, schema: Schema | undefined): void {
  if (!schema) return;
  if (Array.isArray(value)) {
    for (const item of value) pruneNulls(item, schema.items);
    return;
  }
  if (!isObject(value)) return;
  for (const key of Object.keys(value)) {
    const property = schema.properties && Object.hasOwn(schema.properties, key) ? schema.properties[key] : childSchema(schema);
    if (!property) continue;
    if (value[key] === null && !property.nullable && property.default === undefined && schema.properties?.[key]) delete value[key];
    else pruneNulls(value[key], property);
  }
}
