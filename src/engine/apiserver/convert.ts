/** How a stored object looks to a client: in the version it speaks, with managed fields. */
import { apiVersionOf } from '../api/resource.ts';
import type { AnyObject } from '../api/types.ts';
import { withManagedFields } from './managed-fields.ts';
import type { Registration } from './registry.ts';

/** In-process callers (`untyped` false) get the stored object itself. */
export function present(registration: Registration, request: { untyped?: boolean; version?: string }, object: AnyObject, beside: unknown): AnyObject {
  if (!request.untyped) return object;
  return toVersion(registration, request.version, withManagedFields(registration, object, beside));
}

/** The object in `version`; the stored version is the default. */
export function toVersion(registration: Registration, version: string | undefined, object: AnyObject): AnyObject {
  const { resource, versions } = registration.kind;
  if (registration.read) {
    const shown = registration.read(object, version);
    const apiVersion = apiVersionOf({ group: resource.group, version: version ?? resource.version });
    return shown.apiVersion === apiVersion ? shown : { ...shown, apiVersion };
  }
  if (!version || version === resource.version) return object;
  const served = versions?.find((v) => v.version === version);
  const converted = served ? served.fromStored(object) : object;
  return { ...converted, apiVersion: apiVersionOf({ group: resource.group, version }), kind: resource.kind };
}
