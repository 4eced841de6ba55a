import { memo, useSyncExternalStore } from 'react';
import { Cpu, Database, Laptop, Server, Settings2, Waypoints, Zap } from 'lucide-react';
import type { State } from '../../../bridge/protocol.ts';
import { StateMark } from '../../parts/StateMark.tsx';
import { mirror } from '../../state/cluster.ts';
import { useDropTarget } from '../../faults/useDropTarget.ts';
import { refKey } from '../../state/selection.ts';
import { useRow } from '../../state/hooks.ts';
import { nodeLabel } from '../words.ts';
import { traffic } from '../traffic.ts';
import { interactive } from './interactive.ts';

const LOOK: Readonly<Record<string, { icon: typeof Cpu; what: string }>> = {
  you: { icon: Laptop, what: 'Editor, terminal, menus' }, apiserver: { icon: Waypoints, what: 'The only door to the cluster' }, etcd: { icon: Database, what: 'Every object, every revision' },
  scheduler: { icon: Cpu, what: 'Finds a node for each pod' }, controllers: { icon: Settings2, what: 'Make what is into what should be' }, faults: { icon: Zap, what: 'What you broke' },
};

/** A component of the control plane, or a node's kubelet, with what it last did. */
export const ComponentCard = memo(function ComponentCard({ data: { boxKey, title, slot } }: { data: { boxKey: string; title: string; slot: number } }) {
  useSyncExternalStore((listener) => traffic.onChange(boxKey, listener), () => traffic.count(boxKey));
  return slot >= 0 ? <Kubelet slot={slot} boxKey={boxKey} /> : <Component boxKey={boxKey} title={title} />;
});

function Component({ boxKey, title }: { boxKey: string; title: string }) {
  const look = LOOK[boxKey]!;
  const ref = { kind: 'Component', namespace: '', name: title };
  const drop = useDropTarget(ref);
  return (
    <div className="card component" role="group" aria-label={title} data-drop={drop.look} data-ref={refKey(ref)}>
      <span className="card-head"><look.icon size={15} aria-hidden="true" className="card-icon" /><span className="card-name clip">{title}</span></span>
      <span className="card-line clip">{traffic.last(boxKey) ?? look.what}</span>
    </div>
  );
}

function Kubelet({ slot, boxKey }: { slot: number; boxKey: string }) {
  useRow('nodes', slot);
  const name = mirror.nameOf('nodes', slot);
  return (
    <div className="card component" role="button" tabIndex={0} aria-label={nodeLabel(mirror, slot)} {...interactive({ kind: 'Node', namespace: '', name })}>
      <span className="card-head"><Server size={15} aria-hidden="true" className="card-icon" /><span className="card-name clip">kubelet {name}</span><StateMark state={mirror.tables.nodes.get(slot, 'state') as State} /></span>
      <span className="card-line clip">{traffic.last(boxKey) ?? 'Runs the pods of its node'}</span>
    </div>
  );
}
