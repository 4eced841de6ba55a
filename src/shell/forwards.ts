/** Local ports of the laptop that lead into the cluster, while a `kubectl port-forward` or `kubectl proxy` runs. */
import type { World } from './world.ts';

export interface Forward {
  /** Of the API server; what is asked of the port comes behind it. */
  readonly path: string;
  /** Somebody connects. */
  connected(): void;
}

const ports = new WeakMap<World, Map<number, Forward>>();

export function addForward(world: World, port: number, forward: Forward): () => void {
  const own = ports.get(world) ?? new Map<number, Forward>();
  ports.set(world, own);
  own.set(port, forward);
  return () => { if (own.get(port) === forward) own.delete(port); };
}

export const forwardAt = (world: World, port: number): Forward | undefined => ports.get(world)?.get(port);
