/** The control plane: its components around the API server, and the kubelets. Messages travel between them. */
import type { MessageRow } from '../../../bridge/protocol.ts';
import type { Mirror } from '../../state/Mirror.ts';
import { byLengthThenName } from './byLengthThenName.ts';
import { Scene, type Edge } from './Scene.ts';

const CARD = { w: 232, h: 76 } as const;
const SERVER = { w: 252, h: 90 } as const;
/** Kubelets shown one by one; the rest is one box. */
const KUBELETS = 12;
const COLUMNS = 4;
const STEP = { x: 250, y: 96 } as const;
const MORE = 'more-kubelets';

const COMPONENTS: readonly (readonly [key: string, title: string, x: number, y: number, size: { readonly w: number; readonly h: number }])[] = [
  ['you', 'You', 0, 84, CARD], ['faults', 'Faults', 0, 186, CARD], ['etcd', 'etcd', 375, 0, SERVER], ['apiserver', 'kube-apiserver', 375, 148, SERVER],
  ['scheduler', 'kube-scheduler', 750, 0, CARD], ['controllers', 'kube-controller-manager', 750, 102, CARD], ['cloud', 'cloud-controller-manager', 750, 204, CARD],
];

export class ControlPlaneScene extends Scene {
  constructor(mirror: Mirror) {
    super('control-plane', mirror);
    for (const [key, title, x, y, size] of COMPONENTS) this.put({ key, type: 'component', ref: { kind: 'Component', namespace: '', name: title }, table: '', slot: -1, x, y, ...size, title });
    this.#kubelets();
    this.keep(mirror.onSlots('nodes', () => this.#kubelets()));
  }

  tidy(): void {
    for (const [key, , x, y] of COMPONENTS) if (!this.isPinned(key)) Object.assign(this.boxes.get(key)!, { x, y });
    for (const key of this.boxes.keys()) if ((key.startsWith('Node/') || key === MORE) && !this.isPinned(key)) this.boxes.delete(key);
    this.#kubelets();
    this.changed();
  }

  /** The box at which a message starts: that of who acted. */
  boxOf({ actor, subject }: Pick<MessageRow, 'actor' | 'subject'>): string {
    // The page writes under its own field managers; only faults act for themselves.
    if (actor === 'user' || actor.startsWith('kubectl') || (actor.startsWith('bottleship') && actor !== 'bottleship-faults')) return 'you';
    if (actor === 'kube-apiserver') return 'apiserver';
    if (actor === 'kubelet') return this.#kubeletOf(subject);
    if (/scheduler/.test(actor)) return 'scheduler';
    if (/cloud|cluster-autoscaler|service-lb|route-controller/.test(actor)) return 'cloud';
    return actor === 'bottleship-faults' ? 'faults' : 'controllers';
  }

  /** The trace says `kubelet`; which one follows from what it wrote: its Node, its Lease, a pod of its. */
  #kubeletOf(subject: string): string {
    const parts = subject.split('/');
    let node = parts.at(-1) ?? '';
    if (parts[0] === 'pods') {
      const slot = this.mirror.find('Pod', parts[1] ?? '', node);
      const at = slot < 0 ? -1 : this.mirror.tables.pods.get(slot, 'node');
      node = at < 0 ? '' : this.mirror.nameOf('nodes', at);
    } else if (parts[0] === 'events') node = node.slice(0, node.lastIndexOf('.'));
    return this.boxes.has(`Node//${node}`) ? `Node//${node}` : this.boxes.has(MORE) ? MORE : '';
  }

  #kubelets(): void {
    const { nodes } = this.mirror.tables;
    const alive: number[] = [];
    for (let slot = 0; slot < nodes.length; slot++) if (nodes.get(slot, 'state') !== 0) alive.push(slot);
    const keyOf = (slot: number): string => `Node//${this.mirror.nameOf('nodes', slot)}`;
    // Those that are shown stay; of the others, the first by name.
    const shown = new Set(alive.filter((slot) => this.boxes.get(keyOf(slot))?.slot === slot));
    const room = KUBELETS - shown.size;
    if (room > 0 && alive.length > shown.size) {
      const others = alive.filter((slot) => !shown.has(slot)).sort((a, b) => byLengthThenName(this.mirror.nameOf('nodes', a), this.mirror.nameOf('nodes', b)));
      for (const slot of others.slice(0, room)) shown.add(slot);
    }
    const keys = new Set([...shown].map(keyOf));
    let changed = false;
    for (const key of this.boxes.keys()) if (key.startsWith('Node/') && !keys.has(key)) { this.boxes.delete(key); changed = true; }
    const taken = new Set([...this.boxes.values()].map((b) => `${b.x},${b.y}`));
    const free = (): { x: number; y: number } => {
      for (let n = 0; ; n++) {
        const x = (n % COLUMNS) * STEP.x, y = 312 + Math.floor(n / COLUMNS) * STEP.y;
        if (!taken.has(`${x},${y}`)) { taken.add(`${x},${y}`); return { x, y }; }
      }
    };
    for (const slot of shown) {
      const key = keyOf(slot);
      if (this.boxes.has(key)) continue;
      this.put({ key, type: 'component', ref: { kind: 'Node', namespace: '', name: this.mirror.nameOf('nodes', slot) }, table: 'nodes', slot, ...free(), ...CARD, title: 'kubelet' });
      changed = true;
    }
    const rest = alive.length - shown.size;
    const title = `${rest.toLocaleString('en')} more kubelets`;
    const more = this.boxes.get(MORE);
    if (rest > 0 && more?.title !== title) {
      this.put({ ...(more ?? { ...free(), ...CARD }), key: MORE, type: 'component', ref: undefined, table: '', slot: -1, title });
      changed = true;
    } else if (rest === 0 && more) { this.boxes.delete(MORE); changed = true; }
    if (!changed && this.edges.length > 0) return;
    this.edges = [...this.boxes.keys()].filter((key) => key !== 'apiserver').map(edge);
    this.changed();
  }
}

const edge = (key: string): Edge => ({ id: `${key}-apiserver`, from: key, to: 'apiserver' });
