/**
 * Expressions are compiled when the object that holds them is written: rules of custom resources' schemas, policies, match
 * conditions of webhooks. `withExpressionChecks` adds that to the validation of those kinds.
 */
import { deepEqual } from '../../api/deep-equal.ts';
import { hoist } from '../../api/kinds/customresourcedefinition/hoist.ts';
import type { Schema } from '../../api/kinds/customresourcedefinition/structural-schema.ts';
import type { Kind } from '../../api/kinds/kind.ts';
import { groupResource } from '../../api/resource.ts';
import type { AnyObject, CustomResourceDefinition, MutatingAdmissionPolicy, ValidatingAdmissionPolicy, ValidatingWebhookConfiguration } from '../../api/types.ts';
import { invalid, type FieldError } from '../../api/validation/field.ts';
import { celEnvironment } from './environment.ts';
import { compile, compileErrorAt, isCompileError, type Compiled } from './expression.ts';
import { undefinedField, type SyntaxNode } from './field-check.ts';
import { objectsAsMaps } from '../admission/object-literals.ts';

type Check = (object: never) => FieldError[];

const CHECKS: Readonly<Record<string, Check>> = {
  'customresourcedefinitions.apiextensions.k8s.io': checkDefinition as Check,
  'validatingadmissionpolicies.admissionregistration.k8s.io': checkValidatingPolicy as Check,
  'mutatingadmissionpolicies.admissionregistration.k8s.io': checkMutatingPolicy as Check,
  'validatingwebhookconfigurations.admissionregistration.k8s.io': checkWebhooks as Check,
  'mutatingwebhookconfigurations.admissionregistration.k8s.io': checkWebhooks as Check,
};

/** The kind itself, unless its objects hold expressions. */
export function withExpressionChecks(kind: Kind): Kind {
  const check = CHECKS[groupResource(kind.resource)] as ((object: AnyObject) => FieldError[]) | undefined;
  if (!check) return kind;
  return {
    ...kind,
    validate: (object, version) => [...kind.validate?.(object, version) ?? [], ...check(object)],
    validateUpdate: (object, old, version) => [...kind.validateUpdate?.(object, old, version) ?? [], ...(deepEqual(object.spec, old.spec) && deepEqual(object.webhooks, old.webhooks) ? [] : check(object))],
  };
}

function errorOf(compiled: Compiled, field: string, value: unknown): FieldError[] {
  if (!isCompileError(compiled)) return [];
  return [invalid(field, value, compiled.error.startsWith('must evaluate') ? compiled.error : `compilation failed: ${compiled.error}`)];
}

interface Rule { readonly rule?: string; readonly message?: string; readonly messageExpression?: string; readonly reason?: string; readonly fieldPath?: string; readonly optionalOldSelf?: boolean }

function checkDefinition({ spec }: CustomResourceDefinition): FieldError[] {
  const { versions, validation } = hoist(spec);
  const errors = versions.flatMap((version, i) => checkSchema(version.schema?.openAPIV3Schema as Schema | undefined, `spec.versions[${i}].schema.openAPIV3Schema`, true));
  return [...errors, ...checkSchema(validation?.openAPIV3Schema as Schema | undefined, 'spec.validation.openAPIV3Schema', true)];
}

function checkSchema(schema: Schema | undefined, path: string, isResource: boolean): FieldError[] {
  if (!schema) return [];
  const errors = ((schema['x-kubernetes-validations'] ?? []) as readonly Rule[]).flatMap((rule, i) => checkRule(rule, schema, `${path}.x-kubernetes-validations[${i}]`, isResource));
  errors.push(...checkSchema(schema.items, `${path}.items`, false));
  for (const key of Object.keys(schema.properties ?? {}).sort()) errors.push(...checkSchema(schema.properties![key], `${path}.properties[${key}]`, false));
  if (typeof schema.additionalProperties === 'object') errors.push(...checkSchema(schema.additionalProperties, `${path}.additionalProperties`, false));
  return errors;
}

