/** Services: each service, its endpoints, and the pods behind them as a stack; rows by namespace. */
import type { Mirror } from '../../state/Mirror.ts';
import { NamespaceGrid } from './NamespaceGrid.ts';
import type { Edge } from './Scene.ts';
import { slotsTo } from './slotsTo.ts';
import { CARD, COLUMN, StackScene, startLay } from './StackScene.ts';

/** Wall ms of one slice. */
const SLICE_MS = 5;

export class ServicesScene extends StackScene {
  #grid = new NamespaceGrid(this.shape.row.w, this.shape.row.h);
  #keyOf: (string | undefined)[] = [];
  /** Pods in the stack of each service. */
  #tied = new Map<string, ReadonlySet<number>>();
  #waiting = new Set<number>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(mirror: Mirror) {
    super('services', mirror);
    this.#services([...slotsTo(mirror.tables.services.length)]);
    this.keep(
      mirror.onSlots('services', (slots) => this.#services(slots)),
      mirror.onTies((slots) => this.#queue(slots)),
      () => clearTimeout(this.#timer),
      mirror.onSlots('pods', (slots) => { for (const slot of slots) this.pods.touch(slot); this.pods.flush(slots.length); }),
    );
  }

  tidy(): void { this.#grid.clear(); this.#build(); }

  #services(slots: readonly number[] | Uint32Array): void {
    const { services } = this.mirror.tables;
    let changed = false;
    for (const slot of slots) {
      const key = services.get(slot, 'state') === 0 ? undefined : `Service/${this.mirror.namespaceOf('services', slot)}/${this.mirror.nameOf('services', slot)}`;
      const before = this.#keyOf[slot];
      if (before === key) continue;
      if (before !== undefined) { this.pods.dropBox(`stack:${before}`); this.#tied.delete(before); }
      this.#keyOf[slot] = key;
      if (key !== undefined) this.addStack(`stack:${key}`);
      changed = true;
    }
    if (!changed) return;
    this.#build();
    this.#queue(slots);
  }

  /** The pods behind services are put into their stacks in slices: behind 3,000 services there are 150,000. */
  #queue(slots: Iterable<number>): void {
    for (const slot of slots) this.#waiting.add(slot);
    this.#slice();
  }

  #slice(): void {
    clearTimeout(this.#timer);
    const deadline = performance.now() + SLICE_MS;
    for (const slot of this.#waiting) {
      this.#waiting.delete(slot);
      this.#tie(slot);
      if (performance.now() > deadline) { this.#timer = setTimeout(() => this.#slice(), 0); break; }
    }
    this.pods.flush(0);
  }

  #tie(slot: number): void {
    const key = this.#keyOf[slot];
    if (key === undefined) return;
    const stack = `stack:${key}`;
    const before = this.#tied.get(key), after = new Set(this.mirror.ties.get(slot) ?? []);
    for (const pod of before ?? []) if (!after.has(pod)) this.pods.take(pod, stack);
    for (const pod of after) if (!before?.has(pod)) this.pods.put(pod, stack);
    this.#tied.set(key, after);
  }

  #build(): void {
    const rows = new Map<string, string>();
    this.#keyOf.forEach((key, slot) => { if (key !== undefined) rows.set(key, this.mirror.namespaceOf('services', slot)); });
    const lay = startLay(this.#grid.assign(rows));
    const edges: Edge[] = [];
    this.#keyOf.forEach((key, slot) => {
      if (key === undefined) return;
      const { x, y } = this.#grid.placeOf(key)!;
      const ref = { kind: 'Service', namespace: this.mirror.namespaceOf('services', slot), name: this.mirror.nameOf('services', slot) };
      const endpoints = `endpoints:${key}`, stack = `stack:${key}`;
      this.lay(lay, key, { key, type: 'service', ref, table: 'services', slot, x, y, ...CARD });
      this.lay(lay, key, { key: endpoints, type: 'endpoints', ref: { ...ref, kind: 'Endpoints' }, table: 'services', slot, x: x + COLUMN, y, ...CARD });
      this.lay(lay, key, { key: stack, type: 'stack', ref: undefined, table: 'services', slot, x: x + this.shape.at.x, y: y + this.shape.at.y, ...this.shape.stack });
      edges.push({ id: endpoints, from: key, to: endpoints }, { id: stack, from: endpoints, to: stack });
    });
    this.finish(lay, edges);
  }

  protected override relayout(): void { this.frames = this.framesAround(this.#grid); }
}
