/** What the chosen object is, how it is and what it waits for; its YAML, events, relatives, and why it is so. */
import { lazy, Suspense, useEffect, useState } from 'react';
import { Tabs } from 'radix-ui';
import { LocateFixed, MousePointerClick, X } from 'lucide-react';
import { actsOn, perform } from '../acts/index.ts';
import { get } from '../state/api.ts';
import { mirror } from '../state/cluster.ts';
import { useTable, useTableSlowly } from '../state/hooks.ts';
import { tableOf } from '../state/Mirror.ts';
import { select, useSelection, type Ref } from '../state/selection.ts';
import { useClock } from '../state/clock.ts';
import { IconButton } from '../parts/IconButton.tsx';
import { Region } from '../parts/Region.tsx';
import { StateMark } from '../parts/StateMark.tsx';
import { explain, STATES } from '../design/states.ts';
import { change, useSettings } from '../state/settings.ts';
import { TRIES } from '../tour/tries.ts';
import { stage } from '../graph/stage.ts';
import { EventList } from '../timeline/TimelinePanel.tsx';
import type { State } from '../../bridge/protocol.ts';
import type { AnyObject } from '../../engine/api/types.ts';
import { summarize } from './summarize.ts';
import { Related } from './Related.tsx';
import { Why } from './Why.tsx';

const YamlView = lazy(() => import('./YamlView.tsx').then((m) => ({ default: m.YamlView })));

export function InspectorPanel() {
  const ref = useSelection((s) => s.selected);
  return (
    <Region name="Inspector" className="inspector" tools={ref && <span className="row"><IconButton icon={LocateFixed} name="Show in graph" onClick={() => stage.show(ref)} /><IconButton icon={X} name="Close" onClick={() => select(undefined)} /></span>}>
      {ref ? <Inspected key={`${ref.kind}/${ref.namespace}/${ref.name}`} target={ref} /> : <Overview />}
    </Region>
  );
}

/** The object as it is now: asked for anew when its row changes, and once a virtual second for kinds that have no row. */
function useObject(ref: Ref): { object: AnyObject | undefined; error: string } {
  const table = tableOf(ref.kind);
  const slot = mirror.find(ref.kind, ref.namespace, ref.name);
  const [result, setResult] = useState<{ object: AnyObject | undefined; error: string }>({ object: undefined, error: '' });
  useTableSlowly(table ?? 'events', 250);
  const version = table ? (slot >= 0 ? mirror.rowVersion(table, slot) : -1) : 0;
  const second = useClock((c) => (table ? 0 : Math.floor(c.nowMs / 1000)));
  useEffect(() => {
    let current = true;
    get(ref).then((object) => { if (current) setResult({ object, error: '' }); }, (e: Error) => { if (current) setResult((r) => ({ object: r.object, error: e.message })); });
    return () => { current = false; };
  }, [ref, version, second]);
  return result;
}

function Inspected({ target }: { target: Ref }) {
  const { object, error } = useObject(target);
  const table = tableOf(target.kind);
  const slot = mirror.find(target.kind, target.namespace, target.name);
  const state = (table && slot >= 0 ? mirror.tables[table].get(slot, 'state') : 0) as State;
  const status = table && slot >= 0 ? mirror.text(mirror.tables[table].get(slot, 'status')) : '';
  useTable('faults');
  return (
    <div className="inspected">
      <div className="inspected-head">
        <p className="inspected-kind">{target.kind}{target.namespace && <> in <strong>{target.namespace}</strong></>}</p>
        <h3 className="inspected-name">{target.name}</h3>
        {state !== 0 && <p className="chip" data-state={STATES[state].token}><StateMark state={state} /><span>{status || STATES[state].word}</span></p>}
      </div>
      <div className="act-bar">
        {actsOn(target).map((act) => <button key={act.id} type="button" className="button" data-danger={act.danger || undefined} title={act.key} onClick={() => void perform(act, target)}><act.icon size={14} aria-hidden="true" />{act.name}</button>)}
      </div>
      {error && <p className="form-error">{error}</p>}
      <Tabs.Root defaultValue="summary" className="tabs">
        <Tabs.List className="tab-list" aria-label="About this object">
          {['Summary', 'YAML', 'Events', 'Related', 'Why'].map((name) => <Tabs.Trigger key={name} value={name.toLowerCase()} className="tab">{name}</Tabs.Trigger>)}
        </Tabs.List>
        <Tabs.Content value="summary" className="tab-body">{object && <Summary object={object} state={state} />}</Tabs.Content>
        <Tabs.Content value="yaml" className="tab-body">{object && <Suspense fallback={<p className="hint">One moment…</p>}><YamlView object={object} /></Suspense>}</Tabs.Content>
        <Tabs.Content value="events" className="tab-body flush"><Events target={target} /></Tabs.Content>
        <Tabs.Content value="related" className="tab-body">{object && <Related object={object} />}</Tabs.Content>
        <Tabs.Content value="why" className="tab-body"><Why target={target} /></Tabs.Content>
      </Tabs.Root>
    </div>
  );
}

