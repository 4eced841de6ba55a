/** The control plane: its components around the API server, and the kubelets. Messages travel between them. */
import type { MessageRow } from '../../../bridge/protocol.ts';
import type { Mirror } from '../../state/Mirror.ts';
import { narrow } from './narrow.ts';
import { byLengthThenName } from './byLengthThenName.ts';
import { Scene, type Edge } from './Scene.ts';

const CARD = { w: 232, h: 76 } as const;
const SERVER = { w: 252, h: 90 } as const;
/** The names of controllers are long. */
const WIDE = { w: 300, h: 76 } as const;
/** Kubelets shown one by one; the rest is one box. */
const KUBELETS = 12;
const COLUMNS = 4;
const STEP = { x: 250, y: 96 } as const;
const MORE = 'more-kubelets';

type Place = readonly [key: string, title: string, x: number, y: number, size: { readonly w: number; readonly h: number }];

const COMPONENTS: readonly Place[] = [
  ['you', 'You', 0, 84, CARD], ['faults', 'Faults', 0, 186, CARD], ['etcd', 'etcd', 331, 0, SERVER], ['apiserver', 'kube-apiserver', 331, 148, SERVER],
  ['scheduler', 'kube-scheduler', 682, 0, WIDE], ['controllers', 'kube-controller-manager', 682, 102, WIDE], ['cloud', 'cloud-controller-manager', 682, 204, WIDE],
];
/** On a phone, held upright: the API server in the middle, kubelets two abreast below. */
const UPRIGHT: readonly Place[] = [
  ['etcd', 'etcd', 184, 0, SERVER], ['you', 'You', 0, 130, CARD], ['faults', 'Faults', 388, 130, CARD], ['apiserver', 'kube-apiserver', 184, 246, SERVER],
  ['controllers', 'kube-controller-manager', 0, 376, WIDE], ['scheduler', 'kube-scheduler', 320, 376, WIDE], ['cloud', 'cloud-controller-manager', 160, 472, WIDE],
];

export class ControlPlaneScene extends Scene {
  readonly #upright = narrow();
  readonly #places = this.#upright ? UPRIGHT : COMPONENTS;

  constructor(mirror: Mirror) {
    super('control-plane', mirror);
    for (const [key, title, x, y, size] of this.#places) this.put({ key, type: 'component', ref: { kind: 'Component', namespace: '', name: title }, table: '', slot: -1, x, y, ...size, title });
    this.#kubelets();
    this.keep(mirror.onSlots('nodes', () => this.#kubelets()));
  }

  tidy(): void {
    for (const [key, , x, y] of this.#places) if (!this.isPinned(key)) Object.assign(this.boxes.get(key)!, { x, y });
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
        const columns = this.#upright ? 2 : COLUMNS;
        const x = (n % columns) * (this.#upright ? 320 : STEP.x), y = (this.#upright ? 588 : 312) + Math.floor(n / columns) * STEP.y;
        if (!taken.has(`${x},${y}`)) { taken.add(`${x},${y}`); return { x, y }; }
      }
    };
    for (const slot of shown) {
      const key = keyOf(slot);
      if (this.boxes.has(key)) continue;
      this.put({ key, type: 'component', ref: { kind: 'Node', namespace: '', name: this.mirror.nameOf('nodes', slot) }, table: 'nodes', slot, ...free(), ...(this.#upright ? WIDE : CARD), title: 'kubelet' });
      changed = true;
    }
    const rest = alive.length - shown.size;
    const title = `${rest.toLocaleString('en')} more kubelets`;
    const more = this.boxes.get(MORE);
    if (rest > 0 && more?.title !== title) {
      this.put({ ...(more ?? { ...free(), ...(this.#upright ? WIDE : CARD) }), key: MORE, type: 'component', ref: undefined, table: '', slot: -1, title });
      changed = true;
    } else if (rest === 0 && more) { this.boxes.delete(MORE); changed = true; }
    if (!changed && this.edges.length > 0) return;
    this.edges = [...this.boxes.keys()].filter((key) => key !== 'apiserver').map(edge);
    this.changed();
  }
}

const edge = (key: string): Edge => ({ id: `${key}-apiserver`, from: key, to: 'apiserver' });
