/** The shape of objects as the editor needs it: of built-in kinds from our own tables, of custom ones from the server's OpenAPI. */
import { fieldDoc, typeDoc, type DocsTable } from '../../engine/api/schema/docs.ts';
import type { FieldSchema, TypeSchema, ValueSchema } from '../../engine/api/schema/schema.ts';
import { schemaOf } from '../../engine/api/schema/types.ts';
import { load } from 'js-yaml';
import { session } from '../state/cluster.ts';
import { splitDocuments } from './fieldLine.ts';

export interface Shape {
  /** As explain says it: `string`, `[]Container`, `map[string]string`. */
  readonly type: string;
  readonly doc?: string;
  readonly required?: boolean;
  readonly values?: readonly string[];
  readonly holds: 'fields' | 'list' | 'map' | 'value';
  /** Names of the fields, in order. */
  names(): readonly string[];
  /** The field of that name; of a list, its items (`[]`). */
  at(step: string): Shape | undefined;
}

let docs: DocsTable | undefined;
const loadDocs = async (): Promise<DocsTable> => (docs ??= (await import('../../engine/api/schema/docs.gen.json')).default as unknown as DocsTable);

/** `text`: where a custom kind that the server does not have yet may be defined. */
export async function shapeOf(apiVersion: string | undefined, kind: string | undefined, text = ''): Promise<Shape | undefined> {
  if (!apiVersion || !kind) return ANY_OBJECT;
  const builtIn = schemaOf(apiVersion, kind);
  if (builtIn) return structShape(builtIn, await loadDocs());
  return (await customShape(apiVersion, kind)) ?? shapeInText(text, apiVersion, kind);
}

interface Definition { readonly kind?: string; readonly spec?: { readonly group?: string; readonly names?: { readonly kind?: string }; readonly versions?: readonly { readonly name?: string; readonly schema?: { readonly openAPIV3Schema?: JsonSchema } }[] } }

