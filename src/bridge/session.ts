/**
 * The page's handle on the cluster: starts the worker, sends commands, hands batches to whoever shows them, and says so
 * when the worker dies. It holds no truth; `ui/state/mirror.ts` keeps what the batches said.
 */
import type { JournalEntry } from '../engine/cluster/journal.ts';
import type { MachineOptions } from '../engine/node/machines.ts';
import type { Answer, Batch, Checkpoint, Command, Message, Recording, StartOptions } from './protocol.ts';

export type SessionState = { readonly phase: 'starting' | 'running' } | { readonly phase: 'dead'; readonly why: string };

export interface RequestParts {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface SessionEvents {
  batch(batch: Batch): void;
  state(state: SessionState): void;
  /** A cluster runs; where its time began, ms since 1970. */
  started(startMs: number): void;
  /** What came into the journal, before the answer to it. */
  inputs(entries: readonly JournalEntry[]): void;
  /** An event of the engine threw; the run goes on. */
  trouble(message: string): void;
}

/** Such as a `Worker`: what tests stand in for. */
export interface Port {
  postMessage(command: Command): void;
  onmessage: ((event: MessageEvent) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  terminate(): void;
}

/** Wall ms between two batches of a page that nobody sees. */
const HIDDEN_MS = 100;
const PULSE_MS = 2000;
/** Wall ms without an answer; a slice takes 8, so this is no slow machine. */
const SILENCE_MS = 10_000;

export class Session {
  #port: Port | undefined;
  #id = 0;
  #pulse: ReturnType<typeof setInterval> | undefined;
  #waiting = new Map<number, { settle: (value: never) => void; fail: (error: Error) => void }>();

  constructor(private readonly openPort: () => Port, private readonly events: SessionEvents) {}

  /** Starts a cluster, ending the one before. */
  start(options: StartOptions): void {
    this.#close('the cluster was started anew');
    this.events.state({ phase: 'starting' });
    const port = this.openPort();
    this.#port = port;
    port.onmessage = (event) => this.#on(event.data as Message);
    port.onerror = (event) => this.#die(event.message || 'the worker could not be started');
    port.postMessage({ type: 'start', options });
  }

  /** A request to the cluster's API server, as HTTP: `request('GET', '/api/v1/pods')`. Rejects only when the worker dies. */
  request(method: string, path: string, init: RequestParts = {}): Promise<Answer> {
    const headers = init.body !== undefined && !init.headers?.['content-type'] ? { 'content-type': 'application/json', ...init.headers } : init.headers ?? {};
    return this.#ask((id) => ({ type: 'request', id, method, path, headers, body: init.body }));
  }

