/** The shape of a custom resource for server-side apply and managed fields, from its structural schema. */
import { DEDUCED } from '../../api/apply/value-kind.ts';
import type { Schema } from '../../api/kinds/customresourcedefinition/structural-schema.ts';
import type { FieldSchema, TypeSchema, ValueSchema } from '../../api/schema/schema.ts';
import { typeByName } from '../../api/schema/types.ts';

export const OBJECT_META = typeByName('io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta')!;

const field = (name: string, type: ValueSchema, rest: Partial<FieldSchema> = {}): FieldSchema => ({ name, type, required: false, ...rest });

const TYPE_FIELDS: readonly FieldSchema[] = [field('apiVersion', { type: 'string' }), field('kind', { type: 'string' }), field('metadata', { type: 'ref', ref: OBJECT_META })];

/** Fields with names of their own, and any other besides: what `x-kubernetes-preserve-unknown-fields` lets in. */
class OpenFields extends Map<string, FieldSchema> {
  override get(name: string): FieldSchema | undefined { return super.get(name) ?? field(name, DEDUCED); }
}

export const customTypeSchema = (name: string, schema: Schema | undefined): TypeSchema => structOf(name, schema ?? OPEN, true);

const OPEN: Schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };

function structOf(name: string, schema: Schema, isResource: boolean): TypeSchema {
  let made: Map<string, FieldSchema> | undefined;
  return {
    name,
    get fields() {
      if (made) return made;
      const required = new Set(schema.required);
      made = schema['x-kubernetes-preserve-unknown-fields'] ? new OpenFields() : new Map<string, FieldSchema>();
      for (const key of Object.keys(schema.properties ?? {}).sort()) {
        const property = schema.properties![key]!;
        made.set(key, field(key, valueOf(property, `${name}.${key}`), { required: required.has(key), ...(property.default === undefined ? {} : { default: property.default }) }));
      }
      if (isResource || schema['x-kubernetes-embedded-resource']) for (const one of TYPE_FIELDS) made.set(one.name, one);
      return made;
    },
  };
}

function valueOf(schema: Schema, name: string): ValueSchema {
  if (schema['x-kubernetes-int-or-string']) return { type: 'intOrString' };
  const atomic = schema['x-kubernetes-map-type'] === 'atomic' ? { atomic: true } : {};
  switch (schema.type) {
    case 'array': {
      const listType = schema['x-kubernetes-list-type'];
      return {
        type: 'list', items: schema.items ? valueOf(schema.items, name) : DEDUCED, listType: listType === 'map' || listType === 'set' ? listType : 'atomic',
        ...(schema['x-kubernetes-list-map-keys'] ? { mapKeys: schema['x-kubernetes-list-map-keys'] } : {}),
      };
    }
    case 'object':
      if (schema.properties || schema['x-kubernetes-embedded-resource']) return { type: 'ref', ref: structOf(name, schema, false), ...atomic };
      if (typeof schema.additionalProperties === 'object') return { type: 'map', values: valueOf(schema.additionalProperties, name), ...atomic };
      return schema['x-kubernetes-preserve-unknown-fields'] ? DEDUCED : { type: 'map', values: DEDUCED, ...atomic };
    case 'string': case 'boolean': return { type: schema.type };
    case 'integer': case 'number': return { type: schema.type };
    default: return DEDUCED;
  }
}
