/** Compares our discovery with recorded bodies, key order included: node .ci/schema/discovery-check.mjs <folder of bodies> */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { difference, loader } from './vite-load.mjs';

const { load, close } = await loader();
const { CATALOGUE } = await load('/src/engine/api/kinds/catalogue.ts');
const { Discovery } = await load('/src/rest/discovery/discovery.ts');
const { answerDiscovery } = await load('/src/rest/discovery/answer.ts');
const { answerVersion } = await load('/src/rest/version.ts');
const discovery = new Discovery(CATALOGUE);
const ask = (path, accept = 'application/json') => path === '/version' ? answerVersion().body : answerDiscovery({ method: 'GET', path, query: '', header: (n) => (n === 'accept' ? accept : undefined), body: '' }, discovery, '10.0.0.10:6443')?.body;
const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
let same = 0, all = 0;
for (const file of readdirSync(process.argv[2]).sort()) {
  const name = file.replace(/\.json$/, '');
  const resources = /^resources-(.*)-(v\d\w*)$/.exec(name);
  const path = resources ? `/apis/${resources[1]}/${resources[2]}` : name.startsWith('group-') ? `/apis/${name.slice(6)}` : { 'api-v1': '/api/v1', 'root-paths': '/' }[name] ?? `/${name.replace('-aggregated-v2', '')}`;
  const want = JSON.parse(readFileSync(join(process.argv[2], file), 'utf8'));
  const body = ask(path, name.includes('aggregated') ? AGGREGATED : undefined);
  all++;
  if (body && JSON.stringify(JSON.parse(body)) === JSON.stringify(want)) same++;
  else console.log(file, body ? difference(want, JSON.parse(body)) ?? 'other key order' : 'no answer');
}
console.log(`${same} of ${all} the same`);
await close();
