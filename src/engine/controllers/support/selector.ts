/**
 * Label selectors of workloads as a test on labels. Compiled once per selector object: objects are immutable and shared,
 * so the object itself is the key of the cache.
 */
import type { LabelSelector } from '../../api/types.ts';

export type Labels = Readonly<Record<string, string>>;

export interface Selector {
  /** True for `{}`: it selects everything. */
  readonly empty: boolean;
  matches(labels: Labels | undefined): boolean;
}

const NO_LABELS: Labels = {};
const NOTHING: Selector = { empty: false, matches: () => false };
const compiled = new WeakMap<object, Selector>();

/** An absent selector selects nothing, an empty one everything. */
export function selectorOf(selector: LabelSelector | undefined): Selector {
  if (!selector) return NOTHING;
  let found = compiled.get(selector);
  if (!found) compiled.set(selector, (found = compile(selector)));
  return found;
}

/** A plain map, as Services and ReplicationControllers have: empty or absent selects nothing. */
export function mapSelectorOf(map: Labels | undefined): Selector {
  if (!map) return NOTHING;
  let found = compiled.get(map);
  if (!found) {
    const pairs = Object.entries(map);
    found = pairs.length === 0 ? NOTHING : { empty: false, matches: (labels = NO_LABELS) => pairs.every(([k, v]) => labels[k] === v) };
    compiled.set(map, found);
  }
  return found;
}

function compile(selector: LabelSelector): Selector {
  const pairs = Object.entries((selector.matchLabels ?? {}) as Labels);
  const expressions = selector.matchExpressions ?? [];
  const empty = pairs.length === 0 && expressions.length === 0;
  return {
    empty,
    matches(labels = NO_LABELS) {
      for (const [key, value] of pairs) if (labels[key] !== value) return false;
      for (const { key, operator, values = [] } of expressions) {
        const value = labels[key];
        const holds = operator === 'In' ? value !== undefined && values.includes(value)
          : operator === 'NotIn' ? value === undefined || !values.includes(value)
          : operator === 'Exists' ? value !== undefined
          : operator === 'DoesNotExist' && value === undefined;
        if (!holds) return false;
      }
      return true;
    },
  };
}
