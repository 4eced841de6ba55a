/** Taints on nodes: reading them, and changing them with as few writes as can be. */
import { isNotFound } from '../../api/errors.ts';
import { NODES } from '../../api/resource.ts';
import type { Node, Taint } from '../../api/types.ts';
import type { Client } from '../../client/client.ts';
import { formatTime } from '../../kernel/time.ts';

export const NOT_READY = 'node.kubernetes.io/not-ready';
export const UNREACHABLE = 'node.kubernetes.io/unreachable';
export const UNSCHEDULABLE = 'node.kubernetes.io/unschedulable';
export const OUT_OF_SERVICE = 'node.kubernetes.io/out-of-service';

export type TaintName = Pick<Taint, 'key' | 'effect'>;

export const sameTaint = (a: TaintName, b: TaintName): boolean => a.key === b.key && a.effect === b.effect;
export const hasTaint = (node: Node, taint: TaintName): boolean => !!node.spec?.taints?.some((t) => sameTaint(t, taint));

/** Adds, then removes, each in one write on a fresh copy of the node. A node that is gone is no error. */
export function swapTaints(client: Client, node: Node, add: readonly TaintName[], remove: readonly TaintName[], nowMs: number): void {
  const timeAdded = formatTime(nowMs);
  try {
    if (add.length) {
      change(client, node, (taints) => {
        const result = taints.map((t) => (add.some((a) => sameTaint(a, t)) ? { ...t, timeAdded } : t));
        for (const a of add) if (!taints.some((t) => sameTaint(t, a))) result.push({ key: a.key, effect: a.effect, timeAdded });
        return result;
      });
    }
    removeTaints(client, node, remove);
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

export function removeTaints(client: Client, node: Node, remove: readonly TaintName[]): void {
  if (!remove.some((r) => hasTaint(node, r))) return;
  change(client, node, (taints) => taints.filter((t) => !remove.some((r) => sameTaint(r, t))));
}

function change(client: Client, node: Node, edit: (taints: readonly Taint[]) => Taint[]): void {
  const fresh = client.get(NODES, node.metadata.name!);
  const before = fresh.spec?.taints ?? [];
  const after = edit(before);
  if (after.length === before.length && after.every((t, i) => sameTaint(t, before[i]) && t.timeAdded === before[i].timeAdded)) return;
  client.patch(NODES, node.metadata.name!, undefined, 'application/strategic-merge-patch+json', { spec: { taints: after.length ? after : null } });
}
