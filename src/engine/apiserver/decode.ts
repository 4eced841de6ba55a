/** From a request's body to an object of the stored version, defaulted. */
import type { ApiRequest } from '../api/api.ts';
import { badRequest } from '../api/errors.ts';
import { apiVersionOf } from '../api/resource.ts';
import { decodeObject } from '../api/schema/decode.ts';
import { schemaOf } from '../api/schema/types.ts';
import type { TypeSchema } from '../api/schema/schema.ts';
import type { AnyObject } from '../api/types.ts';
import { deepCopy } from '../api/deep-copy.ts';
import type { Registration } from './registry.ts';

export interface Decoded {
  /** Of a request over the wire: the caller may change it in place. */
  object: AnyObject;
  warnings: string[];
}

/**
 * Decodes `body` against the schema of the version that the request speaks, converts it to the stored version and fills
 * in defaults. Throws 400 for a body of the wrong shape or (strict) with unknown fields.
 */
export function decodeBody(registration: Registration, request: ApiRequest, body: unknown): Decoded {
  const { kind } = registration;
  const { resource } = kind;
  if (!request.untyped) {
    if (!kind.setDefaults) return { object: body as AnyObject, warnings: [] };
    const object = deepCopy(body as AnyObject);
    kind.setDefaults(object);
    return { object, warnings: [] };
  }
  const version = request.version ?? resource.version;
  const apiVersion = apiVersionOf({ group: resource.group, version });
  const mode = request.options.fieldValidation ?? 'Warn';
  checkGroupVersionKind(body, apiVersion, resource.kind);
  const { object: decoded, warnings } = registration.decode
    ? registration.decode(body as AnyObject, version, mode)
    : builtin(body, apiVersion, resource.kind, mode, kind.schema);
  let object = decoded;
  if (version !== resource.version && !registration.decode) {
    const served = kind.versions?.find((v) => v.version === version);
    if (served) {
      served.setDefaults?.(object);
      object = served.toStored(object);
    }
  }
  object.apiVersion = apiVersionOf(resource);
  object.kind = resource.kind;
  object.metadata ??= {};
  kind.setDefaults?.(object);
  return { object, warnings };
}

function builtin(body: unknown, apiVersion: string, kind: string, mode: 'Strict' | 'Warn' | 'Ignore', schema?: TypeSchema): Decoded {
  const { object, unknownOrDuplicate } = decodeObject(body, apiVersion, kind, mode, schema);
  return { object: object as AnyObject, warnings: unknownOrDuplicate };
}

/** Throws the 400 for a body that says to be of another kind or version; one that says nothing is taken as what is wanted. */
export function checkGroupVersionKind(body: unknown, apiVersion: string, kind: string): void {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return;
  const given = body as { apiVersion?: unknown; kind?: unknown };
  if (typeof given.kind !== 'string' || typeof given.apiVersion !== 'string' || given.kind === '' || given.apiVersion === '') return;
  if (given.apiVersion === apiVersion && given.kind === kind) return;
  const [group, version] = splitApiVersion(given.apiVersion), [wantGroup] = splitApiVersion(apiVersion);
  if (given.kind === kind && group === wantGroup) throw badRequest(`the API version in the data (${given.apiVersion}) does not match the expected API version (${apiVersion})`);
  const why = schemaOf(given.apiVersion, given.kind)
    ? `converting (${version}.${given.kind}) to (${packageOf(wantGroup)}.${kind}): unknown conversion`
    : `no kind "${given.kind}" is registered for version "${given.apiVersion}" in scheme "k8s.io/kubernetes/pkg/api/legacyscheme/scheme.go:30"`;
  throw badRequest(`${given.kind} in version ${JSON.stringify(version)} cannot be handled as a ${kind}: ${why}`);
}

/** Go's package of a group's internal types. */
const packageOf = (group: string): string => (group === '' ? 'core' : group.split('.')[0]!);

function splitApiVersion(apiVersion: string): [string, string] {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? ['', apiVersion] : [apiVersion.slice(0, slash), apiVersion.slice(slash + 1)];
}
