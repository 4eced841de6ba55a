/** The control plane: its components around the API server, and the kubelets. Messages travel between them. */
import type { MessageRow } from '../../../bridge/protocol.ts';
import type { Mirror } from '../../state/Mirror.ts';
import { Scene, type Edge } from './Scene.ts';

const CARD = { w: 230, h: 84 } as const;
/** Kubelets shown one by one; the rest is one box. */
export const KUBELETS = 24;

const COMPONENTS: readonly (readonly [key: string, title: string, x: number, y: number])[] = [
  ['you', 'You', 0, 230], ['apiserver', 'kube-apiserver', 380, 230], ['etcd', 'etcd', 380, 20], ['scheduler', 'kube-scheduler', 760, 90], ['controllers', 'kube-controller-manager', 760, 230], ['faults', 'Faults', 0, 400],
];

export class ControlPlaneScene extends Scene {
  constructor(private readonly mirror: Mirror) {
    super('control-plane');
    for (const [key, title, x, y] of COMPONENTS) this.put({ key, type: 'component', ref: undefined, table: '', slot: -1, x, y, ...CARD, title });
    this.edges = ['you', 'etcd', 'scheduler', 'controllers', 'faults'].map((key) => edge(key));
    this.#kubelets();
    this.keep(mirror.onSlots('nodes', () => this.#kubelets()));
  }

  tidy(): void {
    for (const [key, , x, y] of COMPONENTS) Object.assign(this.boxes.get(key)!, { x, y });
    for (const key of this.boxes.keys()) if (key.startsWith('Node/')) this.boxes.delete(key);
    this.#kubelets();
  }

  /** The box at which a message starts: that of who acted. */
  boxOf({ actor, subject }: MessageRow): string {
    // The page writes under its own field managers; only faults act for themselves.
    if (actor === 'user' || (actor.startsWith('bottleship') && actor !== 'bottleship-faults')) return 'you';
    if (actor === 'kube-apiserver') return 'apiserver';
    if (actor === 'kubelet') return this.#kubeletOf(subject);
    if (/scheduler/.test(actor)) return 'scheduler';
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
    return this.boxes.has(`Node//${node}`) ? `Node//${node}` : '';
  }

  /** node-2 before node-10. */
  #order(a: number, b: number): number {
    const x = this.mirror.nameOf('nodes', a), y = this.mirror.nameOf('nodes', b);
    return x.length - y.length || (x < y ? -1 : 1);
  }

  #kubelets(): void {
    const { nodes } = this.mirror.tables;
    const alive: number[] = [];
    for (let slot = 0; slot < nodes.length; slot++) if (nodes.get(slot, 'state') !== 0) alive.push(slot);
    alive.sort((a, b) => this.#order(a, b));
    const keys = new Set(alive.slice(0, KUBELETS).map((slot) => `Node//${this.mirror.nameOf('nodes', slot)}`));
    let changed = false;
    for (const key of this.boxes.keys()) if (key.startsWith('Node/') && !keys.has(key)) { this.boxes.delete(key); changed = true; }
    const taken = new Set([...this.boxes.values()].map((b) => `${b.x},${b.y}`));
    for (const slot of alive.slice(0, KUBELETS)) {
      const name = this.mirror.nameOf('nodes', slot), key = `Node//${name}`;
      if (this.boxes.has(key)) continue;
      let i = 0;
      const at = (n: number): [number, number] => [(n % 4) * 260 + 110, 600 + Math.floor(n / 4) * 120];
      while (taken.has(at(i).join(','))) i++;
      taken.add(at(i).join(','));
      this.put({ key, type: 'component', ref: { kind: 'Node', namespace: '', name }, table: 'nodes', slot, x: at(i)[0], y: at(i)[1], ...CARD, title: 'kubelet' });
      changed = true;
    }
    if (!changed) return;
    const fixed = this.edges.filter((e) => !e.from.startsWith('Node/'));
    this.edges = [...fixed, ...[...this.boxes.keys()].filter((k) => k.startsWith('Node/')).map((key) => edge(key))];
    this.changed();
  }
}

const edge = (key: string): Edge => ({ id: `${key}-apiserver`, from: key, to: 'apiserver' });
