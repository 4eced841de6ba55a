/**
 * Objects of one structure: the same keys with something in them, and no lists. Who writes such an object whole owns the same fields
 * as whoever wrote another one of it, so a thousand ConfigMaps, Secrets or Leases are worked out once (working it out each time was
 * a fifth of a request).
 */
import { isObject, type JsonObject } from '../patch/json-value.ts';
import type { FieldSet } from './fieldset.ts';

/** A step of the walk through an object: all objects that came to the same step are alike so far. */
export class Shape {
  /** What the creator of such an object owns, once that was worked out. */
  fields: FieldSet | undefined;
  readonly #next = new Map<string | symbol, Shape>();

  /** Undefined when that step was never made, and there shall be no more of them. */
  step(name: string | symbol, budget: Budget): Shape | undefined {
    let next = this.#next.get(name);
    if (!next && budget.left-- > 0) this.#next.set(name, (next = new Shape()));
    return next;
  }
}

interface Budget { left: number }

/** Steps kept of one kind: some hundred structures. */
const MOST_STEPS = 4096;
/** Entries of an object that are looked at: of larger ones no two are alike. */
const MOST_ENTRIES = 64;
const OPEN = Symbol('the key before has a map'), CLOSE = Symbol('its end'), ZERO = Symbol('the key before has a zero value');

const roots = new WeakMap<object, Map<string, { readonly root: Shape; readonly budget: Budget }>>();

/** Fields of the metadata that are nobody's. */
export const NOBODYS: ReadonlySet<string> = new Set(['name', 'namespace', 'creationTimestamp', 'selfLink', 'uid', 'clusterName', 'generation', 'managedFields', 'resourceVersion']);

/**
 * The shape of an object; the same for objects that differ in values (other than `''`, `0` and `false`, which Go takes for not given)
 * and in what is nobody's field. Undefined where the answer would depend on more: lists, nulls, empty maps. `describedBy` stands
 * for the kind's description.
 */
export function shapeOf(object: JsonObject, describedBy: object, apiVersion: string): Shape | undefined {
  let versions = roots.get(describedBy);
  if (!versions) roots.set(describedBy, (versions = new Map()));
  let known = versions.get(apiVersion);
  if (!known) versions.set(apiVersion, (known = { root: new Shape(), budget: { left: MOST_STEPS } }));
  let shape: Shape | undefined = known.root;
  for (const field in object) {
    if (field === 'apiVersion' || field === 'kind') continue;
    shape = walk(shape, field, object[field], known.budget, field === 'metadata' ? NOBODYS : undefined);
    if (!shape) return undefined;
  }
  return shape;
}

function walk(from: Shape, key: string, value: unknown, budget: Budget, except: ReadonlySet<string> | undefined): Shape | undefined {
  if (value === undefined) return from;
  const at = from.step(key, budget);
  if (typeof value !== 'object') return value === '' || value === 0 || value === false ? at?.step(ZERO, budget) : at;
  if (!isObject(value)) return undefined;
  let shape = at?.step(OPEN, budget);
  let entries = 0;
  for (const field in value) {
    if (value[field] === undefined) continue;
    if (!shape || ++entries > MOST_ENTRIES) return undefined;
    if (!except?.has(field)) shape = walk(shape, field, value[field], budget, undefined);
  }
  return entries === 0 ? undefined : shape?.step(CLOSE, budget);
}
