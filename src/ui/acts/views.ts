import { Boxes, Contrast, Keyboard, LayoutGrid, Map as MapIcon, Maximize, Network, Search, Server, Table2, Workflow } from 'lucide-react';
import { openDialog, openPalette } from '../state/dialogs.ts';
import { change, THEMES, useSettings } from '../state/settings.ts';
import type { Act } from './Act.ts';
import { stage } from '../graph/stage.ts';

const view = (id: 'machines' | 'workloads' | 'services' | 'control-plane', name: string, key: string, icon: Act['icon']): Act => ({ id: `view-${id}`, name: `View: ${name}`, group: 'View', icon, key, run: () => change({ view: id }) });

export const viewMachines = view('machines', 'Machines', '1', Server);
export const viewWorkloads = view('workloads', 'Workloads', '2', Boxes);
export const viewServices = view('services', 'Services', '3', Network);
export const viewControlPlane = view('control-plane', 'Control plane', '4', Workflow);
export const showAsTable: Act = { id: 'as-table', name: 'Show as table or graph', group: 'View', icon: Table2, key: 'T', run: () => change({ asTable: !useSettings.getState().asTable }) };
export const fit: Act = { id: 'fit', name: 'Fit everything', group: 'View', icon: Maximize, key: 'F', run: () => stage.fit() };
export const tidy: Act = { id: 'tidy', name: 'Tidy up: forget moved places', group: 'View', icon: LayoutGrid, run: () => { const { places, pinned } = useSettings.getState(); change({ places: Object.fromEntries(Object.entries(places).filter(([key]) => pinned.includes(key))) }); stage.tidy(); } };
export const legend: Act = { id: 'legend', name: 'Show or hide the legend', group: 'View', icon: MapIcon, key: 'L', run: () => change({ legend: !useSettings.getState().legend }) };
export const nextTheme: Act = {
  id: 'next-theme', name: 'Next theme', group: 'View', icon: Contrast,
  run: () => change({ theme: THEMES[(THEMES.indexOf(useSettings.getState().theme) + 1) % THEMES.length]! }),
};
export const palette: Act = { id: 'palette', name: 'Command palette', group: 'Help', icon: Search, key: 'Mod+K', run: openPalette };
export const help: Act = { id: 'help', name: 'Keys and help', group: 'Help', icon: Keyboard, key: '?', run: () => openDialog({ type: 'help' }) };
