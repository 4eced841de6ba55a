/** The worker's entry: one cluster at a time, paced by a host. */
import { Host } from './host.ts';
import { pageEngine } from './pageEngine.ts';
import type { Command, Message } from './protocol.ts';

const scope = self as unknown as { postMessage(message: Message, transfer: ArrayBuffer[]): void; onmessage: ((event: MessageEvent<Command>) => void) | null };

/** A message to oneself comes sooner than any timer, and lets the page's messages in between. */
const channel = new MessageChannel();
let next: (() => void)[] = [];
channel.port1.onmessage = () => { const run = next; next = []; for (const slice of run) slice(); };

const clockwork = {
  now: () => performance.now(),
  later(slice: () => void, delayMs: number): void {
    if (delayMs > 0) setTimeout(slice, delayMs);
    else { next.push(slice); channel.port2.postMessage(0); }
  },
};

let host: Host | undefined;

scope.onmessage = ({ data }) => {
  if (data.type !== 'start') return host?.on(data);
  try {
    host?.stop();
    const engine = pageEngine(data.options);
    host = new Host(engine, (message, transfer) => scope.postMessage(message, transfer), clockwork);
    scope.postMessage({ type: 'started', seed: data.options.seed, startMs: engine.startMs }, []);
  } catch (error) {
    scope.postMessage({ type: 'failed', message: error instanceof Error ? error.stack ?? error.message : String(error), fatal: true }, []);
  }
};
