/**
 * A cluster that is only shown: rows as the view feed packs them, without an engine behind. It measures the page alone,
 * at sizes that the engine needs minutes for. Same numbers, same cluster.
 */
import type { Batch } from '../../bridge/protocol.ts';
import { NODE_SCHEMA, POD_SCHEMA, SCHEMAS, SERVICE_SCHEMA, STATE, TABLE_NAMES, WORKLOAD_KINDS, WORKLOAD_SCHEMA, type MessageRow } from '../../bridge/protocol.ts';
import { Slots } from '../../bridge/view/Slots.ts';
import { Strings } from '../../bridge/view/Strings.ts';

export interface FeedPlan {
  readonly nodes: number;
  readonly pods: number;
  /** Pods whose state changes every wall second. */
  readonly churn: number;
}

const NAMESPACES = ['default', 'shop', 'payments', 'search', 'media', 'kube-system'] as const;
const APPS = ['web', 'cart', 'checkout', 'catalog', 'users', 'mail', 'ledger', 'index', 'query', 'thumbs', 'stream', 'cache'] as const;
export const EPOCH_MS = Date.UTC(2026, 0, 1);
const STATUS: Readonly<Record<number, string>> = {
  [STATE.ready]: 'Running', [STATE.starting]: 'ContainerCreating', [STATE.notReady]: 'Running', [STATE.pending]: 'Pending', [STATE.failing]: 'CrashLoopBackOff', [STATE.terminating]: 'Terminating', [STATE.succeeded]: 'Completed',
};
const LETTERS = 'bcdfghjklmnpqrstvwxz2456789';

export class SyntheticCluster {
  #strings = new Strings();
  #pods = new Slots(POD_SCHEMA);
  #nodes = new Slots(NODE_SCHEMA);
  #workloads = new Slots(WORKLOAD_SCHEMA);
  #services = new Slots(SERVICE_SCHEMA);
  #ties: [number, Uint32Array<ArrayBuffer>][] = [];
  #podKeys: string[] = [];
  #random = 1;
  #owed = 0;
  #said = 0;

  constructor(private readonly plan: FeedPlan) {
    this.#makeNodes();
    this.#makeWorkloads();
  }

  /** What changed since the last call, after `wallMs` more of churn. */
  take(nowMs: number, playing: boolean, speed: number, wallMs: number, messages: boolean): Batch {
    if (playing) this.#churn(wallMs);
    const head = { type: 'batch', nowMs: EPOCH_MS + nowMs, playing, speed, eventCount: Math.floor(nowMs), revision: 1, journalSize: 0 } as const;
    const tables = this.#tables();
    for (const name of TABLE_NAMES) this.#strings.need(SCHEMAS[name], tables[name]);
    const ties = this.#ties.length ? this.#ties.splice(0, 60) : undefined;
    return {
      ...head, strings: this.#strings.take(), tables,
      ...(ties ? { ties } : {}), ...(messages && playing ? { messages: this.#messages(nowMs) } : {}),
    };
  }

  /** In portions and in the order of the real feed. */
  #tables(): Batch['tables'] {
    const nodes = this.#nodes.take(500);
    if (this.#nodes.pending) return { nodes };
    const workloads = this.#workloads.take(500), services = this.#services.take(500);
    return this.#workloads.pending ? { nodes, workloads, services } : { nodes, workloads, services, pods: this.#pods.take(1500) };
  }

  #draw(below: number): number {
    this.#random = (Math.imul(this.#random, 1664525) + 1013904223) >>> 0;
    return Math.floor((this.#random / 2 ** 32) * below);
  }

  #suffix(length: number): string {
    let text = '';
    for (let i = 0; i < length; i++) text += LETTERS[this.#draw(LETTERS.length)];
    return text;
  }

  #makeNodes(): void {
    const s = this.#strings;
    for (let i = 0; i < this.plan.nodes; i++) {
      const state = i % 97 === 41 ? STATE.failing : i % 53 === 17 ? STATE.notReady : STATE.ready;
      this.#nodes.set(`node-${i + 1}`, {
        state, name: s.id(`node-${i + 1}`), zone: s.id(`zone-${'abc'[i % 3]}`), status: s.id(state === STATE.failing ? 'NotReady' : state === STATE.notReady ? 'Ready,SchedulingDisabled' : 'Ready'), roles: 0,
        cpuUsedMillis: 0, cpuMillis: 4000, memoryUsedMi: 0, memoryMi: 8192, pods: 0, podLimit: 110, createdMs: EPOCH_MS - 4e6,
      });
    }
  }

