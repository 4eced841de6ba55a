/** Machines: zones as frames, nodes as boxes, pods as cells in them, services above, and a box for pods without a node. */
import type { Mirror } from '../../state/Mirror.ts';
import type { Ref } from '../../state/selection.ts';
import { Berths, WAITING_TIERS } from './Berths.ts';
import { Scene, type Bounds, type Box } from './Scene.ts';

export const MACHINE = { w: 316, h: 244, gap: 16, cellsX: 12, cellsY: 88, cellsW: 292, cellsH: 144 } as const;
export const WAITING_STRIP = { w: 1036, h: 86, x: 0, y: -238, cellsX: 10, cellsY: 42, cellsW: 1016, cellsH: 36 } as const;
const SERVICE = { w: 244, h: 64, gap: 20, above: 76 } as const;
const ZONE = { pad: 14, head: 32, gap: 16 } as const;
const WAITING = 'waiting';
/** So many pods changed in one batch are a burst: while it lasts the canvas shows pods, not an element each. */
const BURST = 60;
const CALM_MS = 900;

type CellListener = (pods: readonly number[], boxes: ReadonlySet<string>, vacated: readonly Bounds[]) => void;
interface Berth { readonly box: string; readonly cell: number }
interface Zone { readonly name: string; columns: number; readonly keys: (string | undefined)[] }

export class MachinesScene extends Scene {
  #berths = new Map<string, Berths>();
  #berthOf = new Map<number, Berth>();
  #boxOfNode = new Map<number, string>();
  #zones = new Map<string, Zone>();
  #services: (string | undefined)[] = [];
  #serviceOf = new Map<number, string>();
  #cellListeners = new Set<CellListener>();
  #boxVersions = new Map<string, number>();
  #boxListeners = new Map<string, Set<() => void>>();
  #laidOut = 0;
  #calm: ReturnType<typeof setTimeout> | undefined;
  /** Many pods come and go just now. */
  burst = false;

