/**
 * Makes `src/rest/protobuf/messages.gen.json`, the field numbers of the messages that clients may send, from a table of all
 * messages of the API: node .ci/schema/protobuf-table.mjs <messages json>
 */
import { readFileSync, writeFileSync } from 'node:fs';

const all = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const types = JSON.parse(readFileSync(new URL('../../src/engine/api/schema/schema.gen.json', import.meta.url), 'utf8'));
const served = new Set(Object.values(types).flatMap((type) => type.k ?? []).map((gvk) => gvk.replace(/^\//, '')));
const kinds = Object.fromEntries(Object.entries(all.kinds).filter(([gvk]) => served.has(gvk) || /^v1\/\w+Options$/.test(gvk)));
const messages = {};
const scalar = /^[a-z0-9]+$/;
const visit = (name) => {
  if (scalar.test(name) || messages[name]) return;
  messages[name] = all.messages[name] ?? {};
  for (const [, type] of Object.values(messages[name])) visit(type);
};
for (const name of Object.values(kinds)) visit(name);
// Names are long and many: fields refer to messages by their place.
const names = Object.keys(messages).sort();
const index = new Map(names.map((name, i) => [name, i]));
const short = (name) => name.replace(/^k8s\.io\./, '');
const lines = names.map((name) => JSON.stringify([short(name), ...Object.entries(messages[name]).map(([number, [json, type, flag]]) => [Number(number), json, index.get(type) ?? type, ...(flag ? [flag] : [])])]));
const slices = all.stringSlices.filter((name) => messages[name]).map((name) => index.get(name));
writeFileSync(new URL('../../src/rest/protobuf/messages.gen.json', import.meta.url),
  `{\n"kinds": ${JSON.stringify(Object.fromEntries(Object.entries(kinds).map(([gvk, name]) => [gvk, index.get(name)])))},\n"stringSlices": ${JSON.stringify(slices)},\n"messages": [\n${lines.join(',\n')}\n]\n}\n`);
console.log(names.length, 'messages');
