/**
 * Growing: which group, by how many machines, would take the pods that fit nowhere. Every group is tried with nodes as it
 * would make them; of those that help the one is taken that would leave the least of its CPU, then memory, unused.
 */
import type { DaemonSet, Node, Pod } from '../../api/types.ts';
import type { Placement } from '../cloud.ts';
import type { NodeGroup, NodeGroups } from '../node-groups.ts';
import { isExpendable, utilization } from './pods.ts';

const MAX_REACHED = 'max node group size reached';

export interface Option { readonly group: NodeGroup; readonly machines: number; readonly pods: readonly Pod[] }

export interface Growth {
  readonly option: Option | undefined;
  /** Pods that no group would help, with what the groups say: `1 Insufficient cpu`. */
  readonly helpless: readonly { readonly pod: Pod; readonly reasons: string }[];
}

export interface Situation {
  readonly placement: Placement;
  readonly groups: NodeGroups;
  readonly nodes: readonly Node[];
  /** Pods on nodes. */
  readonly assigned: readonly Pod[];
  readonly daemonSets: readonly DaemonSet[];
}

export function planGrowth(situation: Situation, unschedulable: readonly Pod[]): Growth {
  const { groups } = situation;
  const waiting = withoutRoom(situation, unschedulable.filter((pod) => !isExpendable(pod)));
  if (waiting.length === 0) return { option: undefined, helpless: [] };
  const options: { option: Option; waste: number }[] = [];
  const reasons = new Map<Pod, string[]>(waiting.map((pod) => [pod, []]));
  const helped = new Set<Pod>();
  for (const group of groups.groups) {
    if (group.target >= group.max) { for (const pod of waiting) reasons.get(pod)!.push(MAX_REACHED); continue; }
    const { option, waste, refused } = estimate(situation, group, waiting);
    for (const [pod, texts] of refused) reasons.get(pod)!.push(...texts);
    if (!option) continue;
    options.push({ option, waste });
    for (const pod of option.pods) helped.add(pod);
  }
  const best = options.reduce<{ option: Option; waste: number } | undefined>((a, b) => (a && a.waste <= b.waste ? a : b), undefined);
  return { option: best?.option, helpless: waiting.filter((pod) => !helped.has(pod)).map((pod) => ({ pod, reasons: counted(reasons.get(pod)!) })) };
}

/** Pods that machines which are there, or on their way, will not take. */
function withoutRoom(situation: Situation, pods: readonly Pod[]): Pod[] {
  start(situation);
  const { placement, groups } = situation;
  const known = new Set(situation.nodes.map((node) => node.metadata.name!));
  for (const group of groups.groups) {
    const unseen = [...group.members].filter((name) => !known.has(name)).length;
    for (let i = 0; i < group.starting + unseen; i++) upcoming(situation, group, `upcoming-${group.name}-${i}`);
  }
  const sorted = [...pods].sort((a, b) => (b.spec?.priority ?? 0) - (a.spec?.priority ?? 0));
  // Where one of a kind found no room the next finds none either.
  const refused = new Set<string>();
  return sorted.filter((pod) => {
    const kind = kindOf(pod);
    if (kind !== undefined && refused.has(kind)) return true;
    if (typeof placement.place(pod) === 'string') return false;
    if (kind !== undefined) refused.add(kind);
    return true;
  });
}

/** The same for pods of one controller and one spec; undefined for a pod of its own. */
function kindOf(pod: Pod): string | undefined {
  const owner = pod.metadata.ownerReferences?.find((reference) => reference.controller)?.uid;
  return owner && `${owner} ${JSON.stringify(pod.spec)}`;
}

function start({ placement, nodes, assigned }: Situation): void { placement.begin(nodes, assigned); }

/** A node as the group would make it, with the DaemonSet pods that would run there. */
function upcoming({ placement, groups, daemonSets }: Situation, group: NodeGroup, name: string): Pod[] {
  placement.addNode(groups.template(group, name));
  const resident: Pod[] = [];
  for (const set of daemonSets) {
    const { name: setName, namespace, uid } = set.metadata;
    const pod = {
      apiVersion: 'v1', kind: 'Pod', spec: set.spec!.template.spec!,
      metadata: { ...set.spec!.template.metadata, name: `${setName}-${name}`, namespace, uid: `${uid}/${name}`, ownerReferences: [{ apiVersion: 'apps/v1', kind: 'DaemonSet', name: setName!, uid: uid!, controller: true }] },
    } as Pod;
    if (typeof placement.place(pod, [name]) === 'string') resident.push(pod);
  }
  return resident;
}

interface Estimate { readonly option: Option | undefined; readonly waste: number; readonly refused: ReadonlyMap<Pod, readonly string[]> }

function estimate(situation: Situation, group: NodeGroup, waiting: readonly Pod[]): Estimate {
  start(situation);
  const { placement, groups } = situation;
  const names: string[] = [];
  const taken: Pod[] = [], residents: Pod[] = [];
  const refused = new Map<Pod, readonly string[]>();
  for (const pod of waiting) {
    if (names.length > 0 && typeof placement.place(pod, names) === 'string') { taken.push(pod); continue; }
    if (group.target + names.length >= group.max) continue;
    const name = `template-${group.name}-${names.length}`;
    const before = upcoming(situation, group, name);
    const answer = placement.place(pod, [name]);
    if (typeof answer === 'string') {
      names.push(name);
      residents.push(...before);
      taken.push(pod);
    } else {
      placement.removeNode(name);
      refused.set(pod, answer);
    }
  }
  if (taken.length === 0) return { option: undefined, waste: 1, refused };
  const used = utilization(groups.template(group, names[0]!), [...taken, ...residents]);
  return { option: { group, machines: names.length, pods: taken }, waste: 1 - (used.cpu + used.memory / 1000) / names.length, refused };
}

/** "1 Insufficient cpu, 2 max node group size reached". */
function counted(texts: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].map(([text, count]) => `${count} ${text}`).sort((a, b) => (a < b ? -1 : 1)).join(', ');
}