/** The shape of a custom kind whose definition stands in the text itself. */
function shapeInText(text: string, apiVersion: string, kind: string): Shape | undefined {
  for (const document of splitDocuments(text)) {
    if (!/^kind: *["']?CustomResourceDefinition\b/m.test(document.text)) continue;
    let definition: Definition | null;
    try { definition = load(document.text) as Definition | null; } catch { continue; }
    const { group, names, versions } = definition?.spec ?? {};
    const version = versions?.find(({ name }) => `${group}/${name}` === apiVersion);
    const schema = names?.kind === kind ? version?.schema?.openAPIV3Schema : undefined;
    if (schema) return jsonShape({ ...schema, properties: { apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: { type: 'object' }, ...schema.properties } }, {});
  }
  return undefined;
}

export function descend(shape: Shape | undefined, path: readonly string[]): Shape | undefined {
  let at = shape;
  for (const step of path) at = at?.at(step);
  return at;
}

const none: readonly string[] = [];
const value = (type: string, doc?: string, values?: readonly string[], required = false): Shape => ({ type, ...(doc ? { doc } : {}), ...(values ? { values } : {}), required, holds: 'value', names: () => none, at: () => undefined });
const ANY_OBJECT: Shape = { type: 'Object', holds: 'fields', names: () => ['apiVersion', 'kind', 'metadata', 'spec'], at: (step) => value('string', step === 'kind' ? 'What this document describes: Pod, Deployment, Service ...' : undefined) };

function structShape(type: TypeSchema, table: DocsTable, doc = typeDoc(table, type.name), required = false): Shape {
  return {
    type: type.name.split('.').at(-1)!, ...(doc ? { doc } : {}), required, holds: type.fields.size > 0 ? 'fields' : 'value', names: () => [...type.fields.keys()],
    at(step) { const field = type.fields.get(step); return field && valueShape(field.type, table, fieldDoc(table, type.name, step), field); },
  };
}

function valueShape(schema: ValueSchema, table: DocsTable, doc: string | undefined, field?: FieldSchema): Shape {
  const required = field?.required ?? false;
  switch (schema.type) {
    case 'ref': return structShape(schema.ref, table, doc, required);
    case 'list': {
      const items = valueShape(schema.items, table, doc, field?.enum ? { ...field, required: false } : undefined);
      return { type: `[]${items.type}`, ...(doc ? { doc } : {}), required, holds: 'list', names: () => none, at: (step) => (step === '[]' ? items : undefined) };
    }
    case 'map': {
      const values = valueShape(schema.values, table, doc);
      return { type: `map[string]${values.type}`, ...(doc ? { doc } : {}), required, holds: 'map', names: () => none, at: () => values };
    }
    case 'boolean': return value('boolean', doc, ['true', 'false'], required);
    case 'quantity': return value('Quantity', doc, undefined, required);
    case 'intOrString': return value('IntOrString', doc, undefined, required);
    case 'time': case 'microTime': return value('Time', doc, undefined, required);
    case 'any': return value('Object', doc, undefined, required);
    default: return value(schema.type, doc, field?.enum, required);
  }
}

interface JsonSchema {
  readonly type?: string; readonly description?: string; readonly properties?: Readonly<Record<string, JsonSchema>>; readonly items?: JsonSchema; readonly additionalProperties?: JsonSchema | boolean;
  readonly required?: readonly string[]; readonly enum?: readonly unknown[]; readonly $ref?: string; readonly allOf?: readonly JsonSchema[]; readonly 'x-kubernetes-group-version-kind'?: readonly { group: string; version: string; kind: string }[];
}

/** Documents of the server, kept a while: definitions change seldom. */
const KEEP_MS = 5000;
const kept = new Map<string, { at: number; schemas: Promise<Readonly<Record<string, JsonSchema>> | undefined> }>();

async function customShape(apiVersion: string, kind: string): Promise<Shape | undefined> {
  let entry = kept.get(apiVersion);
  if (!entry || performance.now() - entry.at > KEEP_MS) {
    const path = apiVersion.includes('/') ? `apis/${apiVersion}` : `api/${apiVersion}`;
    entry = { at: performance.now(), schemas: session.request('GET', `/openapi/v3/${path}`).then((a) => (a.status === 200 ? (JSON.parse(a.body) as { components: { schemas: Record<string, JsonSchema> } }).components.schemas : undefined), () => undefined) };
    kept.set(apiVersion, entry);
  }
  const schemas = await entry.schemas;
  const found = Object.values(schemas ?? {}).find((s) => s['x-kubernetes-group-version-kind']?.some((gvk) => gvk.kind === kind && (gvk.group ? `${gvk.group}/${gvk.version}` : gvk.version) === apiVersion));
  return found && schemas ? jsonShape(found, schemas) : undefined;
}

function jsonShape(given: JsonSchema, schemas: Readonly<Record<string, JsonSchema>>, required = false): Shape {
  const ref = given.$ref ?? given.allOf?.[0]?.$ref;
  const target = ref ? schemas[ref.split('/').at(-1)!] ?? {} : given;
  const schema: JsonSchema = ref ? { ...target, ...(given.description ? { description: given.description } : {}) } : given;
  const base = { ...(schema.description ? { doc: schema.description } : {}), required };
  const { properties, items, additionalProperties } = schema;
  if (properties) return { ...base, type: 'Object', holds: 'fields', names: () => Object.keys(properties), at: (step) => (properties[step] ? jsonShape(properties[step], schemas, schema.required?.includes(step)) : undefined) };
  if (schema.type === 'array' && items) { const one = jsonShape(items, schemas); return { ...base, type: `[]${one.type}`, holds: 'list', names: () => none, at: (step) => (step === '[]' ? one : undefined) }; }
  if (typeof additionalProperties === 'object') { const one = jsonShape(additionalProperties, schemas); return { ...base, type: `map[string]${one.type}`, holds: 'map', names: () => none, at: () => one }; }
  const values = schema.enum?.map(String) ?? (schema.type === 'boolean' ? ['true', 'false'] : undefined);
  return value(schema.type ?? 'Object', schema.description, values, required);
}

export interface ServedKind { readonly apiVersion: string; readonly kind: string }
let kinds: { at: number; list: Promise<readonly ServedKind[]> } | undefined;

/** Every kind the server has, custom ones too; the preferred version of each first. */
export function servedKinds(): Promise<readonly ServedKind[]> {
  if (!kinds || performance.now() - kinds.at > KEEP_MS) kinds = { at: performance.now(), list: discover() };
  return kinds.list;
}

async function discover(): Promise<readonly ServedKind[]> {
  const found: ServedKind[] = [];
  for (const path of ['/api', '/apis']) {
    const answer = await session.request('GET', path, { headers: { accept: 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json' } });
    if (answer.status !== 200) continue;
    const { items } = JSON.parse(answer.body) as { items?: { metadata?: { name?: string }; versions: { version: string; resources?: { responseKind?: { kind: string }; verbs: string[] }[] }[] }[] };
    for (const { metadata, versions } of items ?? []) {
      for (const { version, resources } of versions) {
        for (const r of resources ?? []) if (r.responseKind && r.verbs.includes('create')) found.push({ apiVersion: metadata?.name ? `${metadata.name}/${version}` : version, kind: r.responseKind.kind });
      }
    }
  }
  return found;
}
