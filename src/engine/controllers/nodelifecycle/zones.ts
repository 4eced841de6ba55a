/**
 * Zones and how badly they are disrupted: how fast nodes of a zone may be tainted NoExecute, so that a broken network
 * does not evict a whole data centre. https://kubernetes.io/docs/concepts/architecture/nodes/#rate-limits-on-eviction
 */
import type { Node, NodeCondition } from '../../api/types.ts';

export type ZoneState = 'Initial' | 'Normal' | 'PartialDisruption' | 'FullDisruption';

const NODES_PER_SECOND = 0.1;
const SECONDARY_NODES_PER_SECOND = 0.01;
const LARGE_CLUSTER = 50;
const UNHEALTHY_SHARE = 0.55;

export function zoneOf(node: Node): string {
  const labels = node.metadata.labels ?? {};
  const zone = labels['topology.kubernetes.io/zone'] ?? labels['failure-domain.beta.kubernetes.io/zone'] ?? '';
  const region = labels['topology.kubernetes.io/region'] ?? labels['failure-domain.beta.kubernetes.io/region'] ?? '';
  return zone || region ? `${region}:\0:${zone}` : '';
}

export function zoneStateOf(ready: readonly (NodeCondition | undefined)[]): ZoneState {
  const up = ready.filter((c) => c?.status === 'True').length, down = ready.length - up;
  if (up === 0 && down > 0) return 'FullDisruption';
  return down > 2 && down / ready.length >= UNHEALTHY_SHARE ? 'PartialDisruption' : 'Normal';
}

/** Nodes a second that may be tainted; 0 = none. */
export function taintRate(state: ZoneState, zoneSize: number): number {
  if (state === 'PartialDisruption') return zoneSize > LARGE_CLUSTER ? SECONDARY_NODES_PER_SECOND : 0;
  return NODES_PER_SECOND;
}

/** The nodes of one zone that wait for their NoExecute taint, and a token bucket of one token. */
export class TaintQueue {
  #waiting: string[] = [];
  /** Waiting or tainted already: a node is tainted once until it is `remove`d. */
  #known = new Set<string>();
  #rate = NODES_PER_SECOND;
  #tokenAtMs = 0;

  add(node: string): boolean {
    if (this.#known.has(node)) return false;
    this.#known.add(node);
    this.#waiting.push(node);
    return true;
  }

  remove(node: string): boolean {
    if (!this.#known.delete(node)) return false;
    this.#waiting = this.#waiting.filter((n) => n !== node);
    return true;
  }

  setRate(rate: number, nowMs: number): void {
    if (rate === this.#rate) return;
    this.#rate = rate;
    if (rate > 0) this.#tokenAtMs = Math.min(this.#tokenAtMs, nowMs + 1000 / rate);
  }

  /** A node to taint now; or the ms until the next may be; or undefined when none waits or the zone is held. */
  take(nowMs: number): { node: string } | { waitMs: number } | undefined {
    if (this.#waiting.length === 0 || this.#rate === 0) return undefined;
    if (nowMs < this.#tokenAtMs) return { waitMs: this.#tokenAtMs - nowMs };
    this.#tokenAtMs = nowMs + 1000 / this.#rate;
    return { node: this.#waiting.shift()! };
  }

  /** The taint failed: the node goes to the end. */
  giveBack(node: string): void { if (this.#known.has(node)) this.#waiting.push(node); }
}
