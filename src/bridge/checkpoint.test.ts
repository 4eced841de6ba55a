import { expect, test } from 'vitest';
import { pageEngine } from './pageEngine.ts';
import type { Recording } from './protocol.ts';
import type { Engine } from './host.ts';

const DEPLOYMENT = {
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' },
  spec: { replicas: 4, selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'nginx' }] } } },
};

async function given(): Promise<Engine> {
  const engine = pageEngine({ seed: 3, nodes: 3 });
  engine.addMachine({});
  engine.kernel.run(engine.kernel.now + 20_000);
  const { status } = await engine.handle(new Request('http://bottleship/apis/apps/v1/namespaces/default/deployments', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(DEPLOYMENT) }));
  expect(status).toBe(201);
  engine.kernel.run(engine.kernel.now + 60_000);
  return engine;
}

interface PodList { readonly items: readonly { metadata: { name: string; uid: string }; spec: { nodeName?: string }; status: { phase?: string; podIP?: string } }[] }

async function pods(engine: Engine): Promise<string[]> {
  const { items } = await (await engine.handle(new Request('http://bottleship/api/v1/pods'))).json() as PodList;
  return items.map(({ metadata, spec, status }) => [metadata.name, metadata.uid, spec.nodeName, status.phase, status.podIP].join(' ')).sort();
}

test('a checkpoint brings back the same objects on the same machines, at the same instant of the same time', async () => {
  const engine = await given();
  const again = pageEngine({ ...restored(engine) });
  expect([again.kernel.now, again.startMs]).toEqual([engine.kernel.now, engine.startMs]);
  // Containers start anew, as after a power cut; nothing is moved.
  again.kernel.run(again.kernel.now + 30_000);
  expect(await pods(again)).toEqual(await pods(engine));
});

test('what follows a checkpoint is recorded and runs to the same cluster', async () => {
  const first = pageEngine({ ...restored(await given()) });
  first.addMachine({});
  first.kernel.run(first.kernel.now + 60_000);
  const second = pageEngine({ ...fromJson(first.recording()) });
  const digest = async (engine: Engine): Promise<unknown> => (await engine.handle(new Request('http://bottleship/sandbox/v1/digest'))).json();
  expect(await digest(second)).toEqual(await digest(first));
});

test('inputs are told from any entry on', async () => {
  const engine = await given();
  expect(engine.inputsFrom(1)).toHaveLength(1);
  expect(engine.inputsFrom(engine.journalSize)).toEqual([]);
});

test('a checkpoint is of the instant at which it was asked for, though its text is read later', async () => {
  const engine = await given();
  const { head, entries, text } = engine.checkpoint();
  const before = [...engine.checkpoint().text].join('');
  engine.kernel.run(engine.kernel.now + 120_000);
  await engine.handle(new Request('http://bottleship/api/v1/namespaces/default/configmaps', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"metadata":{"name":"later"}}' }));
  const read = [...text].join('');
  expect(read).toBe(before);
  expect(JSON.parse(read)).toMatchObject(head);
  expect((JSON.parse(read) as Recording).journal).toHaveLength(entries);
});

const restored = (engine: Engine): ReturnType<typeof fromJson> => fromJson(JSON.parse([...engine.checkpoint().text].join('')) as Recording);

function fromJson(recording: Recording): { seed: number; nodes: number; recording: Recording } {
  const read = JSON.parse(JSON.stringify(recording)) as Recording;
  return { seed: read.seed, nodes: read.nodes, recording: read };
}
