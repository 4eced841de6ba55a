/** The sheets of the table twin: which rows and columns stand for what the graph draws. */
import type { ReactNode } from 'react';
import { WORKLOAD_KINDS, type TableName } from '../../../bridge/protocol.ts';
import { mirror } from '../../state/cluster.ts';
import type { Ref } from '../../state/selection.ts';
import type { View } from '../../state/settings.ts';
import { nodeLabel, podLabel, serviceLabel, workloadLabel } from '../words.ts';

export interface Column { readonly title: string; readonly cell: (slot: number) => ReactNode; readonly numeric?: boolean }
export interface Sheet { readonly title: string; readonly table: TableName; readonly ref: (slot: number) => Ref; readonly label: (slot: number) => string; readonly columns: readonly Column[] }

const text = (table: TableName, column: string): Column['cell'] => (slot) => mirror.text(mirror.tables[table].get(slot, column as 'name'));
const number = (table: TableName, column: string): Column['cell'] => (slot) => mirror.tables[table].get(slot, column as 'name').toLocaleString('en');
const share = (used: number, all: number): string => (all > 0 ? `${Math.round((used / all) * 100)}%` : '');

const ownerOf = (pod: number): string => {
  const { pods, workloads } = mirror.tables;
  const owner = pods.get(pod, 'owner');
  return owner >= 0 && workloads.get(owner, 'state') ? `${WORKLOAD_KINDS[workloads.get(owner, 'kind')]} ${mirror.nameOf('workloads', owner)}` : '';
};
const nodeOf = (pod: number): string => { const node = mirror.tables.pods.get(pod, 'node'); return node < 0 ? '' : mirror.nameOf('nodes', node); };

export const SHEETS: Readonly<Record<TableName, Sheet>> = {
  nodes: {
    title: 'Nodes', table: 'nodes', ref: (slot) => ({ kind: 'Node', namespace: '', name: mirror.nameOf('nodes', slot) }), label: (slot) => nodeLabel(mirror, slot),
    columns: [
      { title: 'Zone', cell: text('nodes', 'zone') }, { title: 'Pods', cell: number('nodes', 'pods'), numeric: true },
      { title: 'CPU', cell: (s) => share(mirror.tables.nodes.get(s, 'cpuUsedMillis'), mirror.tables.nodes.get(s, 'cpuMillis')), numeric: true },
      { title: 'Memory', cell: (s) => share(mirror.tables.nodes.get(s, 'memoryUsedMi'), mirror.tables.nodes.get(s, 'memoryMi')), numeric: true },
    ],
  },
  pods: {
    title: 'Pods', table: 'pods', ref: (slot) => ({ kind: 'Pod', namespace: mirror.namespaceOf('pods', slot), name: mirror.nameOf('pods', slot) }), label: (slot) => podLabel(mirror, slot),
    columns: [
      { title: 'Namespace', cell: text('pods', 'namespace') }, { title: 'Ready', cell: (s) => `${mirror.tables.pods.get(s, 'ready')}/${mirror.tables.pods.get(s, 'containers')}`, numeric: true },
      { title: 'Restarts', cell: number('pods', 'restarts'), numeric: true }, { title: 'Node', cell: nodeOf }, { title: 'Owner', cell: ownerOf },
    ],
  },
  workloads: {
    title: 'Workloads', table: 'workloads', label: (slot) => workloadLabel(mirror, slot),
    ref: (slot) => ({ kind: WORKLOAD_KINDS[mirror.tables.workloads.get(slot, 'kind')]!, namespace: mirror.namespaceOf('workloads', slot), name: mirror.nameOf('workloads', slot) }),
    columns: [
      { title: 'Kind', cell: (s) => WORKLOAD_KINDS[mirror.tables.workloads.get(s, 'kind')] }, { title: 'Namespace', cell: text('workloads', 'namespace') },
      { title: 'Ready', cell: (s) => `${mirror.tables.workloads.get(s, 'ready')}/${mirror.tables.workloads.get(s, 'desired')}`, numeric: true },
      { title: 'Owner', cell: (s) => { const owner = mirror.tables.workloads.get(s, 'owner'); return owner < 0 ? '' : mirror.nameOf('workloads', owner); } },
    ],
  },
  services: {
    title: 'Services', table: 'services', label: (slot) => serviceLabel(mirror, slot), ref: (slot) => ({ kind: 'Service', namespace: mirror.namespaceOf('services', slot), name: mirror.nameOf('services', slot) }),
    columns: [
      { title: 'Namespace', cell: text('services', 'namespace') }, { title: 'Type', cell: text('services', 'type') }, { title: 'Cluster IP', cell: text('services', 'address') }, { title: 'Ports', cell: text('services', 'ports') },
      { title: 'Endpoints', cell: (s) => `${mirror.tables.services.get(s, 'ready')}/${mirror.tables.services.get(s, 'total')}`, numeric: true },
    ],
  },
};

export const SHEETS_OF_VIEW: Readonly<Record<View, readonly TableName[]>> = { machines: ['nodes', 'pods', 'services'], workloads: ['workloads', 'pods'], services: ['services', 'pods'], 'control-plane': ['nodes'] };
