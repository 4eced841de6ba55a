/**
 * Fields that a rule names and its schema does not have: the mistake that real clusters find when a definition is made. Only
 * chains from `self` and `oldSelf` are followed; what a macro's variables hold is not known here.
 */
import type { Schema } from '../../api/kinds/customresourcedefinition/structural-schema.ts';
import { escapeName } from './values.ts';

/** A node of the CEL library's syntax tree. */
export interface SyntaxNode { readonly op: string; readonly args: unknown; readonly range?: { readonly start: number; readonly end: number } }

export interface UndefinedField { readonly name: string; /** Offset of the dot before it. */ readonly at: number }

type Known = Schema | 'any';

const META: Schema = { type: 'object', properties: { name: { type: 'string' }, generateName: { type: 'string' } } };
const OBJECT: Record<string, Schema> = { apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: META };

const isNode = (value: unknown): value is SyntaxNode => typeof value === 'object' && value !== null && 'op' in value;

/** `type` is that of the whole expression, where the schema tells it. */
export function checkFields(root: SyntaxNode, self: Schema, isResource: boolean): { readonly missing?: UndefinedField; readonly type?: string } {
  let found: UndefinedField | undefined;
  let optional = false;

  const typeOf = (node: SyntaxNode): Known => {
    if (node.op === 'id') return (node.args === 'self' || node.args === 'oldSelf') ? withObjectFields(self, isResource) : 'any';
    if (!Array.isArray(node.args)) return 'any';
    const [left, right] = node.args as [unknown, unknown];
    if (node.op === '[]' && isNode(left)) {
      const type = typeOf(left);
      if (isNode(right)) walk(right);
      if (type === 'any') return 'any';
      return type.type === 'array' ? type.items ?? 'any' : typeof type.additionalProperties === 'object' ? type.additionalProperties : 'any';
    }
    if (node.op === '.?' || node.op === '[?]') optional = true;
    if ((node.op === '.' || node.op === '.?') && isNode(left) && typeof right === 'string') {
      const type = typeOf(left);
      if (type === 'any' || type['x-kubernetes-int-or-string'] || type.type !== 'object') return 'any';
      if (!type.properties) return typeof type.additionalProperties === 'object' ? type.additionalProperties : 'any';
      const key = Object.keys(type.properties).find((name) => escapeName(name) === right);
      if (key !== undefined) return withObjectFields(type.properties[key]!, false);
      found ??= { name: right, at: (node.range?.end ?? right.length + 1) - right.length - 1 };
      return 'any';
    }
    walkParts(node);
    return 'any';
  };

  const walk = (node: SyntaxNode): void => void typeOf(node);
  const walkParts = (node: SyntaxNode): void => {
    const parts = (Array.isArray(node.args) ? node.args.flat(2) : []).filter(isNode);
    for (const part of parts) walk(part);
  };
  const whole = typeOf(root);
  const type = optional || whole === 'any' || whole['x-kubernetes-int-or-string'] || whole['x-kubernetes-preserve-unknown-fields'] ? undefined : whole.type;
  return { ...(found ? { missing: found } : {}), ...(type ? { type } : {}) };
}

/** The first `variables.x` of a policy's expression that names none of `known`. */
export function unknownVariable(node: SyntaxNode, known: ReadonlySet<string>): UndefinedField | undefined {
  if (!Array.isArray(node.args)) return undefined;
  const [left, right] = node.args as [unknown, unknown];
  if (node.op === '.' && isNode(left) && left.op === 'id' && left.args === 'variables' && typeof right === 'string') {
    return known.has(right) ? undefined : { name: right, at: (node.range?.end ?? right.length + 1) - right.length - 1 };
  }
  for (const part of node.args.flat(2)) {
    const found = isNode(part) ? unknownVariable(part, known) : undefined;
    if (found) return found;
  }
  return undefined;
}

function withObjectFields(schema: Schema, isResource: boolean): Schema {
  if (!isResource && !schema['x-kubernetes-embedded-resource']) return schema;
  return { ...schema, properties: { ...schema.properties, ...OBJECT } };
}
