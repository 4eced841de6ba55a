import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Batch, Command, Message } from './protocol.ts';
import { Session, type Port, type SessionState } from './session.ts';

class FakePort implements Port {
  sent: Command[] = [];
  ended = false;
  onmessage: ((event: MessageEvent) => void) | null = null;
  onerror: ((event: ErrorEvent) => void) | null = null;
  postMessage(command: Command): void { this.sent.push(command); }
  terminate(): void { this.ended = true; }
  say(message: Message): void { this.onmessage?.({ data: message } as MessageEvent); }
}

const BATCH: Batch = { type: 'batch', nowMs: 1, playing: true, speed: 1, eventCount: 1, revision: 1, tables: {}, journalSize: 0 };

function open(): { session: Session; ports: FakePort[]; states: SessionState[]; batches: Batch[]; troubles: string[] } {
  const ports: FakePort[] = [], states: SessionState[] = [], batches: Batch[] = [], troubles: string[] = [];
  const session = new Session(() => { const port = new FakePort(); ports.push(port); return port; }, { batch: (batch) => batches.push(batch), state: (state) => states.push(state), trouble: (text) => troubles.push(text), started: () => undefined, inputs: () => undefined });
  session.start({ seed: 1, nodes: 3 });
  return { session, ports, states, batches, troubles };
}

describe('Session', () => {
  beforeEach(() => { vi.useFakeTimers(); vi.stubGlobal('requestAnimationFrame', (show: () => void) => setTimeout(show, 16)); });
  afterEach(() => { vi.useRealTimers(); vi.unstubAllGlobals(); });

  it('says that the worker died, with its words, and leaves no request without an end', async () => {
    const { session, ports, states } = open();
    ports[0]!.say({ type: 'started', seed: 1, startMs: 0 });
    const waiting = session.request('GET', '/api/v1/pods');
    const ended: (string | undefined)[] = [];
    const stream = session.stream('GET', '/api/v1/pods?watch=1', {}, (text) => ended.push(text));
    ports[0]!.say({ type: 'head', id: 2, answer: { status: 200, headers: {}, body: '' } });
    await stream;
    ports[0]!.onerror?.({ message: 'out of memory' } as ErrorEvent);
    await expect(waiting).rejects.toThrow('out of memory');
    expect(ended).toEqual([undefined]);
    expect(states.at(-1)).toEqual({ phase: 'dead', why: 'out of memory' });
    expect(ports[0]!.ended).toBe(true);
    await expect(session.request('GET', '/')).rejects.toThrow('no cluster is running');
  });

  it('notices a worker that the browser ended without a word; a busy one has time', async () => {
    const { ports, states } = open();
    ports[0]!.say({ type: 'started', seed: 1, startMs: 0 });
    await vi.advanceTimersByTimeAsync(9000);
    expect(states.at(-1)).toEqual({ phase: 'running' });
    await vi.advanceTimersByTimeAsync(9000);
    expect(states.at(-1)).toEqual({ phase: 'dead', why: 'it no longer answers' });
  });

  it('a worker that answers its pulse lives on', async () => {
    const { ports, states } = open();
    const port = ports[0]!;
    port.say({ type: 'started', seed: 1, startMs: 0 });
    for (let i = 0; i < 30; i++) {
      await vi.advanceTimersByTimeAsync(1000);
      for (const command of port.sent.splice(0)) if (command.type === 'ping') port.say({ type: 'done', id: command.id, result: true });
    }
    expect(states.at(-1)).toEqual({ phase: 'running' });
  });

  it('a worker that cannot start is dead, an event that threw is trouble only', () => {
    const { ports, states, troubles } = open();
    ports[0]!.say({ type: 'failed', message: 'a reconcile threw', fatal: false });
    expect(troubles).toEqual(['a reconcile threw']);
    ports[0]!.say({ type: 'failed', message: 'no such seed', fatal: true });
    expect(states.at(-1)).toEqual({ phase: 'dead', why: 'no such seed' });
  });

  it('takes a batch on the next frame, and in a hidden page by a timer, since that has no frames', async () => {
    const { ports, batches } = open();
    const port = ports[0]!;
    port.say(BATCH);
    expect(batches).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(20);
    expect(batches).toHaveLength(1);
    expect(port.sent.at(-1)).toEqual({ type: 'taken' });
    vi.stubGlobal('document', { hidden: true, addEventListener: () => undefined, removeEventListener: () => undefined });
    vi.stubGlobal('requestAnimationFrame', () => { throw new Error('a hidden page has no frames'); });
    port.say(BATCH);
    await vi.advanceTimersByTimeAsync(150);
    expect(batches).toHaveLength(2);
  });

  it('a page that is hidden before its frame takes the batch all the same', async () => {
    const listeners: (() => void)[] = [];
    const page = { hidden: false, addEventListener: (_type: string, listener: () => void) => listeners.push(listener), removeEventListener: () => undefined };
    vi.stubGlobal('document', page);
    vi.stubGlobal('requestAnimationFrame', () => 0);
    const { ports, batches } = open();
    ports[0]!.say(BATCH);
    await vi.advanceTimersByTimeAsync(500);
    expect(batches).toHaveLength(0);
    page.hidden = true;
    for (const listener of listeners) listener();
    await vi.advanceTimersByTimeAsync(150);
    expect(batches).toHaveLength(1);
  });

  it('a batch of a cluster that was replaced is not shown', async () => {
    const { session, ports, batches } = open();
    ports[0]!.say(BATCH);
    session.start({ seed: 2, nodes: 1 });
    await vi.advanceTimersByTimeAsync(50);
    expect(batches).toHaveLength(0);
    expect(ports[0]!.ended).toBe(true);
  });
});
