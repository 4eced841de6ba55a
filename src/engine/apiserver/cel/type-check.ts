/**
 * Warnings about a policy's expressions that name fields the matched types do not have, or compare what cannot be compared: `status.typeChecking`
 * (https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/#type-checking). As upstream, only
 * types that the rules name without wildcards are looked at, and at most ten of them.
 */
import { schemaOf } from '../../api/schema/types.ts';
import type { TypeSchema, ValueSchema } from '../../api/schema/schema.ts';
import { apiVersionOf } from '../../api/resource.ts';
import type { ValidatingAdmissionPolicy } from '../../api/types.ts';
import type { Registry } from '../registry.ts';
import { celEnvironment } from './environment.ts';
import { compileErrorAt } from './expression.ts';
import type { SyntaxNode } from './field-check.ts';
import { escapeName } from './values.ts';

const MAX_TYPES = 10;
const ROOTS = new Set(['object', 'oldObject']);

export interface ExpressionWarning { readonly fieldRef: string; readonly warning: string }

export function expressionWarnings(registry: Registry, policy: ValidatingAdmissionPolicy): ExpressionWarning[] {
  const types = matchedTypes(registry, policy);
  if (types.length === 0) return [];
  const warnings: ExpressionWarning[] = [];
  const check = (source: string | undefined, fieldRef: string): void => {
    const texts = source?.trim() ? types.flatMap(({ name, type }) => problem(source.trim(), type).map((text) => `${name}: ${text}`)) : [];
    if (texts.length) warnings.push({ fieldRef, warning: `${texts.join('\n')}\n` });
  };
  (policy.spec?.validations ?? []).forEach(({ expression, messageExpression }, i) => {
    check(expression, `spec.validations[${i}].expression`);
    check(messageExpression, `spec.validations[${i}].messageExpression`);
  });
  return warnings;
}

interface NamedType { readonly name: string; readonly type: TypeSchema }

function matchedTypes(registry: Registry, policy: ValidatingAdmissionPolicy): NamedType[] {
  const found = new Map<string, TypeSchema>();
  for (const { apiGroups = [], apiVersions = [], resources = [] } of policy.spec?.matchConstraints?.resourceRules ?? []) {
    if ([...apiGroups, ...apiVersions, ...resources].some((name) => name.includes('*'))) continue;
    for (const group of apiGroups) for (const resource of resources) {
      const registration = registry.find(group ? `${resource}.${group}` : resource);
      if (!registration) continue;
      const { kind } = registration.kind.resource;
      for (const version of apiVersions) {
        const apiVersion = apiVersionOf({ group, version });
        const type = registration.schemaOf?.(version) ?? schemaOf(apiVersion, kind);
        if (type && found.size < MAX_TYPES) found.set(`${apiVersion}, Kind=${kind}`, type);
      }
    }
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, type]) => ({ name, type }));
}

const ANY: ValueSchema = { type: 'any' };
const ORDERING = new Set(['<', '<=', '>', '>=']);
const COMPARING = new Set([...ORDERING, '==', '!=']);
const NUMERIC = new Set(['int', 'double']);

/** Undefined for what may hold anything. */
function celType({ type }: ValueSchema): string | undefined {
  switch (type) {
    case 'string': return 'string';
    case 'integer': return 'int';
    case 'number': return 'double';
    case 'boolean': return 'bool';
    default: return undefined;
  }
}

function literalType(value: unknown, source: string, { range }: SyntaxNode): ValueSchema {
  if (typeof value === 'bigint') return /u$/i.test(source.slice(range?.start, range?.end)) ? ANY : { type: 'integer' };
  if (typeof value === 'number') return { type: 'number' };
  return typeof value === 'string' ? { type: 'string' } : typeof value === 'boolean' ? { type: 'boolean' } : ANY;
}

const isNode = (value: unknown): value is SyntaxNode => typeof value === 'object' && value !== null && 'op' in value;

/** The first field that the type does not have, or comparison that cannot be. Variables of macros may hold anything. */
function problem(source: string, type: TypeSchema): string[] {
  let found: string | undefined;
  const typeOf = (node: SyntaxNode): ValueSchema => {
    if (node.op === 'id') return ROOTS.has(node.args as string) ? { type: 'ref', ref: type } : ANY;
    if (node.op === 'value') return literalType(node.args, source, node);
    if (!Array.isArray(node.args)) return ANY;
    const [left, right] = node.args as unknown[];
    if (node.op === '[]' && isNode(left)) {
      const list = typeOf(left);
      if (isNode(right)) typeOf(right);
      return list.type === 'list' ? list.items : list.type === 'map' ? list.values : ANY;
    }
    if ((node.op === '.' || node.op === '.?') && isNode(left) && typeof right === 'string') {
      const owner = typeOf(left);
      if (owner.type === 'map') return owner.values;
      if (owner.type !== 'ref') return ANY;
      for (const field of owner.ref.fields.values()) if (escapeName(field.name) === right) return field.type;
      found ??= compileErrorAt(source, (node.range?.end ?? right.length + 1) - right.length - 1, `undefined field '${right}'`);
      return ANY;
    }
    const types = node.args.flat(2).map((part) => (isNode(part) ? typeOf(part) : ANY));
    const [a, b] = types.map(celType);
    if (a !== undefined && b !== undefined && a !== b && COMPARING.has(node.op) && !(ORDERING.has(node.op) && NUMERIC.has(a) && NUMERIC.has(b))) {
      const from = isNode(left) ? left.range?.end ?? 0 : 0;
      found ??= compileErrorAt(source, Math.max(0, source.indexOf(node.op, from)), `found no matching overload for '_${node.op}_' applied to '(${a}, ${b})'`);
    }
    return COMPARING.has(node.op) ? { type: 'boolean' } : ANY;
  };
  try {
    typeOf((celEnvironment(VARIABLES).parse(source) as unknown as { ast: SyntaxNode }).ast);
  } catch {
    // What does not compile was refused when the policy was written.
    return [];
  }
  return found === undefined ? [] : [found];
}

const VARIABLES = { object: 'dyn', oldObject: 'dyn', request: 'dyn', params: 'dyn', namespaceObject: 'dyn', authorizer: 'kubernetes.authorization.Authorizer', variables: 'dyn' };
