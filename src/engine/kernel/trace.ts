/**
 * The cause trace: every noteworthy act (a person's input, a write, a reconcile, a fault) is an entry that knows the
 * entry that caused it. Walking `cause` upwards answers "why is this so?".
 */
export interface TraceEntry {
  id: number;
  /** Id of the entry that caused this one; 0 = nothing known (start of the cluster, or forgotten). */
  cause: number;
  atMs: number;
  /** Who acted: `user`, `deployment-controller`, `kubelet node-1`, `scheduler` ... */
  actor: string;
  /** What was done: `input`, `create`, `update`, `delete`, `reconcile`, `fault` ... */
  act: string;
  /** To what: `apps/deployments/default/web`. Empty where there is no object. */
  subject: string;
  /** Store revision that a write produced, else 0. */
  revision: number;
}

/** Entries kept; older ones are forgotten. */
const CAPACITY = 1 << 19;

/** Words that repeat (actors, acts, tables), each kept once and named by a number. */
class Words {
  #texts: string[] = [];
  #numbers = new Map<string, number>();

  /** 0 when there is no room for another word: it is then forgotten. */
  numberOf(text: string): number {
    let number = this.#numbers.get(text);
    if (number === undefined) {
      if (this.#texts.length >= MAX_WORDS) return 0;
      number = this.#texts.push(text) - 1;
      this.#numbers.set(text, number);
    }
    return number;
  }

  text(number: number): string { return this.#texts[number] ?? ''; }
}

const MAX_WORDS = 1 << 16;

/** Columns, not objects: a run of 150,000 pods makes millions of entries. */
export class Trace {
  /** Entry in whose course we are; what is scheduled or written now is caused by it. */
  current = 0;

  #next = 1;
  #size = 1 << 10;
  /** How many entries back the cause is; 0 when there is none. */
  #back = new Uint32Array(this.#size);
  #atMs = new Float64Array(this.#size);
  #revision = new Uint32Array(this.#size);
  #actor = new Uint16Array(this.#size);
  #act = new Uint16Array(this.#size);
  #words = new Words();
  /** The subject in two parts, so that noting a write makes no string. */
  #prefix = new Uint16Array(this.#size);
  #id: string[] = [];

  /** Whoever acts mostly acts again. */
  #lastActor = '';
  #lastActorNumber = 0;

  constructor() { this.#words.numberOf(''); }

  #noteActor(actor: string): number {
    this.#lastActor = actor;
    return (this.#lastActorNumber = this.#words.numberOf(actor));
  }

  /**
   * Adds an entry caused by `current` and returns its id; does not make it current. The subject is `subject`, or
   * `<subject>/<idInSubject>`.
   */
  add(atMs: number, actor: string, act: string, subject: string, revision = 0, idInSubject = ''): number {
    const id = this.#next++;
    if (id >= this.#size && this.#size < CAPACITY) this.#grow();
    const slot = id & (this.#size - 1);
    this.#back[slot] = this.current ? id - this.current : 0;
    this.#atMs[slot] = atMs;
    this.#revision[slot] = revision;
    this.#actor[slot] = actor === this.#lastActor ? this.#lastActorNumber : this.#noteActor(actor);
    this.#act[slot] = this.#words.numberOf(act);
    this.#prefix[slot] = idInSubject ? this.#words.numberOf(subject) : 0;
    this.#id[slot] = idInSubject || subject;
    return id;
  }

  get(id: number): TraceEntry | undefined {
    if (id <= 0 || id >= this.#next || id <= this.#next - 1 - this.#size) return undefined;
    const slot = id & (this.#size - 1);
    const back = this.#back[slot]!;
    return {
      id, cause: back ? id - back : 0, atMs: this.#atMs[slot]!, actor: this.#words.text(this.#actor[slot]!), act: this.#words.text(this.#act[slot]!),
      subject: this.#prefix[slot] ? `${this.#words.text(this.#prefix[slot])}/${this.#id[slot]!}` : this.#id[slot]!, revision: this.#revision[slot]!,
    };
  }

  /** Id of the newest entry, 0 when there is none. */
  get last(): number { return this.#next - 1; }

  /** The entry and its causes, nearest first. */
  chain(id: number): TraceEntry[] {
    const entries: TraceEntry[] = [];
    for (let entry = this.get(id); entry && entries.length < 1000; entry = this.get(entry.cause)) entries.push(entry);
    return entries;
  }

  /** The entry of the write that made this store revision; undefined when it is forgotten. */
  ofRevision(revision: number): TraceEntry | undefined {
    for (let id = this.last; id > 0 && id >= this.#next - this.#size; id--) if (this.#revision[id & (this.#size - 1)] === revision) return this.get(id);
    return undefined;
  }

  /** Writes of other things that what happened to `subject/idInSubject` led to, at any remove: oldest first, the first of each thing and act, at most `most`. */
  effects(subject: string, idInSubject: string, most: number): TraceEntry[] {
    const led = new Set<number>();
    const told = new Set<string>();
    const found: TraceEntry[] = [];
    for (let id = Math.max(1, this.#next - this.#size); id < this.#next && found.length < most; id++) {
      const slot = id & (this.#size - 1);
      const own = this.#id[slot] === idInSubject && this.#words.text(this.#prefix[slot]!) === subject;
      const back = this.#back[slot]!;
      if (!own && (back === 0 || !led.has(id - back))) continue;
      led.add(id);
      if (own || !this.#revision[slot]) continue;
      const entry = this.get(id)!;
      const what = `${entry.act} ${entry.subject}`;
      if (told.has(what)) continue;
      told.add(what);
      found.push(entry);
    }
    return found;
  }

  #grow(): void {
    this.#size *= 2;
    this.#back = this.#widen(this.#back, new Uint32Array(this.#size));
    this.#atMs = this.#widen(this.#atMs, new Float64Array(this.#size));
    this.#revision = this.#widen(this.#revision, new Uint32Array(this.#size));
    this.#prefix = this.#widen(this.#prefix, new Uint16Array(this.#size));
    this.#actor = this.#widen(this.#actor, new Uint16Array(this.#size));
    this.#act = this.#widen(this.#act, new Uint16Array(this.#size));
  }

  #widen<A extends { set(from: A): void }>(old: A, wide: A): A { wide.set(old); return wide; }
}
