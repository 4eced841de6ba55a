import { describe, expect, it } from 'vitest';
import { Host } from './host.ts';
import { pageEngine } from './pageEngine.ts';
import type { Batch, Checkpoint, Message, Recording } from './protocol.ts';
import { TestClockwork } from './TestClockwork.ts';

/** Every look at it takes half a millisecond. */
class TickingClockwork extends TestClockwork {
  override now(): number { return (this.wall += 0.5); }
}

function start(nodes = 3, clockwork = new TestClockwork()): { host: Host; clockwork: TestClockwork; sent: Message[]; engine: ReturnType<typeof pageEngine>; answer: (method: string, path: string, body?: unknown) => Promise<{ status: number; body: string }> } {
  const sent: Message[] = [];
  const engine = pageEngine({ seed: 1, nodes });
  let waiting: ((answer: { status: number; body: string }) => void) | undefined;
  const host: Host = new Host(engine, (message) => {
    sent.push(message);
    if (message.type === 'batch') host.on({ type: 'taken' });
    if (message.type === 'answer') waiting?.(message.answer);
  }, clockwork);
  const answer = (method: string, path: string, body?: unknown): Promise<{ status: number; body: string }> => {
    const promise = new Promise<{ status: number; body: string }>((settle) => { waiting = settle; });
    host.on({ type: 'request', id: 1, method, path, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
    return promise;
  };
  return { host, clockwork, sent, engine, answer };
}

const DEPLOYMENT = {
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' },
  spec: { replicas: 4, selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'a', image: 'nginx:1.27', resources: { requests: { cpu: '250m', memory: '64Mi' } } }] } } },
};

describe('Host', () => {
  it('stands still until it is told to play, and then keeps to the speed', () => {
    const { host, clockwork, engine } = start();
    const epoch = engine.kernel.now;
    clockwork.runUntil(1000);
    expect(engine.kernel.now).toBe(epoch);
    host.on({ type: 'speed', speed: 10 });
    host.on({ type: 'play' });
    clockwork.runUntil(2000);
    expect((engine.kernel.now - epoch) / 1000).toBeCloseTo(10, 0);
    host.on({ type: 'pause' });
    const paused = engine.kernel.now;
    clockwork.runUntil(3000);
    expect(engine.kernel.now).toBe(paused);
  });

  it('steps by one event', () => {
    const { host, engine } = start();
    const before = engine.kernel.eventCount;
    host.on({ type: 'step' });
    expect(engine.kernel.eventCount).toBe(before + 1);
  });

  it('advances as fast as it goes, paused or not, and says when it is there', () => {
    const { host, clockwork, engine, sent } = start();
    const epoch = engine.kernel.now;
    host.on({ type: 'advance', id: 7, seconds: 120 });
    clockwork.runUntil(5000);
    expect(engine.kernel.now - epoch).toBe(120_000);
    expect(sent).toContainEqual({ type: 'advanced', id: 7, nowMs: engine.kernel.now });
  });

  it('sends no batch before the last was taken', () => {
    const clockwork = new TestClockwork();
    const batches: Batch[] = [];
    const host = new Host(pageEngine({ seed: 1, nodes: 3 }), (m) => { if (m.type === 'batch') batches.push(m); }, clockwork);
    host.on({ type: 'play' });
    clockwork.runUntil(3000);
    expect(batches).toHaveLength(1);
    host.on({ type: 'taken' });
    clockwork.runUntil(3100);
    expect(batches).toHaveLength(2);
  });

  it('a recording runs to the same cluster', async () => {
    const { host, clockwork, engine, answer } = start();
    host.on({ type: 'advance', id: 1, seconds: 5 });
    clockwork.runUntil(500);
    await answer('POST', '/apis/apps/v1/namespaces/default/deployments', DEPLOYMENT);
    host.on({ type: 'advance', id: 2, seconds: 20 });
    clockwork.runUntil(3000);
    const digestOf = async (e: typeof engine): Promise<string> => (await e.handle(new Request('http://x/sandbox/v1/digest'))).text();
    const again = pageEngine({ seed: 1, nodes: 3, recording: structuredClone(engine.recording()) });
    expect(await digestOf(again)).toBe(await digestOf(engine));
    expect(again.kernel.now).toBe(engine.kernel.now);
  });

  it('says which pods a label selector matches, and what is wrong with one that is none', async () => {
    const { host, clockwork, sent, answer } = start();
    await answer('POST', '/apis/apps/v1/namespaces/default/deployments', DEPLOYMENT);
    host.on({ type: 'advance', id: 2, seconds: 10 });
    clockwork.runUntil(3000);
    for (const [id, selector] of [[11, 'app=web'], [12, 'app!=web'], [13, 'app in (']] as const) host.on({ type: 'matching', id, selector });
    const result = (id: number): Extract<Message, { type: 'done' }> => sent.find((m) => m.type === 'done' && m.id === id) as Extract<Message, { type: 'done' }>;
    expect((result(11).result as Uint32Array).length).toBe(4);
    expect((result(12).result as Uint32Array).length).toBe(0);
    expect(result(13).error).toMatch(/unable to parse requirement|parse/);
  });

  it('writes a checkpoint piece by piece, of the instant at which it was asked for, while time goes on', () => {
    const { host, clockwork, engine, sent } = start(3, new TickingClockwork());
    host.on({ type: 'play' });
    clockwork.runUntil(1000);
    const asked = engine.kernel.now;
    host.on({ type: 'checkpoint', id: 5 });
    const written = (): Extract<Message, { type: 'done' }> | undefined => sent.find((m) => m.type === 'done' && m.id === 5) as Extract<Message, { type: 'done' }> | undefined;
    clockwork.runUntil(clockwork.wall + 1);
    expect(written()).toBeUndefined();
    clockwork.runUntil(clockwork.wall + 2000);
    const { head, entries, text } = written()!.result as Checkpoint;
    expect(head.nowMs).toBe(asked);
    expect(engine.kernel.now).toBeGreaterThan(asked);
    expect((JSON.parse(text) as Recording).journal).toHaveLength(entries);
  });

  it('a message that comes while it sleeps costs no virtual time', () => {
    const { host, clockwork, engine } = start();
    host.on({ type: 'play' });
    clockwork.runUntil(20_000);
    const from = engine.kernel.now;
    for (let wall = 20_700; wall <= 30_000; wall += 700) { clockwork.runUntil(wall); host.on({ type: 'ping', id: 5 }); host.on({ type: 'messages', on: false }); }
    clockwork.runUntil(30_000);
    expect((engine.kernel.now - from) / 1000).toBeCloseTo(10, 0);
  });

  it('an idle page gets one batch a virtual second, as it begins', () => {
    const { host, clockwork, sent } = start();
    host.on({ type: 'play' });
    clockwork.runUntil(30_000);
    sent.length = 0;
    clockwork.runUntil(50_000);
    const idle = sent.filter((m): m is Batch => m.type === 'batch' && Object.values(m.tables).every((rows) => !rows));
    expect(idle.length).toBeGreaterThanOrEqual(18);
    expect(idle.length).toBeLessThanOrEqual(24);
    expect(new Set(idle.map(({ nowMs }) => Math.floor(nowMs / 1000))).size).toBeGreaterThanOrEqual(18);
  });
});
