/** `nodeSelector` and node affinity. https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#node-affinity */
import type { Node, PodSpec } from '../../api/types.ts';
import { ADD, UPDATE_NODE_LABEL } from '../cluster-event.ts';
import { unresolvable, type Check, type SchedulerPlugin, type Verdict } from '../framework.ts';
import { nodeTermMatcher, type NodeSelectorTerm } from '../selectors.ts';

const NAME = 'NodeAffinity';
const MISMATCH = unresolvable(NAME, "node(s) didn't match Pod's node affinity/selector");
const NO_NODE = unresolvable(NAME, 'node(s) didn\'t satisfy plugin NodeAffinity');

/** The nodes that every alternative names by `metadata.name`; undefined when one of them does not. */
function namedNodes(spec: PodSpec): Set<string> | undefined {
  const terms = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms as NodeSelectorTerm[] | undefined;
  if (!terms) return undefined;
  let names: Set<string> | undefined;
  for (const term of terms) {
    let ofTerm: Set<string> | undefined;
    for (const f of term.matchFields ?? []) {
      if (f.key !== 'metadata.name' || f.operator !== 'In') continue;
      const values = new Set(f.values ?? []);
      ofTerm = ofTerm ? new Set([...ofTerm].filter((v) => values.has(v))) : values;
    }
    if (!ofTerm) return undefined;
    names = names ?? new Set();
    for (const name of ofTerm) names.add(name);
  }
  return names;
}

interface Preferred { weight: number; preference: NodeSelectorTerm }

export const nodeAffinity: SchedulerPlugin = {
  name: NAME, weight: 2,
  prepare(pod, { table }): Check | undefined {
    const { row } = pod.shape;
    const preferred = (row.spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []) as Preferred[];
    if (!row.nodeMatcher && preferred.length === 0) return undefined;
    const matches = row.nodeMatcher;
    const nodeNames = namedNodes(row.spec);
    const terms = preferred.filter((p) => p.weight !== 0).map((p) => ({ weight: p.weight, matches: nodeTermMatcher(p.preference) }));
    return {
      plugin: nodeAffinity, scope: 'node', normalize: 'max',
      ...(nodeNames ? { nodeNames } : {}),
      ...(nodeNames?.size === 0 ? { rejection: NO_NODE } : {}),
      ...(matches ? { filter: (n: number): Verdict | undefined => (matches(table.nodes[n]!) ? undefined : MISMATCH) } : {}),
      ...(terms.length > 0 ? {
        score(n: number): number {
          let score = 0;
          for (const t of terms) if (t.matches(table.nodes[n]!)) score += t.weight;
          return score;
        },
      } : {}),
    };
  },
  events: [{
    event: { resource: 'Node', actions: ADD | UPDATE_NODE_LABEL },
    hint(pod, old, node) {
      const matches = pod.shape.row.nodeMatcher;
      if (!matches) return 'Queue';
      return matches(node as Node) && !(old && matches(old as Node)) ? 'Queue' : 'Skip';
    },
  }],
};