function Summary({ object, state }: { object: AnyObject; state: State }) {
  const nowMs = useClock((c) => Math.floor(c.nowMs / 1000) * 1000);
  const { sentences, facts } = summarize(object, nowMs);
  const said = explain((object as { kind?: string }).kind ?? '', state);
  return (
    <>
      {sentences.map((sentence) => <p key={sentence} className="sentence">{sentence}</p>)}
      {state !== 0 && <p className="meaning"><StateMark state={state} />{said.meaning} <a href={said.page} target="_blank" rel="noreferrer noopener">Read more</a></p>}
      <dl className="facts">{facts.map(([term, value]) => <div key={term}><dt>{term}</dt><dd>{value}</dd></div>)}</dl>
    </>
  );
}

function Events({ target }: { target: Ref }) {
  useTableSlowly('events', 250);
  const rows = mirror.events.filter((e) => e.kind === target.kind && e.name === target.name && (!target.namespace || e.namespace === target.namespace)).reverse();
  return <EventList rows={rows} empty="No events about this object." />;
}

/** While nothing is chosen: the cluster as a whole. */
function Overview() {
  const visited = useSettings((s) => s.visited);
  useTableSlowly('nodes', 200);
  useTableSlowly('pods', 200);
  const counts = new Map<State, number>();
  let nodes = 0, readyNodes = 0, pods = 0;
  for (let s = 0; s < mirror.tables.nodes.length; s++) { const state = mirror.tables.nodes.get(s, 'state'); if (state) { nodes++; if (state === 1 || state === 3) readyNodes++; } }
  for (let s = 0; s < mirror.tables.pods.length; s++) { const state = mirror.tables.pods.get(s, 'state') as State; if (state) { pods++; counts.set(state, (counts.get(state) ?? 0) + 1); } }
  return (
    <div className="overview">
      <p className="sentence">{nodes === 0 ? 'The cluster is being launched.' : `${readyNodes} of ${nodes} nodes are ready, with ${pods} ${pods === 1 ? 'pod' : 'pods'} aboard.`}</p>
      <ul className="tally">{[...counts].sort((a, b) => b[1] - a[1]).map(([state, n]) => <li key={state} className="row"><StateMark state={state} /><span className="grow">{STATES[state].word}</span><span className="number">{n}</span></li>)}</ul>
      {!visited && (
        <section className="tries" aria-label="Three things to try">
          <h3>Three things to try</h3>
          {TRIES.map((t) => <button key={t.title} type="button" className="try" onClick={t.run}><t.icon size={18} strokeWidth={1.7} aria-hidden="true" /><span><span className="try-name">{t.title}</span><span className="try-text">{t.text}</span></span></button>)}
          <button type="button" className="tool-button" onClick={() => change({ visited: true })}>Skip these</button>
        </section>
      )}
      <p className="hint row"><MousePointerClick size={15} aria-hidden="true" />Choose anything in the graph to see what it is, how it is, and why.</p>
    </div>
  );
}
