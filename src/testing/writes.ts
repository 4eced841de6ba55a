/**
 * For tests of control loops: a whole cluster, and the order in which objects are written in it, as short lines
 * (`ADDED ReplicaSet`, `status Deployment`, `MODIFIED Pod`, `EVENT Normal ScalingReplicaSet ...`).
 */
import type { AnyResource } from '../engine/api/resource.ts';
import { EVENTS } from '../engine/api/resource.ts';
import type { AnyObject, Event } from '../engine/api/types.ts';
import { SYSTEM_ADMIN } from '../engine/client/client.ts';
import { Cluster, type ClusterOptions } from '../engine/cluster/cluster.ts';

/** A cluster whose nodes are up. */
export function readyCluster(options: ClusterOptions = { nodes: 3 }): Cluster {
  const cluster = new Cluster(options);
  cluster.run(20_000);
  return cluster;
}

/** Follows writes from now on; `take()` gives the lines since the last call. */
export function followWrites(cluster: Cluster, resources: readonly AnyResource[]): { take(): string[] } {
  const last = new Map<string, AnyObject>();
  let lines: string[] = [];
  for (const resource of resources) {
    cluster.server.watch({
      resource, user: SYSTEM_ADMIN,
      deliver(events) {
        for (const { type, object } of events) {
          if (type === 'BOOKMARK' || type === 'ERROR') continue;
          const key = `${object.kind} ${object.metadata.namespace ?? ''}/${object.metadata.name}`;
          const before = last.get(key);
          last.set(key, object);
          if (type === 'DELETED') last.delete(key);
          lines.push(lineOf(type, resource, object, before));
        }
      },
    });
  }
  lines = [];
  return { take: () => { const taken = lines; lines = []; return taken; } };
}

function lineOf(type: string, resource: AnyResource, object: AnyObject, before: AnyObject | undefined): string {
  if (resource === EVENTS) {
    const event = object as unknown as Event;
    return `EVENT ${event.type} ${event.reason} ${event.message}`;
  }
  const what = `${object.kind} ${object.metadata.name}`;
  if (type !== 'MODIFIED' || !before) return `${type} ${what}`;
  return before['spec'] === object['spec'] && before['status'] !== object['status'] ? `status ${what}` : `MODIFIED ${what}`;
}

/** Names with random ends made comparable: `web-57794f8f99-vx2s4` -> `web-57794f8f99-?`. */
export const anonymous = (lines: readonly string[]): string[] => lines.map((l) => l.replace(/-[bcdfghjklmnpqrstvwxz2456789]{5}\b/g, '-?'));
