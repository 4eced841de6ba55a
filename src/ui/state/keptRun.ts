/**
 * A run as the browser keeps it (IndexedDB): a head, and the journal in parts, so that an input costs its own size and not the
 * whole journal's. The last instant stands beside it in localStorage, which can still be written while the page closes.
 */
import { createStore, delMany, get, getMany, promisifyRequest } from 'idb-keyval';
import type { Checkpoint, JournalEntry, Recording } from '../../bridge/protocol.ts';

/** Where a run stands: as much of it is run again. */
export interface Instant {
  /** Journal entries so far. */
  readonly entries: number;
  readonly nowMs: number;
  readonly eventCount: number;
  readonly playing: boolean;
  /** Virtual seconds a second; Infinity = as fast as it goes. */
  readonly speed: number;
}

/** What a run is besides its inputs and its length. */
export type Origin = Omit<Recording, 'journal' | 'nowMs' | 'eventCount'>;
interface Head extends Instant { readonly format: 2; readonly run: string; readonly parts: number; readonly origin: Origin }

const headKey = (slot: number): string => `bottleship.run.${slot}`;
const partKey = (run: string, part: number): string => `bottleship.run.${run}.${part}`;
const instantKey = (slot: number): string => `bottleship.instant.${slot}`;
const newRun = (): string => crypto.randomUUID?.() ?? String(Math.random());
const partKeys = (head: Head): string[] => Array.from({ length: head.parts }, (_, part) => partKey(head.run, part));

let opened: ReturnType<typeof createStore> | undefined;
/** Opened when it is first wanted: where the browser blocks storage that throws, and only what keeps the run may fail of it. */
const store: ReturnType<typeof createStore> = (mode, callback) => (opened ??= createStore('keyval-store', 'keyval'))(mode, callback);
/** All or nothing, and committed at once: the page may be closing. */
const write = async (pairs: readonly (readonly [string, unknown])[]): Promise<void> => store('readwrite', (objects) => {
  for (const [key, value] of pairs) objects.put(value, key);
  objects.transaction.commit?.();
  return promisifyRequest(objects.transaction);
});

export interface Kept { readonly recording: Recording; readonly playing: boolean; readonly speed: number }

export class KeptRun {
  #head: Head | undefined;

  constructor(readonly slot: number) {}

  /** What was kept here before; rejects where storage is blocked. */
  async load(): Promise<Kept | undefined> {
    const head = await get<Head>(headKey(this.slot));
    if (head?.format !== 2) return undefined;
    const parts = await getMany<Recording['journal'] | string | undefined>(partKeys(head));
    if (parts.includes(undefined)) return undefined;
    const journal = parts.flatMap((part) => (typeof part === 'string' ? (JSON.parse(part) as Recording).journal : part!));
    this.#head = head;
    const at = this.#lastInstant(head);
    return { recording: { ...head.origin, journal, nowMs: at.nowMs, eventCount: at.eventCount }, playing: at.playing, speed: at.speed };
  }

  /** Keeps on: `entries` of the journal follow those that are kept. */
  async append(origin: Origin, entries: readonly JournalEntry[], at: Instant): Promise<void> {
    const before = this.#head ?? { format: 2, run: newRun(), parts: 0, origin };
    const head: Head = { ...before, ...at, parts: before.parts + (entries.length > 0 ? 1 : 0) };
    await write([...(entries.length > 0 ? [[partKey(head.run, before.parts), entries] as const] : []), [headKey(this.slot), head]]);
    this.#head = head;
  }

  /** A checkpoint takes the place of what was kept. */
  async replace({ head: { nowMs, eventCount, ...origin }, entries, text }: Checkpoint, at: Instant): Promise<void> {
    const before = this.#head;
    const head: Head = { ...at, nowMs, eventCount, entries, format: 2, run: newRun(), parts: 1, origin };
    await write([[partKey(head.run, 0), text], [headKey(this.slot), head]]);
    this.#head = head;
    if (before) await delMany(partKeys(before));
  }

  /** The next `append` begins another run. */
  async forget(): Promise<void> {
    const head = this.#head ?? (await get<Head>(headKey(this.slot)));
    this.#head = undefined;
    if (head) await delMany([headKey(this.slot), ...partKeys(head)]);
  }

  /** Synchronous: for a page that is being closed. */
  noteInstant(at: Instant): void {
    if (!this.#head) return;
    try { localStorage.setItem(instantKey(this.slot), JSON.stringify({ ...at, speed: String(at.speed), run: this.#head.run })); } catch { /* full or blocked: the head's instant will do */ }
  }

  /** The instant of the page's end, when nothing came in between it and the head. */
  #lastInstant(head: Head): Instant {
    try {
      const noted = JSON.parse(localStorage.getItem(instantKey(this.slot)) ?? 'null') as (Omit<Instant, 'speed'> & { speed: string; run: string }) | null;
      if (noted?.run === head.run && noted.entries === head.entries && noted.eventCount >= head.eventCount) return { ...noted, speed: Number(noted.speed) };
    } catch { /* blocked */ }
    return head;
  }
}
