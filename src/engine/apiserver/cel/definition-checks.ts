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
import { checkDefaults } from '../customresources/definition-defaults.ts';
import { checkSchemaRules } from './definition-rules.ts';
import { compile, compileErrorAt, isCompileError, type Compiled } from './expression.ts';
import { unknownVariable, type SyntaxNode } from './field-check.ts';
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

function checkDefinition({ spec }: CustomResourceDefinition): FieldError[] {
  const { versions, validation } = hoist(spec);
  const all = [
    ...versions.map((version, i) => [version.schema?.openAPIV3Schema, `spec.versions[${i}].schema.openAPIV3Schema`] as const), [validation?.openAPIV3Schema, 'spec.validation.openAPIV3Schema'] as const,
  ];
  return all.flatMap(([schema, path]) => [...checkSchemaRules(schema as Schema | undefined, path), ...checkDefaults(schema as Schema | undefined, path)]);
}

interface PolicySpec {
  readonly paramKind?: unknown;
  readonly variables?: readonly { name?: string; expression?: string }[];
  readonly matchConditions?: readonly { expression?: string }[];
}

/** `known`: the variables that may be named; all of the policy's, unless told. */
type Compiler = (source: string | undefined, field: string, result?: 'bool' | 'string', known?: ReadonlySet<string>) => FieldError[];

/** What an expression of this policy may name. */
function policyCompiler({ paramKind, variables: own = [] }: PolicySpec): Compiler {
  const all = new Set(own.map(({ name }) => name ?? ''));
  const variables: Record<string, string> = {
    object: 'dyn', oldObject: 'dyn', request: 'dyn', namespaceObject: 'dyn', authorizer: 'kubernetes.authorization.Authorizer', variables: 'dyn', ...(paramKind ? { params: 'dyn' } : {}),
  };
  const environment = celEnvironment(variables);
  return (source = '', field, result, known = all) => {
    const text = source.trim();
    if (!text) return [];
    const plain = objectsAsMaps(text), compiled = compile(environment, plain, result);
    if (isCompileError(compiled)) return errorOf(compiled, field, text);
    const missing = unknownVariable((environment.parse(plain) as unknown as { ast: SyntaxNode }).ast, known);
    return missing ? [invalid(field, text, `compilation failed: ${compileErrorAt(text, missing.at, `undefined field '${missing.name}'`)}`)] : [];
  };
}

const checkShared = ({ variables = [], matchConditions = [] }: PolicySpec, check: Compiler): FieldError[] => [
  ...matchConditions.flatMap(({ expression }, i) => check(expression, `spec.matchConditions[${i}].expression`, 'bool')),
  // A variable knows those before it.
  ...variables.flatMap(({ expression }, i) => check(expression, `spec.variables[${i}].expression`, undefined, new Set(variables.slice(0, i).map(({ name }) => name ?? '')))),
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
