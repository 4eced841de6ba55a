/** What managed fields have to know of a kind, told from its definition. Make it once a kind and keep it. */
import type { Kind } from '../kinds/kind.ts';
import type { JsonObject } from '../patch/json-value.ts';
import { apiVersionOf } from '../resource.ts';
import type { TypeSchema } from '../schema/schema.ts';
import type { AnyObject } from '../types.ts';
import type { ManagedTypes } from './managed-fields.ts';
import { resetFields } from './reset-fields.ts';

/** `schema` finds the type of one version (`schemaOf` for built-in kinds, the definition's for `custom` ones). */
export function managedTypesOf(kind: Kind, schema: (apiVersion: string) => TypeSchema | undefined, custom = false): ManagedTypes {
  const { resource } = kind;
  const hasStatus = kind.subresources?.includes('status') ?? false;
  return {
    schema,
    resetFields: (subresource) => resetFields({ group: resource.group, kind: resource.kind, custom, hasStatus }, subresource),
    convert: (object, apiVersion) => {
      const text = object['apiVersion'] ?? apiVersionOf(resource);
      if (text === apiVersion) return object;
      // Custom resources without a converter differ in nothing but the version they name.
      if (custom && !kind.versions) return schema(apiVersion) && { ...object, apiVersion };
      return convert(kind, object as unknown as AnyObject, apiVersion) as JsonObject | undefined;
    },
  };
}

/** The object in another served version; undefined when that version is not served. */
function convert(kind: Kind, object: AnyObject, apiVersion: string): unknown {
  const stored = apiVersionOf(kind.resource);
  const from = object.apiVersion ?? stored;
  const versionOf = (text: string) => kind.versions?.find(({ version }) => apiVersionOf({ group: kind.resource.group, version }) === text);
  const source = versionOf(from);
  const target = versionOf(apiVersion);
  if ((from !== stored && !source) || (apiVersion !== stored && !target)) return undefined;
  const inStored = source ? { ...source.toStored(object), apiVersion: stored } : object;
  return target ? { ...target.fromStored(inStored), apiVersion } : inStored;
}
