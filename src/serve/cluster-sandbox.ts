/** `/sandbox/v1/` of a served cluster: its clock is the pacer's, the rest is the cluster's own. */
import { groupResource } from '../engine/api/resource.ts';
import type { Cluster } from '../engine/cluster/cluster.ts';
import { SECOND } from '../engine/kernel/time.ts';
import type { RestHandler } from '../rest/handler.ts';
import type { Sandbox } from '../rest/sandbox.ts';
import type { Pacer } from './pacer.ts';
import { runTerminal } from './terminal.ts';

export function clusterSandbox(cluster: Cluster, pacer: Pacer, handler: () => RestHandler): Sandbox {
  return {
    clock: () => ({ nowMs: cluster.now, speed: pacer.speed, paused: pacer.paused }),
    setClock: (change) => pacer.set(change),
    advance(seconds) { cluster.run(seconds * SECOND); },
    settle: (maxSeconds) => cluster.settle(maxSeconds * SECOND),
    digest: () => ({ revision: cluster.server.store.revision, digest: cluster.digest() }),
    snapshot: () => cluster.snapshot(),
    restore: (snapshot) => cluster.restore(snapshot),
    journal: () => ({ options: cluster.options, entries: cluster.journal }),
    terminal: (asked, write, ended) => runTerminal(asked, { handle: handler(), now: () => cluster.now, poke: () => pacer.poke() }, write, ended),
    why({ group, resource, namespace, name }) {
      const { server, kernel } = cluster;
      const table = server.registry.find(groupResource({ group, resource }))?.table;
      const entry = table?.get(namespace === undefined ? name! : `${namespace}/${name}`);
      if (!entry) return undefined;
      if (entry.revision <= server.store.compactedRevision) return [];
      for (const record of server.store.since(entry.revision - 1)) if (record.revision === entry.revision) return kernel.trace.chain(record.cause);
      return [];
    },
  };
}
