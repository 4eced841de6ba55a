/**
 * The CEL rules of a custom resource's schema (`x-kubernetes-validations`), also those that compare with what was there
 * before (`oldSelf`)
 * (https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation-rules).
 */
import { deepEqual } from '../../api/deep-equal.ts';
import type { Schema } from '../../api/kinds/customresourcedefinition/structural-schema.ts';
import { duplicate, forbiddenField, invalid, required, type FieldError } from '../../api/validation/field.ts';
import { sameKeys } from '../customresources/validate-value.ts';
import { celEnvironment } from './environment.ts';
import { CelError, compile, isCompileError, type Compiled } from './expression.ts';
import { noOptional, someOptional } from './optional.ts';
import { schemaValue } from './values.ts';

type Json = Record<string, unknown>;

interface Rule {
  readonly rule?: string;
  readonly message?: string;
  readonly messageExpression?: string;
  readonly reason?: string;
  readonly fieldPath?: string;
  readonly optionalOldSelf?: boolean;
}

interface CompiledRule {
  readonly rule: Rule;
  readonly expression: Compiled;
  readonly message: Compiled | undefined;
  readonly usesOldSelf: boolean;
}

/** What a node of the schema is checked by, itself and below. */
interface Plan {
  readonly rules: readonly CompiledRule[];
  /** A rule stands here or below. */
  readonly any: boolean;
  readonly items?: Plan;
  readonly additional?: Plan;
  readonly properties: readonly (readonly [string, Plan])[];
  readonly allOf: readonly (readonly [Schema, Plan])[];
}

/** No message may be longer, in bytes. */
const MAX_MESSAGE = 5120;
const plans = new WeakMap<Schema, Plan>();

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

function planOf(schema: Schema): Plan {
  let plan = plans.get(schema);
  if (!plan) {
    const rules = ((schema['x-kubernetes-validations'] ?? []) as readonly Rule[]).map(compileRule);
    const items = schema.items && planOf(schema.items);
    const additional = typeof schema.additionalProperties === 'object' ? planOf(schema.additionalProperties) : undefined;
    const properties = Object.keys(schema.properties ?? {}).sort().map((key) => [key, planOf(schema.properties![key]!)] as const).filter(([, own]) => own.any);
    const allOf = (schema.allOf ?? []).map((part) => [part, planOf(part)] as const).filter(([, own]) => own.any);
    plan = {
      rules, properties, allOf, ...(items?.any ? { items } : {}), ...(additional?.any ? { additional } : {}),
      any: rules.length > 0 || properties.length > 0 || allOf.length > 0 || items?.any === true || additional?.any === true,
    };
    plans.set(schema, plan);
  }
  return plan;
}

/** The rule without its string literals, so that a name in a text does not count. */
const withoutTexts = (source: string): string => source.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '""');

function compileRule(rule: Rule): CompiledRule {
  const source = (rule.rule ?? '').trim();
  const environment = celEnvironment({ self: 'dyn', oldSelf: rule.optionalOldSelf ? 'optional' : 'dyn' });
  return {
    rule, expression: compile(environment, source, 'bool'), usesOldSelf: /\boldSelf\b/.test(withoutTexts(source)),
    message: rule.messageExpression?.trim() ? compile(environment, rule.messageExpression.trim(), 'string') : undefined,
  };
}

export const hasRules = (schema: Schema): boolean => planOf(schema).any;

/** Errors of `object` by the rules of its schema. `old` is what stood there before an update. */
export function validateRules(object: unknown, schema: Schema, old?: unknown): FieldError[] {
  const plan = planOf(schema);
  return plan.any ? validate(object, old, schema, plan, '', true) : [];
}

