/**
 * FieldsV1, the JSON of a field set: `{"f:metadata":{"f:labels":{".":{},"f:app":{}}}}`, in the order the API server writes.
 * Also the spelling of paths in conflicts: `.spec.template.spec.containers[name="web"].image`.
 * (https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/object-meta/#System)
 */
import { type FieldNode, type FieldSet, LEAF, nodeOf } from './fieldset.ts';

export interface FieldsV1 { [element: string]: FieldsV1 }

export function encodeFields(set: FieldSet): FieldsV1 {
  const out: FieldsV1 = {};
  for (const [element, node] of inOrder(set)) out[element] = encodeNode(node);
  return out;
}

/** Pods of one template share the nodes of their spec, so the JSON of a node is made once. */
const encodedNodes = new WeakMap<FieldNode, FieldsV1>();

function encodeNode(node: FieldNode): FieldsV1 {
  if (node.children === undefined) return {};
  let json = encodedNodes.get(node);
  if (!json) encodedNodes.set(node, (json = { ...(node.member ? { '.': {} } : {}), ...encodeFields(node.children) }));
  return json;
}

/** Reads FieldsV1; a path element that is none makes the whole set unreadable (undefined). */
export function decodeFields(fields: unknown): FieldSet | undefined {
  if (fields === null || typeof fields !== 'object' || Array.isArray(fields)) return undefined;
  const set = new Map<string, FieldNode>();
  for (const [element, below] of Object.entries(fields as Record<string, unknown>)) {
    if (element === '.') continue;
    if (!isPathElement(element)) return undefined;
    const children = decodeFields(below);
    if (children === undefined) return undefined;
    const member = children.size === 0 || '.' in (below as Record<string, unknown>);
    set.set(element, children.size === 0 ? LEAF : nodeOf(member, children)!);
  }
  return set;
}

function isPathElement(element: string): boolean {
  if (element.startsWith('f:')) return true;
  if (element.startsWith('i:')) return /^i:-?\d+$/.test(element);
  if (!element.startsWith('k:') && !element.startsWith('v:')) return false;
  try {
    const value: unknown = JSON.parse(element.slice(2));
    return element[0] === 'v' || (value !== null && typeof value === 'object' && !Array.isArray(value));
  } catch {
    return false;
  }
}

/** Fields before keys before values before indices; each by its own order. */
export function inOrder(set: FieldSet): [string, FieldNode][] {
  return [...set].sort(([a], [b]) => compareElements(a, b));
}

const RANK: Readonly<Record<string, number>> = { f: 0, k: 1, v: 2, i: 3 };

function compareElements(a: string, b: string): number {
  if (a[0] !== b[0]) return RANK[a[0]!]! - RANK[b[0]!]!;
  if (a[0] === 'f') return compare(a, b);
  if (a[0] === 'i') return Number(a.slice(2)) - Number(b.slice(2));
  const left: unknown = JSON.parse(a.slice(2));
  const right: unknown = JSON.parse(b.slice(2));
  if (a[0] === 'v') return compareScalars(left, right);
  const leftKeys = Object.entries(left as object);
  const rightKeys = Object.entries(right as object);
  for (let i = 0; i < leftKeys.length && i < rightKeys.length; i++) {
    const order = compare(leftKeys[i]![0], rightKeys[i]![0]) || compareScalars(leftKeys[i]![1], rightKeys[i]![1]);
    if (order !== 0) return order;
  }
  return leftKeys.length - rightKeys.length;
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Numbers before strings before booleans before null. */
function compareScalars(a: unknown, b: unknown): number {
  const rank = (value: unknown): number => ['number', 'string', 'boolean', 'object'].indexOf(typeof value);
  if (rank(a) !== rank(b)) return rank(a) - rank(b);
  if (typeof a === 'number') return a - (b as number);
  return compare(String(a), String(b));
}

/** Every path of the set as text, in the order the API server lists conflicts: a level's own members, then what is below. */
export function pathsOf(set: FieldSet, prefix = ''): string[] {
  const nodes = inOrder(set);
  return [
    ...nodes.filter(([, node]) => node.member).map(([element]) => prefix + printElement(element)),
    ...nodes.flatMap(([element, node]) => (node.children ? pathsOf(node.children, prefix + printElement(element)) : [])),
  ];
}

export function printElement(element: string): string {
  const text = element.slice(2);
  if (element[0] === 'f') return `.${text}`;
  if (element[0] === 'i') return `[${text}]`;
  if (element[0] === 'v') return `[=${text}]`;
  const keys = Object.entries(JSON.parse(text) as Record<string, unknown>);
  return `[${keys.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(',')}]`;
}
