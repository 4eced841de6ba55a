/**
 * ValidatingAdmissionPolicy: rules in CEL that a request must keep
 * (https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/).
 */
import { failure, forbidden } from '../../api/errors.ts';
import { groupResource, VALIDATING_ADMISSION_POLICIES, VALIDATING_ADMISSION_POLICY_BINDINGS } from '../../api/resource.ts';
import type { ValidatingAdmissionPolicy } from '../../api/types.ts';
import type { Compiled } from '../cel/expression.ts';
import type { ApiServer } from '../server.ts';
import type { AdmissionAttributes, AdmissionPlugin } from './admission.ts';
import { compileConditions, runConditions, runExpression, type MatchCondition } from './match-conditions.ts';
import { applications, type Application } from './policy-bindings.ts';
import { compilePolicyExpression, lazyVariables, requestVariables, type PolicyVariables } from './policy-variables.ts';

interface CompiledValidation { readonly source: string; readonly expression: Compiled; readonly message: string; readonly messageExpression: Compiled | undefined; readonly reason: string }

interface CompiledPolicy {
  readonly variables: readonly { readonly name: string; readonly expression: Compiled }[];
  readonly conditions: readonly MatchCondition[];
  readonly validations: readonly CompiledValidation[];
  readonly annotations: readonly { readonly source: string; readonly expression: Compiled }[];
  readonly ignoresFailures: boolean;
}

interface Denial { readonly message: string; readonly reason: string }

const CODES: Readonly<Record<string, number>> = { Unauthorized: 401, Forbidden: 403, RequestEntityTooLarge: 413, Invalid: 422 };
const compiled = new WeakMap<object, CompiledPolicy>();

function compilePolicy(policy: ValidatingAdmissionPolicy): CompiledPolicy {
  let made = compiled.get(policy);
  if (!made) {
    const { variables = [], matchConditions, validations = [], auditAnnotations = [], failurePolicy } = policy.spec ?? {};
    made = {
      variables: variables.map(({ name, expression }) => ({ name, expression: compilePolicyExpression(expression) })),
      conditions: compileConditions(matchConditions),
      validations: validations.map(({ expression, message = '', messageExpression, reason = 'Invalid' }) => ({
        source: expression.trim(), expression: compilePolicyExpression(expression, 'bool'), message: message.trim(), reason,
        messageExpression: messageExpression?.trim() ? compilePolicyExpression(messageExpression, 'string') : undefined,
      })),
      annotations: auditAnnotations.map(({ valueExpression }) => ({ source: valueExpression.trim(), expression: compilePolicyExpression(valueExpression) })),
      ignoresFailures: failurePolicy === 'Ignore',
    };
    compiled.set(policy, made);
  }
  return made;
}

export function validatingAdmissionPolicy(server: ApiServer): AdmissionPlugin {
  const policies = server.store.table(groupResource(VALIDATING_ADMISSION_POLICIES)), bindings = server.store.table(groupResource(VALIDATING_ADMISSION_POLICY_BINDINGS));
  return {
    name: 'ValidatingAdmissionPolicy',
    validate(attributes) {
      if (policies.size === 0) return;
      const all = applications(server, policies, bindings, attributes);
      if (all.length === 0) return;
      const request = requestVariables(server, attributes);
      let denied: string | undefined, reason = '';
      for (const application of all) {
        for (const denial of judge(application, request)) {
          const actions = application.binding.spec?.validationActions ?? ['Deny'];
          const names = `ValidatingAdmissionPolicy '${application.policy.metadata.name}' with binding '${application.binding.metadata.name}'`;
          if (actions.includes('Warn')) attributes.warn(`Validation failed for ${names}: ${denial.message}`);
          if (denied === undefined && actions.includes('Deny')) {
            denied = `${names} denied request: ${denial.message}`;
            ({ reason } = denial);
          }
        }
      }
      if (denied !== undefined) throw refusal(attributes, denied, reason);
    },
  };
}

function refusal({ resource, name }: AdmissionAttributes, message: string, reason: string): Error {
  const { message: text, status } = forbidden(resource, name, message);
  return failure(CODES[reason] ?? 422, reason, text, { ...status.details, causes: [{ message }] });
}

function judge({ policy, params }: Application, request: PolicyVariables): Denial[] {
  const { variables, conditions, validations, annotations, ignoresFailures } = compilePolicy(policy as unknown as ValidatingAdmissionPolicy);
  const failed = (message: string): Denial[] => (ignoresFailures ? [] : [{ message, reason: 'Invalid' }]);
  if ('error' in params) return failed(`failed to configure binding: ${params.error}`);
  return params.flatMap((one) => {
    const given = lazyVariables({ ...request, params: one }, variables);
    const matched = runConditions(conditions, given);
    if (matched.error !== undefined) return failed(matched.error);
    if (!matched.matches) return [];
    const denials = validations.flatMap((validation) => {
      const result = runExpression(validation.expression, validation.source, given);
      if ('error' in result) return failed(result.error);
      return result.value === true ? [] : [{ message: messageOf(validation, given), reason: validation.reason }];
    });
    for (const { source, expression } of annotations) {
      const result = runExpression(expression, source, given);
      if ('error' in result) denials.push(...failed(result.error));
    }
    return denials;
  });
}

function messageOf({ messageExpression, message, source }: CompiledValidation, given: PolicyVariables): string {
  if (messageExpression) {
    const result = runExpression(messageExpression, '', given);
    if ('value' in result && typeof result.value === 'string' && result.value.trim() !== '' && !result.value.trim().includes('\n')) return result.value.trim();
  }
  return message || `failed expression: ${source}`;
}
