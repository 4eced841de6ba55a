/**
 * The most that one run of a CEL expression can cost, from its syntax and the sizes that its schema allows, in the units of
 * CEL's cost model (https://kubernetes.io/docs/reference/using-api/cel/#resource-constraints). What is not known costs least: a
 * rule is refused only for what it surely does.
 */
import type { Schema } from '../../../api/kinds/customresourcedefinition/structural-schema.ts';
import type { SyntaxNode } from '../field-check.ts';
import { escapeName } from '../values.ts';
import { maximumSize } from './sizes.ts';

/** What is known of a value: its schema, or its size alone. */
interface Value { readonly schema?: Schema; readonly size: number; readonly item?: Value }
interface Estimate { readonly cost: number; readonly value: Value }
type Scope = ReadonlyMap<string, Value>;

const SCALAR: Value = { size: 1 };
/** A tenth of a byte's cost to read it; a quarter of a letter's to match a pattern. */
const TRAVERSAL = 0.1, PATTERN = 0.25;
const NEW_LIST = 10, NEW_MAP = 30;

/** What a macro costs once, and with each element besides its expressions. */
const MACROS: Readonly<Record<string, { readonly once: number; readonly each: number }>> = {
  all: { once: 1, each: 3 }, exists: { once: 1, each: 4 }, exists_one: { once: 2, each: 2 }, existsOne: { once: 2, each: 2 }, map: { once: NEW_LIST + 1, each: NEW_LIST + 2 }, filter: { once: NEW_LIST + 1, each: NEW_LIST + 3 },
};

const isNode = (value: unknown): value is SyntaxNode => typeof value === 'object' && value !== null && 'op' in value;
const valueOf = (schema: Schema): Value => ({ schema, size: maximumSize(schema) });
const read = (size: number): number => Math.ceil(size * TRAVERSAL);

export function estimateCost(root: SyntaxNode, self: Schema): number {
  const value = valueOf(self);
  return Math.min(estimate(root, new Map([['self', value], ['oldSelf', value]])).cost, Number.MAX_SAFE_INTEGER);
}

function estimate(node: SyntaxNode, scope: Scope): Estimate {
  const args = node.args;
  switch (node.op) {
    case 'value': return { cost: 0, value: typeof args === 'string' ? { size: args.length } : SCALAR };
    case 'id': return { cost: 1, value: scope.get(args as string) ?? SCALAR };
    case '.': case '.?': {
      const owner = estimate((args as [SyntaxNode, string])[0], scope);
      return { cost: owner.cost + 1, value: field(owner.value, (args as [SyntaxNode, string])[1]) };
    }
    case '[]': case '[?]': {
      const [owner, key] = (args as [SyntaxNode, SyntaxNode]).map((one) => estimate(one, scope));
      return { cost: owner!.cost + key!.cost + 1, value: element(owner!.value) };
    }
    case 'list': {
      const items = (args as SyntaxNode[]).map((one) => estimate(one, scope));
      return { cost: NEW_LIST + sum(items), value: { size: items.length, item: items[0]?.value ?? SCALAR } };
    }
    case 'map': return { cost: NEW_MAP + sum((args as SyntaxNode[][]).flat().map((one) => estimate(one, scope))), value: { size: (args as unknown[]).length } };
    case '&&': case '||': return { cost: sum((args as SyntaxNode[]).map((one) => estimate(one, scope))), value: SCALAR };
    case '?:': {
      const [condition, yes, no] = (args as SyntaxNode[]).map((one) => estimate(one, scope));
      return { cost: condition!.cost + Math.max(yes!.cost, no!.cost), value: yes!.value.size >= no!.value.size ? yes!.value : no!.value };
    }
    case 'call': return call((args as [string, SyntaxNode[]])[0], undefined, (args as [string, SyntaxNode[]])[1], scope);
    case 'rcall': return call((args as [string, SyntaxNode, SyntaxNode[]])[0], (args as [string, SyntaxNode, SyntaxNode[]])[1], (args as [string, SyntaxNode, SyntaxNode[]])[2], scope);
    default: return operator(node.op, (Array.isArray(args) ? args : [args]).filter(isNode).map((one) => estimate(one, scope)));
  }
}

const sum = (estimates: readonly Estimate[]): number => estimates.reduce((total, { cost }) => total + cost, 0);

