/**
 * Admission: what stands between a decoded request and the store. Plugins run in v1.36's order, first all that change
 * the object, then all that only judge (https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/).
 */
import type { Verb, UserInfo, RequestOptions } from '../../api/api.ts';
import { groupResource, type AnyResource } from '../../api/resource.ts';
import type { AnyObject } from '../../api/types.ts';

export interface AdmissionAttributes {
  readonly verb: Verb;
  readonly resource: AnyResource;
  readonly subresource?: string;
  readonly namespace: string;
  readonly name: string;
  /** The object as it would be stored; undefined for a delete. */
  readonly object: AnyObject | undefined;
  readonly old: AnyObject | undefined;
  readonly user: UserInfo;
  readonly options: RequestOptions;
  /** Adds an HTTP warning to the answer. */
  warn(text: string): void;
}

/** The attributes as whoever asks admission holds them: one object a request. */
export type AdmissionRequest = Omit<AdmissionAttributes, 'object' | 'name'> & { object: AnyObject | undefined; name: string };

export interface AdmissionPlugin {
  /** As in `--enable-admission-plugins`. */
  readonly name: string;
  /** The resources (`pods`, `roles.rbac.authorization.k8s.io`) that it has to do with; it is not asked about others. Absent: all. */
  readonly only?: readonly string[];
  /** True when what it does to a pod follows from the pod's spec and namespace alone (see `pod-specs.ts`). */
  readonly podSpecOnly?: boolean;
  /** True while it may do to each pod another thing, so that what it did to one may not be kept for others of its spec. */
  perObject?(): boolean;
  /** Returns the changed object (never changes `attributes.object`), or undefined; throws a StatusError to refuse. */
  admit?(attributes: AdmissionAttributes): AnyObject | undefined;
  validate?(attributes: AdmissionAttributes): void;
  /** Called after the store accepted (or, with false, refused) what `validate` let pass: to commit or give back what was reserved. */
  settle?(attributes: AdmissionAttributes, stored: boolean): void;
}

export function admit(plugins: readonly AdmissionPlugin[], attributes: AdmissionAttributes): AnyObject | undefined {
  let object = attributes.object;
  for (const plugin of plugins) {
    const changed = plugin.admit?.(object === attributes.object ? attributes : { ...attributes, object });
    if (changed) object = changed;
  }
  return object;
}

export function validateAdmission(plugins: readonly AdmissionPlugin[], attributes: AdmissionAttributes): void {
  for (const plugin of plugins) plugin.validate?.(attributes);
}

/** The plugins that have to do with one resource, so that nobody asks the others at each write. */
export interface AdmissionChain {
  readonly admit: readonly AdmissionPlugin[];
  readonly validate: readonly AdmissionPlugin[];
  /** The same without those whose part was done once for all pods of a spec (`podSpecOnly`). */
  readonly admitBesidePodSpec: readonly AdmissionPlugin[];
  readonly validateBesidePodSpec: readonly AdmissionPlugin[];
}

export function admissionChain(plugins: readonly AdmissionPlugin[], resource: AnyResource): AdmissionChain {
  const id = groupResource(resource);
  const own = plugins.filter(({ only }) => !only || only.includes(id));
  const admit = own.filter((plugin) => plugin.admit), validate = own.filter((plugin) => plugin.validate);
  const besidePodSpec = (plugin: AdmissionPlugin): boolean => !plugin.podSpecOnly;
  return { admit, validate, admitBesidePodSpec: admit.filter(besidePodSpec), validateBesidePodSpec: validate.filter(besidePodSpec) };
}
