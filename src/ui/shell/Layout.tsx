/** Where the panes stand: side by side on wide screens, the graph over one other pane on tablets, one at a time on phones. */
import { useEffect, type ReactNode } from 'react';
import { FileCode2, History, ScanSearch, Ship, SquareTerminal, Zap, type LucideIcon } from 'lucide-react';
import { Group, Panel, Separator, useDefaultLayout, usePanelRef } from 'react-resizable-panels';
import { EditorPanel } from '../editor/EditorPanel.tsx';
import { FaultsPanel } from '../faults/FaultsPanel.tsx';
import { GraphRegion } from '../graph/GraphRegion.tsx';
import { InspectorPanel } from '../inspector/InspectorPanel.tsx';
import { InTurn } from '../parts/InTurn.tsx';
import { NARROW, SMALL, useMedia } from '../parts/useMedia.ts';
import { showPane, usePanes, type Pane, type Side } from '../state/panes.ts';
import { TerminalPanel } from '../terminal/TerminalPanel.tsx';
import { TimelinePanel } from '../timeline/TimelinePanel.tsx';
import { Peek } from './Peek.tsx';

export function Layout() {
  const narrow = useMedia(NARROW), small = useMedia(SMALL);
  return small ? <Phone /> : narrow ? <Tablet /> : <Wide />;
}

function useRemembered(id: string): ReturnType<typeof useDefaultLayout> { return useDefaultLayout({ id: `bottleship.${id}`, storage: localStorageOrNone }); }

const localStorageOrNone = {
  getItem: (key: string): string | null => { try { return localStorage.getItem(key); } catch { return null; } },
  setItem: (key: string, value: string): void => { try { localStorage.setItem(key, value); } catch { /* lasts for the visit */ } },
};

function Wide() {
  const low = useMedia('(max-height: 800px)');
  const columns = useRemembered('columns-2'), middle = useRemembered('middle-5'), right = useRemembered(low ? 'right-low' : 'right-2');
  return (
    <Group orientation="horizontal" className="group" {...columns}>
      <Closable side="left" size="22%" least="220px"><InTurn name="Editor"><EditorPanel /></InTurn></Closable>
      <Separator className="divider" aria-label="Resize the left panes" />
      <Panel id="middle" minSize="320px">
        <Group orientation="vertical" className="group" {...middle}>
          <Panel id="graph" minSize="160px"><Graph /></Panel>
          <Separator className="divider" aria-label="Resize the timeline" />
          <Panel id="timeline" defaultSize={low ? '128px' : '156px'} minSize="64px"><InTurn name="Timeline"><TimelinePanel /></InTurn></Panel>
          <Separator className="divider" aria-label="Resize the terminal" />
          <Closable side="bottom" size="24%" least="90px"><InTurn name="Terminal"><TerminalPanel /></InTurn></Closable>
        </Group>
      </Panel>
      <Separator className="divider" aria-label="Resize the right panes" />
      <Closable side="right" size="26%" least="240px">
        <Group key={low ? 'low' : 'high'} orientation="vertical" className="group" {...right}>
          <Panel id="inspector" minSize="120px"><InTurn name="Inspector"><InspectorPanel /></InTurn></Panel>
          <Separator className="divider" aria-label="Resize the faults" />
          <Panel id="faults" defaultSize={low ? '34%' : '40%'} minSize="80px"><InTurn name="Faults"><FaultsPanel /></InTurn></Panel>
        </Group>
      </Closable>
    </Group>
  );
}

/** A panel that its button in the head, or its key, closes and opens; dragging it shut counts as well. */
function Closable({ side, size, least, children }: { side: Side; size: string; least: string; children: ReactNode }) {
  const panel = usePanelRef();
  const open = usePanes((s) => s[side]);
  useEffect(() => {
    const { current } = panel;
    if (!current || current.isCollapsed() === !open) return;
    if (open) current.expand(); else current.collapse();
    if (open && current.isCollapsed()) current.resize(size);
  }, [open, panel, size]);
  return (
    <Panel id={side} panelRef={panel} defaultSize={size} minSize={least} collapsible onResize={(now) => { if (now.inPixels > 1 !== usePanes.getState()[side]) usePanes.setState({ [side]: now.inPixels > 1 }); }}>
      {/* What is shut is out of the Tab order too. */}
      <div className="closable" inert={!open}>{children}</div>
    </Panel>
  );
}

const PANES: readonly (readonly [id: Pane, title: string, icon: LucideIcon, pane: () => ReactNode])[] = [
  ['graph', 'Graph', Ship, Graph], ['editor', 'Editor', FileCode2, EditorPanel], ['terminal', 'Terminal', SquareTerminal, TerminalPanel], ['inspector', 'Inspector', ScanSearch, InspectorPanel],
  ['faults', 'Faults', Zap, FaultsPanel], ['timeline', 'Timeline', History, TimelinePanel],
];

/** The graph, which of all the panes is there first. */
export function Graph() { return <InTurn name="Cluster graph"><GraphRegion /></InTurn>; }

function Phone() {
  const shown = usePanes((s) => s.shown);
  const [, , , Shown] = PANES.find(([id]) => id === shown)!;
  return (
    <div className="phone">
      <div className="phone-body"><Shown /></div>
      {shown === 'graph' && <Peek onOpen={() => showPane('inspector')} />}
      <PaneTabs panes={PANES} shown={shown} />
    </div>
  );
}

function Tablet() {
  const rows = useRemembered('tablet');
  const beside = PANES.slice(1);
  const asked = usePanes((s) => s.shown);
  const shown = asked === 'graph' ? 'inspector' : asked;
  const [, , , Shown] = beside.find(([id]) => id === shown)!;
  return (
    <div className="phone">
      <div className="phone-body">
        <Group orientation="vertical" className="group" {...rows}>
          <Panel id="graph" defaultSize="52%" minSize="200px"><Graph /></Panel>
          <Separator className="divider" aria-label="Resize the graph" />
          <Panel id="beside" minSize="160px"><Shown /></Panel>
        </Group>
      </div>
      <PaneTabs panes={beside} shown={shown} />
    </div>
  );
}

function PaneTabs({ panes, shown }: { panes: typeof PANES; shown: Pane }) {
  return (
    <nav className="phone-tabs" aria-label="Panes">
      {panes.map(([id, title, Icon]) => <button key={id} type="button" aria-current={shown === id ? 'page' : undefined} onClick={() => showPane(id)}><Icon size={20} strokeWidth={1.7} aria-hidden="true" /><span>{title}</span></button>)}
    </nav>
  );
}
