/** The Terminal region: tabs of shells on a laptop beside the cluster. */
import { useEffect, useRef, type KeyboardEvent } from 'react';
import { Plus, X } from 'lucide-react';
import { useDocumentTheme } from '../design/useDocumentTheme.ts';
import { IconButton } from '../parts/IconButton.tsx';
import { Region } from '../parts/Region.tsx';
import { closeTerminal, firstTerminal, openTerminal, showTerminal, useTerminals } from './terminals.ts';
import './terminal.css';

/** Wall ms after which the terminal is loaded by itself: the cluster comes first. */
const LOAD_AFTER_MS = 1500;

export function TerminalPanel() {
  const { tabs, active, phase, why } = useTerminals();
  const host = useRef<HTMLDivElement>(null);
  const tab = tabs[active];
  const theme = useDocumentTheme();
  useEffect(() => {
    const timer = setTimeout(() => void firstTerminal(), LOAD_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  useEffect(() => {
    if (!tab || !host.current) return;
    tab.show(host.current);
    return () => tab.hide();
  }, [tab]);
  // The document's theme is written by an effect of the whole page, after this one.
  useEffect(() => { const frame = requestAnimationFrame(() => { for (const one of tabs) one.restyle(); }); return () => cancelAnimationFrame(frame); }, [tabs, theme]);
  return (
    <Region name="Terminal" className="terminal" tools={<Tools />}>
      <div id="terminal-screen" role={tabs.length > 1 ? 'tabpanel' : undefined} aria-labelledby={tabs.length > 1 && tab ? `terminal-tab-${tab.id}` : undefined} className="terminal-host" ref={host} onPointerDown={() => { if (!tab) void firstTerminal().then((opened) => opened?.focus()); }} />
      {phase === 'failed' ? <p className="hint terminal-hint" role="alert">The terminal could not be loaded: {why}</p> : !tab && <p className="hint terminal-hint">Opening the terminal…</p>}
    </Region>
  );
}

function Tools() {
  const { tabs, active } = useTerminals();
  /** Arrows go from tab to tab, and the keys stay there; Enter goes on into the shell. */
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const to = { ArrowLeft: active - 1, ArrowRight: active + 1, Home: 0, End: tabs.length - 1 }[event.key];
    const tab = to === undefined ? undefined : tabs[(to + tabs.length) % tabs.length];
    if (!tab) return;
    event.preventDefault();
    showTerminal(tabs.indexOf(tab));
    document.getElementById(`terminal-tab-${tab.id}`)?.focus();
  };
  return (
    <span className="row terminal-tools">
      {tabs.length > 1 && (
        <span className="terminal-tabs">
          <span role="tablist" aria-label="Terminals" className="row" onKeyDown={onKeyDown}>
            {tabs.map((tab, i) => <button key={tab.id} id={`terminal-tab-${tab.id}`} type="button" role="tab" aria-selected={i === active} tabIndex={i === active ? 0 : -1} aria-controls="terminal-screen" className="segment" data-state={i === active ? 'on' : 'off'} onClick={() => { showTerminal(i); requestAnimationFrame(() => tab.focus()); }}>Shell {tab.id}</button>)}
          </span>
          <button type="button" className="clear" aria-label={`Close shell ${tabs[active]?.id}`} title="Close this shell" onClick={() => { const tab = tabs[active]; if (tab) closeTerminal(tab.id); }}><X size={12} aria-hidden="true" /></button>
        </span>
      )}
      <IconButton icon={Plus} name="New terminal" onClick={() => void firstTerminal().then(() => openTerminal()).then((tab) => requestAnimationFrame(() => tab?.focus()))} />
    </span>
  );
}
