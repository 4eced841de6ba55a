/** Why an object is as it is: the chain of causes behind its latest write; what followed from it; and, for a pod, what the scheduler said of each node. */
import type { Pod } from '../api/types.ts';
import { groupResource } from '../api/resource.ts';
import type { TraceEntry } from '../kernel/trace.ts';
import type { Explanation } from '../scheduler/attempts.ts';
import type { Cluster } from './cluster.ts';

export interface ObjectName { readonly group: string; readonly resource: string; readonly namespace?: string; readonly name?: string }

export interface Reasons {
  /** Nearest cause first; empty when the write is forgotten. */
  readonly chain: readonly TraceEntry[];
  /** Writes of other objects that followed from this one's, oldest first. */
  readonly effects: readonly TraceEntry[];
  /** Of a pod: the scheduler's attempts at it, newest first, each with its verdict on every node. */
  readonly attempts?: readonly Explanation[];
}

/** Effects told; what a busy object led to may be half the cluster. */
const EFFECTS = 200;

/** Undefined when there is no such object. */
export function why(cluster: Cluster, { group, resource, namespace, name }: ObjectName): Reasons | undefined {
  const { server, kernel: { trace }, scheduler } = cluster;
  const subject = groupResource({ group, resource }), id = namespace === undefined ? name! : `${namespace}/${name}`;
  const entry = server.registry.find(subject)?.table.get(id);
  if (!entry) return undefined;
  const write = trace.ofRevision(entry.revision);
  const attempts = subject === 'pods' ? scheduler.why((entry.value as Pod).metadata.uid!) : [];
  return { chain: write ? trace.chain(write.id) : [], effects: trace.effects(subject, id, EFFECTS), ...(attempts.length ? { attempts } : {}) };
}
