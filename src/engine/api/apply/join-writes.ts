/**
 * Two writes of one manager in a row that can be noted as one: the second gives fields other values, or adds fields that
 * were not there before the first, and does nothing else. Then one fold from before the first to after the second finds
 * the same fields as two folds would: a component that counts something up never folds.
 */
import { isObject, type JsonObject } from '../patch/json-value.ts';
import { MAX_UPDATE_ENTRIES, type ManagedState, type PendingWrite, sameManager } from './managed-fields.ts';

/** Nobody's fields of `metadata`, see `UNTRACKED`. */
const NOBODYS = new Set(['name', 'namespace', 'creationTimestamp', 'selfLink', 'uid', 'clusterName', 'generation', 'managedFields', 'resourceVersion']);

/** The state with `write` and the last pending write as one; undefined where that might not fold to the same. */
export function joinWrites(state: ManagedState, write: PendingWrite): ManagedState | undefined {
  const { entries, pending } = state;
  const last = pending[pending.length - 1];
  if (!last?.old || !write.old || write.subresource !== '' || !sameManager(last, write)) return undefined;
  // With more, the times of entries say which of them are put together.
  if (entries.length + pending.length > MAX_UPDATE_ENTRIES) return undefined;
  // In another version a changed value may stand in another field.
  const otherVersion = ({ apiVersion }: { readonly apiVersion: string }): boolean => apiVersion !== write.apiVersion;
  if (entries.some(otherVersion) || pending.some(otherVersion)) return undefined;
  if (!goesOn(last.old, last.next, write.old, write.next)) return undefined;
  return { entries, pending: pending.with(-1, { ...write, old: last.old }) };
}

type Step = 'nothing' | 'values' | 'other';

/** `before` became `asked`, stored as `stored`, which becomes `next`. False, too, when nothing changes: then the time stays. */
function goesOn(before: JsonObject, asked: JsonObject, stored: JsonObject, next: JsonObject): boolean {
  let changes = false;
  for (const field in next) {
    const step = field === 'metadata'
      ? stepOf(before[field], asked[field], stored[field], next[field], NOBODYS)
      : stored[field] === asked[field] ? stepOfValue(before[field], asked[field], next[field]) : 'other';
    if (step === 'other') return false;
    if (step === 'nothing') continue;
    // A write of the object itself changes no status, whatever it says.
    if (field === 'status') return false;
    changes = true;
  }
  if (!changes) return false;
  for (const field in stored) if (next[field] === undefined && stored[field] !== undefined) return false;
  for (const field in asked) if (stored[field] === undefined && asked[field] !== undefined) return false;
  return true;
}

/** Of a map that was stored as something else than was asked for: what the server sets is nobody's. */
function stepOf(before: unknown, asked: unknown, stored: unknown, next: unknown, except: ReadonlySet<string>): Step {
  if (!isObject(asked) || !isObject(stored) || !isObject(next) || !isObject(before)) return 'other';
  for (const field in stored) if (stored[field] !== asked[field] && !except.has(field)) return 'other';
  for (const field in asked) if (stored[field] !== asked[field] && !except.has(field)) return 'other';
  return stepOfMap(before, asked, next, except);
}

function stepOfMap(before: JsonObject | undefined, asked: JsonObject, next: JsonObject, except?: ReadonlySet<string>): Step {
  let step: Step = 'nothing';
  for (const field in next) {
    if (except?.has(field)) continue;
    const one = stepOfValue(before?.[field], asked[field], next[field]);
    if (one === 'other') return one;
    if (one === 'values') step = one;
  }
  for (const field in asked) if (next[field] === undefined && asked[field] !== undefined && !except?.has(field)) return 'other';
  return step;
}

function stepOfValue(before: unknown, asked: unknown, next: unknown): Step {
  // A null may stand for an empty list that its sender owns.
  if (next === null || asked === null) return 'other';
  if (next === asked) return 'nothing';
  if (next === undefined) return 'other';
  // What was there, was removed and comes back was changed by nobody, seen from afar.
  if (asked === undefined) return before === undefined ? 'values' : 'other';
  if (typeof next !== 'object') return typeof asked !== 'object' && before !== next && (typeof before !== 'object') ? 'values' : 'other';
  return isObject(next) && isObject(asked) && (before === undefined || isObject(before)) ? stepOfMap(before, asked, next) : 'other';
}
