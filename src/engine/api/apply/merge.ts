/**
 * Merging an applied configuration into the live object, and taking fields out of an object: the two things a
 * server-side apply does to values. Both share what they do not touch.
 */
import { isList, isObject, type JsonObject, without, withKey } from '../patch/json-value.ts';
import type { ValueSchema } from '../schema/schema.ts';
import { type FieldSet, isEmptySet } from './fieldset.ts';
import { asList, asMap, entrySchema, indexItems, isEmptyMap, itemElement, kindOf, type ListSchema } from './value-kind.ts';

/** `applied` over `live`: the applied value wins, maps and keyed lists merge. */
export function mergeApplied(live: unknown, applied: unknown, schema: ValueSchema): unknown {
  if (applied === undefined) return live;
  if (live === undefined || live === null || applied === null) return applied;
  const kind = kindOf(schema, applied);
  if (kind === 'map') return mergeMaps(asMap(live), asMap(applied), schema);
  if (kind === 'list') return mergeLists(asList(live), asList(applied), schema as ListSchema);
  return applied;
}

function mergeMaps(live: JsonObject, applied: JsonObject, schema: ValueSchema): unknown {
  if (isEmptyMap(live) && isEmptyMap(applied)) return applied;
  let merged = live;
  for (const [key, value] of Object.entries(applied)) {
    if (value === undefined) continue;
    const entry = entrySchema(schema, key);
    merged = withKey(merged, key, entry ? mergeApplied(live[key], value, entry) : value);
  }
  return merged;
}

/** Items keep the order of the applied list where it has them; the live list's other items stay where they were among them. */
function mergeLists(live: readonly unknown[], applied: readonly unknown[], schema: ListSchema): readonly unknown[] {
  if (live.length === 0) return applied;
  if (applied.length === 0) return live;
  const left = indexItems(schema, live);
  const right = indexItems(schema, applied);
  const leftOrder = [...left.keys()];
  const rightOrder = [...right.keys()];
  const shared = rightOrder.filter((element) => left.has(element));
  const merged: unknown[] = [];
  const take = (element: string): void => {
    const old = left.get(element);
    const next = right.get(element)?.[0];
    if (old && next !== undefined) merged.push(mergeApplied(old[0], next, schema.items));
    else if (old) merged.push(...old);
    else merged.push(next);
  };
  let l = 0;
  let r = 0;
  let s = 0;
  while (l < leftOrder.length || r < rightOrder.length) {
    const leftElement = leftOrder[l];
    const rightElement = rightOrder[r];
    if (leftElement !== undefined && rightElement !== undefined) {
      if (leftElement === rightElement) {
        take(leftElement);
        l++; r++; s++;
        continue;
      }
      // A shared item that is not the next one in the applied order waits for its turn.
      if (right.has(leftElement) && shared[s] !== undefined && shared[s] !== leftElement) {
        l++;
        continue;
      }
    }
    if (leftElement !== undefined && !right.has(leftElement)) {
      take(leftElement);
      l++;
      continue;
    }
    if (rightElement !== undefined) {
      take(rightElement);
      if (shared[s] === rightElement) s++;
      r++;
    } else {
      l++;
    }
  }
  const same = merged.length === live.length && merged.every((item, i) => item === live[i]);
  return same ? live : merged;
}

/** `value` without the paths of `remove`; undefined when nothing is left. */
export function removeItems(value: unknown, remove: FieldSet, schema: ValueSchema): unknown {
  if (isEmptySet(remove)) return value;
  const kind = kindOf(schema, value);
  if (kind === 'list' && isList(value)) {
    const list = schema as ListSchema;
    const kept = value.map((item) => removeItem(item, remove, list)).filter((item) => item !== undefined);
    if (kept.length === 0) return undefined;
    return kept.length === value.length && kept.every((item, i) => item === value[i]) ? value : kept;
  }
  if (kind === 'map' && isObject(value)) {
    let kept = value;
    for (const [element, node] of remove) {
      if (!element.startsWith('f:')) continue;
      const key = element.slice(2);
      if (kept[key] === undefined) continue;
      const entry = entrySchema(schema, key);
      const left = node.member || !entry ? undefined : removeItems(kept[key], node.children!, entry);
      kept = left === undefined ? without(kept, key) : withKey(kept, key, left);
    }
    return isEmptyMap(kept) ? undefined : kept;
  }
  return kind === 'leaf' && !isObject(value) && !isList(value) ? value : undefined;
}

function removeItem(item: unknown, remove: FieldSet, list: ListSchema): unknown {
  const found = itemElement(list, item);
  const node = 'element' in found ? remove.get(found.element) : undefined;
  if (!node) return item;
  return node.member ? undefined : removeItems(item, node.children!, list.items);
}
