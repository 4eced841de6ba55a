/** A node's STATUS and ROLES words as `kubectl get nodes` prints them, and the state it is drawn in. */
import type { Node } from '../../engine/api/types.ts';
import { STATE, type State } from '../protocol.ts';

const ROLE = 'node-role.kubernetes.io/';

export function nodeState(node: Node): { status: string; state: State } {
  const ready = node.status?.conditions?.find((c) => c.type === 'Ready');
  const word = !ready ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady';
  const cordoned = node.spec?.unschedulable === true;
  const state = word === 'Unknown' ? STATE.starting : word === 'NotReady' ? STATE.failing : cordoned ? STATE.notReady : STATE.ready;
  return { status: cordoned ? `${word},SchedulingDisabled` : word, state };
}

export const nodeRoles = (node: Node): string =>
  Object.keys(node.metadata.labels ?? {}).filter((label) => label.startsWith(ROLE)).map((label) => label.slice(ROLE.length)).sort().join(',');