function validate(value: unknown, old: unknown, schema: Schema, plan: Plan, path: string, isResource: boolean): FieldError[] {
  if (value === null || value === undefined) return [];
  const errors = plan.rules.length ? ownErrors(value, old, schema, plan.rules, path, isResource) : [];
  for (const [part, own] of plan.allOf) errors.push(...validate(value, old, { ...schema, ...part }, own, path, isResource));
  if (Array.isArray(value)) {
    const { items } = plan;
    if (!items || !schema.items) return errors;
    // Only items that keys tell apart have a past.
    const before = schema['x-kubernetes-list-type'] === 'map' && Array.isArray(old) ? old as unknown[] : undefined;
    const keys = schema['x-kubernetes-list-map-keys'] ?? [];
    value.forEach((item, i) => errors.push(...validate(item, before?.find((one) => sameKeys(one, item, keys)), schema.items!, items, `${path}[${i}]`, false)));
  } else if (isObject(value)) {
    const before = isObject(old) ? old : {};
    for (const [key, own] of plan.properties) errors.push(...validate(value[key], before[key], schema.properties![key]!, own, path === '' ? key : `${path}.${key}`, false));
    if (plan.additional && typeof schema.additionalProperties === 'object') {
      for (const key of Object.keys(value).sort()) errors.push(...validate(value[key], before[key], schema.additionalProperties, plan.additional, `${path}[${key}]`, false));
    }
  }
  return errors;
}

function ownErrors(value: unknown, old: unknown, schema: Schema, rules: readonly CompiledRule[], path: string, isResource: boolean): FieldError[] {
  const errors: FieldError[] = [];
  const self = schemaValue(value, schema, isResource);
  const oldSelf = old === undefined || old === null ? undefined : schemaValue(old, schema, isResource);
  const unchanged = old !== undefined && deepEqual(value, old);
  const field = path || '<nil>', type = schema.type ?? '';
  for (const { rule, expression, message, usesOldSelf } of rules) {
    if (isCompileError(expression)) {
      errors.push(invalid(field, type, `rule compile error: compilation failed: ${expression.error}`));
      continue;
    }
    if (usesOldSelf && oldSelf === undefined && !rule.optionalOldSelf) continue;
    const variables = { self, oldSelf: rule.optionalOldSelf ? (oldSelf === undefined ? noOptional : someOptional(oldSelf)) : oldSelf ?? null };
    let holds: unknown;
    try {
      holds = expression.run(variables);
    } catch (error) {
      if (!(error instanceof CelError)) throw error;
      errors.push(invalid(field, type, error.message.startsWith('no such overload')
        ? `'${error.message}': call arguments did not match a supported operator, function or macro signature for rule: ${rule.rule}`
        : `${error.message} evaluating rule: ${rule.rule}`));
      continue;
    }
    // What was wrong before and did not change may stay (validation ratcheting).
    if (holds === true || (unchanged && !usesOldSelf)) continue;
    errors.push(broken(rule, below(path, rule.fieldPath), value, schema, detailOf(rule, message, variables)));
  }
  return errors;
}

function detailOf(rule: Rule, expression: Compiled | undefined, variables: Json): string {
  if (expression && !isCompileError(expression)) {
    try {
      const text = expression.run(variables);
      if (typeof text === 'string' && text.trim() !== '' && text.length <= MAX_MESSAGE && !text.trim().includes('\n')) return text.trim();
    } catch (error) {
      if (!(error instanceof CelError)) throw error;
    }
  }
  return rule.message?.trim() || `failed rule: ${(rule.rule ?? '').trim()}`;
}

function below(path: string, fieldPath: string | undefined): string {
  if (!fieldPath) return path || '<nil>';
  const own = fieldPath.trim().replace(/\['([^']+)'\]/g, '.$1').replace(/^\./, '');
  return path === '' ? own : `${path}.${own}`;
}

/** Simple values stand in the error, objects and lists do not. */
function broken(rule: Rule, field: string, value: unknown, schema: Schema, detail: string): FieldError {
  const simple = schema.type !== 'object' && schema.type !== 'array';
  switch (rule.reason) {
    case 'FieldValueForbidden': return forbiddenField(field, detail);
    case 'FieldValueRequired': return required(field, detail);
    case 'FieldValueDuplicate': return simple ? duplicate(field, value) : { reason: 'FieldValueDuplicate', field, message: 'Duplicate value' };
    default: return simple ? invalid(field, value, detail) : { reason: 'FieldValueInvalid', field, message: `Invalid value: ${detail}` };
  }
}
