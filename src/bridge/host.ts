/**
 * Paces the engine inside the worker: virtual time follows the wall clock times the speed, in slices short enough that
 * a command never waits long; what changed goes to the page in one batch a frame, and only after it took the last one.
 *
 * The host is the only place where wall time and virtual time meet. What it decides (how far to run before an input
 * arrives) is in the journal by the engine's own event count, so a replay does not depend on it.
 */
import type { Api } from '../engine/api/api.ts';
import type { Kernel } from '../engine/kernel/kernel.ts';
import type { JournalEntry } from '../engine/cluster/journal.ts';
import { buffersOf } from './columns.ts';
import type { MachineOptions } from '../engine/node/machines.ts';
import { OpenBodies } from './OpenBodies.ts';
import type { Batch, Checkpoint, Command, Message, Recording } from './protocol.ts';
import { MessageFeed } from './view/MessageFeed.ts';
import { ViewFeed } from './view/ViewFeed.ts';

export interface Engine {
  readonly kernel: Kernel;
  readonly api: Api;
  /** The REST door: what the page, its terminal and its editor send requests to. */
  readonly handle: (request: Request) => Promise<Response>;
  addMachine(machine: MachineOptions): string;
  /** The whole run so far. */
  recording(): Recording;
  /** What is stored now; its text is made as it is read, piece by piece. */
  checkpoint(): Checkpoint<Iterable<string>>;
  /** Where the cluster's time began, ms since 1970. */
  readonly startMs: number;
  readonly journalSize: number;
  /** The journal from that entry on. */
  inputsFrom(entry: number): readonly JournalEntry[];
}

export interface Clockwork {
  /** Wall ms, monotonic. */
  now(): number;
  /** Runs `slice` after `delayMs`, letting messages in between. */
  later(slice: () => void, delayMs: number): void;
}

/** Wall ms that the engine runs before messages are looked at. */
const SLICE_MS = 8;
/** Events between two looks at the wall clock. */
const CHUNK = 64;
/** Wall ms between two batches. */
const FRAME_MS = 16;
/** Wall ms of a slice that go into a checkpoint. */
const WRITE_MS = 4;
/**
 * Wall ms between two batches that carry nothing but the time: one as each virtual second begins, since clocks show no
 * less; more would keep an idle page busy.
 */
const CLOCK_MS = 200, SLOW_CLOCK_MS = 1000;
/** Virtual ms that at "maximum" one chunk may run ahead. */
const MAX_AHEAD_MS = 60_000;
/** Virtual ms that the clock may lag before the host stops trying to catch up (a sleeping laptop, a cluster too big). */
const MAX_LAG_WALL_MS = 250;

export class Host {
  #playing = false;
  #speed = 1;
  #targetMs: number;
  #wall: number;
  #advances: { id: number; untilMs: number }[] = [];
  #taken = true;
  #lastBatch = -Infinity;
  #lastNowMs = -1;
  #stateChanged = true;
  #scheduled = false;
  #feed: ViewFeed;
  #messages: MessageFeed;
  #streams: OpenBodies;

  constructor(
    private readonly engine: Engine,
    private readonly send: (message: Message, transfer: ArrayBuffer[]) => void,
    private readonly clockwork: Clockwork,
  ) {
    this.#feed = new ViewFeed(engine.api);
    this.#streams = new OpenBodies(engine.handle, (message) => send(message, []));
    this.#messages = new MessageFeed(engine.kernel.trace);
    this.#targetMs = engine.kernel.now;
    this.#wall = clockwork.now();
    this.#told = engine.journalSize;
    this.#wake(0);
  }

