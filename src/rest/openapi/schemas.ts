/** Schemas of the built-in types, in the form of an OpenAPI v3 document's components. */
import { fieldDoc, typeDoc, type DocsTable } from '../../engine/api/schema/docs.ts';
import { TYPES, longName, shortName, type FieldEntry, type FieldMarks } from '../../engine/api/schema/table.ts';

type Json = Record<string, unknown>;

const SPECIAL: Readonly<Record<string, string>> = {
  quantity: 'io.k8s.apimachinery.pkg.api.resource.Quantity', intOrString: 'io.k8s.apimachinery.pkg.util.intstr.IntOrString',
  time: 'io.k8s.apimachinery.pkg.apis.meta.v1.Time', microTime: 'io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime',
};
const ZERO: Readonly<Record<string, unknown>> = { string: '', int: 0, int32: 0, int64: 0, double: 0, bool: false };
const SCALARS: Readonly<Record<string, Json>> = {
  string: { type: 'string' }, bytes: { type: 'string', format: 'byte' }, bool: { type: 'boolean' }, int: { type: 'integer' },
  int32: { type: 'integer', format: 'int32' }, int64: { type: 'integer', format: 'int64' }, double: { type: 'number', format: 'double' }, any: { type: 'object' },
};
const EXTENSIONS = [['lt', 'x-kubernetes-list-type'], ['lk', 'x-kubernetes-list-map-keys'], ['mt', 'x-kubernetes-map-type'], ['ps', 'x-kubernetes-patch-strategy'], ['pk', 'x-kubernetes-patch-merge-key']] as const;

const NONE: FieldMarks = {};
const refName = (type: string): string | undefined => (type.startsWith('&') ? longName(type.slice(1)) : SPECIAL[type]);
const pointerTo = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });

function valueSchema(type: string, values: readonly string[] | undefined): Json {
  if (type.startsWith('[]')) return { type: 'array', items: valueSchema(type.slice(2), values) };
  if (type.startsWith('{}')) return { type: 'object', additionalProperties: valueSchema(type.slice(2), values) };
  const ref = refName(type);
  return ref ? pointerTo(ref) : { ...SCALARS[type], ...(values ? { enum: values } : {}) };
}

/** Go's zero value, which kube-openapi gives as default of what is never absent; `d` overrides. */
function defaultOf(type: string, marks: FieldMarks): unknown {
  if ('d' in marks) return marks.d ?? undefined;
  if (marks.p || type.startsWith('[]') || type.startsWith('{}')) return undefined;
  return refName(type) ? {} : marks.z ? ZERO[type] : undefined;
}

function propertySchema([, type, marks = NONE]: FieldEntry, description: string | undefined): Json {
  const compound = type.startsWith('[]') || type.startsWith('{}');
  const zero = defaultOf(type, marks);
  let schema = valueSchema(type, compound ? marks.ei : marks.e);
  // A reference with anything beside it has to stand in allOf.
  if (schema.$ref !== undefined && (description !== undefined || zero !== undefined)) schema = { allOf: [schema] };
  const extensions = EXTENSIONS.filter(([short]) => marks[short] !== undefined).map(([short, long]) => [long, marks[short]]);
  return { ...(description === undefined ? {} : { description }), ...(zero === undefined ? {} : { default: zero }), ...schema, ...Object.fromEntries(extensions) };
}

/** Without `docs`, no descriptions. `groupVersions` are those that a document is about (DeleteOptions, WatchEvent). */
export function typeSchema(name: string, docs: DocsTable, groupVersion: readonly [group: string, version: string] | undefined): Json {
  const short = shortName(name), entry = TYPES[short]!;
  const description = typeDoc(docs, name);
  const fields = entry.f ?? [];
  const required = fields.filter(([, , marks]) => marks?.r).map(([field]) => field);
  const properties: Json = {};
  for (const field of [...fields].sort(([a], [b]) => (a < b ? -1 : 1))) properties[field[0]] = propertySchema(field, fieldDoc(docs, name, field[0]));
  const { type, ...extra } = { type: 'object' as unknown, ...entry.x };
  return {
    ...(description === undefined ? {} : { description }), ...(type === null ? {} : { type }),
    ...(required.length > 0 ? { required } : {}), ...(entry.f ? { properties } : {}), ...kinds(short, entry.k, groupVersion), ...extra,
  };
}

function kinds(short: string, own: readonly string[] | undefined, groupVersion: readonly [string, string] | undefined): Json {
  let list = (own ?? []).map((gvk) => gvk.split('/') as [string, string, string]);
  if (short === 'meta.DeleteOptions' || short === 'meta.WatchEvent') {
    const kind = short.slice(5);
    list = [['', 'v1', kind]];
    if (groupVersion && groupVersion[0] !== '') list.push([...groupVersion, kind]);
  }
  return list.length > 0 ? { 'x-kubernetes-group-version-kind': list.map(([group, version, kind]) => ({ group, kind, version })) } : {};
}

/** Names of all types that the references in `value` lead to. */
export function referencedTypes(value: unknown): string[] {
  const found = new Set<string>();
  collect(value, found);
  const queue = [...found];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    for (const [, type] of TYPES[shortName(name)]?.f ?? []) {
      const next = refName(type.replace(/^(?:\[\]|\{\})+/, ''));
      if (next !== undefined && !found.has(next)) {
        found.add(next);
        queue.push(next);
      }
    }
  }
  return [...found].sort();
}

const REFERENCE = '#/components/schemas/';

function collect(value: unknown, found: Set<string>): void {
  if (Array.isArray(value)) for (const item of value) collect(item, found);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      if (key === '$ref' && typeof item === 'string') found.add(item.slice(REFERENCE.length));
      else collect(item, found);
    }
  }
}
