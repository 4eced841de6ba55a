/** Stands in for the page's worker (`.ci/feed.mjs` puts it there): speaks the bridge's protocol for a cluster that is only shown. */
import { buffersOf } from '../../bridge/columns.ts';
import type { Command, Message } from '../../bridge/protocol.ts';
import { EPOCH_MS, SyntheticCluster, type FeedPlan } from './SyntheticCluster.ts';

declare const FEED_PLAN: FeedPlan;
const scope = self as unknown as { postMessage(message: Message, transfer?: ArrayBuffer[]): void; onmessage: ((event: MessageEvent<Command>) => void) | null };
const FRAME_MS = 16;

let cluster: SyntheticCluster | undefined;
let playing = false, speed = 1, messages = false, taken = true, nowMs = 0, wall = performance.now(), batchedAt = 0;

setInterval(() => {
  const now = performance.now();
  if (playing) nowMs += (now - wall) * Math.min(speed, 1000);
  wall = now;
  if (!cluster || !taken) return;
  const batch = cluster.take(nowMs, playing, speed, now - batchedAt, messages);
  batchedAt = now;
  taken = false;
  scope.postMessage(batch, [...Object.values(batch.tables).flatMap(buffersOf), ...(batch.ties ?? []).map(([, pods]) => pods.buffer)]);
}, FRAME_MS);

scope.onmessage = ({ data }) => {
  switch (data.type) {
    case 'start': cluster = new SyntheticCluster(FEED_PLAN); scope.postMessage({ type: 'started', seed: 1, startMs: EPOCH_MS }); break;
    case 'taken': taken = true; break;
    case 'play': playing = true; break;
    case 'pause': playing = false; break;
    case 'speed': speed = data.speed; break;
    case 'messages': messages = data.on; break;
    case 'request': scope.postMessage({ type: 'answer', id: data.id, answer: { status: 404, headers: { 'content-type': 'application/json' }, body: '{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"NotFound","code":404,"message":"only shown"}' } }); break;
    case 'advance': scope.postMessage({ type: 'advanced', id: data.id, nowMs }); break;
    case 'open': case 'addMachines': case 'recording': case 'ping': scope.postMessage({ type: 'done', id: data.id, result: undefined, ...(data.type === 'ping' ? {} : { error: 'only shown' }) }); break;
    case 'step': case 'abort': break;
  }
};
