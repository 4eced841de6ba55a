/** Decodes recorded protobuf bodies and compares with their JSON: node .ci/schema/protobuf-check.mjs <samples.jsonl.gz> */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { difference, loader } from './vite-load.mjs';

const { load, close } = await loader();
const { protobufDecoder } = await load('/src/rest/protobuf/decode.ts');
const decode = protobufDecoder(JSON.parse(readFileSync(new URL('../../src/rest/protobuf/messages.gen.json', import.meta.url), 'utf8')));
let same = 0, all = 0;
for (const line of gunzipSync(readFileSync(process.argv[2])).toString().trim().split('\n')) {
  const { path, protobuf, json } = JSON.parse(line);
  all++;
  const d = difference(json, decode(new Uint8Array(Buffer.from(protobuf, 'base64'))));
  if (d === undefined) same++;
  else console.log(path, d);
}
console.log(`${same} of ${all} the same`);
await close();
