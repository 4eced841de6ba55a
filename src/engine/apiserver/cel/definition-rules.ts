/**
 * The CEL rules of a definition's schema, when it is written: they compile, name fields that are there, give a bool, look back
 * only where there is a past, and cost no more than a request may.
 */
import type { Schema } from '../../api/kinds/customresourcedefinition/structural-schema.ts';
import { forbiddenField, invalid, type FieldError } from '../../api/validation/field.ts';
import { estimateCost } from './cost/estimate.ts';
import { CONTRIBUTED, overDefinitionLimit, overRuleLimit } from './cost/limits.ts';
import { maximumOccurrences } from './cost/sizes.ts';
import { celEnvironment } from './environment.ts';
import { compile, compileErrorAt, isCompileError } from './expression.ts';
import { checkFields, type SyntaxNode } from './field-check.ts';

interface Rule { readonly rule?: string; readonly message?: string; readonly messageExpression?: string; readonly reason?: string; readonly fieldPath?: string; readonly optionalOldSelf?: boolean }

interface Place {
  readonly isResource: boolean;
  /** How often a value can stand here in one object; undefined = nothing bounds it. */
  readonly occurrences: number | undefined;
  /** The list or map above whose items have no past. */
  readonly forgetful?: string;
}

interface Spent { total: number; dearest: { readonly path: string; readonly cost: number }[] }

export function checkSchemaRules(schema: Schema | undefined, path: string): FieldError[] {
  if (!schema) return [];
  const spent: Spent = { total: 0, dearest: [] };
  const errors = checkSchema(schema, path, { isResource: true, occurrences: 1 }, spent);
  const over = overDefinitionLimit(spent.total);
  if (over !== undefined) errors.push(...spent.dearest.map((one) => forbiddenField(one.path, CONTRIBUTED)), forbiddenField(path, over));
  return errors;
}

function checkSchema(schema: Schema, path: string, place: Place, spent: Spent): FieldError[] {
  const errors = ((schema['x-kubernetes-validations'] ?? []) as readonly Rule[]).flatMap((rule, i) => checkRule(rule, schema, `${path}.x-kubernetes-validations[${i}]`, place, spent));
  const times = (most: number | undefined): number | undefined => (most === undefined || place.occurrences === undefined ? undefined : place.occurrences * most);
  const atomic = schema['x-kubernetes-map-type'] === 'atomic' ? { forgetful: path } : {};
  if (schema.items) {
    const forgetful = schema['x-kubernetes-list-type'] === 'map' ? {} : { forgetful: path };
    errors.push(...checkSchema(schema.items, `${path}.items`, { ...place, isResource: false, occurrences: times(schema.maxItems), ...forgetful }, spent));
  }
  for (const key of Object.keys(schema.properties ?? {}).sort()) errors.push(...checkSchema(schema.properties![key]!, `${path}.properties[${key}]`, { ...place, isResource: false, ...atomic }, spent));
  if (typeof schema.additionalProperties === 'object') {
    errors.push(...checkSchema(schema.additionalProperties, `${path}.additionalProperties`, { ...place, isResource: false, occurrences: times(schema.maxProperties), ...atomic }, spent));
  }
  return errors;
}

/** Of the dearest rules, so many are named. */
const DEAREST = 4;

function checkRule(rule: Rule, schema: Schema, path: string, place: Place, spent: Spent): FieldError[] {
  const { rule: source = '', messageExpression = '', optionalOldSelf } = rule;
  if (!source.trim()) return [];
  const environment = celEnvironment({ self: 'dyn', oldSelf: optionalOldSelf ? 'optional' : 'dyn' });
  // As Go prints the rule.
  const value = {
    Rule: source, Message: rule.message ?? '', MessageExpression: messageExpression, Reason: rule.reason ?? null, FieldPath: rule.fieldPath ?? '', OptionalOldSelf: optionalOldSelf ?? null,
  };
  const one = (text: string, result: 'bool' | 'string', field: 'rule' | 'messageExpression'): FieldError[] => {
    const wrongResult = result === 'bool' ? 'cel expression must evaluate to a bool' : 'messageExpression must evaluate to a string';
    const compiled = compile(environment, text, result);
    if (isCompileError(compiled)) return [invalid(`${path}.${field}`, value, compiled.error.startsWith('must evaluate') ? wrongResult : `compilation failed: ${compiled.error}`)];
    const ast = (environment.parse(text) as unknown as { ast: SyntaxNode }).ast;
    const { missing, type } = checkFields(ast, schema, place.isResource);
    if (missing) return [invalid(`${path}.${field}`, value, `compilation failed: ${compileErrorAt(text, missing.at, `undefined field '${missing.name}'`)}`)];
    if (type !== undefined && type !== (result === 'bool' ? 'boolean' : 'string')) return [invalid(`${path}.${field}`, value, wrongResult)];
    const cost = estimateCost(ast, schema) * (place.occurrences ?? maximumOccurrences(schema));
    spent.total += cost;
    spent.dearest = [...spent.dearest, { path: `${path}.${field}`, cost }].sort((a, b) => b.cost - a.cost).slice(0, DEAREST);
    const over = overRuleLimit(field, cost);
    return over === undefined ? [] : [forbiddenField(`${path}.${field}`, over)];
  };
  const errors = [...one(source.trim(), 'bool', 'rule'), ...(messageExpression.trim() ? one(messageExpression.trim(), 'string', 'messageExpression') : [])];
  if (!/\boldSelf\b/.test(source)) {
    if (optionalOldSelf !== undefined) errors.push(invalid(`${path}.optionalOldSelf`, optionalOldSelf, 'may not be set if oldSelf is not used in rule'));
  } else if (place.forgetful !== undefined) {
    errors.push(invalid(`${path}.rule`, source, `oldSelf cannot be used on the uncorrelatable portion of the schema within ${place.forgetful}`));
  }
  return errors;
}
