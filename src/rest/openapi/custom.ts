/** Paths and schemas of one version of a custom resource, from its structural schema. */
import type { CatalogueResource } from '../../engine/api/kinds/catalogue.ts';
import { Operations } from './operations.ts';

type Json = Record<string, unknown>;

/** One version of a custom resource: what its CustomResourceDefinition says. */
export interface CustomVersion {
  readonly group: string;
  readonly version: string;
  readonly resource: CatalogueResource;
  readonly listKind: string;
  /** `openAPIV3Schema`; undefined when the version has none. */
  readonly schema: Json | undefined;
}

const META = '#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.';
const PATCHES = ['application/apply-patch+yaml', 'application/json-patch+json', 'application/merge-patch+json'];

const API_VERSION = 'APIVersion defines the versioned schema of this representation of an object. Servers should convert recognized schemas to the latest internal value, and may reject unrecognized values. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#resources';
const KIND = 'Kind is a string value representing the REST resource this object represents. Servers may infer this from the endpoint the client submits requests to. Cannot be updated. In CamelCase. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#types-kinds';
const typeMeta: Json = { apiVersion: { description: API_VERSION, type: 'string' }, kind: { description: KIND, type: 'string' } };

/** `stable.example.com`, `v1`, `CronTab` -> `com.example.stable.v1.CronTab`. */
const typeName = (group: string, version: string, kind: string): string => [...group.split('.').reverse(), version, kind].join('.');

export function customOperations({ group, version, resource, listKind, schema }: CustomVersion): { paths: Json; schemas: Json } {
  const { kind } = resource;
  const operations = new Operations(group, version, (name, otherGroup) => (otherGroup === 'autoscaling' ? 'io.k8s.api.autoscaling.v1.Scale' : typeName(group, version, name === `${kind}List` ? listKind : name)));
  operations.add(resource, PATCHES);
  const gvk = (name: string): Json => ({ 'x-kubernetes-group-version-kind': [{ group, kind: name, version }] });
  const metadata = { description: "Standard object's metadata. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata", allOf: [{ $ref: `${META}ObjectMeta` }] };
  const body = schema === undefined || Object.keys(schema).length === 0
    ? { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }
    : { ...schema, properties: { ...(schema.properties as Json | undefined), ...typeMeta, metadata } };
  return {
    paths: operations.paths,
    schemas: {
      [typeName(group, version, kind)]: { ...body, ...gvk(kind) },
      [typeName(group, version, listKind)]: {
        description: `${listKind} is a list of ${kind}`, type: 'object', required: ['items'],
        properties: {
          ...typeMeta,
          items: { description: `List of ${resource.resource}. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md`, type: 'array', items: { $ref: `#/components/schemas/${typeName(group, version, kind)}` } },
          metadata: { description: 'Standard list metadata. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#types-kinds', allOf: [{ $ref: `${META}ListMeta` }] },
        },
        ...gvk(listKind),
      },
    },
  };
}
