/**
 * What an update changes, worked out once and then used by all that asks: whether anything changes at all, whether `generation`
 * counts it, who manages it. Parts that are the stored ones are told by identity: a component spreads what it read.
 */
import { deepEqual } from '../api/deep-equal.ts';
import type { AnyObject, ObjectMeta } from '../api/types.ts';

/** Top-level fields, the metadata aside, that are not the very same in both. */
export function changedFields(next: AnyObject, old: AnyObject): string[] {
  // Mostly it is one field; a list that begins empty makes room for seventeen.
  let changed: string[] | undefined;
  for (const field in next) {
    if (field === 'metadata' || next[field] === old[field]) continue;
    if (changed) changed.push(field); else changed = [field];
  }
  for (const field in old) {
    if (field === 'metadata' || next[field] !== undefined || old[field] === undefined || changed?.includes(field)) continue;
    if (changed) changed.push(field); else changed = [field];
  }
  return changed ?? [];
}

/** Whether nothing but the revision differs. `changed` names the fields that may: those of `changedFields`, and `metadata` unless it is known to be the same. */
export function changesNothing(next: AnyObject, old: AnyObject, changed: readonly string[]): boolean {
  for (const field of changed) {
    if (!(field === 'metadata' ? sameMetadata(next.metadata, old.metadata) : deepEqual(next[field], old[field]))) return false;
  }
  return true;
}

function sameMetadata(next: ObjectMeta, old: ObjectMeta): boolean {
  const a = next as Record<string, unknown>, b = old as Record<string, unknown>;
  for (const field in a) if (field !== 'resourceVersion' && !deepEqual(a[field], b[field])) return false;
  for (const field in b) if (field !== 'resourceVersion' && b[field] !== undefined && a[field] === undefined) return false;
  return true;
}