  /** As `request`, for a body without an end yet: a watch, a followed log. `take` gets it bit by bit, undefined at its end. */
  async stream(method: string, path: string, init: RequestParts, take: (text: string | undefined) => void): Promise<{ readonly answer: Answer; close(): void }> {
    const id = ++this.#id;
    const close = (): void => { if (this.#open.delete(id)) this.#port?.postMessage({ type: 'abort', id }); };
    this.#open.set(id, take);
    try {
      return { answer: await this.#ask<Answer>(() => ({ type: 'open', id, method, path, headers: init.headers ?? {}, ...(init.body ? { body: init.body } : {}) }), id), close };
    } catch (error) {
      this.#open.delete(id);
      throw error;
    }
  }
  #open = new Map<number, (text: string | undefined) => void>();

  play(): void { this.#port?.postMessage({ type: 'play' }); }
  pause(): void { this.#port?.postMessage({ type: 'pause' }); }
  step(): void { this.#port?.postMessage({ type: 'step' }); }
  /** Virtual seconds a second; Infinity = as fast as it goes. */
  setSpeed(speed: number): void { this.#port?.postMessage({ type: 'speed', speed }); }
  /** Runs that many virtual seconds at once; the virtual time afterwards, ms. */
  advance(seconds: number): Promise<number> { return this.#ask((id) => ({ type: 'advance', id, seconds })); }
  watchMessages(on: boolean): void { this.#port?.postMessage({ type: 'messages', on }); }
  /** New machines; their names. */
  addMachines(count: number, machine: MachineOptions): Promise<string[]> { return this.#ask((id) => ({ type: 'addMachines', id, count, machine })); }
  /** Slots of the pods that a label selector (as kubectl's `-l`) matches. Rejects with the API server's words when it is none. */
  podsMatching(selector: string): Promise<Uint32Array> { return this.#ask((id) => ({ type: 'matching', id, selector })); }
  /** The whole run so far, to be run again. */
  recording(): Promise<Recording> { return this.#ask((id) => ({ type: 'recording', id })); }
  /** A recording that begins with what is stored now: for a run that is too long to be run again. */
  checkpoint(): Promise<Checkpoint> { return this.#ask((id) => ({ type: 'checkpoint', id })); }

  #ask<T>(make: (id: number) => Command, id = ++this.#id): Promise<T> {
    return new Promise<T>((settle, fail) => {
      if (!this.#port) return fail(new Error('no cluster is running'));
      this.#waiting.set(id, { settle, fail });
      this.#port.postMessage(make(id));
    });
  }

  #settle(id: number, value: unknown): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    waiting?.settle(value as never);
  }

  #fail(id: number, why: string): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    waiting?.fail(new Error(why));
  }

  #on(message: Message): void {
    switch (message.type) {
      case 'started': this.events.started(message.startMs); this.events.state({ phase: 'running' }); if (this.#port) this.#listen(this.#port); break;
      case 'batch': this.#frame(message); break;
      case 'inputs': this.events.inputs(message.entries); break;
      case 'answer': this.#settle(message.id, message.answer); break;
      case 'head': this.#settle(message.id, message.answer); break;
      case 'chunk': this.#open.get(message.id)?.(message.text); break;
      case 'end': { const take = this.#open.get(message.id); this.#open.delete(message.id); take?.(undefined); break; }
      case 'advanced': this.#settle(message.id, message.nowMs); break;
      case 'done': if (message.error === undefined) this.#settle(message.id, message.result); else this.#fail(message.id, message.error); break;
      case 'failed': if (message.fatal) this.#die(message.message); else this.events.trouble(message.message); break;
    }
  }

  /** A worker that the browser ended (out of memory) says nothing: ask it now and then. */
  #listen(port: Port): void {
    let askedAt = 0;
    this.#pulse = setInterval(() => {
      if (port !== this.#port) return;
      if (askedAt && Date.now() - askedAt > SILENCE_MS) return this.#die('it no longer answers');
      if (askedAt) return;
      askedAt = Date.now();
      this.#ask<boolean>((id) => ({ type: 'ping', id })).then(() => { askedAt = 0; }, () => undefined);
    }, PULSE_MS);
  }

  /**
   * Batches are shown on the next frame; the worker sends no other until then. A hidden page has no frames, nor has one
   * that is hidden before its frame came: there a timer shows them.
   */
  #frame(batch: Batch): void {
    const port = this.#port;
    let shown = false;
    const show = (): void => {
      if (shown) return;
      shown = true;
      if (typeof document !== 'undefined') document.removeEventListener('visibilitychange', hidden);
      if (port !== this.#port) return;
      this.events.batch(batch);
      port?.postMessage({ type: 'taken' });
    };
    const hidden = (): void => { if (document.hidden) setTimeout(show, HIDDEN_MS); };
    if (typeof document !== 'undefined') {
      if (document.hidden) { setTimeout(show, HIDDEN_MS); return; }
      document.addEventListener('visibilitychange', hidden);
    }
    requestAnimationFrame(show);
  }

  #die(why: string): void {
    this.#close(why);
    this.events.state({ phase: 'dead', why });
  }

  #close(why: string): void {
    clearInterval(this.#pulse);
    this.#port?.terminate();
    this.#port = undefined;
    for (const { fail } of this.#waiting.values()) fail(new Error(why));
    this.#waiting.clear();
    for (const take of this.#open.values()) take(undefined);
    this.#open.clear();
  }
}
