/** The order of merged lists: `$setElementOrder` before the patch's order before the live list's. */
import { goPrint, goTypeName, isList, isObject } from './json-value.ts';
import { badArgument, NO_LIST_OF_LISTS, noMergeKey, PatchError } from './patch-error.ts';

type List = readonly unknown[];

/** True for a list of maps, false for one of scalars. Throws when the elements differ in type, or are lists. */
export function elementsAreMaps(list: List): boolean {
  if (list.length === 0) throw new PatchError('no elements in any of the given slices');
  const first = goTypeName(list[0]);
  if (isList(list[0])) throw new PatchError(NO_LIST_OF_LISTS);
  for (const item of list) {
    if (goTypeName(item) !== first) throw new PatchError(`list element types are not identical: ${first} ${goTypeName(item)}`);
  }
  return isObject(list[0]);
}

/** Index of the map whose `key` is `value`, or -1. */
export const findByKey = (list: List, key: string, value: unknown): number => list.findIndex((item) => isObject(item) && item[key] === value);

const indexOf = (list: List, item: unknown, mergeKey: string): number =>
  (mergeKey && isObject(item) ? findByKey(list, mergeKey, item[mergeKey]) : list.indexOf(item));

/** Items of `list` that are also in `by`, and the others. */
export function partition(list: List, by: List, mergeKey: string): [List, List] {
  const present: unknown[] = [];
  const others: unknown[] = [];
  for (const item of list) {
    if (mergeKey) {
      if (!isObject(item)) throw badArgument({}, item);
      if (!(mergeKey in item)) throw noMergeKey(item, mergeKey);
    }
    (indexOf(by, item, mergeKey) < 0 ? others : present).push(item);
  }
  return [present, others];
}

/** Sorts `list` by the places its items have in `order`. */
export function orderBy(list: List, order: List, mergeKey: string): List {
  return [...list].sort((a, b) => indexOf(order, a, mergeKey) - indexOf(order, b, mergeKey));
}

/** Puts each of `others` before the first of `wanted` that stands behind it in the live list. */
export function mergeOrders(wanted: List, others: List, live: List, mergeKey: string): List {
  const merged: unknown[] = [];
  let next = 0;
  for (const item of wanted) {
    const place = indexOf(live, item, mergeKey);
    while (place >= 0 && next < others.length && indexOf(live, others[next], mergeKey) >= 0 && indexOf(live, others[next], mergeKey) < place) {
      merged.push(others[next++]);
    }
    merged.push(item);
  }
  return [...merged, ...others.slice(next)];
}

/** The items a patch sets must all be in its `$setElementOrder`, in the same order. */
export function checkSetElementOrder(patch: List | undefined, order: List, mergeKey: string): void {
  if (patch === undefined || order.length === 0 || patch.length === 0) return;
  const items = patch.filter((item) => !(isObject(item) && '$patch' in item));
  let next = 0;
  for (const place of order) {
    if (next < items.length && sameKey(items[next], place, mergeKey)) next++;
  }
  if (next < items.length) {
    throw new PatchError(`The order in patch list:\n${goPrint(patch)}\n doesn't match $setElementOrder list:\n${goPrint(order)}\n`);
  }
}

function sameKey(left: unknown, right: unknown, mergeKey: string): boolean {
  if (!mergeKey) return left === right;
  return keyOf(left, mergeKey) === keyOf(right, mergeKey);
}

function keyOf(item: unknown, mergeKey: string): unknown {
  if (!isObject(item)) throw badArgument({}, item);
  if (!(mergeKey in item)) throw noMergeKey(item, mergeKey);
  return item[mergeKey];
}
