/** Services: each service, and the pods behind it as a stack. */
import type { Mirror } from '../../state/Mirror.ts';
import { Scene, type Edge } from './Scene.ts';

const CARD = { w: 236, h: 84 } as const;
const STACK = { w: 420, h: 84 } as const;
const COLUMN = 320;
const ROW = 108;

export class ServicesScene extends Scene {
  #rows: (string | undefined)[] = [];

  constructor(private readonly mirror: Mirror) {
    super('services');
    this.#build();
    this.keep(mirror.onSlots('services', () => this.#build()));
  }

  tidy(): void { this.#rows = []; this.boxes.clear(); this.edges = []; this.#build(); }

  #build(): void {
    const { services } = this.mirror.tables;
    const seen = new Set<string>();
    const edges: Edge[] = [];
    let changed = false;
    for (let slot = 0; slot < services.length; slot++) {
      if (services.get(slot, 'state') === 0) continue;
      const namespace = this.mirror.namespaceOf('services', slot), name = this.mirror.nameOf('services', slot);
      const key = `Service/${namespace}/${name}`, stack = `stack:${key}`;
      seen.add(key).add(stack);
      edges.push({ id: `${key}>${stack}`, from: key, to: stack });
      if (this.boxes.get(key)?.slot === slot) continue;
      let row = this.#rows.indexOf(key);
      if (row < 0) { row = this.#rows.indexOf(undefined); if (row < 0) row = this.#rows.length; this.#rows[row] = key; }
      this.put({ key, type: 'service', ref: { kind: 'Service', namespace, name }, table: 'services', slot, x: 0, y: row * ROW, ...CARD });
      this.put({ key: stack, type: 'stack', ref: undefined, table: 'services', slot, x: COLUMN, y: row * ROW, ...STACK });
      changed = true;
    }
    for (const key of this.boxes.keys()) if (!seen.has(key)) { this.boxes.delete(key); changed = true; }
    this.#rows = this.#rows.map((key) => (key && seen.has(key) ? key : undefined));
    this.edges = edges;
    if (changed) this.changed();
  }
}
