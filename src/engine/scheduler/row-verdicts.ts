/**
 * What the 'node' checks say of every node, for all pods of one `RowShape`: kept, and brought up to date by the table's
 * journal, so that placing one more pod of a template looks at the few rows that changed since the last.
 */
import { normalized, type Check, type Verdict } from './framework.ts';
import { filterRow } from './filter-row.ts';
import { MaxTree } from './max-tree.ts';
import { imageScore } from './plugins/image-locality.ts';
import type { NodeTable } from './node-table.ts';
import type { RowShape } from './pod-info.ts';

/** A score whose share depends on the greatest raw score among the nodes that fit. */
class NormalizedScore {
  raw: Int32Array;
  /** Nodes that fit, by raw score. */
  #histogram = new Map<number, number>();
  max = 0;

  constructor(readonly check: Check, size: number) { this.raw = new Int32Array(size); }

  count(raw: number, delta: number): void {
    const count = (this.#histogram.get(raw) ?? 0) + delta;
    if (count === 0) this.#histogram.delete(raw); else this.#histogram.set(raw, count);
  }

  /** True when the greatest changed. */
  refreshMax(): boolean {
    let max = 0;
    for (const raw of this.#histogram.keys()) if (raw > max) max = raw;
    if (max === this.max) return false;
    this.max = max;
    return true;
  }

  clear(): void { this.#histogram.clear(); }
}

export class RowVerdicts {
  /** Refusal by node; undefined = fits as far as its own row goes. Empty rows hold a refusal that is never shown. */
  verdicts: (Verdict | undefined)[] = [];
  /** Rows whose refusal an eviction may lift, as 1, and how many there are. */
  readonly helpable = { rows: new Uint8Array(0), count: 0 };
  /** Weighted sum of the scores that need no normalizing. */
  plain: Int32Array = new Int32Array(0);
  readonly normalized: NormalizedScore[];
  fitting = 0;
  /** How often rows were worked out anew that the journal does not name. */
  rescores = 0;

  readonly #filters: Check[];
  readonly #plain: Check[];
  readonly #images: readonly string[];
  #position = 0;
  #imagesSeen = '?';
  #size = 0;
  #totals = new Int32Array(0);
  #tree: MaxTree | undefined;

  constructor(readonly row: RowShape, checks: readonly Check[], readonly table: NodeTable) {
    this.#filters = checks.filter((c) => c.filter);
    const scorers = checks.filter((c) => c.score && c.plugin.weight > 0);
    this.#plain = scorers.filter((c) => c.normalize === 'none');
    this.normalized = scorers.filter((c) => c.normalize !== 'none').map((check) => new NormalizedScore(check, 0));
    this.#images = row.images;
    this.#rebuild();
  }

  /** Takes in what changed since the last call. */
  catchUp(): void {
    const { journal } = this.table;
    if (this.#size < this.table.size || this.#position < journal.start || journal.end - this.#position > 2 * this.table.size + 64) { this.#rebuild(); return; }
    const stale = this.#imagesStale();
    for (let p = this.#position; p < journal.end; p++) this.#refresh(journal.row(p));
    if (stale) this.rescores++;
    if (stale) for (const image of this.#images) for (const n of this.table.images.get(image)?.nodes.keys() ?? []) this.#refresh(n);
    this.#position = journal.end;
    let shifted = false;
    for (const s of this.normalized) if (s.refreshMax()) shifted = true;
    if (shifted) this.#totalAll();
  }

  /** The best total and its ties; only right where no 'cluster' check has a say. */
  get tree(): MaxTree {
    if (!this.#tree) {
      this.#totalAll();
      this.#tree = new MaxTree(this.#totals, this.#size);
    }
    return this.#tree;
  }

  #rebuild(): void {
    const { table } = this;
    const size = table.size;
    this.#size = size;
    this.verdicts = Array.from({ length: size }, () => ABSENT);
    this.plain = new Int32Array(size);
    this.helpable.rows = new Uint8Array(size);
    this.helpable.count = 0;
    this.#totals = new Int32Array(size).fill(-1);
    this.fitting = 0;
    this.rescores++;
    for (const s of this.normalized) { s.raw = new Int32Array(size); s.clear(); s.max = 0; }
    this.#tree = undefined;
    for (let n = 0; n < size; n++) this.#refresh(n);
    for (const s of this.normalized) s.refreshMax();
    this.#imagesStale();
    this.#position = table.journal.end;
  }

  /** Whether nodes that have the row's images may score otherwise than when last asked. */
  #imagesStale(): boolean {
    const stamp = this.#imagesStamp();
    const changed = stamp !== this.#imagesSeen;
    this.#imagesSeen = stamp;
    return changed;
  }

  /** Of one image that is of one size wherever it lies, the score that all those nodes have; else a version. */
  #imagesStamp(): string {
    const { images, imageCount } = this.row;
    if (images.length === 1) {
      const state = this.table.images.get(images[0]!);
      if (!state) return '';
      if (state.bytes !== undefined) return String(imageScore(Math.floor(state.bytes * (state.nodes.size / this.table.count)), imageCount));
    }
    let version = 0;
    for (const image of images) version = Math.max(version, this.table.images.get(image)?.version ?? 0);
    return `v${version}`;
  }

  #refresh(n: number): void {
    const { table } = this;
    const fitted = this.verdicts[n] === undefined;
    const verdict = table.nodes[n] ? filterRow(this.#filters, table, n, this.row.priority) : ABSENT;
    this.verdicts[n] = verdict;
    const helps = verdict !== undefined && !verdict.unresolvable ? 1 : 0;
    this.helpable.count += helps - this.helpable.rows[n]!;
    this.helpable.rows[n] = helps;
    const fits = verdict === undefined;
    if (fitted !== fits) this.fitting += fits ? 1 : -1;
    if (fitted) for (const s of this.normalized) s.count(s.raw[n]!, -1);
    if (fits) {
      let sum = 0;
      for (const c of this.#plain) sum += c.plugin.weight * c.score!(n);
      this.plain[n] = sum;
      for (const s of this.normalized) { s.raw[n] = s.check.score!(n); s.count(s.raw[n]!, 1); }
    }
    if (this.#tree) this.#setTotal(n);
  }

  #setTotal(n: number): void {
    let total = -1;
    if (this.verdicts[n] === undefined) {
      total = this.plain[n]!;
      for (const s of this.normalized) total += s.check.plugin.weight * normalized(s.raw[n]!, s.max, s.check.normalize!);
    }
    this.#totals[n] = total;
    this.#tree?.set(n, total);
  }

  #totalAll(): void {
    const tree = this.#tree;
    this.#tree = undefined;
    for (let n = 0; n < this.#size; n++) this.#setTotal(n);
    if (tree) { tree.fill(this.#totals, this.#size); this.#tree = tree; }
  }
}

/** Stands in rows that have no node. */
export const ABSENT: Verdict = { plugin: '', unresolvable: true, reasons: [] };
