/** What objects within a custom object (`x-kubernetes-embedded-resource`) must have: a kind, an apiVersion, good metadata. */
import type { Schema } from '../../api/kinds/customresourcedefinition/structural-schema.ts';
import type { ObjectMeta } from '../../api/types.ts';
import { required, type FieldError } from '../../api/validation/field.ts';
import { validateObjectMeta } from '../../api/validation/metadata.ts';

type Json = Record<string, unknown>;

export function validateEmbedded(value: unknown, schema: Schema | undefined, path = ''): FieldError[] {
  if (!schema || typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item, i) => validateEmbedded(item, schema.items, `${path}[${i}]`));
  const object = value as Json;
  const errors = path !== '' && schema['x-kubernetes-embedded-resource'] ? ownErrors(object, path) : [];
  for (const key of Object.keys(object).sort()) {
    const property = schema.properties && Object.hasOwn(schema.properties, key) ? schema.properties[key] : typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined;
    if (property) errors.push(...validateEmbedded(object[key], property, path === '' ? key : `${path}.${key}`));
  }
  return errors;
}

function ownErrors(object: Json, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (!object.apiVersion) errors.push(required(`${path}.apiVersion`, 'must not be empty'));
  if (!object.kind) errors.push(required(`${path}.kind`, 'must not be empty'));
  const metadata = object.metadata as ObjectMeta | undefined;
  // A template's object needs no name yet.
  if (metadata && (metadata.name || metadata.generateName)) errors.push(...validateObjectMeta(metadata, metadata.namespace !== undefined, undefined, `${path}.metadata`));
  return errors;
}