function operator(op: string, parts: readonly Estimate[]): Estimate {
  const cost = sum(parts);
  const [left, right] = parts;
  if (!left || !right) return { cost: cost + 1, value: left?.value ?? SCALAR };
  switch (op) {
    case '==': case '!=': case '<': case '<=': case '>': case '>=': return { cost: cost + read(Math.min(left.value.size, right.value.size)), value: SCALAR };
    case 'in': return { cost: cost + (isMap(right.value) ? 1 : right.value.size), value: SCALAR };
    // Only strings take time to put together.
    case '+': return { cost: cost + (isText(left.value) ? read(left.value.size + right.value.size) : 1), value: { ...left.value, size: left.value.size + right.value.size } };
    default: return { cost: cost + 1, value: SCALAR };
  }
}

const isText = ({ schema, item }: Value): boolean => (schema ? schema.type === 'string' : item === undefined);
const isMap = ({ schema }: Value): boolean => schema?.type === 'object';

function call(name: string, target: SyntaxNode | undefined, args: readonly SyntaxNode[], scope: Scope): Estimate {
  if (name === 'has' && !target) return { cost: estimate((args[0]!.args as [SyntaxNode])[0], scope).cost, value: SCALAR };
  if (name === 'bind' && target?.op === 'id' && args.length === 3) {
    const bound = estimate(args[1]!, scope);
    const body = estimate(args[2]!, new Map([...scope, [String(args[0]!.args), bound.value]]));
    return { cost: bound.cost + body.cost, value: body.value };
  }
  const macro = MACROS[name];
  if (macro && target && args.length >= 2 && args[0]!.op === 'id') return loop(macro, name, target, args, scope);
  const on = target && estimate(target, scope);
  const given = args.map((one) => estimate(one, scope));
  const base = (on?.cost ?? 0) + sum(given);
  const size = on?.value.size ?? 1, other = given[0]?.value.size ?? 1;
  switch (name) {
    case 'startsWith': case 'endsWith': return { cost: base + read(other), value: SCALAR };
    case 'contains': return { cost: base + read(size) * read(other), value: SCALAR };
    case 'matches': case 'find': case 'findAll': return { cost: base + read(size + 1) * Math.ceil(other * PATTERN), value: on?.value ?? SCALAR };
    case 'lowerAscii': case 'upperAscii': case 'trim': case 'replace': case 'split': case 'substring': return { cost: base + read(size), value: on?.value ?? SCALAR };
    case 'isSorted': case 'sum': case 'min': case 'max': case 'indexOf': case 'lastIndexOf': return { cost: base + read(size), value: on ? element(on.value) : SCALAR };
    case 'orValue': case 'value': return { cost: base + 1, value: on?.value ?? SCALAR };
    default: return { cost: base + 1, value: SCALAR };
  }
}

function loop(macro: { readonly once: number; readonly each: number }, name: string, target: SyntaxNode, args: readonly SyntaxNode[], scope: Scope): Estimate {
  const range = estimate(target, scope);
  const inner = new Map(scope);
  const twoVariables = (name === 'all' || name === 'exists' || name === 'existsOne') && args.length === 3;
  if (twoVariables) inner.set(String(args[0]!.args), SCALAR).set(String(args[1]!.args), element(range.value));
  // Who goes over a map gets its keys.
  else inner.set(String(args[0]!.args), isMap(range.value) ? { size: 0 } : element(range.value));
  const steps = args.slice(twoVariables ? 2 : 1).map((one) => estimate(one, inner));
  const cost = range.cost + macro.once + range.value.size * (macro.each + sum(steps));
  const last = steps[steps.length - 1]?.value ?? SCALAR;
  if (name === 'map') return { cost, value: { size: range.value.size, item: last } };
  return { cost, value: name === 'filter' ? { size: range.value.size, item: element(range.value) } : SCALAR };
}

function field({ schema }: Value, name: string): Value {
  for (const [key, property] of Object.entries(schema?.properties ?? {})) if (escapeName(key) === name) return valueOf(property);
  return typeof schema?.additionalProperties === 'object' ? valueOf(schema.additionalProperties) : SCALAR;
}

function element({ schema, item }: Value): Value {
  if (schema?.items) return valueOf(schema.items);
  if (typeof schema?.additionalProperties === 'object') return valueOf(schema.additionalProperties);
  return item ?? SCALAR;
}
