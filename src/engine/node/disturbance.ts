/**
 * What faults do to the pods of a node, as data: a fault adds a disturbance, healing takes it away, and the kubelet asks
 * for those that match when it pulls, starts or probes.
 */
import type { Pod } from '../api/types.ts';

export interface Disturbance {
  readonly matches: (pod: Pod) => boolean;
  /** Text of the registry's refusal. */
  readonly pullError?: (image: string) => string;
  /** Why a volume that is there cannot be mounted. */
  readonly mountError?: (pod: Pod, volume: string, isDisk: boolean) => string;
  readonly readinessFails?: boolean;
  readonly livenessFails?: boolean;
  readonly startDelayMs?: number;
  /** Every container exits with this code, that long after its start. */
  readonly crash?: { readonly afterMs: number; readonly exitCode: number };
}

/** The disturbances of the whole cluster, shared by its kubelets. */
export class Disturbances {
  #active = new Set<Disturbance>();

  add(disturbance: Disturbance): () => void {
    this.#active.add(disturbance);
    return () => { this.#active.delete(disturbance); };
  }

  find<K extends keyof Disturbance>(pod: Pod, key: K): Disturbance[K] | undefined {
    for (const disturbance of this.#active) if (disturbance[key] !== undefined && disturbance.matches(pod)) return disturbance[key];
    return undefined;
  }
}
