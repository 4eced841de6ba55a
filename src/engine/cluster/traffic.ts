/**
 * What programs that send requests (load generators) do to those that answer. A flow, not single requests: how many a second each pod
 * gets follows from who asks, how long an answer takes there, and how many pods share the work. Worked out when somebody asks, from
 * the state of that instant, so it costs nothing in between and asking changes nothing.
 */
import { quantityMilliValue } from '../api/quantity.ts';
import type { Pod } from '../api/types.ts';
import type { Machines } from '../node/machines.ts';
import type { ContainerRuntime } from '../node/container.ts';
import type { Network } from './network.ts';

/** Requests a second, by pod uid. */
export type Rates = ReadonlyMap<string, number>;

/** Clients of a program that answers at once still need so long, ms. */
const LEAST_MS = 0.5;
/** A container without a limit gets at most so much, thousandths of a core. */
const UNLIMITED = 1000;

export class Traffic {
  constructor(private readonly machines: Machines, private readonly network: Network) {}

  /** Of all pods that get requests now. */
  rates(): Rates {
    const wanted = new Map<string, number>();
    const most = new Map<string, number>();
    for (const [container, worker] of this.machines.loaders) {
      const { host, port, clients, pauseMs } = container.program!.load!;
      const targets = this.network.targets(host, port, worker.pod.metadata.namespace!, worker.pod.spec?.nodeName);
      for (const { pod, container: server } of targets) {
        const uid = pod.metadata.uid!;
        const costMs = Math.max(LEAST_MS, server.program!.footprint.millisPerRequest);
        // Each client waits for its answer before it asks again, and goes round the pods.
        wanted.set(uid, (wanted.get(uid) ?? 0) + (clients * 1000) / (pauseMs + costMs) / targets.length);
        most.set(uid, cpuLimit(server) / costMs);
      }
    }
    for (const [uid, rate] of wanted) wanted.set(uid, Math.min(rate, most.get(uid)!));
    return wanted;
  }
}

/** CPU of a container now, thousandths of a core. */
export function cpuOf(container: ContainerRuntime, pod: Pod, rates: Rates): number {
  const { footprint, web } = container.program!;
  const rate = web ? rates.get(pod.metadata.uid!) ?? 0 : 0;
  return Math.min(footprint.idleMillis + rate * footprint.millisPerRequest, cpuLimit(container));
}

function cpuLimit({ spec }: ContainerRuntime): number {
  const limit = spec.resources?.limits?.['cpu'];
  return limit === undefined ? UNLIMITED : quantityMilliValue(limit);
}
