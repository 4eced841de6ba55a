/** What the chosen object is, how it is and what it waits for; its YAML, events, relatives, and why it is so. */
import { lazy, Suspense, useRef, type ReactNode } from 'react';
import { Tabs } from 'radix-ui';
import { LocateFixed, X } from 'lucide-react';
import { actsOn, perform } from '../acts/index.ts';
import { mirror } from '../state/cluster.ts';
import { useStatus, useTableSlowly } from '../state/hooks.ts';
import { useSettings } from '../state/settings.ts';
import { showPane } from '../state/panes.ts';
import { select, useSelection, type Ref } from '../state/selection.ts';
import { IconButton } from '../parts/IconButton.tsx';
import { Region } from '../parts/Region.tsx';
import { StateMark } from '../parts/StateMark.tsx';
import { STATES } from '../design/states.ts';
import { stage } from '../graph/stage.ts';
import { EventList } from '../timeline/TimelinePanel.tsx';
import { ComponentReport } from './ComponentReport.tsx';
import { FaultsOn } from './FaultsOn.tsx';
import { Logs } from './Logs.tsx';
import { Metrics } from './Metrics.tsx';
import { Overview } from './Overview.tsx';
import { Related } from './Related.tsx';
import { Shell } from './Shell.tsx';
import { Summary } from './Summary.tsx';
import { useObject } from './useObject.ts';
import { useOffered } from './useOffered.ts';
import { Why } from './Why.tsx';

const YamlView = lazy(() => import('./YamlView.tsx').then((m) => ({ default: m.YamlView })));
const Described = lazy(() => import('./Described.tsx').then((m) => ({ default: m.Described })));

export function InspectorPanel() {
  const ref = useSelection((s) => s.selected);
  return (
    <Region name="Inspector" className="inspector" tools={ref && (
      <span className="row tight">
        <IconButton icon={LocateFixed} name="Show in graph" onClick={() => { showPane('graph'); stage.show(ref); }} />
        <IconButton icon={X} name="Close" onClick={() => select(undefined)} />
      </span>
    )}>
      {ref?.kind === 'Component' ? <ComponentReport target={ref} /> : ref ? <Inspected key={`${ref.kind}/${ref.namespace}/${ref.name}`} target={ref} /> : <Overview />}
    </Region>
  );
}

function Inspected({ target }: { target: Ref }) {
  const { object, error } = useObject(target);
  const { state, status } = useStatus(target);
  // What may be done follows pins too.
  useSettings((s) => s.pinned);
  const acts = actsOn(target);
  /** Who presses Shell types at once; who comes by on the arrow keys goes on. */
  const shellField = useRef<HTMLInputElement>(null);
  const hasLogs = useOffered('/api/v1', 'pods/log'), hasMetrics = useOffered('/apis/metrics.k8s.io/v1beta1', 'pods');
  const logs = target.kind === 'Pod' && hasLogs, metrics = (target.kind === 'Pod' || target.kind === 'Node') && hasMetrics;
  const shell = target.kind === 'Pod' && status === 'Running';
  const late = (content: ReactNode): ReactNode => <Suspense fallback={<p className="hint">One moment…</p>}>{content}</Suspense>;
  return (
    <div className="inspected">
      <div className="inspected-head">
        <p className="inspected-kind">{target.kind}{target.namespace && <> in <strong>{target.namespace}</strong></>}</p>
        <div className="inspected-title">
          <h3 className="inspected-name">{target.name}</h3>
          {state !== 0 && <p className="state-chip" data-state={STATES[state].token}><StateMark state={state} /><span>{status || STATES[state].word}</span></p>}
        </div>
      </div>
      {acts.length > 0 && <div className="act-bar">
        {acts.map((act) => <button key={act.id} type="button" className="button small" data-danger={act.danger || undefined} title={act.key} onClick={() => void perform(act, target)}><act.icon size={14} aria-hidden="true" />{act.name}</button>)}
      </div>}
      <FaultsOn target={target} />
      {error && <p className="form-error" role="status">{error}</p>}
      <Tabs.Root defaultValue="summary" className="tabs">
        <Tabs.List className="tab-list" aria-label="About this object">
          {['Summary', 'YAML', 'Describe', 'Events', 'Related', 'Why', ...(logs ? ['Logs'] : []), ...(shell ? ['Shell'] : []), ...(metrics ? ['Metrics'] : [])].map((name) => <Tabs.Trigger key={name} value={name.toLowerCase()} className="tab" onClick={name === 'Shell' ? () => requestAnimationFrame(() => shellField.current?.focus()) : undefined}>{name}</Tabs.Trigger>)}
        </Tabs.List>
        <Tabs.Content value="summary" className="tab-body">{object && <Summary object={object} state={state} status={status} />}</Tabs.Content>
        <Tabs.Content value="yaml" className="tab-body">{object && late(<YamlView object={object} target={target} />)}</Tabs.Content>
        <Tabs.Content value="describe" className="tab-body">{late(<Described target={target} />)}</Tabs.Content>
        <Tabs.Content value="events" className="tab-body flush"><Events target={target} /></Tabs.Content>
        <Tabs.Content value="related" className="tab-body">{object && <Related object={object} />}</Tabs.Content>
        <Tabs.Content value="why" className="tab-body"><Why target={target} /></Tabs.Content>
        {logs && <Tabs.Content value="logs" className="tab-body">{object && <Logs target={target} object={object} />}</Tabs.Content>}
        {shell && <Tabs.Content value="shell" className="tab-body">{object && <Shell target={target} object={object} field={shellField} />}</Tabs.Content>}
        {metrics && <Tabs.Content value="metrics" className="tab-body"><Metrics target={target} /></Tabs.Content>}
      </Tabs.Root>
    </div>
  );
}

function Events({ target }: { target: Ref }) {
  useTableSlowly('events', 250);
  const rows = mirror.events.filter((e) => e.kind === target.kind && e.name === target.name && (!target.namespace || e.namespace === target.namespace)).reverse();
  return <EventList rows={rows} empty="No events about this object." />;
}
