/** What one type of failure is. One file each, listed in `index.ts`: the card, menu entry, form and fuzzer derive from it. */
import type { Pod } from '../api/types.ts';
import type { FaultWorld } from './world.ts';

export type FaultFamily = 'workload' | 'node' | 'network' | 'control plane' | 'storage' | 'time';
export type FaultTargetKind = 'Pod' | 'Node' | 'Zone' | 'Component' | 'Cluster';

export interface FaultParameter {
  readonly name: string;
  readonly title: string;
  readonly type: 'number' | 'text' | 'choice';
  readonly options?: readonly string[];
  readonly default: string | number;
  /** Shown behind the number: `ms`, `s`. */
  readonly unit?: string;
}

export interface FaultTarget {
  readonly kind: FaultTargetKind;
  readonly name: string;
  readonly namespace?: string;
  /** The pod, for pod targets. */
  readonly pod?: Pod;
}

export interface FaultContext {
  readonly cluster: FaultWorld;
  readonly target: FaultTarget;
  /** The fault's parameters, defaults filled in. */
  number(name: string): number;
  text(name: string): string;
}

export interface FaultType {
  /** `spec.type`: `NodeCrash`. */
  readonly type: string;
  readonly title: string;
  /** One sentence: what it does to what. */
  readonly description: string;
  readonly family: FaultFamily;
  /** Name of an icon that the page has; by itself no meaning. */
  readonly icon: string;
  readonly targets: readonly FaultTargetKind[];
  readonly parameters?: readonly FaultParameter[];
  /** True when it strikes once and there is nothing to heal (PodKill). */
  readonly instant?: boolean;
  /** Strikes one target; returns how to heal it. Throws an Error that says why it cannot. */
  inject(context: FaultContext): (() => void) | undefined;
}

export const defineFault = (type: FaultType): FaultType => type;
