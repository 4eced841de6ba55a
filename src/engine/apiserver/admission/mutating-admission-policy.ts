/**
 * MutatingAdmissionPolicy: changes in CEL that a request gets, as a configuration merged over the object or as a JSON patch
 * (https://kubernetes.io/docs/reference/access-authn-authz/mutating-admission-policy/).
 */
import { failure, forbidden, StatusError } from '../../api/errors.ts';
import { mergeApplied } from '../../api/apply/merge.ts';
import { schemaOfType } from '../../api/apply/value-kind.ts';
import { deepEqual } from '../../api/deep-equal.ts';
import { applyJsonPatch } from '../../api/patch/json-patch.ts';
import { apiVersionOf, groupResource, MUTATING_ADMISSION_POLICIES, MUTATING_ADMISSION_POLICY_BINDINGS } from '../../api/resource.ts';
import { schemaOf } from '../../api/schema/types.ts';
import type { AnyObject, MutatingAdmissionPolicy } from '../../api/types.ts';
import { jsonOf } from '../cel/to-json.ts';
import type { Compiled } from '../cel/expression.ts';
import type { ApiServer } from '../server.ts';
import type { AdmissionAttributes, AdmissionPlugin } from './admission.ts';
import { compileConditions, runConditions, runExpression, type MatchCondition } from './match-conditions.ts';
import { objectsAsMaps } from './object-literals.ts';
import { applications, type Application } from './policy-bindings.ts';
import { compilePolicyExpression, lazyVariables, requestVariables } from './policy-variables.ts';
import { redecode } from './redecode.ts';

interface CompiledMutation { readonly patches: boolean; readonly source: string; readonly expression: Compiled }

interface CompiledPolicy {
  readonly variables: readonly { readonly name: string; readonly expression: Compiled }[];
  readonly conditions: readonly MatchCondition[];
  readonly mutations: readonly CompiledMutation[];
  readonly ignoresFailures: boolean;
  readonly again: boolean;
}

const compiled = new WeakMap<object, CompiledPolicy>();

function compilePolicy(policy: MutatingAdmissionPolicy): CompiledPolicy {
  let made = compiled.get(policy);
  if (!made) {
    const { variables = [], matchConditions, mutations = [], failurePolicy, reinvocationPolicy } = policy.spec ?? {};
    made = {
      variables: variables.map(({ name, expression }) => ({ name, expression: compilePolicyExpression(objectsAsMaps(expression)) })),
      conditions: compileConditions(matchConditions),
      mutations: mutations.map(({ patchType, applyConfiguration, jsonPatch }) => {
        const source = (patchType === 'JSONPatch' ? jsonPatch?.expression : applyConfiguration?.expression)?.trim() ?? '';
        return { patches: patchType === 'JSONPatch', source, expression: compilePolicyExpression(objectsAsMaps(source)) };
      }),
      ignoresFailures: failurePolicy === 'Ignore', again: reinvocationPolicy === 'IfNeeded',
    };
    compiled.set(policy, made);
  }
  return made;
}

export function mutatingAdmissionPolicy(server: ApiServer): AdmissionPlugin {
  const policies = server.store.table(groupResource(MUTATING_ADMISSION_POLICIES)), bindings = server.store.table(groupResource(MUTATING_ADMISSION_POLICY_BINDINGS));
  return {
    name: 'MutatingAdmissionPolicy',
    perObject: () => policies.size > 0 && bindings.size > 0,
    admit(attributes) {
      if (policies.size === 0 || !attributes.object) return undefined;
      const all = applications(server, policies, bindings, attributes);
      if (all.length === 0) return undefined;
      let object = attributes.object;
      /** For each application, the object as it left it. */
      const left = all.map((application) => (object = mutate(server, application, { ...attributes, object })));
      // Those that want to be asked again see once more what came after them.
      all.forEach((application, i) => {
        if (compilePolicy(application.policy as unknown as MutatingAdmissionPolicy).again && left[i] !== object) object = mutate(server, application, { ...attributes, object });
      });
      return object === attributes.object ? undefined : object;
    },
  };
}

function mutate(server: ApiServer, { policy, binding, params }: Application, attributes: AdmissionAttributes): AnyObject {
  const { variables, conditions, mutations, ignoresFailures } = compilePolicy(policy as unknown as MutatingAdmissionPolicy);
  let object = attributes.object!;
  const failed = (message: string): AnyObject => {
    if (ignoresFailures) return attributes.object!;
    throw refusal(attributes, `policy '${policy.metadata.name}' with binding '${binding.metadata.name}' denied request: ${message}`);
  };
  if ('error' in params) return failed(`failed to configure binding: ${params.error}`);
  for (const one of params) {
    const first = lazyVariables({ ...requestVariables(server, { ...attributes, object }), params: one }, variables);
    const matched = runConditions(conditions, first);
    if (matched.error !== undefined) return failed(matched.error);
    if (!matched.matches) continue;
    for (const mutation of mutations) {
      const given = lazyVariables({ ...requestVariables(server, { ...attributes, object }), params: one }, variables);
      const result = runExpression(mutation.expression, mutation.source, given);
      if ('error' in result) return failed(result.error);
      try {
        const changed = apply(server, attributes, object, mutation, jsonOf(result.value));
        if (!deepEqual(changed, object)) object = redecode(server, attributes, changed);
      } catch (error) {
        if (!(error instanceof StatusError)) throw error;
        return failed(error.message);
      }
    }
  }
  return object;
}

function apply(server: ApiServer, { resource }: AdmissionAttributes, object: AnyObject, { patches }: CompiledMutation, value: unknown): AnyObject {
  if (patches) return applyJsonPatch(object, value) as AnyObject;
  const registration = server.lookup(resource);
  const schema = registration.schemaOf?.(resource.version) ?? registration.kind.schema ?? schemaOf(apiVersionOf(resource), resource.kind);
  return mergeApplied(object, value, schemaOfType(schema)) as AnyObject;
}

function refusal({ resource, name }: AdmissionAttributes, message: string): Error {
  const { message: text, status } = forbidden(resource, name, message);
  return failure(422, 'Invalid', text, { ...status.details, causes: [{ message }] });
}
