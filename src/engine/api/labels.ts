/**
 * Label selectors: from their text (`app in (a,b),!beta`), from LabelSelector objects, and back to text. Grammar and
 * error texts follow apimachinery's labels package as observed on v1.36.
 */
import { badRequest } from './errors.ts';
import type { LabelSelector } from './types.ts';
import { parseRequirements, type Requirement } from './label-requirements.ts';

export type Labels = Readonly<Record<string, string>>;

export interface Selector {
  /** True when it selects everything. */
  readonly empty: boolean;
  matches(labels: Labels): boolean;
  /** In the order of its keys: `app=web,tier in (a,b)`. */
  toString(): string;
}

const NOTHING: Selector = { empty: false, matches: () => false, toString: () => '' };
const compiled = new WeakMap<object, Selector>();

/** Throws 400 with Kubernetes' text for what is no selector. */
export function parseSelector(text: string): Selector {
  const parsed = parseRequirements(text);
  if (typeof parsed === 'string') throw badRequest(parsed);
  return selectorOf(parsed);
}

/** An absent selector selects nothing, an empty one everything. Compiled once an object: objects are immutable. */
export function compileLabelSelector(selector: LabelSelector | undefined): Selector {
  if (!selector) return NOTHING;
  let found = compiled.get(selector);
  if (!found) compiled.set(selector, (found = selectorOf(requirementsOf(selector))));
  return found;
}

/** The text of a LabelSelector; '' for one that selects everything (or is absent). */
export const formatSelector = (selector: LabelSelector | undefined): string => compileLabelSelector(selector).toString();

const OPERATORS: Record<string, Requirement['operator']> = { In: 'in', NotIn: 'notin', Exists: 'exists', DoesNotExist: '!' };

function requirementsOf(selector: LabelSelector): Requirement[] {
  const requirements: Requirement[] = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => ({ key, operator: '=', values: [value] }));
  for (const { key, operator, values } of selector.matchExpressions ?? []) {
    requirements.push({ key, operator: OPERATORS[operator] ?? 'in', values: [...(values ?? [])].sort() });
  }
  return requirements;
}

function selectorOf(unsorted: Requirement[]): Selector {
  const requirements = [...unsorted].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return {
    empty: requirements.length === 0,
    matches(labels) {
      for (const requirement of requirements) if (!holds(requirement, labels)) return false;
      return true;
    },
    toString: () => requirements.map(format).join(','),
  };
}

function holds({ key, operator, values }: Requirement, labels: Labels): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case '=': case '==': return value === values[0];
    case '!=': return value !== values[0];
    case 'in': return value !== undefined && values.includes(value);
    case 'notin': return value === undefined || !values.includes(value);
    case 'exists': return value !== undefined;
    case '!': return value === undefined;
    case 'gt': return value !== undefined && /^[-+]?\d+$/.test(value) && Number(value) > Number(values[0]);
    case 'lt': return value !== undefined && /^[-+]?\d+$/.test(value) && Number(value) < Number(values[0]);
  }
}

function format({ key, operator, values }: Requirement): string {
  switch (operator) {
    case 'exists': return key;
    case '!': return `!${key}`;
    case 'in': case 'notin': return `${key} ${operator} (${[...values].sort().join(',')})`;
    case 'gt': return `${key}>${values[0]}`;
    case 'lt': return `${key}<${values[0]}`;
    default: return `${key}${operator}${values[0]}`;
  }
}
