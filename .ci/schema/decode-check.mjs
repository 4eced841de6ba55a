/**
 * Replays recorded requests that a real API server refused with 400 through our decoding, and those that it took, and says
 * how many answers are the same. For developers: node .ci/schema/decode-check.mjs <folder with invalid.jsonl.gz> [create folder]
 */
import { readFileSync, readdirSync, existsSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { join } from 'node:path';
import { loader } from './vite-load.mjs';

const [folder, creates] = process.argv.slice(2);
const { load, close } = await loader();
const { decodeObject } = await load('/src/engine/api/schema/decode.ts');
const lines = (file) => gunzipSync(readFileSync(file)).toString().trim().split('\n').map((l) => JSON.parse(l));
const apiVersionOf = (path) => { const m = /^\/(?:api\/(v1)|apis\/([^/]+\/[^/]+))\//.exec(path); return m[1] ?? m[2]; };

let same = 0, all = 0, wrongly = 0, shown = 0, taken = 0;
const cases = lines(join(folder, 'invalid.jsonl.gz'));
if (creates && existsSync(creates)) for (const f of readdirSync(creates)) if (f.endsWith('.jsonl.gz')) cases.push(...lines(join(creates, f)));
const differences = new Map();
for (const c of cases) {
  const path = c.request.path, kind = c.input?.kind;
  let said;
  let object;
  try { object = decodeObject(c.input, apiVersionOf(path), kind, 'Strict').object; } catch (e) { said = e.status?.message ?? e.stack; }
  if (c.code === 400) {
    all++;
    if (said === c.response.message) same++;
    else if (shown++ < 12) console.log('want', c.response.message, '\n got', said);
  } else if (said !== undefined) {
    wrongly++;
    console.log('refused', c.code, said);
  } else if (c.code === 201) {
    taken++;
    compare(object, c.response, kind);
  }
}
/** What the answer lacks of what we decoded, or has otherwise: what defaults and admission add is not ours. */
function compare(ours, theirs, path) {
  if (Array.isArray(ours) && Array.isArray(theirs)) return ours.forEach((v, i) => compare(v, theirs[i], `${path}[]`));
  if (ours && theirs && typeof ours === 'object' && typeof theirs === 'object') {
    const inBoth = Object.keys(ours).filter((k) => k in theirs);
    if (Object.keys(theirs).filter((k) => k in ours).join() !== inBoth.join()) note(`order ${path} ${inBoth} ${Object.keys(theirs)}`);
    for (const k of Object.keys(ours)) compare(ours[k], theirs[k], `${path}.${k}`);
    return;
  }
  if (ours !== theirs) note(`${path} ${JSON.stringify(ours)?.slice(0, 60)} -> ${JSON.stringify(theirs)?.slice(0, 60)}`);
}
function note(text) { differences.set(text, (differences.get(text) ?? 0) + 1); }
if (process.argv.includes('--objects')) for (const [text, n] of [...differences].sort((a, b) => b[1] - a[1]).slice(0, 150)) console.log(n, text);
console.log(`400: ${same} of ${all} the same; accepted there and refused here: ${wrongly}; objects compared: ${taken}`);
await close();
