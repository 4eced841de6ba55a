/** Policies with their bindings and parameters: for one request, each policy that applies and each set of parameters. */
import { groupResource } from '../../api/resource.ts';
import type { AnyObject, LabelSelector } from '../../api/types.ts';
import { compileLabelSelector } from '../../api/labels.ts';
import { dynValue } from '../cel/values.ts';
import type { Registration } from '../registry.ts';
import type { ApiServer } from '../server.ts';
import type { Table } from '../../store/table.ts';
import type { AdmissionAttributes } from './admission.ts';
import { isExempt, matchesRequest, type RequestSelection } from './request-match.ts';

interface ParamKind { readonly apiVersion?: string; readonly kind?: string }
interface ParamRef { readonly name?: string; readonly namespace?: string; readonly selector?: LabelSelector; readonly parameterNotFoundAction?: string }

export interface PolicyObject extends AnyObject {
  readonly spec?: { readonly paramKind?: ParamKind; readonly matchConstraints?: RequestSelection; readonly failurePolicy?: string };
}
export interface BindingObject extends AnyObject {
  readonly spec?: { readonly policyName?: string; readonly paramRef?: ParamRef; readonly matchResources?: RequestSelection; readonly validationActions?: readonly string[] };
}

export interface Application {
  readonly policy: PolicyObject;
  readonly binding: BindingObject;
  /** As CEL sees them, one evaluation each; or why there are none. */
  readonly params: readonly unknown[] | { readonly error: string };
}

/** In order of the policies' names, then of the bindings'. */
export function applications(server: ApiServer, policies: Table, bindings: Table, attributes: AdmissionAttributes): Application[] {
  if (policies.size === 0 || bindings.size === 0 || isExempt(attributes)) return [];
  const found: Application[] = [];
  for (const entry of policies.sorted()) {
    const policy = entry.value as PolicyObject;
    if (policy.metadata.deletionTimestamp || !matchesRequest(server, policy.spec?.matchConstraints ?? {}, attributes, false)) continue;
    for (const one of bindings.sorted()) {
      const binding = one.value as BindingObject;
      if (binding.spec?.policyName !== policy.metadata.name) continue;
      if (binding.spec?.matchResources && !matchesRequest(server, binding.spec.matchResources, attributes, true)) continue;
      found.push({ policy, binding, params: paramsOf(server, policy, binding, attributes) });
    }
  }
  return found;
}

function paramsOf(server: ApiServer, policy: PolicyObject, binding: BindingObject, attributes: AdmissionAttributes): Application['params'] {
  const { paramKind } = policy.spec ?? {};
  const { paramRef } = binding.spec ?? {};
  if (!paramKind) return [null];
  const registration = registrationOf(server, paramKind);
  if (!registration) return { error: `failed to find resource referenced by paramKind: '${paramKind.apiVersion ?? ''}, Kind=${paramKind.kind ?? ''}'` };
  if (!paramRef) return [null];
  const { namespaced } = registration.kind.resource;
  let namespace = '';
  if (namespaced) {
    if (!attributes.namespace && !paramRef.namespace) return { error: 'cannot use namespaced paramRef in policy binding that matches cluster-scoped resources' };
    namespace = paramRef.namespace ?? attributes.namespace;
  } else if (paramRef.namespace) return { error: 'paramRef.namespace must not be provided for a cluster-scoped `paramKind`' };
  const objects = paramRef.name === undefined ? selected(registration, namespace, paramRef.selector) : [registration.table.get(namespace ? `${namespace}/${paramRef.name}` : paramRef.name)?.value as AnyObject | undefined].filter((one) => one !== undefined);
  if (objects.length > 0) return objects.map(dynValue);
  return paramRef.parameterNotFoundAction === 'Allow' ? [] : { error: 'no params found for policy binding with `Deny` parameterNotFoundAction' };
}

function selected(registration: Registration, namespace: string, selector: LabelSelector | undefined): AnyObject[] {
  const compiled = compileLabelSelector(selector);
  return registration.table.range(namespace ? `${namespace}/` : '').map(({ value }) => value as AnyObject).filter(({ metadata }) => compiled.matches(metadata.labels ?? {}));
}

function registrationOf(server: ApiServer, { apiVersion = '', kind = '' }: ParamKind): Registration | undefined {
  const slash = apiVersion.indexOf('/');
  const group = slash < 0 ? '' : apiVersion.slice(0, slash);
  for (const registration of server.registry.all()) {
    if (registration.kind.resource.kind === kind && registration.kind.resource.group === group) return server.registry.find(groupResource(registration.kind.resource));
  }
  return undefined;
}
