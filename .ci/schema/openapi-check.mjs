/** Compares our OpenAPI v3 documents with recorded ones: node .ci/schema/openapi-check.mjs <folder of *.json.gz> */
import { readFileSync, readdirSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { join } from 'node:path';
import { difference, loader } from './vite-load.mjs';

const { load, close } = await loader();
const { CATALOGUE } = await load('/src/engine/api/kinds/catalogue.ts');
const { OpenApiDocuments } = await load('/src/rest/openapi/documents.ts');
const docs = JSON.parse(readFileSync(new URL('../../src/engine/api/schema/docs.gen.json', import.meta.url), 'utf8'));
const none = [];
const documents = new OpenApiDocuments({ builtin: CATALOGUE, custom: () => none, docs: () => docs });
let same = 0, all = 0;
const names = new Set(documents.names());
for (const file of readdirSync(process.argv[2]).filter((f) => f.endsWith('.gz')).sort()) {
  const name = file.replace('.json.gz', '').replaceAll('__', '/');
  all++;
  names.delete(name);
  const want = JSON.parse(gunzipSync(readFileSync(join(process.argv[2], file))));
  const text = documents.text(name);
  const d = text === undefined ? 'no document' : difference(want, JSON.parse(text));
  if (d === undefined) same++;
  else console.log(name, d);
}
console.log(`${same} of ${all} the same; documents only we have: ${[...names].join(' ') || 'none'}`);
await close();
