/**
 * The rules of a custom resource's schema: OpenAPI v3 as far as Kubernetes takes it, in structural form
 * (https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema).
 */
import { goRegexpError } from '../../go-regexp.ts';
import type { JSONSchemaProps } from '../../types.ts';
import { validateRuleTexts } from './rule-texts.ts';
import { forbiddenField, invalid, notSupported, required, type FieldError } from '../../validation/field.ts';

/** A schema as it is on the wire: the extensions have dashes in their names. */
export type Schema = Omit<JSONSchemaProps, 'properties' | 'items' | 'additionalProperties' | 'allOf' | 'anyOf' | 'oneOf' | 'not'> & {
  properties?: Record<string, Schema>;
  items?: Schema;
  additionalProperties?: boolean | Schema;
  allOf?: Schema[]; anyOf?: Schema[]; oneOf?: Schema[]; not?: Schema;
  'x-kubernetes-int-or-string'?: boolean;
  'x-kubernetes-preserve-unknown-fields'?: boolean;
  'x-kubernetes-embedded-resource'?: boolean;
  'x-kubernetes-list-type'?: string;
  'x-kubernetes-list-map-keys'?: string[];
  'x-kubernetes-map-type'?: string;
  'x-kubernetes-validations'?: { rule?: string; message?: string; messageExpression?: string; reason?: string; fieldPath?: string; optionalOldSelf?: boolean }[];
};

type Level = 'root' | 'item' | 'field';

const TYPES = ['array', 'boolean', 'integer', 'number', 'object', 'string'];
const LIST_TYPE = 'x-kubernetes-list-type', LIST_KEYS = 'x-kubernetes-list-map-keys', MAP_TYPE = 'x-kubernetes-map-type';
const EMPTY_TYPE: Record<Level, string> = {
  root: 'must not be empty at the root', item: 'must not be empty for specified array items', field: 'must not be empty for specified object fields',
};

export function validateCustomSchema(given: unknown, path: string): FieldError[] {
  const schema = given as Schema;
  const errors = schema.nullable ? [forbiddenField(`${path}.nullable`, 'nullable cannot be true at the root')] : [];
  return [...errors, ...validateOpenAPI(schema, path), ...validateStructural(schema, 'root', path)];
}

/** Each schema below `schema` that describes a value, with its path. */
function children(schema: Schema, path: string): { child: Schema; at: string; level: Level }[] {
  const found: { child: Schema; at: string; level: Level }[] = [];
  if (schema.items) found.push({ child: schema.items, at: `${path}.items`, level: 'item' });
  for (const [name, child] of Object.entries(schema.properties ?? {})) found.push({ child, at: `${path}.properties[${name}]`, level: 'field' });
  if (typeof schema.additionalProperties === 'object') found.push({ child: schema.additionalProperties, at: `${path}.additionalProperties`, level: 'field' });
  return found;
}

function validateOpenAPI(schema: Schema, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const wire = schema as Record<string, unknown>;
  if (schema.uniqueItems) errors.push(forbiddenField(`${path}.uniqueItems`, 'uniqueItems cannot be set to true since the runtime complexity becomes quadratic'));
  if (schema.additionalProperties !== undefined && schema.additionalProperties !== null) {
    if (Object.keys(schema.properties ?? {}).length && (schema.additionalProperties === false || typeof schema.additionalProperties === 'object')) {
      errors.push(forbiddenField(`${path}.additionalProperties`, 'additionalProperties and properties are mutual exclusive'));
    }
    if (schema.additionalProperties === false) errors.push(forbiddenField(`${path}.additionalProperties`, 'additionalProperties cannot be set to false'));
  }
  if (wire.$ref) errors.push(forbiddenField(`${path}.$ref`, '$ref is not supported'));
  for (const field of ['definitions', 'dependencies', 'id', 'patternProperties', 'additionalItems']) {
    if (wire[field]) errors.push(forbiddenField(`${path}.${field}`, `${field} is not supported`));
  }
  if (schema.type === 'null') errors.push(forbiddenField(`${path}.type`, 'type cannot be set to null, use nullable as an alternative'));
  else if (schema.type && !TYPES.includes(schema.type)) errors.push(notSupported(`${path}.type`, schema.type, TYPES));
  errors.push(...validateListType(schema, path), ...validateMapType(schema, path));
  if (schema.pattern) {
    const why = goRegexpError(schema.pattern);
    if (why !== undefined) errors.push(invalid(`${path}.pattern`, schema.pattern, `must be a valid regular expression, but isn't: ${why}`));
  }
  if (schema['x-kubernetes-preserve-unknown-fields'] === false) errors.push(invalid(`${path}.x-kubernetes-preserve-unknown-fields`, false, 'must be true or undefined'));
  errors.push(...validateRuleTexts(schema, path));
  for (const { child, at } of children(schema, path)) errors.push(...validateOpenAPI(child, at));
  return errors;
}

