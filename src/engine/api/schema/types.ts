/**
 * The built-in types: `schemaOf('apps/v1', 'Deployment')`, `typeByName('io.k8s.api.core.v1.PodSpec')`. Start here to read
 * the shape of an object; custom resources' shapes come from their definitions instead. A type is built when first asked for.
 */
import type { FieldSchema, SchemaLookup, TypeSchema, ValueSchema } from './schema.ts';
import { TYPES, longName, shortName, type FieldEntry, type FieldMarks } from './table.ts';

class LazyType implements TypeSchema {
  readonly name: string;
  readonly #entries: readonly FieldEntry[];
  #fields: ReadonlyMap<string, FieldSchema> | undefined;

  constructor(name: string, entries: readonly FieldEntry[]) {
    this.name = name;
    this.#entries = entries;
  }

  get fields(): ReadonlyMap<string, FieldSchema> {
    return (this.#fields ??= new Map(this.#entries.map((entry) => [entry[0], fieldOf(entry)])));
  }
}

const built = new Map<string, TypeSchema>();

function typeByShortName(short: string): TypeSchema | undefined {
  let type = built.get(short);
  if (!type) {
    const entry = TYPES[short];
    if (!entry) return undefined;
    built.set(short, (type = new LazyType(longName(short), entry.f ?? [])));
  }
  return type;
}

/** Types whose JSON may be anything, or is not what their Go fields say. */
const ANY = new Set(['meta.FieldsV1', 'meta.Patch', '+runtime.RawExtension', 'crd.JSON', 'crd.JSONSchemaPropsOrArray', 'crd.JSONSchemaPropsOrBool', 'crd.JSONSchemaPropsOrStringArray']);

const NONE: FieldMarks = {};

function fieldOf([name, type, marks = NONE]: FieldEntry): FieldSchema {
  return {
    name,
    type: valueOf(type, marks),
    required: marks.r === 1,
    ...(marks.ps !== undefined ? { patchStrategy: marks.ps } : {}),
    ...(marks.pk !== undefined ? { patchMergeKey: marks.pk } : {}),
    ...(marks.d !== undefined && marks.d !== null ? { default: marks.d } : {}),
    ...(marks.p ? { pointer: true } : {}),
    ...(marks.z ? { always: true } : {}),
    ...(marks.oz ? { omitZero: true } : {}),
    ...(marks.m ? { embedded: marks.m } : {}),
    ...(marks.g ? { goType: marks.g } : {}),
    ...(marks.gi ? { goElement: marks.gi } : {}),
    ...(marks.e ?? marks.ei ? { enum: marks.e ?? marks.ei } : {}),
  };
}

function valueOf(type: string, marks: FieldMarks): ValueSchema {
  if (type.startsWith('[]')) {
    const listType = marks.lt === 'set' || marks.lt === 'map' ? marks.lt : 'atomic';
    return { type: 'list', items: valueOf(type.slice(2), NONE), listType, ...(marks.lk ? { mapKeys: marks.lk } : {}) };
  }
  if (type.startsWith('{}')) return { type: 'map', values: valueOf(type.slice(2), NONE), ...(marks.mt === 'atomic' ? { atomic: true } : {}) };
  if (type.startsWith('&')) {
    const short = type.slice(1);
    if (ANY.has(short)) return { type: 'any', name: longName(short) };
    // The field's own mark wins: a volume's claimRef is granular though object references are atomic.
    const atomic = (marks.mt ?? TYPES[short]!.x?.['x-kubernetes-map-type']) === 'atomic';
    return { type: 'ref', ref: typeByShortName(short)!, ...(atomic ? { atomic: true } : {}) };
  }
  switch (type) {
    case 'string': return { type: 'string' };
    case 'bytes': return { type: 'string', format: 'byte' };
    case 'bool': return { type: 'boolean' };
    case 'int': return { type: 'integer' };
    case 'int32': case 'int64': return { type: 'integer', format: type };
    case 'double': return { type: 'number', format: 'double' };
    case 'quantity': case 'intOrString': case 'time': case 'microTime': return { type };
    default: return { type: 'any' };
  }
}

/** By full OpenAPI name. */
export const typeByName = (name: string): TypeSchema | undefined => typeByShortName(shortName(name));

let byKind: Map<string, string> | undefined;

function kinds(): Map<string, string> {
  if (byKind) return byKind;
  byKind = new Map();
  for (const [short, entry] of Object.entries(TYPES)) for (const gvk of entry.k ?? []) byKind.set(gvk, short);
  return byKind;
}

const gvkOf = (apiVersion: string, kind: string): string => (apiVersion.includes('/') ? `${apiVersion}/${kind}` : `/${apiVersion}/${kind}`);

/** The type of a built-in kind, of its list, and of the options kinds (`v1`, `DeleteOptions`). */
export const schemaOf: SchemaLookup = (apiVersion, kind) => {
  const short = kinds().get(gvkOf(apiVersion, kind)) ?? (TYPES[`meta.${kind}`] && kind.endsWith('Options') ? `meta.${kind}` : undefined);
  return short === undefined ? undefined : typeByShortName(short);
};

/** OpenAPI name of a built-in kind's type. Throws for a kind that is not built in. */
export function typeNameOfKind(group: string, version: string, kind: string): string {
  const short = kinds().get(`${group}/${version}/${kind}`);
  if (short === undefined) throw new Error(`no type for ${group}/${version} ${kind}`);
  return longName(short);
}
