/** Why an object is as it is: the chain of causes behind its latest write. */
import { groupResource } from '../api/resource.ts';
import type { TraceEntry } from '../kernel/trace.ts';
import type { Cluster } from './cluster.ts';

export interface ObjectName { readonly group: string; readonly resource: string; readonly namespace?: string; readonly name?: string }

/** Nearest cause first; empty when the write is forgotten (compacted), undefined when there is no such object. */
export function why(cluster: Cluster, { group, resource, namespace, name }: ObjectName): TraceEntry[] | undefined {
  const { server, kernel } = cluster;
  const entry = server.registry.find(groupResource({ group, resource }))?.table.get(namespace === undefined ? name! : `${namespace}/${name}`);
  if (!entry) return undefined;
  if (entry.revision <= server.store.compactedRevision) return [];
  for (const record of server.store.since(entry.revision - 1)) if (record.revision === entry.revision) return kernel.trace.chain(record.cause);
  return [];
}
