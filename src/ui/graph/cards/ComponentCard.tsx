import { memo, useSyncExternalStore } from 'react';
import { CircleAlert, Cloud, Cpu, Database, Laptop, Server, Settings2, Waypoints, Zap } from 'lucide-react';
import type { State } from '../../../bridge/protocol.ts';
import { StateMark } from '../../parts/StateMark.tsx';
import { mirror } from '../../state/cluster.ts';
import { useDropTarget } from '../../faults/useDropTarget.ts';
import { sameRef, useSelection } from '../../state/selection.ts';
import { useComponent } from '../../state/components.ts';
import { useRow } from '../../state/hooks.ts';
import { nodeLabel } from '../words.ts';
import { traffic } from '../messages/traffic.ts';
import type { CardData } from './CardData.ts';
import { interactive } from './interactive.ts';

const LOOK: Readonly<Record<string, { icon: typeof Cpu; what: string }>> = {
  you: { icon: Laptop, what: 'Editor, terminal, menus' }, apiserver: { icon: Waypoints, what: 'The only door to the cluster' }, etcd: { icon: Database, what: 'Every object, every revision' },
  scheduler: { icon: Cpu, what: 'Finds a node for each pod' }, controllers: { icon: Settings2, what: 'Make what is into what should be' }, cloud: { icon: Cloud, what: 'Load balancers, routes, disks' }, faults: { icon: Zap, what: 'What you broke' },
};

/** A component of the control plane, or a node's kubelet, with what it last did. */
export const ComponentCard = memo(function ComponentCard({ data: { boxKey, title = '', slot } }: { data: CardData }) {
  useSyncExternalStore((listener) => traffic.onChange(boxKey, listener), () => traffic.count(boxKey));
  return slot >= 0 ? <Kubelet slot={slot} boxKey={boxKey} /> : <Component boxKey={boxKey} title={title} />;
});

function Component({ boxKey, title }: { boxKey: string; title: string }) {
  const look = LOOK[boxKey] ?? { icon: Server, what: 'Each runs the pods of its node' };
  const ref = { kind: 'Component', namespace: '', name: title };
  const drop = useDropTarget(ref);
  const acted = traffic.last(boxKey);
  const report = useComponent(title);
  const chosen = useSelection((s) => sameRef(s.selected, ref));
  const trouble = report && (!report.up ? 'Down' : report.errors > 0 ? `${report.errors.toLocaleString('en')} ${report.errors === 1 ? 'error' : 'errors'}` : '');
  return (
    <div className="card component" role="button" aria-label={`${title}: ${trouble ? `${trouble}, ` : ''}${acted ?? look.what}`} aria-pressed={chosen} data-chosen={chosen || undefined} data-drop={drop.look} data-server={boxKey === 'apiserver' || undefined} {...interactive(ref)}>
      <span className="card-head"><look.icon size={16} aria-hidden="true" className="card-icon" /><span className="card-name clip">{title}</span>{trouble && <span className="component-trouble"><CircleAlert size={13} aria-hidden="true" />{trouble}</span>}</span>
      <span className="card-line clip">{acted ?? look.what}</span>
    </div>
  );
}

function Kubelet({ slot, boxKey }: { slot: number; boxKey: string }) {
  useRow('nodes', slot);
  const name = mirror.nameOf('nodes', slot);
  const ref = { kind: 'Node', namespace: '', name };
  const drop = useDropTarget(ref);
  const chosen = useSelection((s) => sameRef(s.selected, ref));
  return (
    <div className="card component" role="button" aria-label={nodeLabel(mirror, slot)} data-chosen={chosen || undefined} data-drop={drop.look} aria-pressed={chosen} {...interactive(ref)}>
      <span className="card-head"><Server size={15} aria-hidden="true" className="card-icon" /><span className="card-name clip">kubelet {name}</span><StateMark state={mirror.tables.nodes.get(slot, 'state') as State} /></span>
      <span className="card-line clip">{traffic.last(boxKey) ?? 'Runs the pods of its node'}</span>
    </div>
  );
}
