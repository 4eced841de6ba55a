/** What a client outside pays: small requests through the REST handler, JSON in and out, and a long list. */
import { PODS } from '../../engine/api/resource.ts';
import { restHandler, RestServer } from '../../rest/handler.ts';
import type { Cluster } from '../../engine/cluster/cluster.ts';
import { cpuSeconds, cpuSecondsOf, type Figure } from './figure.ts';
import { clusterOf } from './scenario.ts';

const BASE = 'http://bench';
const MAPS = '/api/v1/namespaces/default/configmaps';
const JSON_HEADERS: Readonly<Record<string, string>> = { 'content-type': 'application/json', accept: 'application/json' };

const serverOf = (cluster: Cluster): RestServer => new RestServer({
  api: cluster.outside, registry: cluster.server.registry, now: () => cluster.now, setTimer: () => () => {},
  authenticate: () => ({ username: 'bench', groups: ['system:masters', 'system:authenticated'] }),
});

const mapBody = (name: string, value: number): string => JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default', labels: { app: 'bench' } }, data: { value: String(value) } });

async function expectOk(response: Response, code: number): Promise<string> {
  const text = await response.text();
  if (response.status !== code) throw new Error(`${response.status}: ${text}`);
  return text;
}

/** Requests a CPU second: a create, a get, an update and a list of ten, in turn. JSON text in, JSON text out, no socket. */
function requestsASecond(): number {
  const cluster = clusterOf(1);
  const rest = serverOf(cluster);
  const send = (method: string, path: string, query: string, code: number, body = ''): void => {
    const reply = rest.answer({ method, path, query, body, header: (name) => JSON_HEADERS[name] });
    if (reply.status !== code) throw new Error(`${reply.status}: ${String(reply.body)}`);
  };
  const round = (i: number): void => {
    send('POST', MAPS, '', 201, mapBody(`m-${i}`, i));
    send('GET', `${MAPS}/m-${i}`, '', 200);
    send('PUT', `${MAPS}/m-${i}`, '', 200, mapBody(`m-${i}`, i + 1));
    send('GET', MAPS, 'limit=10', 200);
  };
  const rounds = 6000;
  for (let i = 0; i < rounds; i++) round(i);
  const seconds = cpuSeconds(() => { for (let i = 0; i < rounds; i++) round(10_000 + i); });
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
  const handle = restHandler(serverOf(podsOf(30_000)));
  // Node loads its Request and Response with the first use, which takes a tenth of a second and is not the list's.
  await expectOk(await handle(new Request(`${BASE}/version`, { headers: JSON_HEADERS })), 200);
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
