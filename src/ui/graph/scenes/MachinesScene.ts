/** Machines: zones as frames, nodes as boxes, pods as cells in them, services above, and a strip for pods without a node. */
import type { Mirror } from '../../state/Mirror.ts';
import { useSettings } from '../../state/settings.ts';
import { MACHINE_TIERS, WAITING_TIERS } from './Berths.ts';
import { Flood } from './Flood.ts';
import { frameAround } from './frameAround.ts';
import { narrow } from './narrow.ts';
import { Scene } from './Scene.ts';
import { slotsTo } from './slotsTo.ts';
import { byLengthThenName } from './byLengthThenName.ts';

export const MACHINE = { w: 284, h: 244, gap: 16, area: { x: 11, y: 88, w: 262, h: 145 } } as const;
const STRIP = { w: 940, h: 46, x: 0, y: -190, area: { x: 214, y: 5, w: 718, h: 36 } } as const;
/** On a phone it is as wide as two machines. */
const NARROW_STRIP = { w: 2 * MACHINE.w + MACHINE.gap, area: { x: 214, y: 5, w: 2 * MACHINE.w + MACHINE.gap - 222, h: 36 } } as const;
const SERVICE = { w: 220, h: 58, gap: 20, y: -130 } as const;
/** Of many nodes the titles of zones are large in the world, so that they can be read from afar. */
const ZONE = { pad: 14, head: 40, manyHead: 92, many: 12, gap: 16 } as const;
export const WAITING = 'waiting';
/** Rows of services shown above the machines; the rest is in the services view. */
const SERVICE_ROWS = 2;
const MORE = 'more-services';

interface Zone { readonly name: string; columns: number; readonly keys: (string | undefined)[] }

export class MachinesScene extends Scene {
  #boxOfNode = new Map<number, string>();
  /** The box that each pod row lies in. */
  #boxOfPod: (string | undefined)[] = [];
  #zones = new Map<string, Zone>();
  #services: (string | undefined)[] = [];
  #serviceOf = new Map<number, string>();
  #serviceColumns: number = leastServices();
  #servicesAlive = 0;
  /** What services were shown last, and how many there were. */
  #shown = '';
  /** By how much the titles of zones are higher than usual. */
  #raised = 0;
  #flood = new Flood();

