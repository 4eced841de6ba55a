/** Which panes beside the graph are open, and which one a narrow window shows. Their sizes are the layout's. */
import { create } from 'zustand';

export const SIDES = ['left', 'bottom', 'right'] as const;
export type Side = (typeof SIDES)[number];
export type Pane = 'graph' | 'editor' | 'terminal' | 'inspector' | 'faults' | 'timeline';

const SIDE_OF: Readonly<Record<Pane, Side | undefined>> = { graph: undefined, editor: 'left', terminal: 'bottom', inspector: 'right', faults: 'right', timeline: undefined };

/** `shown` is for windows that show one pane at a time. */
export const usePanes = create<Readonly<Record<Side, boolean>> & { readonly shown: Pane }>(() => ({ left: true, bottom: true, right: true, shown: 'graph' }));

export const togglePane = (side: Side): void => usePanes.setState((open) => ({ [side]: !open[side] }));

/** Brings a pane before the eyes, wherever the window keeps it. */
export function showPane(pane: Pane): void {
  const side = SIDE_OF[pane];
  usePanes.setState({ shown: pane, ...(side ? { [side]: true } : {}) });
}
