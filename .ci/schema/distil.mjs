/**
 * Makes `marks.json`: what `@kubernetes/client-node` does not know of the built-in types. Run by hand, rarely:
 *
 *   node .ci/schema/distil.mjs <folder of OpenAPI v3 documents> <protobuf messages json> <Go structs json>
 *
 * The Go structs (fields in order, tags, pointers, named types) come from a kubectl binary's own type information.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { join } from 'node:path';
import { loadModels, typeOf, versionAndKind } from './client-node.mjs';
import { longName, property, shortName } from './notation.mjs';

const [openapi, messagesFile, goFile] = process.argv.slice(2);
const go = { ...JSON.parse(readFileSync(goFile, 'utf8')), ...JSON.parse(readFileSync(new URL('go-extra.json', import.meta.url), 'utf8')) };
const { messages } = JSON.parse(readFileSync(messagesFile, 'utf8'));

const definitions = {};
const perDocument = {};
for (const file of readdirSync(openapi).filter((f) => f.endsWith('.gz')).sort()) {
  const document = JSON.parse(gunzipSync(readFileSync(join(openapi, file))));
  Object.assign(definitions, document.components.schemas);
  perDocument[file] = document;
}

const goName = (name) => {
  for (const [from, to] of [['io.k8s.api.', 'k8s.io/api/'], ['io.k8s.apimachinery.pkg.', 'k8s.io/apimachinery/pkg/'],
    ['io.k8s.apiextensions-apiserver.pkg.', 'k8s.io/apiextensions-apiserver/pkg/'], ['io.k8s.kube-aggregator.pkg.', 'k8s.io/kube-aggregator/pkg/']]) {
    if (!name.startsWith(from)) continue;
    const parts = name.slice(from.length).split('.');
    return `${to}${parts.slice(0, -1).join('/')}.${parts.at(-1)}`;
  }
};
/** A type that is new in v1 was in a beta before. */
const goStruct = (name) => {
  const plain = goName(name);
  return plain && (go[plain] ?? go[plain.replace('/v1.', '/v1beta1.')] ?? go[plain.replace('/v1.', '/v1alpha1.')]);
};

/** JSON fields of a Go struct, embedded ones in place. */
function goFields(struct, embed = []) {
  const out = [];
  for (const [field, tag, embedded, type] of struct) {
    const json = /json:"([^"]*)"/.exec(tag)?.[1] ?? '';
    const [name, ...options] = json.split(',');
    if (name === '-') continue;
    if (embedded && name === '') {
      const inner = go[type.n ?? type.e?.n];
      if (inner) out.push(...goFields(inner, type.s === 'v1.TypeMeta' ? embed : [...embed, field]));
      continue;
    }
    out.push({ name: name || field, omitempty: options.includes('omitempty'), omitzero: options.includes('omitzero'), type, embed });
  }
  return out;
}

const goText = (t) => (t.n || t.s ? t.s : t.k === 'ptr' ? `*${goText(t.e)}` : t.k === 'slice' ? `[]${goText(t.e)}` : t.k === 'map' ? `map[${goText(t.key)}]${goText(t.e)}` : t.k);

const SPECIAL = new Map([
  ['io.k8s.apimachinery.pkg.api.resource.Quantity', 'quantity'],
  ['io.k8s.apimachinery.pkg.util.intstr.IntOrString', 'intOrString'],
  ['io.k8s.apimachinery.pkg.apis.meta.v1.Time', 'time'],
  ['io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime', 'microTime'],
]);

function typeText(p) {
  const ref = p.$ref ?? p.allOf?.[0].$ref;
  if (ref) {
    const name = ref.split('/').at(-1);
    return SPECIAL.get(name) ?? `&${shortName(name)}`;
  }
  if (p.type === 'array') return `[]${typeText(p.items)}`;
  if (p.additionalProperties) return `{}${typeText(p.additionalProperties)}`;
  if (p.type === 'integer' || p.type === 'number') return p.format ?? 'int';
  if (p.type === 'boolean') return 'bool';
  if (p.type === 'string') return p.format === 'byte' ? 'bytes' : 'string';
  return 'any';
}

