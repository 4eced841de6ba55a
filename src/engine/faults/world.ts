/** What faults may touch of the cluster they strike. The cluster itself stands below this layer and provides it. */
import type { Gate } from './outage.ts';
import type { Pod } from '../api/types.ts';
import type { Client } from '../client/client.ts';
import type { Component, ComponentError } from '../client/component.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Machines } from '../node/machines.ts';

/** The programs that bring a request to its Service. Each call answers how to undo it; without a node every node's is meant. */
export interface ServicePrograms {
  /** What they knew stays as it is. */
  stopProxy(node?: string): () => void;
  /** They learn of changes so many ms later. */
  slowProxy(ms: number, node?: string): () => void;
  /** No name of the cluster resolves. */
  stopDns(): () => void;
  /** Names resolve so many ms later; where that is more than clients wait, not at all. */
  slowDns(ms: number): () => void;
}

/** What makes disks and attaches them to machines. */
export interface Disks {
  /** Until undone it gives this answer, `rpc error: code = Internal desc = ...`; of one zone, for one node, or everywhere. */
  fail(trouble: { readonly act: 'create' | 'attach'; readonly zone?: string; readonly node?: string; readonly answer: string }): () => void;
}

export interface FaultWorld {
  readonly kernel: Kernel;
  /** Virtual ms since 1970. */
  readonly now: number;
  readonly machines: Machines;
  /** The control plane's processes by name: `kube-scheduler`. */
  readonly components: ReadonlyMap<string, Component>;
  readonly programs: ServicePrograms;
  readonly disks: Disks;
  readonly errors: ComponentError[];
  /** The administrator's client under that field manager. */
  client(fieldManager?: string): Client;
  findPod(namespace: string, name: string): Pod | undefined;
  /** Something that every request must pass before the API server looks at it; returns how to take it away. */
  addGate(gate: Gate): () => void;
}
