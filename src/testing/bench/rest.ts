/** What a client outside pays: small requests through the REST handler, JSON in and out, and a long list. */
import { PODS } from '../../engine/api/resource.ts';
import { restHandler, RestServer } from '../../rest/handler.ts';
import type { Cluster } from '../../engine/cluster/cluster.ts';
import { cpuSecondsOf, type Figure } from './figure.ts';
import { clusterOf } from './scenario.ts';

const BASE = 'http://bench';
const MAPS = `${BASE}/api/v1/namespaces/default/configmaps`;
const JSON_HEADERS = { 'content-type': 'application/json', accept: 'application/json' };

function handlerOf(cluster: Cluster): (request: Request) => Promise<Response> {
  return restHandler(new RestServer({
    api: cluster.outside, registry: cluster.server.registry, now: () => cluster.now, setTimer: () => () => {},
    authenticate: () => ({ username: 'bench', groups: ['system:masters', 'system:authenticated'] }),
  }));
}

const mapBody = (name: string, value: number): string => JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default', labels: { app: 'bench' } }, data: { value: String(value) } });

async function expectOk(response: Response, code: number): Promise<string> {
  const text = await response.text();
  if (response.status !== code) throw new Error(`${response.status}: ${text}`);
  return text;
}

/** Requests a CPU second: a create, a get, an update and a list of ten, in turn. */
async function requestsASecond(): Promise<number> {
  const cluster = clusterOf(1);
  const handle = handlerOf(cluster);
  const send = async (method: string, url: string, code: number, body?: string): Promise<string> =>
    expectOk(await handle(new Request(url, { method, headers: JSON_HEADERS, ...(body === undefined ? {} : { body }) })), code);
  const round = async (i: number): Promise<void> => {
    await send('POST', MAPS, 201, mapBody(`m-${i}`, i));
    await send('GET', `${MAPS}/m-${i}`, 200);
    await send('PUT', `${MAPS}/m-${i}`, 200, mapBody(`m-${i}`, i + 1));
    await send('GET', `${MAPS}?limit=10`, 200);
  };
  for (let i = 0; i < 1500; i++) await round(i);
  const rounds = 4000;
  const seconds = await cpuSecondsOf(async () => { for (let i = 0; i < rounds; i++) await round(10_000 + i); });
  return (4 * rounds) / seconds;
}

/** A cluster whose pods are there and never ran: only their size matters here. */
function podsOf(count: number): Cluster {
  const cluster = clusterOf(1);
  const client = cluster.client('bench');
  const spec = { containers: [{ name: 'web', image: 'nginx:1.27', resources: { requests: { cpu: '10m', memory: '16Mi' } } }] };
  cluster.run(10_000);
  for (let i = 0; i < count; i++) client.create(PODS, { apiVersion: 'v1', kind: 'Pod', metadata: { name: `web-${i}`, namespace: 'default', labels: { app: 'web' } }, spec });
  return cluster;
}

async function listPods(paged: boolean): Promise<number> {
  const handle = handlerOf(podsOf(30_000));
  return cpuSecondsOf(async () => {
    let next = '';
    let seen = 0;
    do {
      const url = `${BASE}/api/v1/pods${paged ? `?limit=500${next && `&continue=${next}`}` : ''}`;
      const text = await expectOk(await handle(new Request(url, { headers: JSON_HEADERS })), 200);
      const list = paged ? JSON.parse(text) as { metadata: { continue?: string }; items: unknown[] } : undefined;
      seen += list?.items.length ?? 30_000;
      next = list?.metadata.continue ?? '';
    } while (next);
    if (seen < 30_000) throw new Error(`only ${seen} pods were listed`);
  });
}

export const restFigures: readonly Figure[] = [
  { name: 'REST: create, get, update and list of ten, one after another', unit: 'requests/s', largerIsBetter: true, aim: 20_000, run: requestsASecond },
  { name: 'REST: list of 30,000 pods', unit: 's of CPU', aim: 1.5, run: () => listPods(false) },
  { name: 'REST: list of 30,000 pods in pages of 500, read by the client', unit: 's of CPU', aim: 1.5, run: () => listPods(true) },
];
