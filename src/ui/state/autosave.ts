/**
 * The cluster is kept in the browser as its journal: the inputs, from which the same run follows. A reload plays them
 * again. Only one tab keeps it; others say so. Where storage is blocked or full the cluster lasts for the visit.
 */
import { del, get, set } from 'idb-keyval';
import type { Recording, StartOptions } from '../../bridge/protocol.ts';
import { session, startCluster } from './cluster.ts';
import { useClock } from './clock.ts';
import { notify } from './notices.ts';

const KEY = 'bottleship.recording';
const EVERY_MS = 3000;
/** A replay runs as fast as it goes; past this many events it would keep the visitor waiting. */
const MOST_EVENTS = 20_000_000;

let keeping = false;
let startedWith: StartOptions = { seed: 1, nodes: 3 };
let savedAt = '';

/** Starts with what was kept, or anew. */
export async function restoreOrStart(fresh: StartOptions): Promise<void> {
  keeping = await takeLock();
  if (!keeping) notify('Another tab keeps its cluster already: this one lasts until the tab is closed');
  let kept: Recording | undefined;
  try { kept = await get<Recording>(KEY); } catch (error) {
    keeping = false;
    notify(`The browser lets nothing be kept (${(error as Error).message}): this cluster lasts until the tab is closed`, 'bad');
  }
  if (kept && kept.eventCount <= MOST_EVENTS) begin({ seed: kept.seed, nodes: kept.nodes, recording: kept }); else begin(fresh);
  setInterval(() => void save(), EVERY_MS);
  addEventListener('visibilitychange', () => { if (document.hidden) void save(); });
}

export function newCluster(options: StartOptions): void {
  if (keeping) void del(KEY).catch(() => undefined);
  begin(options);
}

/** After the worker died: the page starts over with what was kept; where nothing could be, with a new cluster. */
export function revive(): void {
  if (keeping) location.reload(); else begin(startedWith);
}

function begin(options: StartOptions): void {
  startedWith = options;
  savedAt = '';
  startCluster(options);
}

async function save(): Promise<void> {
  const { session: state, eventCount, journalSize } = useClock.getState();
  // Time alone is worth a save now and then, an input at once.
  const mark = `${journalSize}/${Math.floor(eventCount / 2000)}`;
  if (!keeping || state.phase !== 'running' || mark === savedAt) return;
  try {
    const recording = await session.recording();
    await set(KEY, recording);
    savedAt = mark;
  } catch (error) {
    keeping = false;
    notify(`The browser will not keep this cluster: ${(error as Error).message}`, 'bad');
  }
}

/** The first tab keeps the cluster. Held until the tab closes. */
function takeLock(): Promise<boolean> {
  if (!navigator.locks) return Promise.resolve(true);
  return new Promise((tell) => {
    void navigator.locks.request('bottleship.autosave', { ifAvailable: true }, (lock) => {
      tell(lock !== null);
      return lock ? new Promise<void>(() => undefined) : undefined;
    });
  });
}
