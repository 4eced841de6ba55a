/**
 * The cluster is kept in the browser as its journal: the inputs, from which the same run follows. A reload plays them
 * again, up to the very instant. A run that is too long to be played again is kept as what its store holds: its objects come back,
 * its containers start anew. Each tab keeps its own. Where storage is blocked or full the cluster lasts for the visit.
 */
import type { Checkpoint, JournalEntry, Recording, StartOptions } from '../../bridge/protocol.ts';
import { mirror, onInputs, session, startCluster } from './cluster.ts';
import { useClock } from './clock.ts';
import { KeptRun, type Instant, type Origin } from './keptRun.ts';
import { notify } from './notices.ts';
import { forgetSteps } from './undo.ts';
import { takeSlot } from './tabSlot.ts';

/** Wall ms between two looks whether time alone is worth a save; an input is kept at once. */
const EVERY_MS = 3000;
/** Events that are run again after a reload: about two seconds of work. */
const MOST_EVENTS = 300_000;
/** Events that make a save worth while when nothing was put in. */
const WORTH_EVENTS = 500;
/** Pods and nodes past which the store is too big to be written out now and then: such a run is played again, however long that takes. */
const MOST_ROWS = 4000;
/** A checkpoint may cost this share of the time. */
const DUTY = 1 / 20;

let kept: KeptRun | undefined;
let troubled = false;
/** The run as the page knows it: what is left when the worker is gone. */
let known: { readonly origin: Origin; readonly journal: JournalEntry[]; checkpoint?: string } = { origin: { seed: 1, nodes: 3 }, journal: [] };
/** Counts clusters: an answer about the one before is not kept. */
let generation = 0;

/** Starts with what was kept, or anew. */
export async function restoreOrStart(fresh: StartOptions): Promise<void> {
  const place = await takeSlot();
  if (!place) notify('Many tabs keep their clusters already: this one lasts until the tab is closed');
  else if (place.slot > 0) notify('Another tab has a cluster of its own. This one is kept apart from it, and comes back when this tab is reloaded');
  if (place) kept = new KeptRun(place.slot);
  try {
    const before = place?.mine ? await kept!.load() : await kept?.forget();
    if (before) bringBack(before.recording, before); else begin(fresh);
  } catch (error) {
    kept = undefined;
    notify(`The browser lets nothing be kept (${(error as Error).message}): this cluster lasts until the tab is closed`, 'bad');
    begin(fresh);
  }
}

export function newCluster(options: StartOptions): void {
  void kept?.forget().catch(trouble);
  begin(options);
}

/** After the worker died: the cluster as it was last known. */
export function revive(): void {
  const { nowMs, eventCount, playing, speed } = useClock.getState();
  const { origin, journal, checkpoint } = known;
  bringBack(checkpoint ? (JSON.parse(checkpoint) as Recording) : { ...origin, journal, nowMs, eventCount }, { playing, speed });
}

function bringBack(recording: Recording, pace: { readonly playing: boolean; readonly speed: number }): void {
  const { seed, nodes, eventCount } = recording;
  if (eventCount > MOST_EVENTS) notify(`Your cluster is brought back: ${eventCount.toLocaleString('en')} events are run again`, 'plain', { label: 'New cluster instead', run: () => newCluster({ seed: 1, nodes: 3 }) });
  begin({ seed, nodes, recording }, pace);
}

function begin(options: StartOptions, pace?: { readonly playing: boolean; readonly speed: number }): void {
  const { recording } = options;
  const { journal = [], nowMs: _now, eventCount = 0, ...origin } = recording ?? { seed: options.seed, nodes: options.nodes, nowMs: 0 };
  generation++;
  forgetSteps();
  known = { origin, journal: [...journal] };
  saved = { entries: journal.length, eventCount, atMs: 0, tookMs: 0 };
  startCluster(options, pace);
}

/** How far what is kept goes. */
let saved = { entries: 0, eventCount: 0, atMs: 0, tookMs: 0 };
let saving = false;

function look(): void {
  const { session: state, eventCount } = useClock.getState();
  if (saving || state.phase !== 'running') return;
  const put = known.journal.length !== saved.entries;
  if (!put && eventCount - saved.eventCount < WORTH_EVENTS) return;
  if (performance.now() - saved.atMs < (put ? saved.tookMs : Math.max(EVERY_MS, saved.tookMs / DUTY))) return;
  saving = true;
  void save(generation).finally(() => { saving = false; if (known.journal.length !== saved.entries) look(); });
}

async function save(mine: number): Promise<void> {
  const begun = performance.now();
  const { eventCount } = useClock.getState();
  const entries = known.journal.length, at = instant();
  const tooLong = eventCount > MOST_EVENTS && mirror.tables.pods.length + mirror.tables.nodes.length < MOST_ROWS;
  let checkpoint: Checkpoint | undefined;
  // A worker that is gone answers nothing: what is known of its run stays.
  try { if (tooLong) checkpoint = await session.checkpoint(); } catch { return; }
  if (mine !== generation) return;
  // What grew too big for a checkpoint is kept from its beginning again: its later inputs do not follow on an earlier checkpoint.
  const anew = known.checkpoint !== undefined && checkpoint === undefined;
  known.checkpoint = checkpoint?.text;
  try {
    if (anew) await kept?.forget();
    if (checkpoint === undefined) await kept?.append(known.origin, known.journal.slice(anew ? 0 : saved.entries, entries), at); else await kept?.replace(checkpoint, at);
    troubled = false;
  } catch (error) { trouble(error); }
  if (mine === generation) saved = { entries, eventCount, atMs: performance.now(), tookMs: checkpoint === undefined ? 0 : performance.now() - begun };
}

function instant(): Instant {
  const { nowMs, eventCount, playing, speed } = useClock.getState();
  return { entries: known.journal.length, nowMs, eventCount, playing, speed };
}

function trouble(error: unknown): void {
  if (!troubled) notify(`The browser does not keep this cluster: ${error instanceof Error ? error.message || error.name : String(error)}. It lasts until the tab is closed`, 'bad');
  troubled = true;
}

onInputs((entries) => { known.journal.push(...entries); look(); });
useClock.subscribe(look);
addEventListener('visibilitychange', () => { if (document.hidden) look(); });
addEventListener('pagehide', () => { if (useClock.getState().session.phase === 'running' && !known.checkpoint) kept?.noteInstant(instant()); });
