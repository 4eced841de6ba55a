/** The terminals that are open. This file is light; what they need (xterm, the shell, kubectl) is loaded with the first. */
import { create } from 'zustand';
import { atRest } from '../state/atRest.ts';
import { moment } from '../state/moment.ts';
import type { TerminalTab } from './TerminalTab.ts';

interface Terminals { readonly tabs: readonly TerminalTab[]; readonly active: number; readonly phase: 'closed' | 'loading' | 'open' | 'failed'; readonly why?: string }

export const useTerminals = create<Terminals>(() => ({ tabs: [], active: 0, phase: 'closed' }));

let nextId = 1;

export async function openTerminal(): Promise<TerminalTab | undefined> {
  if (useTerminals.getState().phase === 'closed') useTerminals.setState({ phase: 'loading' });
  try {
    // A part at a time: the screen, the shell with its programs, and what joins them.
    for (const part of [() => import('@xterm/xterm'), () => import('./laptop.ts'), () => import('./TerminalTab.ts')]) {
      await part();
      await moment();
    }
    const { TerminalTab: Tab } = await import('./TerminalTab.ts');
    const id = nextId++;
    const tab = await Tab.open(id, () => closeTerminal(id));
    useTerminals.setState((s) => ({ tabs: [...s.tabs, tab], active: s.tabs.length, phase: 'open' }));
    return tab;
  } catch (error) {
    useTerminals.setState({ phase: 'failed', why: (error as Error).message });
    return undefined;
  }
}

let first: Promise<TerminalTab | undefined> | undefined;
/** The first terminal, once. */
export const firstTerminal = (): Promise<TerminalTab | undefined> => (first ??= atRest().then(openTerminal));

/** The last one is replaced by a new one. */
export function closeTerminal(id: number): void {
  const { tabs, active } = useTerminals.getState();
  const at = tabs.findIndex((tab) => tab.id === id);
  if (at < 0) return;
  tabs[at]!.close();
  const left = tabs.filter((tab) => tab.id !== id);
  useTerminals.setState({ tabs: left, active: Math.max(0, Math.min(at < active ? active - 1 : active, left.length - 1)) });
  if (left.length === 0) void openTerminal().then((tab) => tab?.focus());
  else left[useTerminals.getState().active]!.focus();
}

export const showTerminal = (index: number): void => { useTerminals.setState({ active: index }); };

/** Runs a line in the shown terminal, for buttons elsewhere on the page. */
export async function runInTerminal(line: string): Promise<void> {
  await firstTerminal();
  const { tabs, active } = useTerminals.getState();
  tabs[active]?.send(line);
}
