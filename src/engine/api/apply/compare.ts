/**
 * What changed between two versions of an object, as field sets. Parts that are the same reference are the same, so the
 * cost is that of what changed; the fields of a part that is new as a whole are remembered with it, since pods share
 * their template's spec.
 */
import { isObject, jsonEqual } from '../patch/json-value.ts';
import type { ValueSchema } from '../schema/schema.ts';
import { isGivenEmpty } from '../schema/given-empty.ts';
import { type FieldNode, type FieldSet, LEAF, NO_FIELDS, nodeOf, recursiveDifference } from './fieldset.ts';
import { isFresh } from './empty-object.ts';
import { asList, asMap, entrySchema, indexItems, isEmptyMap, kindOf, type ListSchema, DEDUCED } from './value-kind.ts';

export interface Comparison {
  readonly added: FieldSet;
  readonly removed: FieldSet;
  readonly modified: FieldSet;
}

interface Delta {
  added?: FieldNode | undefined;
  removed?: FieldNode | undefined;
  modified?: FieldNode | undefined;
}

const SAME: Delta = {};
const ADDED: Delta = { added: LEAF };
const REMOVED: Delta = { removed: LEAF };
const MODIFIED: Delta = { modified: LEAF };

export function compareObjects(old: unknown, next: unknown, schema: ValueSchema): Comparison {
  const { added, removed, modified } = compare(old, next, schema);
  return { added: added?.children ?? NO_FIELDS, removed: removed?.children ?? NO_FIELDS, modified: modified?.children ?? NO_FIELDS };
}

/** The comparison without the fields that the write resets anyway. */
export function filterComparison(comparison: Comparison, ignored: FieldSet): Comparison {
  if (ignored.size === 0) return comparison;
  return {
    added: recursiveDifference(comparison.added, ignored),
    removed: recursiveDifference(comparison.removed, ignored),
    modified: recursiveDifference(comparison.modified, ignored),
  };
}

function compare(old: unknown, next: unknown, schema: ValueSchema): Delta {
  if (old === next) return SAME;
  if (old === undefined) return { added: wholly(next, schema) };
  if (next === undefined) return { removed: wholly(old, schema) };
  const kind = kindOf(schema, next);
  if (schema === DEDUCED && kindOf(schema, old) !== kind) return { removed: wholly(old, schema), added: wholly(next, schema) };
  if (kind === 'map') return isFresh(old) ? comparedOnce(old, next as object, schema) : compareMaps(old, next, schema);
  if (kind === 'list') return compareLists(old, next, schema as ListSchema);
  return jsonEqual(old, next) ? SAME : MODIFIED;
}

/** What new objects are compared with is one object a type: then a spec that many pods share is compared once. */
const compared = new WeakMap<object, { old: unknown; schema: ValueSchema; delta: Delta }>();

function comparedOnce(old: unknown, next: object, schema: ValueSchema): Delta {
  const known = compared.get(next);
  if (known && known.old === old && known.schema === schema) return known.delta;
  const delta = compareMaps(old, next, schema);
  compared.set(next, { old, schema, delta });
  return delta;
}

function compareMaps(old: unknown, next: unknown, schema: ValueSchema): Delta {
  const before = asMap(old);
  const after = asMap(next);
  // Two empty maps are a leaf: null and {} differ.
  if (isEmptyMap(before) && isEmptyMap(after)) return jsonEqual(old, next) ? SAME : MODIFIED;
  const deltas = new Deltas();
  for (const key in after) {
    if (before[key] === after[key]) {
      // Nobody keeps an empty list, but who sends one owns the field.
      if (after[key] === null && isGivenEmpty(after, key)) { const entry = entrySchema(schema, key); if (entry) deltas.add(`f:${key}`, MODIFIED); }
      continue;
    }
    const entry = entrySchema(schema, key);
    if (entry) deltas.add(`f:${key}`, compare(before[key], after[key], entry));
  }
  for (const key in before) {
    if (before[key] === undefined || after[key] !== undefined) continue;
    const entry = entrySchema(schema, key);
    if (entry) deltas.add(`f:${key}`, compare(before[key], undefined, entry));
  }
  return deltas.delta();
}

function compareLists(old: unknown, next: unknown, schema: ListSchema): Delta {
  const before = asList(old);
  const after = asList(next);
  if (before.length === 0 && after.length === 0) return jsonEqual(old, next) ? SAME : MODIFIED;
  const left = indexItems(schema, before);
  const right = indexItems(schema, after);
  const deltas = new Deltas();
  for (const [element, items] of right) deltas.add(element, compareItems(left.get(element), items, schema.items));
  for (const [element, items] of left) if (!right.has(element)) deltas.add(element, compareItems(items, undefined, schema.items));
  return deltas.delta();
}

/** An element that occurs more than once is compared as a whole. */
function compareItems(old: readonly unknown[] | undefined, next: readonly unknown[] | undefined, schema: ValueSchema): Delta {
  if ((old?.length ?? 0) <= 1 && (next?.length ?? 0) <= 1) return compare(old?.[0], next?.[0], schema);
  if (!old) return ADDED;
  if (!next) return REMOVED;
  return jsonEqual(old, next) ? SAME : MODIFIED;
}

class Deltas {
  #added: Map<string, FieldNode> | undefined;
  #removed: Map<string, FieldNode> | undefined;
  #modified: Map<string, FieldNode> | undefined;

  add(element: string, delta: Delta): void {
    if (delta.added) (this.#added ??= new Map()).set(element, delta.added);
    if (delta.removed) (this.#removed ??= new Map()).set(element, delta.removed);
    if (delta.modified) (this.#modified ??= new Map()).set(element, delta.modified);
  }

  delta(): Delta {
    return { added: nodeOf(false, this.#added), removed: nodeOf(false, this.#removed), modified: nodeOf(false, this.#modified) };
  }
}

/** The node of a value that appears or disappears as a whole. Remembered by the value's identity. */
const remembered = new WeakMap<object, { schema: ValueSchema; node: FieldNode }>();

function wholly(value: unknown, schema: ValueSchema): FieldNode {
  if (value === null || typeof value !== 'object') return LEAF;
  const known = remembered.get(value);
  if (known && known.schema === schema) return known.node;
  const node = measure(value, schema);
  if (node !== LEAF) remembered.set(value, { schema, node });
  return node;
}

function measure(value: object, schema: ValueSchema): FieldNode {
  const kind = kindOf(schema, value);
  const children = new Map<string, FieldNode>();
  if (kind === 'map' && isObject(value)) {
    for (const key in value) {
      const entry = value[key] === undefined ? undefined : entrySchema(schema, key);
      if (entry) children.set(`f:${key}`, wholly(value[key], entry));
    }
  } else if (kind === 'list') {
    const list = schema as ListSchema;
    for (const [element, items] of indexItems(list, asList(value))) {
      children.set(element, items.length === 1 ? wholly(items[0], list.items) : LEAF);
    }
  }
  return children.size === 0 ? LEAF : { member: true, children };
}