function derivedGo(type) {
  if (type.startsWith('[]')) return `[]${derivedGo(type.slice(2))}`;
  if (type.startsWith('{}')) return `map[string]${derivedGo(type.slice(2))}`;
  if (type.startsWith('&')) { const p = longName(type.slice(1)).split('.'); return p.slice(-2).join('.'); }
  return { int32: 'int32', int64: 'int64', double: 'float64', bytes: '[]uint8', quantity: 'resource.Quantity', intOrString: 'intstr.IntOrString', time: 'v1.Time', microTime: 'v1.MicroTime' }[type] ?? type;
}

/** Where a field new since the Go structs belongs: by its protobuf number, after the last lower one. */
function protobufOrder(name) {
  const message = messages[`${goName(name)?.replaceAll('/', '.')}`] ?? {};
  const order = new Map();
  for (const [number, [json]] of Object.entries(message)) order.set(json, Number(number));
  return order;
}

const models = await loadModels();
const modelOf = new Map();
for (const model of models.values()) {
  const at = versionAndKind(model.name);
  if (!at) continue;
  const suffix = `.${at.version}.${at.kind}`;
  const fields = model.map.map((f) => f.baseName).sort().join();
  for (const name of Object.keys(definitions)) {
    if (!name.endsWith(suffix)) continue;
    if (at.group && !name.toLowerCase().includes(`.${at.group}.`)) continue;
    if (Object.keys(definitions[name].properties ?? {}).sort().join() !== fields) continue;
    if (!modelOf.has(name) || at.group) modelOf.set(name, model);
  }
}
const nameOfModel = new Map([...modelOf].map(([name, model]) => [model.name, name]));
const refOf = (model) => (nameOfModel.has(model) ? `&${shortName(nameOfModel.get(model))}` : 'any');