function validateListType(schema: Schema, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const list = schema[LIST_TYPE], keys = schema[LIST_KEYS] ?? [];
  if (list !== undefined && schema.type !== 'array') {
    const text = 'must be array if x-kubernetes-list-type is specified';
    errors.push(schema.type ? invalid(`${path}.type`, schema.type, text) : required(`${path}.type`, text));
  }
  if (list !== undefined && !['atomic', 'map', 'set'].includes(list)) errors.push(notSupported(`${path}.${LIST_TYPE}`, list, ['atomic', 'map', 'set']));
  if (keys.length && list !== 'map') {
    const text = 'must be map if x-kubernetes-list-map-keys is non-empty';
    errors.push(list === undefined ? required(`${path}.${LIST_TYPE}`, text) : invalid(`${path}.${LIST_TYPE}`, list, text));
  }
  if (list === 'set' && schema.items) errors.push(...validateSetItems(schema.items, `${path}.items`));
  if (list !== 'map') return errors;
  if (!keys.length) errors.push(required(`${path}.${LIST_KEYS}`, 'must not be empty if x-kubernetes-list-type is map'));
  if (!schema.items) errors.push(required(`${path}.items`, 'must have a schema if x-kubernetes-list-type is map'));
  else if (schema.items.type !== 'object') {
    const text = 'must be object if parent array\'s x-kubernetes-list-type is map';
    errors.push(schema.items.type ? invalid(`${path}.items.type`, schema.items.type, text) : required(`${path}.items.type`, text));
  }
  keys.forEach((key, i) => {
    const at = `${path}.${LIST_KEYS}[${i}]`;
    if (keys.indexOf(key) < i) errors.push(invalid(at, key, 'must not contain duplicate entries'));
    const property = schema.items?.properties?.[key];
    if (!property) errors.push(invalid(at, key, 'entries must all be names of item properties'));
    else if (property.type === 'array' || property.type === 'object') errors.push(invalid(`${path}.items.properties[${key}].type`, property.type, 'must be a scalar type if parent array\'s x-kubernetes-list-type is map'));
    if (property && property.default === undefined && !schema.items?.required?.includes(key)) {
      errors.push(required(`${path}.items.properties[${key}].default`, `this property is in ${LIST_KEYS}, so it must have a default or be a required property`));
    }
  });
  return errors;
}

/** Items of a set are told apart by their whole value, so they must be of one piece. */
function validateSetItems(items: Schema, path: string): FieldError[] {
  const errors = items.nullable ? [forbiddenField(`${path}.nullable`, 'cannot be nullable when x-kubernetes-list-type is set')] : [];
  const text = 'must be atomic as item of a list with x-kubernetes-list-type=set';
  const field = items.type === 'array' ? LIST_TYPE : items.type === 'object' ? MAP_TYPE : undefined;
  if (field === undefined || items[field] === 'atomic' || (field === LIST_TYPE && items[field] === undefined)) return errors;
  return [...errors, items[field] === undefined ? required(`${path}.${field}`, text) : invalid(`${path}.${field}`, items[field], text)];
}