  constructor(private readonly mirror: Mirror) {
    super('machines');
    this.#berths.set(WAITING, new Berths(WAITING_TIERS));
    const { x, y, w, h } = WAITING_STRIP;
    this.put({ key: WAITING, type: 'waiting', ref: undefined, table: '', slot: -1, x, y, w, h, title: 'Waiting for a node' });
    this.#nodes(range(mirror.tables.nodes.length));
    this.#servicesChanged(range(mirror.tables.services.length));
    this.#pods(range(mirror.tables.pods.length));
    this.keep(
      mirror.onSlots('nodes', (slots) => this.#nodes(slots)),
      mirror.onSlots('pods', (slots) => this.#pods(slots)),
      mirror.onSlots('services', (slots) => this.#servicesChanged(slots)),
    );
  }

  /** Tells which pods' cells changed, which cells were left, and which boxes have to be drawn anew because their grid changed. */
  onCells(listener: CellListener): () => void {
    this.#cellListeners.add(listener);
    return () => { this.#cellListeners.delete(listener); };
  }

  onBox(key: string, listener: () => void): () => void {
    let set = this.#boxListeners.get(key);
    if (!set) this.#boxListeners.set(key, (set = new Set()));
    set.add(listener);
    return () => { set.delete(listener); };
  }
  boxVersion(key: string): number { return this.#boxVersions.get(key) ?? 0; }
  berths(key: string): Berths | undefined { return this.#berths.get(key); }

  /** Where a pod is drawn; undefined when it is not. */
  cellBounds(pod: number): Bounds | undefined {
    const berth = this.#berthOf.get(pod);
    const box = berth && this.boxes.get(berth.box);
    return box && this.cellAt(box, berth.cell);
  }

  cellAt(box: Box, cell: number): Bounds | undefined {
    const { columns, rows } = this.#berths.get(box.key)!.grid;
    if (cell >= columns * rows) return undefined;
    const inside = box.type === 'waiting' ? WAITING_STRIP : MACHINE;
    const w = inside.cellsW / columns, h = inside.cellsH / rows;
    return { x: box.x + inside.cellsX + (cell % columns) * w, y: box.y + inside.cellsY + Math.floor(cell / columns) * h, w, h };
  }

  boxOfPod(pod: number): string | undefined { return this.#berthOf.get(pod)?.box; }

  override hit(x: number, y: number): Ref | undefined {
    const box = this.boxAt(x, y);
    const pod = box && this.podAt(box, x, y);
    return pod !== undefined ? { kind: 'Pod', namespace: this.mirror.namespaceOf('pods', pod), name: this.mirror.nameOf('pods', pod) } : box?.ref;
  }

  podAt(box: Box, x: number, y: number): number | undefined {
    const berths = this.#berths.get(box.key);
    if (!berths) return undefined;
    const { columns, rows } = berths.grid;
    const inside = box.type === 'waiting' ? WAITING_STRIP : MACHINE;
    const column = Math.floor(((x - box.x - inside.cellsX) / inside.cellsW) * columns);
    const row = Math.floor(((y - box.y - inside.cellsY) / inside.cellsH) * rows);
    if (column < 0 || row < 0 || column >= columns || row >= rows) return undefined;
    const pod = berths.cells[row * columns + column];
    return pod === undefined || pod < 0 ? undefined : pod;
  }

  override placeOf(ref: Ref): Bounds | undefined {
    if (ref.kind !== 'Pod') return super.placeOf(ref);
    const slot = this.mirror.find('Pod', ref.namespace, ref.name);
    const key = slot >= 0 ? this.boxOfPod(slot) : undefined;
    return key ? this.boxes.get(key) : undefined;
  }

  tidy(): void {
    this.#laidOut = 0;
    for (const zone of this.#zones.values()) zone.columns = 0;
    this.#place();
    this.#services = this.#services.filter((key) => key);
    for (const box of this.boxes.values()) if (box.type === 'service') box.x = NaN;
    this.#placeServices();
    Object.assign(this.boxes.get(WAITING)!, { x: WAITING_STRIP.x, y: WAITING_STRIP.y });
    this.changed();
  }

  #nodes(slots: Iterable<number>): void {
    const { nodes } = this.mirror.tables;
    let touched = false;
    for (const slot of slots) {
      const known = this.#boxOfNode.get(slot);
      if (nodes.get(slot, 'state') === 0) {
        if (known) { this.#dropNode(slot, known); touched = true; }
        continue;
      }
      const name = this.mirror.nameOf('nodes', slot);
      const key = `Node//${name}`;
      if (known === key) continue;
      if (known) this.#dropNode(slot, known);
      const zone = this.#zone(this.mirror.text(nodes.get(slot, 'zone')));
      const at = zone.keys.indexOf(undefined);
      if (at >= 0) zone.keys[at] = key; else zone.keys.push(key);
      this.#boxOfNode.set(slot, key);
      if (!this.#berths.has(key)) this.#berths.set(key, new Berths());
      this.boxes.set(key, { key, type: 'machine', ref: { kind: 'Node', namespace: '', name }, table: 'nodes', slot, x: NaN, y: NaN, w: MACHINE.w, h: MACHINE.h });
      touched = true;
    }
    if (!touched) return;
    this.#place();
    this.#placeServices();
    this.changed();
  }

  #dropNode(slot: number, key: string): void {
    this.#boxOfNode.delete(slot);
    this.boxes.delete(key);
    for (const zone of this.#zones.values()) { const at = zone.keys.indexOf(key); if (at >= 0) zone.keys[at] = undefined; }
    // Pods that still name the node wait for the garbage collector: they are shown where pods without a node are.
    const berths = this.#berths.get(key);
    this.#berths.delete(key);
    for (const pod of berths?.cells ?? []) if (pod >= 0) { this.#berthOf.delete(pod); this.#berth(pod, WAITING, new Set()); }
  }

  #zone(name: string): Zone {
    let zone = this.#zones.get(name);
    if (!zone) this.#zones.set(name, (zone = { name, columns: 0, keys: [] }));
    return zone;
  }

  /**
   * Gives places to boxes that have none. A zone's columns are set when it is first laid out, and again when the
   * cluster has grown fourfold since (nobody can have learnt the places of what was not there).
   */
  #place(): void {
    const total = this.boxes.size;
    const anew = total > this.#laidOut * 4;
    if (anew) this.#laidOut = total;
    const zones = [...this.#zones.values()].filter((z) => z.keys.some((k) => k));
    if (anew) zones.sort((a, b) => (a.name < b.name ? -1 : 1));
    if (anew) for (const zone of zones) zone.keys.sort(byName);
    let left = 0;
    for (const zone of zones) {
      if (anew || zone.columns === 0) zone.columns = Math.max(1, Math.min(zones.length > 1 ? 99 : 3, Math.ceil(Math.sqrt((zone.keys.length * 1.4) / Math.min(zones.length, 3)))));
      if (zones.length === 1 && anew && zone.keys.length > 9) zone.columns = Math.ceil(Math.sqrt(zone.keys.length * 1.4));
      zone.keys.forEach((key, i) => {
        const box = key && this.boxes.get(key);
        if (!box || !(anew || Number.isNaN(box.x))) return;
        box.x = left + (i % zone.columns) * (MACHINE.w + MACHINE.gap);
        box.y = Math.floor(i / zone.columns) * (MACHINE.h + MACHINE.gap);
        this.put(box);
      });
      left += zone.columns * (MACHINE.w + MACHINE.gap) - MACHINE.gap + ZONE.gap + 2 * ZONE.pad;
    }
    this.relayout();
  }

  protected override relayout(): void {
    this.frames = [...this.#zones.values()].filter((z) => z.name && z.keys.some((k) => k)).map((zone) => {
      let x0 = Infinity, y0 = Infinity, x1 = -Infinity, y1 = -Infinity;
      for (const key of zone.keys) {
        const box = key && this.boxes.get(key);
        if (!box) continue;
        x0 = Math.min(x0, box.x); y0 = Math.min(y0, box.y); x1 = Math.max(x1, box.x + box.w); y1 = Math.max(y1, box.y + box.h);
      }
      return { title: zone.name, x: x0 - ZONE.pad, y: y0 - ZONE.head, w: x1 - x0 + 2 * ZONE.pad, h: y1 - y0 + ZONE.head + ZONE.pad };
    });
  }

  #pods(slots: Iterable<number>): void {
    const { pods } = this.mirror.tables;
    const touched: number[] = [];
    const vacated: Bounds[] = [];
    const boxes = new Set<string>();
    const cards = new Set<string>();
    for (const slot of slots) {
      const berth = this.#berthOf.get(slot);
      let key: string | undefined;
      if (pods.get(slot, 'state') !== 0) {
        const node = pods.get(slot, 'node');
        key = (node >= 0 ? this.#boxOfNode.get(node) : undefined) ?? WAITING;
      }
      if (berth && berth.box !== key) {
        const berths = this.#berths.get(berth.box);
        const tier = berths?.tier;
        const left = this.cellBounds(slot);
        if (left) vacated.push(left);
        berths?.remove(berth.cell);
        this.#berthOf.delete(slot);
        cards.add(berth.box);
        if (tier !== berths?.tier) boxes.add(berth.box);
      }
      if (key && berth?.box !== key) { this.#berth(slot, key, boxes); cards.add(key); }
      touched.push(slot);
    }
    if (touched.length > BURST) this.#startBurst();
    for (const key of cards) {
      this.#boxVersions.set(key, this.boxVersion(key) + 1);
      for (const listener of this.#boxListeners.get(key) ?? []) listener();
    }
    for (const listener of this.#cellListeners) listener(touched, boxes, vacated);
  }

  #startBurst(): void {
    this.burst = true;
    clearTimeout(this.#calm);
    this.#calm = setTimeout(() => {
      this.burst = false;
      for (const [key, listeners] of this.#boxListeners) {
        this.#boxVersions.set(key, this.boxVersion(key) + 1);
        for (const listener of listeners) listener();
      }
      for (const listener of this.#cellListeners) listener([], new Set(), []);
    }, CALM_MS);
  }

  #berth(pod: number, key: string, boxes: Set<string>): void {
    const berths = this.#berths.get(key)!;
    const tier = berths.tier;
    this.#berthOf.set(pod, { box: key, cell: berths.add(pod) });
    if (tier !== berths.tier) boxes.add(key);
  }

  #servicesChanged(slots: Iterable<number>): void {
    const { services } = this.mirror.tables;
    let touched = false;
    for (const slot of slots) {
      const known = this.#serviceOf.get(slot);
      const alive = services.get(slot, 'state') !== 0;
      const namespace = this.mirror.namespaceOf('services', slot), name = this.mirror.nameOf('services', slot);
      const key = `Service/${namespace}/${name}`;
      if (alive && known === key) continue;
      if (known) { this.boxes.delete(known); this.#serviceOf.delete(slot); this.#services[this.#services.indexOf(known)] = undefined; touched = true; }
      if (!alive) continue;
      const at = this.#services.indexOf(undefined);
      if (at >= 0) this.#services[at] = key; else this.#services.push(key);
      this.#serviceOf.set(slot, key);
      this.boxes.set(key, { key, type: 'service', ref: { kind: 'Service', namespace, name }, table: 'services', slot, x: NaN, y: NaN, w: SERVICE.w, h: SERVICE.h });
      touched = true;
    }
    if (!touched) return;
    this.#placeServices();
    this.changed();
  }

  /** The first row lies between the machines and the strip of waiting pods; further ones above the strip. */
  #placeServices(): void {
    const columns = Math.floor((WAITING_STRIP.w + SERVICE.gap) / (SERVICE.w + SERVICE.gap));
    this.#services.forEach((key, i) => {
      const box = key && this.boxes.get(key);
      if (!box || !Number.isNaN(box.x)) return;
      const row = Math.floor(i / columns);
      box.x = (i % columns) * (SERVICE.w + SERVICE.gap);
      box.y = row === 0 ? -ZONE.head - SERVICE.above - 16 : WAITING_STRIP.y - row * (SERVICE.h + SERVICE.gap);
      this.put(box);
    });
  }
}

function* range(length: number): Iterable<number> { for (let i = 0; i < length; i++) yield i; }

/** node-2 before node-10; gaps last. */
function byName(a: string | undefined, b: string | undefined): number {
  if (!a || !b) return a ? -1 : b ? 1 : 0;
  return a.length - b.length || (a < b ? -1 : 1);
}
