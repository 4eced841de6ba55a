/**
 * Makes `src/rest/openapi/parameters.gen.json`, the query parameters of the API's operations, from OpenAPI v3 documents:
 *   node .ci/schema/parameters.mjs <folder of *.json.gz>
 * A parameter that differs between operations is `name@what`: the options kind of a connection or a log, or `patch`.
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { join } from 'node:path';

const variants = new Map();
for (const file of readdirSync(process.argv[2]).filter((f) => f.endsWith('.gz')).sort()) {
  const { paths } = JSON.parse(gunzipSync(readFileSync(join(process.argv[2], file))));
  for (const [path, item] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(item)) {
      if (method === 'parameters') continue;
      const action = operation['x-kubernetes-action'];
      const what = path.endsWith('/log') ? 'PodLogOptions' : action === 'connect' ? operation['x-kubernetes-group-version-kind'].kind : action;
      for (const parameter of [...(item.parameters ?? []), ...(operation.parameters ?? [])]) {
        if (parameter.in === 'path' && parameter.name === 'name') continue;
        const name = parameter.in === 'path' && parameter.name === 'path' ? '{path}' : parameter.name;
        const texts = variants.get(name) ?? variants.set(name, new Map()).get(name);
        const text = JSON.stringify(parameter);
        texts.set(text, (texts.get(text) ?? new Set()).add(what));
      }
    }
  }
}
const table = {};
for (const [name, texts] of variants) {
  for (const [text, whats] of texts) {
    if (texts.size === 1 || whats.has('post')) table[name] = JSON.parse(text);
    else for (const what of whats) table[`${name}@${what}`] = JSON.parse(text);
  }
}
const lines = Object.keys(table).sort().map((key) => `${JSON.stringify(key)}: ${JSON.stringify(table[key])}`);
writeFileSync(new URL('../../src/rest/openapi/parameters.gen.json', import.meta.url), `{\n${lines.join(',\n')}\n}\n`);
