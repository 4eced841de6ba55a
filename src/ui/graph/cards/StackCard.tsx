import { memo, useSyncExternalStore } from 'react';
import { Handle, Position } from 'reactflow';
import type { State } from '../../../bridge/protocol.ts';
import { LEGEND, STATES } from '../../design/states.ts';
import { StateMark } from '../../parts/StateMark.tsx';
import { mirror } from '../../state/cluster.ts';
import { useTableSlowly } from '../../state/hooks.ts';
import type { WorkloadsScene } from '../scenes/WorkloadsScene.ts';
import { PodCell } from './PodCell.tsx';

export interface StackData extends Record<string, unknown> { readonly slot: number; readonly table: 'workloads' | 'services'; readonly scene: WorkloadsScene | undefined }

/** Pods shown one by one; what is more becomes a count. */
const SHOWN = 20;
const NOTHING = (): (() => void) => () => undefined;

/** The pods of a workload or behind a service, collapsed to a counted stack. */
export const StackCard = memo(function StackCard({ data: { slot, table, scene } }: { data: StackData }) {
  useSyncExternalStore(scene ? (listener) => scene.onStacks(listener) : NOTHING, () => scene?.stackVersion ?? 0);
  useTableSlowly('pods', 120);
  useTableSlowly('ties', 120);
  const slots = table === 'workloads' ? [...(scene?.podsOf(slot) ?? [])] : [...(mirror.ties.get(slot) ?? [])];
  const { pods } = mirror.tables;
  const counts = new Map<State, number>();
  for (const pod of slots) { const state = pods.get(pod, 'state') as State; counts.set(state, (counts.get(state) ?? 0) + 1); }
  return (
    <div className="stack" role="group" aria-label={`${slots.length} ${slots.length === 1 ? 'pod' : 'pods'}`}>
      <Handle type="target" position={Position.Left} isConnectable={false} />
      <span className="stack-counts">
        <span className="stack-total number">{slots.length} {slots.length === 1 ? 'pod' : 'pods'}</span>
        {LEGEND.filter((state) => counts.get(state)).map((state) => <span key={state} className="row stack-count"><StateMark state={state} size={10} /><span className="number">{counts.get(state)}</span> {STATES[state].word.toLowerCase()}</span>)}
      </span>
      {slots.length === 0 ? <span className="stack-none">{table === 'services' ? 'No pod matches its selector' : 'No pods'}</span>
        : <span className="stack-pods">{slots.slice(0, SHOWN).map((pod) => <PodCell key={pod} slot={pod} tier={3} />)}{slots.length > SHOWN && <span className="stack-more number">+{slots.length - SHOWN}</span>}</span>}
    </div>
  );
});
