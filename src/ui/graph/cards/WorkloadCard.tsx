import { memo } from 'react';
import { Handle, Position } from 'reactflow';
import { WORKLOAD_KINDS, type State } from '../../../bridge/protocol.ts';
import { STATES } from '../../design/states.ts';
import { useDropTarget } from '../../faults/useDropTarget.ts';
import { StateMark } from '../../parts/StateMark.tsx';
import { mirror } from '../../state/cluster.ts';
import { useRow } from '../../state/hooks.ts';
import { sameRef, useSelection } from '../../state/selection.ts';
import { useMatches } from '../matches.ts';
import { podLabel, workloadLabel } from '../words.ts';
import { interactive } from './interactive.ts';

export interface WorkloadData extends Record<string, unknown> { readonly slot: number; readonly table: 'workloads' | 'pods' }

/** A workload of any kind, or a pod that nothing owns. */
export const WorkloadCard = memo(function WorkloadCard({ data: { slot, table } }: { data: WorkloadData }) {
  useRow(table, slot);
  const rows = mirror.tables[table];
  const state = rows.get(slot, 'state') as State;
  const kind = table === 'pods' ? 'Pod' : WORKLOAD_KINDS[mirror.tables.workloads.get(slot, 'kind')]!;
  const ref = { kind, namespace: mirror.namespaceOf(table, slot), name: mirror.nameOf(table, slot) };
  const chosen = useSelection((s) => sameRef(s.selected, ref));
  const matches = useMatches(ref);
  const drop = useDropTarget(ref);
  if (state === 0) return null;
  const { workloads } = mirror.tables;
  const desired = workloads.get(slot, 'desired'), ready = workloads.get(slot, 'ready'), revision = workloads.get(slot, 'revision');
  return (
    <div role="button" tabIndex={0} className="card" data-state={STATES[state].token} data-chosen={chosen || undefined} data-dim={!matches || undefined} data-drop={drop.look}
      aria-label={table === 'pods' ? podLabel(mirror, slot) : workloadLabel(mirror, slot)} aria-pressed={chosen} {...interactive(ref)}>
      <Handle type="target" position={Position.Left} isConnectable={false} />
      <span className="card-kind"><span>{kind}{revision > 0 && kind === 'ReplicaSet' ? `, revision ${revision}` : ''}</span><span className="clip">{ref.namespace}</span></span>
      <span className="card-head"><StateMark state={state} size={13} /><span className="card-name clip">{ref.name}</span></span>
      <span className="card-line">{mirror.text(rows.get(slot, 'status'))}{table === 'workloads' && <span className="number card-count">{ready} / {desired}</span>}</span>
      <Handle type="source" position={Position.Right} isConnectable={false} />
    </div>
  );
});