function checkRule(rule: Rule, schema: Schema, path: string, isResource: boolean): FieldError[] {
  const { rule: source = '', messageExpression = '', optionalOldSelf } = rule;
  if (!source.trim()) return [];
  const environment = celEnvironment({ self: 'dyn', oldSelf: optionalOldSelf ? 'optional' : 'dyn' });
  // As Go prints the rule.
  const value = {
    Rule: source, Message: rule.message ?? '', MessageExpression: messageExpression, Reason: rule.reason ?? null, FieldPath: rule.fieldPath ?? '', OptionalOldSelf: optionalOldSelf ?? null,
  };
  const one = (text: string, result: 'bool' | 'string', field: string): FieldError[] => {
    const compiled = compile(environment, text.trim(), result);
    if (isCompileError(compiled)) return errorOf(compiled, `${path}.${field}`, value);
    const missing = undefinedField((environment.parse(text.trim()) as unknown as { ast: SyntaxNode }).ast, schema, isResource);
    return missing ? [invalid(`${path}.${field}`, value, `compilation failed: ${compileErrorAt(text.trim(), missing.at, `undefined field '${missing.name}'`)}`)] : [];
  };
  return [...one(source, 'bool', 'rule'), ...(messageExpression.trim() ? one(messageExpression, 'string', 'messageExpression') : [])];
}

interface PolicySpec {
  readonly paramKind?: unknown;
  readonly variables?: readonly { name?: string; expression?: string }[];
  readonly matchConditions?: readonly { expression?: string }[];
}

type Compiler = (source: string | undefined, field: string, result?: 'bool' | 'string') => FieldError[];

/** What an expression of this policy may name. */
function policyCompiler({ paramKind }: PolicySpec): Compiler {
  const variables: Record<string, string> = {
    object: 'dyn', oldObject: 'dyn', request: 'dyn', namespaceObject: 'dyn', authorizer: 'kubernetes.authorization.Authorizer', variables: 'dyn', ...(paramKind ? { params: 'dyn' } : {}),
  };
  const environment = celEnvironment(variables);
  return (source = '', field, result) => (source.trim() ? errorOf(compile(environment, objectsAsMaps(source.trim()), result), field, source.trim()) : []);
}

const checkShared = ({ variables = [], matchConditions = [] }: PolicySpec, check: Compiler): FieldError[] => [
  ...matchConditions.flatMap(({ expression }, i) => check(expression, `spec.matchConditions[${i}].expression`, 'bool')),
  ...variables.flatMap(({ expression }, i) => check(expression, `spec.variables[${i}].expression`)),
];

function checkValidatingPolicy({ spec = {} }: ValidatingAdmissionPolicy): FieldError[] {
  const check = policyCompiler(spec as PolicySpec);
  return [
    ...checkShared(spec as PolicySpec, check),
    ...(spec.validations ?? []).flatMap(({ expression, messageExpression }, i) => [...check(expression, `spec.validations[${i}].expression`, 'bool'), ...check(messageExpression, `spec.validations[${i}].messageExpression`, 'string')]),
    ...(spec.auditAnnotations ?? []).flatMap(({ valueExpression }, i) => check(valueExpression, `spec.auditAnnotations[${i}].valueExpression`)),
  ];
}

function checkMutatingPolicy({ spec = {} }: MutatingAdmissionPolicy): FieldError[] {
  const check = policyCompiler(spec as PolicySpec);
  return [
    ...checkShared(spec as PolicySpec, check),
    ...(spec.mutations ?? []).flatMap(({ applyConfiguration, jsonPatch }, i) => [
      ...check(applyConfiguration?.expression, `spec.mutations[${i}].applyConfiguration.expression`), ...check(jsonPatch?.expression, `spec.mutations[${i}].jsonPatch.expression`),
    ]),
  ];
}

function checkWebhooks({ webhooks = [] }: ValidatingWebhookConfiguration): FieldError[] {
  const check = policyCompiler({});
  return webhooks.flatMap(({ matchConditions = [] }, i) => matchConditions.flatMap(({ expression }, j) => check(expression, `webhooks[${i}].matchConditions[${j}].expression`, 'bool')));
}
