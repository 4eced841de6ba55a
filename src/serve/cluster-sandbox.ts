/** `/sandbox/v1/` of a served cluster: its clock is the pacer's, the rest is the cluster's own. */
import type { Cluster } from '../engine/cluster/cluster.ts';
import { componentReports } from '../engine/cluster/component-reports.ts';
import { why } from '../engine/cluster/why.ts';
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
    components: () => componentReports(cluster),
    terminal: (asked, write, ended) => runTerminal(asked, { handle: handler(), now: () => cluster.now, poke: () => pacer.poke() }, write, ended),
    why: (path) => why(cluster, path),
  };
}
