/** The page: head, panes, dialogs. Wide screens have all panes side by side; phones one at a time, by tabs. */
import { lazy, Suspense, useEffect, useState, useSyncExternalStore } from 'react';
import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels';
import { Tooltip } from 'radix-ui';
import { onKey } from './acts/shortcuts.ts';
import { useApplyTheme } from './design/useDocumentTheme.ts';
import { dropFiles, EditorPanel } from './editor/EditorPanel.tsx';
import { usePaste } from './editor/openFromOutside.ts';
import { FaultDrag } from './faults/FaultDrag.tsx';
import { FaultsPanel } from './faults/FaultsPanel.tsx';
import { GraphRegion } from './graph/GraphRegion.tsx';
import { InspectorPanel } from './inspector/InspectorPanel.tsx';
import { Dead } from './shell/Dead.tsx';
import { Header } from './shell/Header.tsx';
import { LiveRegion } from './shell/LiveRegion.tsx';
import { TerminalPanel } from './terminal/TerminalPanel.tsx';
import { TimelinePanel } from './timeline/TimelinePanel.tsx';
import { useDialog } from './state/dialogs.ts';
import { useSelection } from './state/selection.ts';
import { embed } from './state/embed.ts';

const Dialogs = lazy(() => import('./shell/Dialogs.tsx').then((m) => ({ default: m.Dialogs })));
const narrow = matchMedia('(max-width: 900px)');

export function App() {
  useApplyTheme();
  usePaste();
  const dialog = useDialogOnce();
  useEffect(() => {
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
  const phone = useSyncExternalStore((listener) => { narrow.addEventListener('change', listener); return () => narrow.removeEventListener('change', listener); }, () => narrow.matches);
  return (
    <Tooltip.Provider delayDuration={400}>
      <FaultDrag>
        <div className="app" onDragOver={(event) => event.preventDefault()} onDrop={(event) => void dropFiles(event)}>
          {embed.controls && <Header />}
          <main className="panes">{embed.only ? <GraphRegion /> : phone ? <Phone /> : <Wide />}</main>
          <Dead />
        </div>
        {dialog && <Suspense fallback={null}><Dialogs /></Suspense>}
        <LiveRegion />
      </FaultDrag>
    </Tooltip.Provider>
  );
}

/** The dialogs' code is loaded when the first is opened, and stays. */
function useDialogOnce(): boolean {
  const open = useDialog((s) => s.open !== undefined);
  const [once, setOnce] = useState(open);
  if (open && !once) setOnce(true);
  return once || open;
}

function useRemembered(id: string): ReturnType<typeof useDefaultLayout> { return useDefaultLayout({ id: `bottleship.${id}`, storage: localStorageOrNone }); }

const localStorageOrNone = {
  getItem: (key: string): string | null => { try { return localStorage.getItem(key); } catch { return null; } },
  setItem: (key: string, value: string): void => { try { localStorage.setItem(key, value); } catch { /* lasts for the visit */ } },
};

function Wide() {
  const columns = useRemembered('columns'), left = useRemembered('left'), middle = useRemembered('middle-3'), right = useRemembered('right');
  return (
    <Group orientation="horizontal" className="group" {...columns}>
      <Panel id="left" defaultSize="23%" minSize="220px" collapsible>
        <Group orientation="vertical" className="group" {...left}><Panel id="editor" defaultSize="100%" minSize="160px"><EditorPanel /></Panel></Group>
      </Panel>
      <Separator className="divider" aria-label="Resize the left panes" />
      <Panel id="middle" minSize="320px">
        <Group orientation="vertical" className="group" {...middle}>
          <Panel id="graph" defaultSize="50%" minSize="160px"><GraphRegion /></Panel>
          <Separator className="divider" aria-label="Resize the timeline" />
          <Panel id="timeline" defaultSize="18%" minSize="60px"><TimelinePanel /></Panel>
          <Separator className="divider" aria-label="Resize the terminal" />
          <Panel id="terminal" defaultSize="32%" minSize="80px" collapsible><TerminalPanel /></Panel>
        </Group>
      </Panel>
      <Separator className="divider" aria-label="Resize the right panes" />
      <Panel id="right" defaultSize="21%" minSize="220px" collapsible>
        <Group orientation="vertical" className="group" {...right}>
          <Panel id="inspector" defaultSize="60%" minSize="120px"><InspectorPanel /></Panel>
          <Separator className="divider" aria-label="Resize the faults" />
          <Panel id="faults" defaultSize="40%" minSize="80px"><FaultsPanel /></Panel>
        </Group>
      </Panel>
    </Group>
  );
}

const TABS = [['graph', 'Graph', GraphRegion], ['editor', 'Editor', EditorPanel], ['terminal', 'Terminal', TerminalPanel], ['inspector', 'Inspector', InspectorPanel], ['faults', 'Faults', FaultsPanel], ['timeline', 'Timeline', TimelinePanel]] as const;

function Phone() {
  const [tab, setTab] = useState<string>('graph');
  const selected = useSelection((s) => s.selected);
  const [, , Shown] = TABS.find(([id]) => id === tab)!;
  return (
    <div className="phone">
      <div className="phone-body"><Shown /></div>
      {tab === 'graph' && selected && <button type="button" className="peek" onClick={() => setTab('inspector')}><span className="clip">{selected.kind} {selected.name}</span><span>Open</span></button>}
      <nav className="phone-tabs" aria-label="Panes">{TABS.map(([id, title]) => <button key={id} type="button" aria-current={tab === id ? 'page' : undefined} onClick={() => setTab(id)}>{title}</button>)}</nav>
    </div>
  );
}
