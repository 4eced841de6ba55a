/**
 * Nodes that are all the same to pods of one shape, in groups, so that placing a pod that is spread or has affinity looks
 * at one node of each group, not at every node. A node's group is told by its row's score and by what the 'cluster'
 * checks say it depends on (`Check.likeness`); where one of them cannot say, or there are too many groups, every node is
 * looked at as before. Kept up to date from the table's journal.
 */
import type { Check } from './framework.ts';
import type { NodeTable } from './node-table.ts';
import type { RowVerdicts } from './row-verdicts.ts';

/** With more groups than this it is no quicker than looking at every node. */
const MOST_GROUPS = 256;
/** Fewer nodes than this are looked at one by one. */
const FEWEST_NODES = 32;

interface Group { key: string; count: number; sample: number; members: Uint32Array }

export class LikeNodes {
  /** False where groups do not help. */
  useful = false;
  readonly #groups = new Map<string, Group>();
  #groupOf: (Group | undefined)[] = [];
  #likeness: ((n: number) => string)[] = [];
  #position = 0;
  #size = 0;
  #versions = '';
  #rescores = 0;
  /** The row's score as it was when the node got its group. */
  #plain = new Int32Array(0);
  /** One node of each group, how many it stands for, and its row's score; refilled by `catchUp`. */
  samples = new Int32Array(MOST_GROUPS);
  counts = new Int32Array(MOST_GROUPS);
  length = 0;

  constructor(readonly rows: RowVerdicts, readonly checks: readonly Check[], private readonly table: NodeTable) {}

  /** To be called when the rows and the checks are up to date. False: look at every node. */
  catchUp(): boolean {
    const { table } = this;
    const { journal } = table;
    if (table.count < FEWEST_NODES) return false;
    const versions = this.checks.map((c) => c.likenessVersion?.() ?? 0).join();
    if (this.#size !== table.size || versions !== this.#versions || this.#position < journal.start || journal.end - this.#position > table.size) this.#rebuild(versions);
    else {
      if (this.#rescores !== this.rows.rescores) this.#placeRescored();
      for (let p = this.#position; p < journal.end && this.useful; p++) this.#place(journal.row(p));
    }
    this.#position = journal.end;
    this.#rescores = this.rows.rescores;
    if (this.useful) this.#list();
    return this.useful;
  }

  /** The node that is the nth (from 0, by index) of the groups whose samples are at `places`. */
  nth(places: readonly number[], nth: number): number {
    const members = places.map((k) => this.#groupOf[this.samples[k]!]!.members);
    for (let w = 0; ; w++) {
      let word = 0;
      for (const m of members) word |= m[w]!;
      for (; word !== 0; word &= word - 1) if (nth-- === 0) return w * 32 + (31 - Math.clz32(word & -word));
    }
  }

  #rebuild(versions: string): void {
    const { table } = this;
    this.#versions = versions;
    this.#size = table.size;
    this.#groups.clear();
    this.#groupOf = [];
    this.#plain = new Int32Array(table.size);
    const likeness = this.checks.map((c) => c.likeness?.());
    this.useful = likeness.every((l) => l !== undefined);
    if (!this.useful) return;
    this.#likeness = likeness as ((n: number) => string)[];
    for (let n = 0; n < table.size && this.useful; n++) this.#place(n);
  }

  #placeRescored(): void {
    const { plain, verdicts } = this.rows;
    for (let n = 0; n < this.#size && this.useful; n++) {
      if (plain[n] !== this.#plain[n] || (verdicts[n] === undefined) !== (this.#groupOf[n] !== undefined)) this.#place(n);
    }
  }

  #place(n: number): void {
    this.#plain[n] = this.rows.plain[n]!;
    const old = this.#groupOf[n];
    if (this.rows.verdicts[n] !== undefined) { if (old) this.#leave(old, n); return; }
    let key = String(this.rows.plain[n]);
    for (const l of this.#likeness) key += `|${l(n)}`;
    if (old?.key === key) return;
    if (old) this.#leave(old, n);
    let group = this.#groups.get(key);
    if (!group) {
      if (this.#groups.size >= MOST_GROUPS) { this.useful = false; return; }
      this.#groups.set(key, (group = { key, count: 0, sample: n, members: new Uint32Array((this.#size + 31) >> 5) }));
    }
    group.members[n >> 5]! |= 1 << (n & 31);
    group.count++;
    this.#groupOf[n] = group;
  }

  #leave(group: Group, n: number): void {
    group.members[n >> 5]! &= ~(1 << (n & 31));
    this.#groupOf[n] = undefined;
    if (--group.count === 0) { this.#groups.delete(group.key); return; }
    if (group.sample !== n) return;
    let w = 0;
    while (group.members[w] === 0) w++;
    group.sample = w * 32 + (31 - Math.clz32(group.members[w]! & -group.members[w]!));
  }

  #list(): void {
    let k = 0;
    for (const g of this.#groups.values()) { this.samples[k] = g.sample; this.counts[k++] = g.count; }
    this.length = k;
  }
}
