/**
 * Sets of field paths, as managed fields hold them: a tree whose keys are path elements in their FieldsV1 spelling.
 *
 * `f:name` is a field or map key, `k:{"name":"web"}` an item of a list with keys, `v:"x"` an item of a set, `i:0` an index.
 * A node that is a `member` stands for the path that leads to it; its children are deeper paths. Sets never change once
 * made, so subtrees are shared freely.
 */
export interface FieldNode {
  readonly member: boolean;
  readonly children: FieldSet | undefined;
}

export type FieldSet = ReadonlyMap<string, FieldNode>;

export const NO_FIELDS: FieldSet = new Map();

/** A path that ends here. */
export const LEAF: FieldNode = { member: true, children: undefined };

export const isEmptySet = (set: FieldSet | undefined): boolean => set === undefined || set.size === 0;

/** A node, or undefined when it would hold nothing. */
export function nodeOf(member: boolean, children: FieldSet | undefined): FieldNode | undefined {
  if (isEmptySet(children)) return member ? LEAF : undefined;
  return { member, children };
}

/** The set of the given paths, each a list of path elements. */
export function setOfPaths(...paths: readonly (readonly string[])[]): FieldSet {
  return paths.reduce<FieldSet>((set, path) => union(set, pathNode(path).children), NO_FIELDS);
}

const pathNode = ([element, ...rest]: readonly string[]): FieldNode =>
  (element === undefined ? LEAF : { member: false, children: new Map([[element, pathNode(rest)]]) });

export function union(a: FieldSet | undefined, b: FieldSet | undefined): FieldSet {
  if (a === b || b === undefined || b.size === 0) return a ?? NO_FIELDS;
  if (a === undefined || a.size === 0) return b;
  const out = new Map(a);
  for (const [element, node] of b) {
    const present = a.get(element);
    if (present === node) continue;
    out.set(element, present ? { member: present.member || node.member, children: orUndefined(union(present.children, node.children)) } : node);
  }
  return out;
}

/** Paths of `a` that are not in `b`. */
export function difference(a: FieldSet, b: FieldSet | undefined): FieldSet {
  return subtract(a, b, false);
}

/** Paths of `a` that neither are in `b` nor lie below a path of `b`. */
export function recursiveDifference(a: FieldSet, b: FieldSet | undefined): FieldSet {
  return subtract(a, b, true);
}

export function intersection(a: FieldSet, b: FieldSet | undefined): FieldSet {
  if (a === b) return a;
  if (b === undefined || a.size === 0 || b.size === 0) return NO_FIELDS;
  const out = new Map<string, FieldNode>();
  for (const [element, node] of a) {
    const other = b.get(element);
    if (!other) continue;
    const both = nodeOf(node.member && other.member, node.children && intersection(node.children, other.children));
    if (both) out.set(element, both);
  }
  return out;
}

function subtract(a: FieldSet, b: FieldSet | undefined, deep: boolean): FieldSet {
  if (b === undefined || b.size === 0 || a.size === 0) return a;
  let out: Map<string, FieldNode> | undefined;
  for (const [element, other] of b) {
    const node = a.get(element);
    if (!node) continue;
    const left = deep && other.member
      ? undefined
      : nodeOf(node.member && !other.member, node.children && subtract(node.children, other.children, deep));
    if (left && left.member === node.member && left.children === node.children) continue;
    out ??= new Map(a);
    if (left) out.set(element, left);
    else out.delete(element);
  }
  return out ?? a;
}

const orUndefined = (set: FieldSet): FieldSet | undefined => (set.size === 0 ? undefined : set);

export function setsEqual(a: FieldSet | undefined, b: FieldSet | undefined): boolean {
  if (a === b) return true;
  if ((a?.size ?? 0) !== (b?.size ?? 0)) return false;
  if (!a || !b) return true;
  for (const [element, node] of a) {
    const other = b.get(element);
    if (!other || other.member !== node.member || !setsEqual(node.children, other.children)) return false;
  }
  return true;
}
