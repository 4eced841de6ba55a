import { PanelBottom, PanelLeft, PanelRight } from 'lucide-react';
import { togglePane, type Side } from '../state/panes.ts';
import type { Act } from './Act.ts';

const pane = (side: Side, what: string, key: string, icon: Act['icon']): Act => ({ id: `pane-${side}`, name: `Show or hide ${what}`, group: 'View', icon, key, run: () => togglePane(side) });

export const paneLeft = pane('left', 'the editor', 'E', PanelLeft);
export const paneBottom = pane('bottom', 'the terminal', 'J', PanelBottom);
export const paneRight = pane('right', 'inspector and faults', 'I', PanelRight);
