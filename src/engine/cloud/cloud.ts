/**
 * The cloud under the cluster: machines in zones and groups, load balancers' addresses, disks. Start here; the loops that
 * bring it into the cluster are `cloud-controller-manager.ts` and `autoscaler/autoscaler.ts`. What it does not know: how
 * a machine or the scheduler works; both come in through interfaces.
 */
import type { Node, Pod, Taint } from '../api/types.ts';

export interface CloudOptions {
  /** Default `bottleship-1`; its zones are `bottleship-1a`, `b` and `c`. */
  readonly region?: string;
  /** Default: one a zone, which the cluster's first machines are part of. */
  readonly groups?: readonly NodeGroupOptions[];
  /** Adds and removes machines of the groups; default true. */
  readonly autoscaler?: boolean;
}

/** Machines of one shape in one zone, of which there may be more or fewer. */
export interface NodeGroupOptions {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  /** Machines at the start; default `min`. */
  readonly initial?: number;
  /** Quantities as in node.status.capacity. */
  readonly cpu?: string;
  readonly memory?: string;
  readonly pods?: number;
  readonly zone?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly taints?: readonly Taint[];
}

export interface MachineShape {
  readonly name?: string;
  readonly cpu?: string;
  readonly memory?: string;
  readonly pods?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly taints?: readonly Taint[];
}

export interface CloudMachine {
  readonly name: string;
  readonly index: number;
  readonly cpu: string;
  readonly memory: string;
  readonly pods: number;
  readonly address: string;
  readonly labels: Readonly<Record<string, string>>;
  /** False: the machine is there, but switched off. */
  readonly powered: boolean;
}

/** The racks. */
export interface CloudMachines {
  get(name: string): CloudMachine | undefined;
  /** Switches a machine on; returns its name. */
  add(shape: MachineShape): string;
  /** Takes it away; its Node object stays until somebody deletes it. */
  remove(name: string): void;
}

/** Asks where the scheduler would put pods, on a copy of the cluster. */
export interface Placement {
  /** The copy as the cluster is now; changes to it are forgotten at the next `begin`. */
  begin(nodes: Iterable<Node>, pods: Iterable<Pod>): void;
  addNode(node: Node): void;
  removeNode(name: string): void;
  /** Puts the pod on the first of these nodes (default all) that it fits, and answers its name; else the reasons against. */
  place(pod: Pod, among?: readonly string[]): string | readonly string[];
}

export const UNINITIALIZED: Taint = { key: 'node.cloudprovider.kubernetes.io/uninitialized', value: 'true', effect: 'NoSchedule' };
export const providerID = (name: string): string => `bottleship://${name}`;
