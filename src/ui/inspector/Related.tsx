import { WORKLOAD_KINDS } from '../../bridge/protocol.ts';
import type { AnyObject } from '../../engine/api/types.ts';
import { mirror } from '../state/cluster.ts';
import { STATES } from '../design/states.ts';
import { StateMark } from '../parts/StateMark.tsx';
import { useStatus, useTableSlowly } from '../state/hooks.ts';
import { select, type Ref } from '../state/selection.ts';

const LIMIT = 60;

/** Owners, owned, node, pods, services: each a step away. */
export function Related({ object }: { object: AnyObject }) {
  useTableSlowly('pods', 300);
  const groups = relatives(object);
  if (groups.length === 0) return <p className="empty">Nothing is tied to it.</p>;
  return (
    <>{groups.map(([title, refs]) => (
      <section key={title} className="part"><h4>{title}</h4>
        <ul className="relatives">{refs.slice(0, LIMIT).map((ref) => <Relative key={`${ref.kind}/${ref.namespace}/${ref.name}`} target={ref} />)}</ul>
        {refs.length > LIMIT && <p className="hint">and {refs.length - LIMIT} more</p>}
      </section>
    ))}</>
  );
}

function Relative({ target }: { target: Ref }) {
  const { state, status } = useStatus(target);
  return (
    <li><button type="button" className="relative" onClick={() => select(target)}>
      {state === 0 ? <span className="no-mark" aria-hidden="true" /> : <StateMark state={state} />}
      <span className="relative-kind">{target.kind}</span><span className="grow clip">{target.name}</span>{state !== 0 && <span className="relative-status">{status || STATES[state].word}</span>}
    </button></li>
  );
}

function relatives(object: AnyObject): [string, Ref[]][] {
  const { kind = '', metadata } = object as AnyObject & { kind?: string };
  const namespace = metadata.namespace ?? '';
  const { pods, workloads, services } = mirror.tables;
  const slot = mirror.find(kind, namespace, metadata.name!);
  const podRef = (s: number): Ref => ({ kind: 'Pod', namespace: mirror.namespaceOf('pods', s), name: mirror.nameOf('pods', s) });
  const serviceRef = (s: number): Ref => ({ kind: 'Service', namespace: mirror.namespaceOf('services', s), name: mirror.nameOf('services', s) });
  const groups: [string, Ref[]][] = [];
  const add = (title: string, refs: Ref[]): void => { if (refs.length) groups.push([title, refs]); };
  add('Owned by', (metadata.ownerReferences ?? []).map((r) => ({ kind: r.kind, namespace, name: r.name, apiVersion: r.apiVersion })));
  if (slot < 0) return groups;
  if (kind === 'Pod') {
    const node = pods.get(slot, 'node');
    if (node >= 0) add('Runs on', [{ kind: 'Node', namespace: '', name: mirror.nameOf('nodes', node) }]);
    add('Behind services', [...mirror.ties].filter(([s, tied]) => services.get(s, 'state') && tied.includes(slot)).map(([s]) => serviceRef(s)));
  } else if (kind === 'Service') add('Pods', [...(mirror.ties.get(slot) ?? [])].filter((s) => pods.get(s, 'state')).map(podRef));
  else {
    const owned: Ref[] = [], running: Ref[] = [];
    if (kind !== 'Node') for (let s = 0; s < workloads.length; s++) if (workloads.get(s, 'state') && workloads.get(s, 'owner') === slot) owned.push({ kind: WORKLOAD_KINDS[workloads.get(s, 'kind')]!, namespace, name: mirror.nameOf('workloads', s) });
    for (let s = 0; s < pods.length; s++) if (pods.get(s, 'state') && pods.get(s, kind === 'Node' ? 'node' : 'owner') === slot) running.push(podRef(s));
    add('Owns', owned);
    add('Pods', running);
  }
  return groups;
}
