/** Keys that no act of the page has: those of the panels themselves. The help shows them beside the acts'. */
export interface PanelKeys { readonly panel: string; readonly keys: readonly (readonly [name: string, key: string])[] }

export const PANEL_KEYS: readonly PanelKeys[] = [
  { panel: 'Graph', keys: [['Menu of what is chosen', 'M'], ['Search the graph', '/'], ['From one to the next', 'Arrows'], ['Move what has the focus', 'Alt+Arrows']] },
  { panel: 'Editor', keys: [
    ['Apply', 'Ctrl+Enter'], ['What could stand here', 'Ctrl+Space'], ['Next problem', 'F8'], ['Undo, redo', 'Ctrl+Z, Ctrl+Y'], ['Find', 'Ctrl+F'],
    ['Leave by Tab, this once', 'Esc, Tab'], ['Tab leaves or indents', 'Ctrl+M'], ['Rename, close a tab', 'F2, Delete'],
  ] },
  { panel: 'Terminal', keys: [['Complete', 'Tab'], ['Lines typed before', 'Up, Ctrl+R'], ['Stop', 'Ctrl+C'], ['Copy, paste', 'Ctrl+Shift+C, Ctrl+V'], ['Leave it', 'Shift+Tab']] },
];

/** What cannot be taken back, plainly. */
export const NOT_UNDONE = 'Undo takes back scaling, cordon and uncordon, deletes (as a new object of the same content), restarts, faults and what the Editor deleted. It cannot bring back pods that ended, were evicted by a drain or lost with their node, nor a deleted namespace’s contents, nor time.';