  on(command: Command): void {
    switch (command.type) {
      case 'taken': this.#taken = true; break;
      case 'request': this.#request(command); break;
      case 'open': void this.#streams.open(command).finally(() => this.#wake(0)); break;
      case 'abort': this.#streams.abort(command.id); break;
      case 'play': this.#setPlaying(true); break;
      case 'pause': this.#setPlaying(false); break;
      case 'step': this.#setPlaying(false); this.engine.kernel.step(); this.#targetMs = this.engine.kernel.now; this.#stateChanged = true; break;
      case 'speed': this.#sync(); this.#speed = command.speed; this.#stateChanged = true; break;
      case 'advance': this.#advances.push({ id: command.id, untilMs: (this.#advances.at(-1)?.untilMs ?? this.engine.kernel.now) + command.seconds * 1000 }); break;
      case 'messages': this.#messages.on = command.on; break;
      case 'addMachines': this.#answer(command.id, () => Array.from({ length: command.count }, () => this.engine.addMachine(command.machine))); break;
      case 'ping': return this.#answer(command.id, () => true);
      case 'matching': this.#answer(command.id, () => this.#feed.podsMatching(command.selector)); break;
      case 'recording': this.#answer(command.id, () => this.engine.recording()); break;
      case 'checkpoint': this.#checkpoint(command.id); break;
      case 'start': break;
    }
    this.#wake(0);
  }

