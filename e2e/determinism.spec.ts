/** The same seed and journal give the same cluster, byte for byte, in the page's worker and in Node. */
import { expect, test } from '@playwright/test';
import { pageEngine } from '../src/bridge/pageEngine.ts';
import type { Recording } from '../src/bridge/protocol.ts';

const STORY: readonly (readonly [method: string, path: string, body: unknown, thenSeconds: number])[] = [
  ['POST', '/apis/apps/v1/namespaces/default/deployments', {
    apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' },
    spec: { replicas: 7, selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'nginx' }] } } },
  }, 30],
  ['POST', '/api/v1/namespaces/default/services', { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' }, spec: { selector: { app: 'web' }, ports: [{ port: 80 }] } }, 5],
  ['POST', '/apis/sandbox.bottleship.dev/v1alpha1/faults', { apiVersion: 'sandbox.bottleship.dev/v1alpha1', kind: 'Fault', metadata: { name: 'dark' }, spec: { type: 'NodeCrash', target: { kind: 'Node', name: 'node-2' }, delay: '10s', duration: '8m' } }, 700],
  ['DELETE', '/apis/apps/v1/namespaces/default/deployments/web', undefined, 60],
];

test('the worker in Chromium and the engine in Node agree', async ({ page }) => {
  await page.goto('./?seed=7&nodes=4');
  await expect.poll(() => page.workers().length).toBeGreaterThan(0);
  const url = page.workers().map((worker) => worker.url()).find((address) => /\/worker-[^/]+\.js/.test(address))!;
  const inPage = await page.evaluate(async ({ worker, story }) => {
    const port = new Worker(worker, { type: 'module' });
    const waiting = new Map<number, (value: never) => void>();
    let started: () => void;
    const running = new Promise<void>((tell) => { started = tell; });
    port.onmessage = ({ data }: MessageEvent<{ type: string; id: number; answer?: unknown; nowMs?: number; result?: unknown }>) => {
      if (data.type === 'started') started();
      if (data.type === 'batch') port.postMessage({ type: 'taken' });
      const settle = waiting.get(data.id);
      if (settle && (data.type === 'answer' || data.type === 'advanced' || data.type === 'done')) settle((data.answer ?? data.nowMs ?? data.result) as never);
    };
    let id = 0;
    const ask = <T>(command: object): Promise<T> => new Promise<T>((settle) => { waiting.set(++id, settle as (value: never) => void); port.postMessage({ ...command, id }); });
    port.postMessage({ type: 'start', options: { seed: 7, nodes: 4 } });
    await running;
    await ask({ type: 'advance', seconds: 20 });
    const statuses: number[] = [];
    for (const [method, path, body, seconds] of story) {
      const answer = await ask<{ status: number }>({ type: 'request', method, path, headers: { 'content-type': 'application/json' }, ...(body ? { body: JSON.stringify(body) } : {}) });
      statuses.push(answer.status);
      await ask({ type: 'advance', seconds });
    }
    const { body } = await ask<{ body: string }>({ type: 'request', method: 'GET', path: '/sandbox/v1/digest', headers: {} });
    const recording = await ask<unknown>({ type: 'recording' });
    port.terminate();
    return { digest: JSON.parse(body) as unknown, recording, statuses };
  }, { worker: url, story: STORY.map((line) => [...line] as [string, string, unknown, number]) });
  expect(inPage.statuses).toEqual([201, 201, 201, 200]);

  const engine = pageEngine({ seed: 7, nodes: 4, recording: inPage.recording as Recording });
  const inNode = await (await engine.handle(new Request('http://bottleship/sandbox/v1/digest'))).json() as { revision: number };
  expect(inNode).toEqual(inPage.digest);
  expect(inNode.revision).toBeGreaterThan(300);
});
