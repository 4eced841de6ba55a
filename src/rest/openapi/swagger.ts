/**
 * OpenAPI v2 (Swagger) from the OpenAPI v3 documents: one document of everything, as `/openapi/v2` serves it
 * (https://kubernetes.io/docs/concepts/overview/kubernetes-api/#openapi-v2). Older clients and `kubectl`'s check of lists read it.
 * Like the real one it has no defaults, and of custom resources only what version 2 can say.
 */
import { sha256 } from '../../engine/kernel/sha256.ts';

export type Json = Record<string, unknown>;

/** What of a v2 document grows with the resources. */
export interface SwaggerParts { readonly paths: Json; readonly definitions: Json; readonly parameters: Json }

const V3_REFERENCE = '#/components/schemas/';
const GVK = 'x-kubernetes-group-version-kind';
const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch'] as const;
/** Version 2 knows no unions of types: these are strings with a format. */
const STRINGS: ReadonlySet<string> = new Set(['io.k8s.apimachinery.pkg.api.resource.Quantity', 'io.k8s.apimachinery.pkg.util.intstr.IntOrString']);
const DROPPED: ReadonlySet<string> = new Set(['default', 'oneOf', 'anyOf', 'not', 'nullable', 'allOf']);

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

export function swaggerParts(documents: Iterable<Json>): SwaggerParts {
  const parts = { paths: {} as Json, definitions: {} as Json, parameters: {} as Json };
  for (const document of documents) {
    for (const [path, item] of Object.entries(document.paths as Record<string, Json>)) parts.paths[path] = pathItem(item, parts.parameters);
    for (const [name, schema] of Object.entries((document.components as { schemas?: Record<string, Json> }).schemas ?? {})) {
      const before = parts.definitions[name] as Json | undefined;
      if (!before) parts.definitions[name] = definition(name, schema);
      // Options of the meta group are of every group's version.
      else if (Array.isArray(schema[GVK])) before[GVK] = merged(before[GVK] as Json[], schema[GVK] as Json[]);
    }
  }
  return parts;
}

export function swaggerDocument(version: string, { paths, definitions, parameters }: SwaggerParts): Json {
  return {
    swagger: '2.0', info: { title: 'Kubernetes', version }, paths: sorted(paths), definitions: sorted(definitions), parameters: sorted(parameters),
    securityDefinitions: { BearerToken: { description: 'Bearer Token authentication', type: 'apiKey', name: 'authorization', in: 'header' } },
    security: [{ BearerToken: [] }],
  };
}

export const sorted = (map: Json): Json => Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));

function merged(mine: Json[], theirs: Json[]): Json[] {
  const known = new Set(mine.map((gvk) => JSON.stringify(gvk)));
  return [...mine, ...theirs.filter((gvk) => !known.has(JSON.stringify(gvk)))];
}

function definition(name: string, schema: Json): Json {
  if (!STRINGS.has(name)) return schemaV2(schema);
  return { ...(schema.description === undefined ? {} : { description: schema.description }), ...(schema.format === undefined ? {} : { format: schema.format }), type: 'string' };
}

/** A schema as version 2 can say it. */
function schemaV2(schema: Json): Json {
  const { allOf } = schema;
  const out: Json = {};
  // Version 3 puts a reference that has a description into an allOf; version 2 does not mind the two together.
  if (Array.isArray(allOf) && allOf.length === 1 && isObject(allOf[0]) && typeof allOf[0].$ref === 'string') out.$ref = reference(allOf[0].$ref);
  // What may be null, or hold anything, is left open: clients of version 2 would refuse the rest.
  const open = schema.nullable === true || schema['x-kubernetes-preserve-unknown-fields'] === true;
  for (const [key, value] of Object.entries(schema)) {
    if (DROPPED.has(key)) continue;
    if (open && (key === 'properties' || key === 'items')) continue;
    if (key === 'type' && (schema.nullable === true || schema['x-kubernetes-int-or-string'] === true)) continue;
    if (key === '$ref') out.$ref = reference(value as string);
    else if (key === 'properties') out.properties = Object.fromEntries(Object.entries(value as Record<string, Json>).map(([name, one]) => [name, schemaV2(one)]));
    else if ((key === 'items' || key === 'additionalProperties') && isObject(value)) out[key] = schemaV2(value);
    else out[key] = value;
  }
  return out;
}

const reference = (ref: string): string => `#/definitions/${ref.slice(V3_REFERENCE.length)}`;

function pathItem(item: Json, shared: Json): Json {
  const out: Json = {};
  for (const method of METHODS) {
    const operation = item[method];
    if (isObject(operation)) out[method] = operationV2(operation, shared);
  }
  if (Array.isArray(item.parameters)) out.parameters = (item.parameters as Json[]).map((one) => parameter(one, shared));
  return out;
}

interface V3Operation extends Json {
  readonly parameters?: readonly Json[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Json }>>; readonly required?: boolean };
  readonly responses?: Readonly<Record<string, { readonly description: string; readonly content?: Readonly<Record<string, { readonly schema: Json }>> }>>;
}

function operationV2(given: Json, shared: Json): Json {
  const { parameters = [], requestBody, responses = {}, ...rest } = given as V3Operation;
  const bodyTypes = Object.keys(requestBody?.content ?? {});
  const produces = [...new Set(Object.values(responses).flatMap(({ content }) => Object.keys(content ?? {})))];
  const all = parameters.map((one) => parameter(one, shared));
  if (requestBody) {
    const schema = schemaV2(requestBody.content[bodyTypes[0]!]!.schema);
    all.push(parameter({ in: 'body', name: 'body', ...(requestBody.required ? { required: true } : {}), schema }, shared));
  }
  return {
    ...rest, consumes: bodyTypes.length ? bodyTypes : ['*/*'], produces, schemes: ['https'],
    ...(all.length ? { parameters: all } : {}),
    responses: Object.fromEntries(Object.entries(responses).map(([code, { description, content }]) => {
      const schema = Object.values(content ?? {})[0]?.schema;
      return [code, { description, ...(schema && Object.keys(schema).length ? { schema: schemaV2(schema) } : {}) }];
    })),
  };
}

const keys = new WeakMap<Json, string>();

/** A reference to the parameter, which is put among the shared ones: most operations have the same. */
function parameter(given: Json, shared: Json): Json {
  const known = keys.get(given);
  if (known !== undefined && known in shared) return { $ref: `#/parameters/${known}` };
  const { schema, ...rest } = given;
  const plain: Json = given.in === 'body' ? given : { ...rest, ...(isObject(schema) ? schema : {}) };
  const digest = sha256(new TextEncoder().encode(JSON.stringify(plain)));
  const key = known ?? `${String(plain.name)}-${[...digest.slice(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
  keys.set(given, key);
  shared[key] = plain;
  return { $ref: `#/parameters/${key}` };
}
