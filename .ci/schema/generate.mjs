/**
 * Makes the tables of the built-in types: `src/engine/api/schema/schema.gen.json` (structure) and `docs.gen.json`
 * (descriptions), from `@kubernetes/client-node`'s models and `marks.json`. Run by hand, output committed:
 *
 *   node .ci/schema/generate.mjs
 *
 * A type is `{f: fields, x?: odd keys of its OpenAPI schema, k?: group/version/kind it is the body of}`; a field is
 * `[name, type, marks?]`. Types: `string int32 int64 double bool bytes quantity intOrString time microTime any`,
 * `[]T`, `{}T` (map), `&name` (another type). Marks: r required, p pointer in Go, z written even when empty, oz omitzero,
 * m embedded struct it comes from, g gi Go's name of the type or of its elements, lt lk list type and keys,
 * mt map type, ps pk patch strategy and merge key, e ei enum of the value or of its elements, d default that differs
 * from Go's zero value (null: none).
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { loadModels, typeOf } from './client-node.mjs';

const marks = JSON.parse(readFileSync(new URL('marks.json', import.meta.url), 'utf8'));
const models = await loadModels();
const shortOfModel = new Map(Object.entries(marks).filter(([, m]) => m.model).map(([name, m]) => [m.model, name]));
const refOf = (model) => (shortOfModel.has(model) ? `&${shortOfModel.get(model)}` : 'any');

const types = {}, docs = {};
for (const [name, mark] of Object.entries(marks)) {
  const model = mark.model && models.get(mark.model);
  if (mark.model && !model) throw new Error(`client-node has no model ${mark.model}`);
  const type = {};
  if (mark.extra) type.x = mark.extra;
  if (mark.gvk) type.k = mark.gvk;
  const fieldDocs = [];
  if (mark.fields) {
    type.f = mark.fields.map((record) => {
      const { n, t, r, doc, ...rest } = record;
      const entry = model?.map.find((f) => f.baseName === n);
      const declared = model?.fields.get(n.replaceAll('-', '_'));
      const required = r ?? (declared?.required ? 1 : 0);
      const all = { ...(required ? { r: 1 } : {}), ...rest };
      fieldDocs.push((doc === undefined ? declared?.doc : doc) ?? 0);
      const kind = t ?? typeOf(entry, refOf);
      return Object.keys(all).length ? [n, kind, all] : [n, kind];
    });
  }
  types[name] = type;
  docs[name] = [(mark.doc === undefined ? model?.doc : mark.doc) ?? 0, ...fieldDocs];
}
const folder = new URL('../../src/engine/api/schema/', import.meta.url);
const write = (file, table) => writeFileSync(new URL(file, folder), `{\n${Object.entries(table).map(([k, v]) => `${JSON.stringify(k)}:${JSON.stringify(v)}`).join(',\n')}\n}\n`);
write('schema.gen.json', types);
write('docs.gen.json', docs);
console.log(`${Object.keys(types).length} types`);
