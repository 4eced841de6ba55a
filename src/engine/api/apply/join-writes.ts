/**
 * Two writes of one manager in a row that can be noted as one: the second gives fields other values, or adds fields that
 * were not there before the first, and does nothing else. Then one fold from before the first to after the second finds
 * the same fields as two folds would: a component that counts something up never folds.
 */
import { isObject, type JsonObject } from '../patch/json-value.ts';
import { MAX_UPDATE_ENTRIES, type ManagedState, type Manager } from './managed-fields.ts';
import { NOBODYS } from './shapes.ts';

/** Whether writes by `by` may be joined at all, where `earlier` is the state before the last of them. */
export function mayJoin({ entries, pending }: ManagedState, by: Manager): boolean {
  // With more, the times of entries say which of them are put together.
  if (by.subresource !== '' || entries.length + pending.length >= MAX_UPDATE_ENTRIES) return false;
  // In another version a changed value may stand in another field.
  const sameVersion = ({ apiVersion }: { readonly apiVersion: string }): boolean => apiVersion === by.apiVersion;
  return entries.every(sameVersion) && pending.every(sameVersion);
}

type Step = 'nothing' | 'values' | 'other';

/**
 * `before` became `asked`, stored as `stored`, which becomes `next`. False, too, when nothing changes: then the time stays. `changed`:
 * the fields of `next` that may not be the stored ones, where that is known.
 */
export function goesOn(before: JsonObject, asked: JsonObject, stored: JsonObject, next: JsonObject, changed?: readonly string[]): boolean {
  let changes = false;
  // What a component asks for is mostly what is stored: then only what changes is looked at.
  const fields = asked === stored && changed ? changed : fieldsOf(stored, next);
  for (const field of fields) {
    if (next[field] === undefined && stored[field] !== undefined) return false;
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
  if (asked !== stored) for (const field in asked) if (stored[field] === undefined && asked[field] !== undefined) return false;
  return true;
}

const fieldsOf = (stored: JsonObject, next: JsonObject): readonly string[] => [...new Set([...Object.keys(next), ...Object.keys(stored)])];

/** Of a map that was stored as something else than was asked for: what the server sets is nobody's. */
function stepOf(before: unknown, asked: unknown, stored: unknown, next: unknown, except: ReadonlySet<string>): Step {
  if (!isObject(asked) || !isObject(stored) || !isObject(next) || !isObject(before)) return 'other';
  if (stored !== asked) {
    for (const field in stored) if (stored[field] !== asked[field] && !except.has(field)) return 'other';
    for (const field in asked) if (stored[field] !== asked[field] && !except.has(field)) return 'other';
  }
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
