/** The fields that an applied configuration names: what its manager will own. */
import { isObject } from '../patch/json-value.ts';
import type { ValueSchema } from '../schema/schema.ts';
import { type FieldNode, type FieldSet, LEAF, NO_FIELDS, nodeOf } from './fieldset.ts';
import { asList, entrySchema, indexItems, isEmptyMap, isNamedField, kindOf, type ListSchema } from './value-kind.ts';

export const toFieldSet = (object: unknown, schema: ValueSchema): FieldSet => fieldsBelow(object, schema)?.children ?? NO_FIELDS;

function fieldsBelow(value: unknown, schema: ValueSchema): FieldNode | undefined {
  const kind = kindOf(schema, value);
  if (kind === 'leaf') return LEAF;
  const children = new Map<string, FieldNode>();
  if (kind === 'map') {
    for (const [key, item] of isObject(value) ? Object.entries(value) : []) {
      const entry = item === undefined ? undefined : entrySchema(schema, key);
      if (!entry) continue;
      const below = fieldsBelow(item, entry);
      const owned = item === null || (isObject(item) && isEmptyMap(item)) || !isNamedField(schema, key);
      const node = nodeOf(owned || (below?.member ?? false), below?.children);
      if (node) children.set(`f:${key}`, node);
    }
  } else {
    const list = schema as ListSchema;
    for (const [element, items] of indexItems(list, asList(value))) {
      children.set(element, nodeOf(true, items.length === 1 ? fieldsBelow(items[0], list.items)?.children : undefined)!);
    }
  }
  return nodeOf(false, children);
}

/** The set with each struct field that has something below it as a member, so that it can be removed as a whole. */
export function withNamedFields(set: FieldSet, schema: ValueSchema): FieldSet {
  const out = new Map<string, FieldNode>();
  for (const [element, node] of set) {
    const below = schemaBelow(schema, element);
    const named = element.startsWith('f:') && isNamedField(schema, element.slice(2));
    out.set(element, node.children ? { member: node.member || named, children: below ? withNamedFields(node.children, below) : node.children } : node);
  }
  return out;
}

/** The schema of what a path element leads to. */
export function schemaBelow(schema: ValueSchema, element: string): ValueSchema | undefined {
  if (element.startsWith('f:')) return entrySchema(schema, element.slice(2));
  return schema.type === 'list' ? schema.items : undefined;
}
