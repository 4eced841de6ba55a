/** The head of the page: the name, time and its controls, and what applies to the page as a whole. */
import { CircleHelp, Contrast, Ellipsis, PanelBottom, PanelLeft, PanelRight, Pause, Play, Plus, Search, StepForward } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { pageActs, perform } from '../acts/index.ts';
import { paneBottom, paneLeft, paneRight } from '../acts/panes.ts';
import { playPause, step } from '../acts/time.ts';
import { IconButton } from '../parts/IconButton.tsx';
import { NARROW, useMedia } from '../parts/useMedia.ts';
import { time } from '../state/cluster.ts';
import { elapsedText, SPEEDS, speedLabel, useClock } from '../state/clock.ts';
import { openDialog, openPalette } from '../state/dialogs.ts';
import { embed } from '../state/embed.ts';
import { usePanes } from '../state/panes.ts';
import { change, THEMES, useSettings } from '../state/settings.ts';
import { Logo } from './Logo.tsx';

const THEME_WORDS = { system: 'As the system', dark: 'Dark', light: 'Light', projector: 'Projector' } as const;

export function Header() {
  const narrow = useMedia(NARROW);
  return (
    <header className="head">
      <h1 className="brand"><Logo /><span>Bottleship</span></h1>
      <TimeBar />
      <span className="grow" />
      <button type="button" className="tool-button find" aria-label="Commands" onClick={() => openPalette()}><Search size={15} aria-hidden="true" /><span>Commands</span><kbd aria-hidden="true">Ctrl K</kbd></button>
      {narrow ? <MoreMenu /> : (
        <>
          <button type="button" className="tool-button add" onClick={() => openDialog({ type: 'add-nodes' })}><Plus size={15} aria-hidden="true" /><span>Add nodes</span></button>
          {!embed.only && <PaneButtons />}
          <ThemeMenu />
          <IconButton icon={CircleHelp} name="Keys and help" hint="?" onClick={() => openDialog({ type: 'help' })} />
        </>
      )}
    </header>
  );
}

/** The panes around the graph, shut and opened. */
function PaneButtons() {
  const panes = usePanes();
  return (
    <span className="row pane-buttons" role="group" aria-label="Panes">
      <IconButton icon={PanelLeft} name="Editor pane" hint={paneLeft.key} aria-pressed={panes.left} onClick={() => void perform(paneLeft)} />
      <IconButton icon={PanelBottom} name="Terminal pane" hint={paneBottom.key} aria-pressed={panes.bottom} onClick={() => void perform(paneBottom)} />
      <IconButton icon={PanelRight} name="Inspector and faults pane" hint={paneRight.key} aria-pressed={panes.right} onClick={() => void perform(paneRight)} />
    </span>
  );
}

export function TimeBar() {
  const playing = useClock((c) => c.playing);
  const speed = useClock((c) => c.speed);
  return (
    <div className="time" role="group" aria-label="Time">
      <button type="button" className="play" aria-label={playing ? 'Pause' : 'Play'} title={playing ? 'Pause (Space)' : 'Play (Space)'} onClick={() => void perform(playPause)}>
        {playing ? <Pause size={16} aria-hidden="true" fill="currentColor" strokeWidth={0} /> : <Play size={16} aria-hidden="true" fill="currentColor" strokeWidth={0} />}
      </button>
      <IconButton icon={StepForward} name="Step" hint="one event" onClick={() => void perform(step)} />
      <select className="select speed" aria-label="Speed" value={String(speed)} onChange={(event) => time.setSpeed(Number(event.target.value))}>
        {SPEEDS.map((s) => <option key={s} value={String(s)}>{speedLabel(s)}</option>)}
        {!SPEEDS.includes(speed) && <option value={String(speed)}>{speedLabel(speed)}</option>}
      </select>
      <VirtualTime />
    </div>
  );
}

function VirtualTime() {
  const text = useClock((c) => elapsedText(c.nowMs - c.startMs));
  const date = useClock((c) => (c.nowMs ? new Date(c.nowMs - (c.nowMs % 1000)).toISOString().replace('.000', '').replace('T', ' ') : ''));
  return <span role="timer" aria-label="Virtual time" aria-live="off" className="clock number" title={`Virtual time in the cluster: ${date}`}>{text}</span>;
}

function ThemeMenu() {
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild><IconButton icon={Contrast} name="Theme" /></DropdownMenu.Trigger>
      <DropdownMenu.Portal><DropdownMenu.Content className="menu" align="end" sideOffset={6} collisionPadding={8}><ThemeItems /></DropdownMenu.Content></DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

/** What a narrow head has no room for. */
function MoreMenu() {
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild><IconButton icon={Ellipsis} name="More" /></DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="end" sideOffset={6} collisionPadding={8}>
          {pageActs().filter((act) => MORE.includes(act.id)).map((act) => <DropdownMenu.Item key={act.id} className="menu-item" onSelect={() => void perform(act)}><act.icon size={15} aria-hidden="true" />{act.name}</DropdownMenu.Item>)}
          <DropdownMenu.Separator className="menu-line" />
          <DropdownMenu.Label className="menu-label">Theme</DropdownMenu.Label>
          <ThemeItems />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

const MORE = ['add-nodes', 'new-cluster', 'heal-all', 'start-tour', 'tour', 'help'];

function ThemeItems() {
  const theme = useSettings((s) => s.theme);
  const reduced = useSettings((s) => s.reducedMotion);
  return (
    <>
      <DropdownMenu.RadioGroup value={theme} onValueChange={(value) => change({ theme: value as typeof theme })}>
        {THEMES.map((t) => <DropdownMenu.RadioItem key={t} value={t} className="menu-item"><span className="menu-check"><DropdownMenu.ItemIndicator>●</DropdownMenu.ItemIndicator></span>{THEME_WORDS[t]}</DropdownMenu.RadioItem>)}
      </DropdownMenu.RadioGroup>
      <DropdownMenu.Separator className="menu-line" />
      <DropdownMenu.CheckboxItem className="menu-item" checked={reduced} onCheckedChange={(on) => change({ reducedMotion: on === true })}><span className="menu-check"><DropdownMenu.ItemIndicator>✓</DropdownMenu.ItemIndicator></span>Reduce motion</DropdownMenu.CheckboxItem>
    </>
  );
}