const marks = {};
let unknownFields = 0, overrides = 0, unmodelled = 0;
for (const name of Object.keys(definitions).sort()) {
  const definition = definitions[name];
  const model = modelOf.get(name);
  if (!model) unmodelled++;
  const mark = {};
  if (model) mark.model = model.name;
  if (definition.description !== model?.doc) mark.doc = definition.description ?? null;
  const extra = {};
  for (const [key, value] of Object.entries(definition)) {
    if (!['description', 'properties', 'required', 'x-kubernetes-group-version-kind'].includes(key) && !(key === 'type' && value === 'object')) extra[key] = value;
  }
  if (definition.type !== 'object') extra.type ??= null;
  if (Object.keys(extra).length) mark.extra = extra;
  if (definition['x-kubernetes-group-version-kind'] && !/\.(DeleteOptions|WatchEvent)$/.test(name)) {
    mark.gvk = definition['x-kubernetes-group-version-kind'].map((g) => `${g.group}/${g.version}/${g.kind}`);
  }
  const struct = goStruct(name);
  const beta = go[goName(name)] ? /$^/ : /(^|\])v1(?:beta1|alpha1)\./g;
  const known = new Map((struct ? goFields(struct) : []).map((f, i) => [f.name, { ...f, at: i }]));
  const numbers = protobufOrder(name);
  const at = (field) => known.get(field)?.at ?? afterLower(field);
  const afterLower = (field) => {
    const number = numbers.get(field) ?? 1000;
    let best = -1, bestNumber = -1;
    for (const [other, k] of known) { const n = numbers.get(other) ?? -1; if (n < number && n > bestNumber) { bestNumber = n; best = k.at; } }
    return best + number / 10000;
  };
  const names = Object.keys(definition.properties ?? {}).sort((a, b) => at(a) - at(b) || (a < b ? -1 : 1));
  if (names.includes('kind') && names.includes('apiVersion') && (definition['x-kubernetes-group-version-kind'] || !known.get('kind'))) {
    for (const first of ['apiVersion', 'kind']) { names.splice(names.indexOf(first), 1); names.unshift(first); }
  }
  const fields = [];
  for (const field of names) {
    const p = definition.properties[field];
    const base = model && { ...model.map.find((f) => f.baseName === field), ...model.fields.get(field.replaceAll('-', '_')) };
    const record = { n: field };
    const type = typeText(p);
    if (!base || typeOf(base, refOf) !== type) record.t = type;
    const required = definition.required?.includes(field) ?? false;
    if (required !== (base?.required ?? false)) record.r = required ? 1 : 0;
    const info = known.get(field);
    if (struct && !info && !['kind', 'apiVersion'].includes(field)) { unknownFields++; console.log('not in Go structs:', name, field, type, JSON.stringify(p.default)); }
    const inner = typeText(p);
    if (info) {
      let t = info.type;
      if (t.k === 'ptr' && !t.n) { record.p = 1; t = t.e; }
      if (!info.omitempty) record.z = 1;
      if (info.omitzero) record.oz = 1;
      if (info.embed.length) record.m = info.embed.join('.');
      const text = goText(t).replace(beta, '$1v1.');
      if (text !== derivedGo(inner)) record.g = text;
      if (t.n && t.e && goText(t.e) !== derivedGo(inner.slice(2))) record.gi = goText(t.e).replace(beta, '$1v1.');
    } else if (!['kind', 'apiVersion'].includes(field)) {
      if (p.default === undefined && !type.startsWith('[]') && !type.startsWith('{}')) record.p = 1;
      if (p.default !== undefined && !type.startsWith('&')) record.z = 1;
    }
    for (const [short, long] of [['lt', 'x-kubernetes-list-type'], ['lk', 'x-kubernetes-list-map-keys'], ['mt', 'x-kubernetes-map-type'], ['ps', 'x-kubernetes-patch-strategy'], ['pk', 'x-kubernetes-patch-merge-key'], ['e', 'enum']]) {
      if (p[long] !== undefined) record[short] = p[long];
    }
    const element = p.items ?? p.additionalProperties;
    if (element?.enum) record.ei = element.enum;
    const { description, ...shape } = p;
    const described = description !== undefined;
    const made = property({ ...record, t: type }, described);
    if (JSON.stringify(sorted(made)) !== JSON.stringify(sorted(shape))) {
      if ('default' in shape || 'default' in made) record.d = shape.default ?? null;
      const again = property({ ...record, t: type }, described);
      if (JSON.stringify(sorted(again)) !== JSON.stringify(sorted(shape))) { overrides++; console.log('cannot say', name, field, JSON.stringify(shape), JSON.stringify(again)); }
    }
    if (description !== base?.doc) record.doc = description ?? null;
    fields.push(record);
  }
  if (definition.properties) mark.fields = fields;
  if (definition.required && names.filter((n) => definition.required.includes(n)).length !== definition.required.length) console.log('required?', name);
  marks[shortName(name)] = mark;
}

function sorted(v) {
  if (Array.isArray(v)) return v.map(sorted);
  if (v && typeof v === 'object') return Object.fromEntries(Object.keys(v).sort().map((k) => [k, sorted(v[k])]));
  return v;
}

const lines = Object.entries(marks).map(([name, mark]) => {
  const { fields, ...rest } = mark;
  const head = JSON.stringify(rest).slice(1, -1);
  return `${JSON.stringify(name)}: {${head}${fields ? `${head ? ',' : ''}"fields":[\n${fields.map((f) => `  ${JSON.stringify(f)}`).join(',\n')}]` : ''}}`;
});
writeFileSync(new URL('marks.json', import.meta.url), `{\n${lines.join(',\n')}\n}\n`);
console.log({ types: lines.length, unmodelled, unknownFields, overrides });