  #makeWorkloads(): void {
    let left = this.plan.pods;
    const size = Math.max(1, Math.min(50, Math.round(left / 40)));
    for (let n = 0; left > 0; n++) {
      const namespace = NAMESPACES[n % NAMESPACES.length]!;
      const round = Math.floor(n / APPS.length);
      const name = `${APPS[n % APPS.length]!}${round ? `-${round}` : ''}`;
      const replicas = Math.min(left, Math.max(1, Math.floor(size / 2) + this.#draw(size + 1)));
      const kind = n % 11 === 7 ? 'StatefulSet' : n % 13 === 9 ? 'DaemonSet' : n % 17 === 12 ? 'Job' : 'Deployment';
      this.#workload(namespace, name, kind, replicas);
      left -= replicas;
    }
  }

  #workload(namespace: string, name: string, kind: string, replicas: number): void {
    const s = this.#strings;
    const row = (title: string, of: string, owner: number, revision: number): number => this.#workloads.set(`${of}/${namespace}/${title}`, {
      state: STATE.ready, kind: WORKLOAD_KINDS.indexOf(of as 'Job'), name: s.id(title), namespace: s.id(namespace), status: s.id(of === 'Job' ? 'Running' : 'Available'), owner, desired: replicas, ready: replicas, updated: replicas, revision,
      createdMs: EPOCH_MS - 3e6,
    });
    let owner = row(name, kind, -1, 0);
    let prefix = name;
    if (kind === 'Deployment') owner = row((prefix = `${name}-${this.#suffix(9)}`), 'ReplicaSet', owner, 1);
    const slots: number[] = [];
    for (let i = 0; i < replicas; i++) slots.push(this.#pod(namespace, kind === 'StatefulSet' ? `${name}-${i}` : `${prefix}-${this.#suffix(5)}`, owner));
    if (kind === 'Job') return;
    const slot = this.#services.set(`${namespace}/${name}`, {
      state: STATE.ready, name: s.id(name), namespace: s.id(namespace), status: s.id(`${replicas} of ${replicas} ready`), type: s.id(this.#draw(5) ? 'ClusterIP' : 'LoadBalancer'), address: s.id(`10.96.${this.#draw(250)}.${this.#draw(250)}`),
      ports: s.id('80/TCP'), ready: replicas, total: replicas, createdMs: EPOCH_MS - 3e6,
    });
    this.#ties.push([slot, Uint32Array.from(slots)]);
  }

  #pod(namespace: string, name: string, owner: number): number {
    const s = this.#strings;
    const dice = this.#draw(1000);
    const state = dice < 8 ? STATE.failing : dice < 14 ? STATE.pending : dice < 26 ? STATE.notReady : dice < 40 ? STATE.starting : STATE.ready;
    const node = state === STATE.pending ? -1 : this.#draw(this.plan.nodes);
    this.#podKeys.push(`${namespace}/${name}`);
    if (node >= 0) {
      const { table } = this.#nodes;
      this.#nodes.put(node, 'pods', table.get(node, 'pods') + 1);
      this.#nodes.put(node, 'cpuUsedMillis', table.get(node, 'cpuUsedMillis') + 60 + this.#draw(60));
      this.#nodes.put(node, 'memoryUsedMi', table.get(node, 'memoryUsedMi') + 128);
    }
    return this.#pods.set(`${namespace}/${name}`, {
      state, name: s.id(name), namespace: s.id(namespace), status: s.id(STATUS[state]), node, owner, ready: state === STATE.ready ? 1 : 0, containers: 1, restarts: state === STATE.failing ? 4 : 0, createdMs: EPOCH_MS - 2e6,
    });
  }

  #churn(wallMs: number): void {
    this.#owed += (this.plan.churn * wallMs) / 1000;
    for (; this.#owed >= 1; this.#owed--) {
      const slot = this.#pods.of(this.#podKeys[this.#draw(this.#podKeys.length)]!);
      if (this.#pods.table.get(slot, 'node') < 0) continue;
      const state = [STATE.ready, STATE.ready, STATE.starting, STATE.notReady][this.#draw(4)]!;
      this.#pods.put(slot, 'state', state);
      this.#pods.put(slot, 'status', this.#strings.id(STATUS[state]));
      this.#pods.put(slot, 'ready', state === STATE.ready ? 1 : 0);
    }
  }

  /** A rollout told again every ten seconds. */
  #messages(nowMs: number): MessageRow[] {
    const story: readonly (readonly [string, string, string])[] = [
      ['user', 'create', 'deployments.apps/default/web'], ['deployment-controller', 'create', 'replicasets.apps/default/web-5d8f7c9b4'], ['replicaset-controller', 'create', 'pods/default/web-5d8f7c9b4-x2x7k'],
      ['default-scheduler', 'bind', 'pods/default/web-5d8f7c9b4-x2x7k'], ['kubelet', 'update', 'pods/default/web-5d8f7c9b4-x2x7k'],
    ];
    const due = Math.floor(nowMs / 400);
    const rows: MessageRow[] = [];
    for (; this.#said < due; this.#said++) {
      const at = this.#said % 25;
      const told = story[at];
      if (told) rows.push({ atMs: EPOCH_MS + nowMs, actor: told[0], act: told[1], subject: told[2], revision: this.#said });
    }
    return rows;
  }
}
