/** A cluster as the host wants it: its REST door, its sandbox, and the record of its run. */
import { Cluster, replay } from '../engine/cluster/cluster.ts';
import { why } from '../engine/cluster/why.ts';
import { ADMINISTRATOR } from '../rest/authenticate.ts';
import { createRestHandler } from '../rest/handler.ts';
import type { Engine } from './host.ts';
import type { StartOptions } from './protocol.ts';

/** Machines of the page's cluster: room for some dozens of pods each, spread over three zones. */
const MACHINE = { cpu: '4', memory: '8Gi' } as const;
const ZONES = ['zone-a', 'zone-b', 'zone-c'] as const;

export function pageEngine({ seed, nodes, recording }: StartOptions): Engine {
  let added = 0;
  const machine = (): { cpu: string; memory: string; zone: string } => ({ ...MACHINE, zone: ZONES[added++ % ZONES.length]! });
  const options = { seed, nodes: Array.from({ length: nodes }, machine) };
  const cluster = recording ? replay(options, recording.journal) : new Cluster(options);
  if (recording) cluster.kernel.run(recording.nowMs, recording.eventCount - cluster.kernel.eventCount);
  const { kernel } = cluster;
  return {
    kernel,
    api: cluster.server,
    handle: createRestHandler({
      api: cluster.outside, registry: cluster.server.registry, now: () => kernel.now, setTimer: wallTimer, authenticate: () => ADMINISTRATOR,
      sandbox: {
        clock: () => ({ nowMs: kernel.now, speed: 0, paused: true }),
        setClock: () => undefined,
        advance: (seconds) => { cluster.run(seconds * 1000); },
        settle: (seconds) => cluster.settle(seconds * 1000),
        digest: () => ({ revision: cluster.server.store.revision, digest: cluster.digest() }),
        journal: () => ({ options: cluster.options, entries: cluster.journal }),
        why: (path) => why(cluster, path),
      },
    }),
    addMachine: (given) => cluster.addMachine({ ...machine(), ...given }),
    recording: () => ({ seed, nodes, journal: cluster.journal, nowMs: kernel.now, eventCount: kernel.eventCount }),
    get journalSize() { return cluster.journal.length; },
  };
}

function wallTimer(callback: () => void, milliseconds: number): () => void {
  const timer = setTimeout(callback, Math.min(milliseconds, 0x7fffffff));
  return () => clearTimeout(timer);
}