function validateMapType(schema: Schema, path: string): FieldError[] {
  const map = schema[MAP_TYPE];
  if (map === undefined) return [];
  const errors: FieldError[] = [];
  if (schema.type !== 'object') {
    const text = 'must be object if x-kubernetes-map-type is specified';
    errors.push(schema.type ? invalid(`${path}.type`, schema.type, text) : required(`${path}.type`, text));
  }
  if (map !== 'atomic' && map !== 'granular') errors.push(notSupported(`${path}.${MAP_TYPE}`, map, ['atomic', 'granular']));
  return errors;
}

function validateStructural(schema: Schema, level: Level, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const free = schema['x-kubernetes-preserve-unknown-fields'], either = schema['x-kubernetes-int-or-string'], embedded = schema['x-kubernetes-embedded-resource'];
  if (schema.type === 'array' && !schema.items) errors.push(required(`${path}.items`, 'must be specified'));
  for (const { child, at, level: below } of children(schema, path)) errors.push(...validateStructural(child, below, at));
  if (either && schema.type) errors.push(invalid(`${path}.type`, schema.type, 'must be empty if x-kubernetes-int-or-string is true'));
  for (const kind of ['allOf', 'anyOf', 'oneOf'] as const) {
    schema[kind]?.forEach((part, i) => errors.push(...validateValueOnly(part, `${path}.${kind}[${i}]`, either === true)));
  }
  if (schema.not) errors.push(...validateValueOnly(schema.not, `${path}.not`, false));
  const mustBeObject = 'must be object if x-kubernetes-embedded-resource is true';
  if (embedded && schema.type !== 'object') errors.push(schema.type ? invalid(`${path}.type`, schema.type, mustBeObject) : required(`${path}.type`, mustBeObject));
  else if (!schema.type && !either && !free) errors.push(required(`${path}.type`, EMPTY_TYPE[level]));
  if (embedded && schema.additionalProperties) errors.push(forbiddenField(`${path}.additionalProperties`, 'must not be used if x-kubernetes-embedded-resource is set'));
  if (level === 'root' && schema.type && schema.type !== 'object') errors.push(invalid(`${path}.type`, schema.type, 'must be object at the root'));
  if (level === 'root' || embedded) errors.push(...validateObjectFields(schema, path));
  if (embedded && !free && !schema.properties) {
    errors.push(required(`${path}.properties`, 'must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields'));
  }
  return errors;
}

/** apiVersion, kind and metadata have a meaning of their own. */
function validateObjectFields({ properties = {} }: Schema, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const { apiVersion, kind, metadata } = properties;
  if (metadata && metadata.type !== 'object') errors.push(invalid(`${path}.properties[metadata].type`, metadata.type ?? '', 'must be object'));
  if (metadata && Object.keys(metadata.properties ?? {}).some((name) => name !== 'name' && name !== 'generateName')) {
    errors.push(forbiddenField(`${path}.properties[metadata]`, 'must not specify anything other than name and generateName, but metadata is implicitly specified'));
  }
  if (apiVersion && apiVersion.type !== 'string') errors.push(invalid(`${path}.properties[apiVersion].type`, apiVersion.type ?? '', 'must be string'));
  if (kind && kind.type !== 'string') errors.push(invalid(`${path}.properties[kind].type`, kind.type ?? '', 'must be string'));
  return errors;
}

/** Inside anyOf and the like only restrictions of values may stand; types and descriptions belong outside. */
function validateValueOnly(part: Schema, path: string, intOrString: boolean): FieldError[] {
  const errors: FieldError[] = [];
  for (const field of ['description', 'title', 'default', 'additionalProperties', 'nullable'] as const) {
    if (part[field]) errors.push(forbiddenField(`${path}.${field}`, 'must be empty to be structural'));
  }
  if (part.type && !(intOrString && (part.type === 'integer' || part.type === 'string'))) errors.push(forbiddenField(`${path}.type`, 'must be empty to be structural'));
  for (const { child, at } of children(part, path)) errors.push(...validateValueOnly(child, at, false));
  return errors;
}
