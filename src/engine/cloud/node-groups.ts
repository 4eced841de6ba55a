/** The cloud's machines by group: how many there shall be, which there are, which are on their way. */
import type { Node } from '../api/types.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Random } from '../kernel/random.ts';
import { SECOND } from '../kernel/time.ts';
import type { CloudMachine, CloudMachines, CloudOptions, NodeGroupOptions } from './cloud.ts';

/** From the order to the start of the machine's kubelet. */
const START_MS = 45 * SECOND;
const ZONE_LETTERS = ['a', 'b', 'c'] as const;
/** What a machine is when its group does not say. */
const SHAPE = { cpu: '1', memory: '3840Mi', pods: 110 } as const;
/** Room for growth of a group that nobody described. */
const DEFAULT_MAX = 5;

export class NodeGroup {
  readonly members = new Set<string>();
  /** Machines ordered that are not up yet. */
  starting = 0;

  constructor(readonly options: NodeGroupOptions, readonly zone: string) {}

  get name(): string { return this.options.name; }
  get min(): number { return this.options.min; }
  get max(): number { return this.options.max; }
  /** Machines there shall be. */
  get target(): number { return this.members.size + this.starting; }
}

export class NodeGroups {
  readonly region: string;
  readonly groups: readonly NodeGroup[];
  readonly #random: Random;
  readonly #groupOf = new Map<string, NodeGroup>();

  constructor(private readonly kernel: Kernel, readonly machines: CloudMachines, options: CloudOptions, nodes: number) {
    this.region = options.region ?? 'bottleship-1';
    this.#random = kernel.random('cloud');
    const described = options.groups ?? ZONE_LETTERS.map((letter, i) => {
      const initial = Math.floor(nodes / ZONE_LETTERS.length) + (i < nodes % ZONE_LETTERS.length ? 1 : 0);
      return { name: `pool-${letter}`, min: initial, max: initial + DEFAULT_MAX, zone: `${this.region}${letter}` };
    });
    this.groups = described.map((group, i) => new NodeGroup(group, group.zone ?? this.zoneOf(i + 1)));
  }

  /** The machines that are there from the start. Where the groups were not described they are named as without a cloud. */
  begin(named: boolean): void {
    const most = Math.max(0, ...this.groups.map((group) => group.options.initial ?? group.min));
    let made = 0;
    for (let i = 0; i < most; i++) {
      for (const group of this.groups) if (i < (group.options.initial ?? group.min)) this.#add(group, named ? this.#nameIn(group) : `node-${++made}`);
    }
  }

  of(node: string): NodeGroup | undefined { return this.#groupOf.get(node); }

  zoneOf(index: number): string { return `${this.region}${ZONE_LETTERS[(index - 1) % ZONE_LETTERS.length]!}`; }

  /** Orders machines; they are up after a while. */
  increase(group: NodeGroup, by: number): void {
    group.starting += by;
    for (let i = 0; i < by; i++) {
      this.kernel.after(START_MS + this.#random.int(10 * SECOND), () => {
        group.starting--;
        this.#add(group, this.#nameIn(group));
      });
    }
  }

  remove(name: string): void {
    this.machines.remove(name);
    this.forget(name);
  }

  /** The machine is gone, whoever took it. */
  forget(name: string): void {
    this.#groupOf.get(name)?.members.delete(name);
    this.#groupOf.delete(name);
  }

  /** The Node that one more machine of the group would be. */
  template(group: NodeGroup, name: string): Node {
    const { cpu = SHAPE.cpu, memory = SHAPE.memory, pods = SHAPE.pods, labels, taints } = group.options;
    const resources = { cpu, memory, pods: String(pods), 'ephemeral-storage': '20Gi' };
    return {
      apiVersion: 'v1', kind: 'Node',
      metadata: {
        name, uid: name,
        labels: {
          'beta.kubernetes.io/arch': 'amd64', 'beta.kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'amd64', 'kubernetes.io/hostname': name, 'kubernetes.io/os': 'linux',
          ...labels, ...cloudLabels(group.zone, this.region, cpu, memory),
        },
      },
      spec: { ...(taints?.length ? { taints: [...taints] } : {}) },
      status: { capacity: resources, allocatable: resources, conditions: [{ type: 'Ready', status: 'True' }] },
    } as Node;
  }

  labelsOf(machine: CloudMachine): Record<string, string> {
    const zone = this.#groupOf.get(machine.name)?.zone ?? machine.labels['topology.kubernetes.io/zone'] ?? this.zoneOf(machine.index);
    return cloudLabels(zone, machine.labels['topology.kubernetes.io/region'] ?? this.region, machine.cpu, machine.memory);
  }

  #nameIn(group: NodeGroup): string { return `${group.name}-${this.#random.suffix(5)}`; }

  #add(group: NodeGroup, name: string): void {
    const { cpu = SHAPE.cpu, memory = SHAPE.memory, pods = SHAPE.pods, labels, taints } = group.options;
    // A member before its kubelet starts: whoever asks then finds it in its group.
    group.members.add(name);
    this.#groupOf.set(name, group);
    this.machines.add({ name, cpu, memory, pods, labels, taints });
  }
}

/** What the cloud knows of a machine, as labels (https://kubernetes.io/docs/reference/labels-annotations-taints/). */
function cloudLabels(zone: string, region: string, cpu: string, memory: string): Record<string, string> {
  const type = `c${cpu}-m${memory}`.toLowerCase().replace(/[^a-z0-9.-]/g, '-');
  return {
    'beta.kubernetes.io/instance-type': type, 'node.kubernetes.io/instance-type': type,
    'failure-domain.beta.kubernetes.io/region': region, 'topology.kubernetes.io/region': region,
    'failure-domain.beta.kubernetes.io/zone': zone, 'topology.kubernetes.io/zone': zone,
  };
}
