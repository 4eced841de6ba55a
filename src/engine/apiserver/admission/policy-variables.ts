/** What expressions of policies and match conditions can name: `object`, `oldObject`, `request`, `params`, `namespaceObject`, `authorizer`, `variables`. */
import { apiVersionOf } from '../../api/resource.ts';
import type { UserInfo } from '../../api/api.ts';
import { AuthorizerValue, ResourceCheck, type AccessQuestion } from '../cel/libraries/authorizer.ts';
import { celEnvironment } from '../cel/environment.ts';
import { compile, isCompileError, type Compiled } from '../cel/expression.ts';
import { dynValue } from '../cel/values.ts';
import type { ApiServer } from '../server.ts';
import type { AdmissionAttributes } from './admission.ts';
import { namespaceOf, OPERATIONS } from './request-match.ts';

const NAMES = ['object', 'oldObject', 'request', 'params', 'namespaceObject', 'authorizer', 'variables'] as const;

export type PolicyVariables = Record<(typeof NAMES)[number], unknown>;

export const compilePolicyExpression = (source: string, result?: 'bool' | 'string'): Compiled =>
  compile(celEnvironment(Object.fromEntries(NAMES.map((name) => [name, name === 'authorizer' ? 'kubernetes.authorization.Authorizer' : 'dyn']))), source.trim(), result);

/** Without `params` and `variables`, which differ from policy to policy. */
export function requestVariables(server: ApiServer, attributes: AdmissionAttributes): PolicyVariables {
  const { object, old, namespace } = attributes;
  return {
    object: dynValue(object ?? null), oldObject: dynValue(old ?? null), request: dynValue(requestOf(attributes)), params: null,
    namespaceObject: namespace ? dynValue(namespaceOf(server, namespace) ?? null) : null, authorizer: authorizerOf(server, attributes), variables: {},
  };
}

/** As in an AdmissionReview. */
export function requestOf({ resource, subresource = '', namespace, name, verb, user, options }: AdmissionAttributes): Record<string, unknown> {
  const kind = { group: resource.group, version: resource.version, kind: resource.kind };
  const gvr = { group: resource.group, version: resource.version, resource: resource.resource };
  return {
    kind, resource: gvr, ...(subresource ? { subResource: subresource } : {}), requestKind: kind, requestResource: gvr, ...(subresource ? { requestSubResource: subresource } : {}),
    name, ...(namespace ? { namespace } : {}), operation: OPERATIONS[verb] ?? '', userInfo: userInfo(user), dryRun: options.dryRun === true,
    options: { kind: OPTIONS[verb] ?? 'UpdateOptions', apiVersion: 'meta.k8s.io/v1', ...(options.fieldManager ? { fieldManager: options.fieldManager } : {}), ...(options.fieldValidation ? { fieldValidation: options.fieldValidation } : {}) },
  };
}

const OPTIONS: Readonly<Record<string, string>> = { create: 'CreateOptions', update: 'UpdateOptions', patch: 'PatchOptions', delete: 'DeleteOptions' };

const userInfo = ({ username, uid, groups, extra }: UserInfo): object => ({ username, ...(uid ? { uid } : {}), groups, ...(extra ? { extra } : {}) });

function authorizerOf(server: ApiServer, { user, resource, subresource = '', namespace, name }: AdmissionAttributes): AuthorizerValue {
  const decide = ({ verb, path, serviceAccount, ...asked }: AccessQuestion): { allowed: boolean; reason?: string } => {
    const who: UserInfo = serviceAccount === undefined ? user : { username: serviceAccount, groups: ['system:serviceaccounts', `system:serviceaccounts:${serviceAccount.split(':')[2]!}`, 'system:authenticated'] };
    if (!server.authorizer || who.groups.includes('system:masters')) return { allowed: true };
    if (path !== undefined) return { allowed: false };
    return server.authorizer.authorize({
      user: who, verb, group: asked.group, version: '*', resource: asked.resource,
      ...(asked.subresource ? { subresource: asked.subresource } : {}), ...(asked.namespace ? { namespace: asked.namespace } : {}), ...(asked.name ? { name: asked.name } : {}),
    });
  };
  const authorizer = new AuthorizerValue(decide);
  const asked = { group: resource.group, resource: resource.resource, subresource, namespace, name };
  return Object.assign(authorizer, { requestResource: new ResourceCheck(authorizer, asked) });
}

export interface NamedExpression { readonly name?: string; readonly expression?: string }

/** `variables.x`: worked out when first asked for, in terms of those before it. */
export function lazyVariables(given: PolicyVariables, definitions: readonly { readonly name: string; readonly expression: Compiled }[]): PolicyVariables {
  if (definitions.length === 0) return given;
  const variables: Record<string, unknown> = {};
  const all = { ...given, variables };
  for (const { name, expression } of definitions) {
    let known: { value: unknown } | undefined;
    Object.defineProperty(variables, name, {
      enumerable: true,
      get: () => {
        if (isCompileError(expression)) throw new Error(`composited variable ${JSON.stringify(name)} fails to compile: ${expression.error}`);
        return (known ??= { value: expression.run(all) }).value;
      },
    });
  }
  return all;
}

export const apiVersionKind = (attributes: AdmissionAttributes): string => `${apiVersionOf(attributes.resource)}, Kind=${attributes.resource.kind}`;
