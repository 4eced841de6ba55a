/** What each thing is called: the accessible names that people's tools rely on, and tooltips. */
import { WORKLOAD_KINDS } from '../../bridge/protocol.ts';
import type { Mirror } from '../state/Mirror.ts';
import type { Box } from './scenes/Scene.ts';

const count = (n: number, one: string, many = one + 's'): string => `${n} ${n === 1 ? one : many}`;

export function podLabel(mirror: Mirror, slot: number): string {
  const { pods } = mirror.tables;
  const restarts = pods.get(slot, 'restarts');
  const node = pods.get(slot, 'node');
  return `Pod ${mirror.nameOf('pods', slot)}, ${mirror.text(pods.get(slot, 'status'))}, ${pods.get(slot, 'ready')} of ${pods.get(slot, 'containers')} ready${restarts ? `, ${count(restarts, 'restart')}` : ''}${node >= 0 ? `, on ${mirror.nameOf('nodes', node)}` : ''}`;
}

export function nodeLabel(mirror: Mirror, slot: number): string {
  const { nodes } = mirror.tables;
  return `Node ${mirror.nameOf('nodes', slot)}, ${mirror.text(nodes.get(slot, 'status'))}, ${count(nodes.get(slot, 'pods'), 'pod')}`;
}

export function serviceLabel(mirror: Mirror, slot: number): string {
  const { services } = mirror.tables;
  return `Service ${mirror.nameOf('services', slot)}, ${mirror.text(services.get(slot, 'status'))}, ${mirror.text(services.get(slot, 'type'))}`;
}

export function workloadLabel(mirror: Mirror, slot: number): string {
  const { workloads } = mirror.tables;
  return `${WORKLOAD_KINDS[workloads.get(slot, 'kind')]} ${mirror.nameOf('workloads', slot)}, ${mirror.text(workloads.get(slot, 'status'))}, ${workloads.get(slot, 'ready')} of ${workloads.get(slot, 'desired')} ready`;
}

/** What a box is called. */
export function boxLabel(mirror: Mirror, box: Box): string {
  if (box.slot < 0 || !box.table) return box.title ?? '';
  switch (box.table) {
    case 'nodes': return nodeLabel(mirror, box.slot);
    case 'services': return serviceLabel(mirror, box.slot);
    case 'workloads': return workloadLabel(mirror, box.slot);
    case 'pods': return podLabel(mirror, box.slot);
  }
}