  constructor(mirror: Mirror) {
    super('machines', mirror);
    this.pods.addBox(WAITING, WAITING_TIERS);
    const { x, y, w, h, area } = { ...STRIP, ...(narrow() ? NARROW_STRIP : {}) };
    this.put({ key: WAITING, type: 'waiting', ref: undefined, table: '', slot: -1, x, y, w, h, area, title: 'Waiting for a node' });
    this.#nodes(slotsTo(mirror.tables.nodes.length));
    this.#servicesChanged(slotsTo(mirror.tables.services.length));
    this.keep(
      mirror.onSlots('nodes', (slots) => this.#nodes(slots)),
      mirror.onSlots('services', (slots) => this.#servicesChanged(slots)),
    );
    this.followPods((slots) => this.#pods(slots));
  }

  tidy(): void {
    this.#flood.reset();
    for (const zone of this.#zones.values()) zone.columns = 0;
    for (const box of this.boxes.values()) if (box.type === 'service' && !this.isPinned(box.key)) box.x = NaN;
    if (!this.isPinned(WAITING)) Object.assign(this.boxes.get(WAITING)!, { x: STRIP.x, y: STRIP.y - this.#raised });
    this.#place();
    this.#services = this.#services.filter((key) => key);
    this.#placeServices();
    this.changed();
  }

  #nodes(slots: Iterable<number>): void {
    const { nodes } = this.mirror.tables;
    let touched = false, came = false;
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
      this.pods.addBox(key, MACHINE_TIERS);
      this.boxes.set(key, { key, type: 'machine', ref: { kind: 'Node', namespace: '', name }, table: 'nodes', slot, x: NaN, y: NaN, w: MACHINE.w, h: MACHINE.h, area: MACHINE.area });
      touched = came = true;
    }
    if (!touched) return;
    this.#place();
    this.#placeServices();
    // Pods that named a node before it was here lie with those that wait.
    if (came) this.#pods((this.pods.berths(WAITING)?.cells ?? []).filter((pod) => pod >= 0));
    else this.pods.flush(0);
    this.changed();
  }

  #dropNode(slot: number, key: string): void {
    this.#boxOfNode.delete(slot);
    this.boxes.delete(key);
    for (const zone of this.#zones.values()) { const at = zone.keys.indexOf(key); if (at >= 0) zone.keys[at] = undefined; }
    // Pods that still name the node wait for the garbage collector: they are shown where pods without a node are.
    for (const pod of this.pods.dropBox(key)) { this.#boxOfPod[pod] = WAITING; this.pods.put(pod, WAITING); }
  }

  #zone(name: string): Zone {
    let zone = this.#zones.get(name);
    if (!zone) this.#zones.set(name, (zone = { name, columns: 0, keys: [] }));
    return zone;
  }

  /**
   * Gives places to boxes that have none. A zone's columns are set when it is first laid out, and when all is laid out anew.
   */
  #place(): void {
    const total = this.#boxOfNode.size;
    const phone = narrow();
    // On a phone zones lie below each other too, and make room for what grows above them.
    const anew = this.#flood.risesTo(total) || phone;
    const zones = [...this.#zones.values()].filter((z) => z.keys.some((k) => k));
    if (anew) this.#raise(total > ZONE.many ? ZONE.manyHead - ZONE.head : 0);
    if (anew) zones.sort((a, b) => (a.name < b.name ? -1 : 1));
    if (anew) for (const zone of zones) zone.keys.sort(byLengthThenName);
    const rows = rowsFor(zones.map((z) => z.keys.length));
    let left = 0, top = 0, right = 0, low = 0;
    for (const zone of zones) {
      if (anew || zone.columns === 0) zone.columns = phone ? phoneColumns(zone.keys.length, zones.length) : Math.max(1, Math.ceil(zone.keys.length / rows));
      const width = zone.columns * (MACHINE.w + MACHINE.gap) - MACHINE.gap;
      if (phone && left > 0 && left + width > NARROW_STRIP.w + ZONE.gap + 2 * ZONE.pad) { left = 0; top = low; }
      zone.keys.forEach((key, i) => {
        const box = key && this.boxes.get(key);
        if (!box || !(anew || Number.isNaN(box.x)) || (this.isPinned(box.key) && !Number.isNaN(box.x))) return;
        box.x = left + (i % zone.columns) * (MACHINE.w + MACHINE.gap);
        box.y = top + Math.floor(i / zone.columns) * (MACHINE.h + MACHINE.gap);
        this.put(box);
      });
      left += width + ZONE.gap + 2 * ZONE.pad;
      right = Math.max(right, left);
      low = Math.max(low, top + Math.ceil(zone.keys.length / zone.columns) * (MACHINE.h + MACHINE.gap) + ZONE.gap + ZONE.pad + ZONE.head + this.#raised);
    }
    if (anew) this.#serviceColumns = Math.max(leastServices(), Math.floor((right - ZONE.gap - 2 * ZONE.pad) / (SERVICE.w + SERVICE.gap)));
    this.relayout();
  }

  /** Makes room for higher titles: what stands above the zones, and was not moved by a person, moves up. */
  #raise(by: number): void {
    const change = this.#raised - by;
    this.#raised = by;
    const { places } = useSettings.getState();
    for (const box of this.boxes.values()) if ((box.type === 'service' || box.type === 'waiting' || box.type === 'more') && !places[this.placeKey(box.key)]) box.y += change;
  }

  protected override relayout(): void {
    this.frames = [...this.#zones.values()].filter((z) => z.name).flatMap((zone) => frameAround(/^zone\b/i.test(zone.name) ? zone.name : `Zone ${zone.name}`, zone.keys.flatMap((key) => (key && this.boxes.get(key)) || []), ZONE.pad, ZONE.head + this.#raised));
  }

  #pods(slots: Iterable<number>): void {
    const { pods } = this.mirror.tables;
    let rows = 0;
    for (const slot of slots) {
      rows++;
      const before = this.#boxOfPod[slot];
      let key: string | undefined;
      if (pods.get(slot, 'state') !== 0) {
        const node = pods.get(slot, 'node');
        key = (node >= 0 ? this.#boxOfNode.get(node) : undefined) ?? WAITING;
      }
      if (before === key) { this.pods.touch(slot); continue; }
      if (before !== undefined) this.pods.take(slot, before);
      this.#boxOfPod[slot] = key;
      if (key !== undefined) this.pods.put(slot, key);
    }
    this.pods.flush(rows);
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
      if (known) { this.boxes.delete(known); this.#serviceOf.delete(slot); this.#services[this.#services.indexOf(known)] = undefined; }
      touched = true;
      if (!alive) continue;
      const free = this.#services.indexOf(undefined);
      // The last place is for what says how many there are besides.
      if (free < 0 && this.#services.length >= this.#serviceColumns * SERVICE_ROWS - 1) continue;
      if (free >= 0) this.#services[free] = key; else this.#services.push(key);
      this.#serviceOf.set(slot, key);
      this.boxes.set(key, { key, type: 'service', ref: { kind: 'Service', namespace, name }, table: 'services', slot, x: NaN, y: NaN, w: SERVICE.w, h: SERVICE.h });
    }
    if (!touched) return;
    let total = 0;
    for (let slot = 0; slot < services.length; slot++) if (services.get(slot, 'state') !== 0) total++;
    const shown = `${total} ${this.#services.join()}`;
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#servicesAlive = total;
    this.#placeServices();
    this.changed();
  }

  /** The first row lies between the machines and the strip of waiting pods; further ones above the strip. */
  #placeServices(): void {
    const columns = this.#serviceColumns;
    const at = (i: number): { x: number; y: number } => {
      const row = Math.floor(i / columns);
      return { x: (i % columns) * (SERVICE.w + SERVICE.gap), y: (row === 0 ? SERVICE.y : STRIP.y - row * (SERVICE.h + SERVICE.gap)) - this.#raised };
    };
    this.#services.forEach((key, i) => {
      const box = key && this.boxes.get(key);
      if (box && Number.isNaN(box.x)) this.put(Object.assign(box, at(i)));
    });
    const rest = this.#servicesAlive - this.#serviceOf.size;
    if (rest <= 0) this.boxes.delete(MORE);
    else if (this.boxes.get(MORE)?.title !== moreText(rest)) this.put({ key: MORE, type: 'more', ref: undefined, table: '', slot: -1, ...at(columns * SERVICE_ROWS - 1), w: SERVICE.w, h: SERVICE.h, title: moreText(rest) });
  }
}

const moreText = (rest: number): string => `${rest.toLocaleString('en')} more services`;

const leastServices = (): number => (narrow() ? 2 : 4);

/** Width of the whole over its height: about that of the pane, which is lower where the window is. */
const aspect = (): number => (typeof innerHeight === 'number' && innerHeight < 800 ? 2.4 : 1.9);

/** On a phone zones may lie below each other. */
const phoneColumns = (nodes: number, zones: number): number => Math.max(1, Math.ceil(Math.sqrt((nodes * 0.56) / zones)));

/** The number of rows, the same in every zone, that shows zones of so many nodes, side by side, largest. */
function rowsFor(sizes: readonly number[]): number {
  let best = 1, least = Infinity;
  for (let rows = 1; rows <= Math.max(...sizes); rows++) {
    let width = -ZONE.gap;
    for (const n of sizes) width += Math.max(1, Math.ceil(n / rows)) * (MACHINE.w + MACHINE.gap) - MACHINE.gap + ZONE.gap + 2 * ZONE.pad;
    const height = rows * (MACHINE.h + MACHINE.gap) + ZONE.head + ZONE.pad - STRIP.y;
    const cost = Math.max(width / aspect(), height);
    if (cost < least) { least = cost; best = rows; }
    if (height > width) break;
  }
  return best;
}
