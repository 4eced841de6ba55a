/** The head of the page: the name, time and its controls, and what applies to the page as a whole. */
import { useState } from 'react';
import { CircleHelp, Contrast, Pause, Play, Plus, Search, StepForward } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { perform } from '../acts/index.ts';
import { playPause, step } from '../acts/time.ts';
import { IconButton } from '../parts/IconButton.tsx';
import { time } from '../state/cluster.ts';
import { elapsedText, SPEEDS, speedLabel, useClock } from '../state/clock.ts';
import { openDialog } from '../state/dialogs.ts';
import { change, THEMES, useSettings } from '../state/settings.ts';
import { Logo } from './Logo.tsx';

const THEME_WORDS = { system: 'As the system', dark: 'Dark', light: 'Light', projector: 'Projector' } as const;

export function Header() {
  return (
    <header className="head">
      <h1 className="brand"><Logo /><span>Bottleship</span></h1>
      <TimeBar />
      <span className="grow" />
      <button type="button" className="tool-button find" onClick={() => openDialog({ type: 'palette' })}><Search size={15} aria-hidden="true" /><span>Commands</span><kbd aria-hidden="true">Ctrl K</kbd></button>
      <button type="button" className="tool-button add" onClick={() => openDialog({ type: 'add-nodes' })}><Plus size={15} aria-hidden="true" /><span>Add nodes</span></button>
      <ThemeMenu />
      <IconButton icon={CircleHelp} name="Keys and help" hint="?" onClick={() => openDialog({ type: 'help' })} />
    </header>
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
  const theme = useSettings((s) => s.theme);
  const reduced = useSettings((s) => s.reducedMotion);
  const [open, setOpen] = useState(false);
  return (
    <DropdownMenu.Root open={open} onOpenChange={setOpen}>
      <DropdownMenu.Trigger asChild><IconButton icon={Contrast} name="Theme" /></DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="end" sideOffset={6} collisionPadding={8}>
          <DropdownMenu.RadioGroup value={theme} onValueChange={(value) => { change({ theme: value as typeof theme }); setOpen(false); }}>
            {THEMES.map((t) => <DropdownMenu.RadioItem key={t} value={t} className="menu-item"><span className="menu-check"><DropdownMenu.ItemIndicator>●</DropdownMenu.ItemIndicator></span>{THEME_WORDS[t]}</DropdownMenu.RadioItem>)}
          </DropdownMenu.RadioGroup>
          <DropdownMenu.Separator className="menu-line" />
          <DropdownMenu.CheckboxItem className="menu-item" checked={reduced} onCheckedChange={(on) => change({ reducedMotion: on === true })}><span className="menu-check"><DropdownMenu.ItemIndicator>✓</DropdownMenu.ItemIndicator></span>Reduce motion</DropdownMenu.CheckboxItem>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