  #answer(id: number, make: () => unknown): void {
    try {
      const result = make();
      this.#tellInputs();
      this.send({ type: 'done', id, result }, []);
    } catch (error) { this.send({ type: 'done', id, result: undefined, error: (error as Error).message }, []); }
  }

  /** Checkpoints that are being written. */
  #writing: { readonly id: number; readonly checkpoint: Checkpoint<Iterable<string>>; readonly rest: Iterator<string>; readonly pieces: string[] }[] = [];

  #checkpoint(id: number): void {
    const checkpoint = this.engine.checkpoint();
    this.#writing.push({ id, checkpoint, rest: checkpoint.text[Symbol.iterator](), pieces: [] });
  }

  /** Writes on for a moment: a store of thousands of objects takes seconds, in which the cluster goes on and answers. True while there is more. */
  #write(deadline: number): boolean {
    for (let one = this.#writing[0]; one; one = this.#writing[0]) {
      const { id, checkpoint, rest, pieces } = one;
      for (let next = rest.next(); !next.done; next = rest.next()) {
        pieces.push(next.value);
        if (this.clockwork.now() >= deadline) return true;
      }
      this.#writing.shift();
      this.#answer(id, (): Checkpoint => ({ ...checkpoint, text: pieces.join('') }));
    }
    return false;
  }

  /** Journal entries that were told. */
  #told: number;
  #tellInputs(): void {
    const { journalSize } = this.engine;
    if (journalSize === this.#told) return;
    this.send({ type: 'inputs', entries: this.engine.inputsFrom(this.#told) }, []);
    this.#told = journalSize;
  }

  stop(): void { this.#feed.stop(); this.#streams.stop(); this.#scheduled = true; }

  #setPlaying(playing: boolean): void {
    this.#sync();
    this.#playing = playing;
    this.#stateChanged = true;
  }

  /** Starts counting wall time anew from here. */
  #sync(): void {
    this.#wall = this.clockwork.now();
    this.#targetMs = this.engine.kernel.now;
  }

  #request(command: Extract<Command, { type: 'request' }>): void {
    const { id, method, path, headers, body } = command;
    this.engine.handle(new Request('http://bottleship' + path, { method, headers, body: method === 'GET' || method === 'HEAD' ? undefined : body }))
      .then(async (response) => {
        this.#tellInputs();
        this.send({ type: 'answer', id, answer: { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() } }, []);
        this.#wake(0);
      })
      .catch((error: unknown) => this.send({ type: 'failed', message: error instanceof Error ? error.stack ?? error.message : String(error), fatal: false }, []));
  }

  #wake(delayMs: number): void {
    if (this.#scheduled && delayMs > 0) return;
    if (this.#scheduled && this.#urgent) return;
    this.#scheduled = true;
    // A message that wakes it early does not make the sleep so far a lag.
    this.#sleepMs = Math.max(this.#sleepMs, delayMs);
    this.#urgent = delayMs === 0;
    const ticket = ++this.#ticket;
    this.clockwork.later(() => { if (ticket === this.#ticket) { this.#scheduled = false; this.#slice(); } }, delayMs);
  }
  #urgent = false;
  #ticket = 0;
  /** Wall ms that it goes to sleep for. */
  #sleepMs = 0;

  #slice(): void {
    const { kernel } = this.engine;
    const start = this.clockwork.now();
    const deadline = start + SLICE_MS;
    let behind = this.#advance(deadline);
    if (this.#playing && !behind) behind = this.#speed === Infinity ? this.#runAhead(deadline) : this.#follow(start, deadline);
    const now = this.clockwork.now();
    this.#batch(now);
    const writing = this.#write(now + WRITE_MS);
    if (behind || writing) return this.#wake(0);
    if (!this.#playing) { if (this.#owes) this.#wake(this.#taken ? Math.max(1, FRAME_MS - (now - this.#lastBatch)) : 50); return; }
    const nextEventMs = (kernel.nextDueMs - kernel.now) / this.#speed;
    this.#wake(Math.max(4, Math.min(this.#owes ? FRAME_MS : this.#nextSecondMs, nextEventMs)));
  }

  /** Wall ms until the next virtual second begins, within what a clock needs. */
  get #nextSecondMs(): number {
    const { now } = this.engine.kernel;
    return Math.max(CLOCK_MS, Math.min(SLOW_CLOCK_MS, (Math.floor(now / 1000 + 1) * 1000 - now) / this.#speed));
  }

  get #clockDue(): boolean { return Math.floor(this.engine.kernel.now / 1000) !== Math.floor(this.#lastNowMs / 1000); }

  get #owes(): boolean { return this.#stateChanged || this.#feed.pending || this.#messages.pending; }

  /** Jumps asked for by `advance`. True while there is more to run. */
  #advance(deadline: number): boolean {
    const { kernel } = this.engine;
    for (let jump = this.#advances[0]; jump; jump = this.#advances[0]) {
      if (!this.#runUntil(jump.untilMs, deadline)) return true;
      this.#advances.shift();
      this.#sync();
      this.#stateChanged = true;
      this.send({ type: 'advanced', id: jump.id, nowMs: kernel.now }, []);
    }
    return false;
  }

  #runAhead(deadline: number): boolean {
    const { kernel } = this.engine;
    while (this.clockwork.now() < deadline) if (kernel.run(kernel.now + MAX_AHEAD_MS, CHUNK) === 0 && kernel.nextDueMs === Infinity) return false;
    this.#sync();
    return true;
  }

  #follow(wall: number, deadline: number): boolean {
    // What it meant to sleep is no lag.
    const most = this.#sleepMs + MAX_LAG_WALL_MS;
    this.#sleepMs = 0;
    const elapsed = Math.min(wall - this.#wall, most);
    this.#wall = wall;
    this.#targetMs = Math.min(this.#targetMs + elapsed * this.#speed, this.engine.kernel.now + most * this.#speed);
    return !this.#runUntil(this.#targetMs, deadline);
  }

  /** True when the clock got there before the wall's deadline. */
  #runUntil(untilMs: number, deadline: number): boolean {
    const { kernel } = this.engine;
    while (kernel.run(untilMs, CHUNK) === CHUNK) if (this.clockwork.now() >= deadline) return kernel.now >= untilMs && kernel.nextDueMs > untilMs;
    return true;
  }

  #batch(wall: number): void {
    if (!this.#taken || wall - this.#lastBatch < FRAME_MS) return;
    const { kernel } = this.engine;
    const owes = this.#owes;
    if (!owes && (kernel.now === this.#lastNowMs || wall - this.#lastBatch < (this.#clockDue ? CLOCK_MS : SLOW_CLOCK_MS))) return;
    this.#tellInputs();
    const changes = this.#feed.take();
    const batch: Batch = {
      type: 'batch', nowMs: kernel.now, playing: this.#playing, speed: this.#speed, eventCount: kernel.eventCount, revision: 0,
      ...changes, messages: this.#messages.take(), journalSize: this.engine.journalSize,
    };
    const transfer = [...Object.values(changes.tables).flatMap(buffersOf), ...(changes.ties ?? []).map(([, pods]) => pods.buffer)];
    this.#taken = false;
    this.#stateChanged = false;
    this.#lastBatch = wall;
    this.#lastNowMs = kernel.now;
    this.send(batch, transfer);
  }
}
