/**
 * An act is one thing a person can do, in one object: its name, icon, key, when it applies, and how it runs. Menus, the
 * inspector's buttons, the command palette, shortcuts and the help page all derive from the list in `index.ts`.
 */
import type { LucideIcon } from 'lucide-react';
import type { Ref } from '../state/selection.ts';

export type ActGroup = 'Time' | 'View' | 'Cluster' | 'Object' | 'Help';

export interface Act {
  readonly id: string;
  /** What menus and buttons say. */
  readonly name: string;
  readonly group: ActGroup;
  readonly icon: LucideIcon;
  /** A shortcut: `Space`, `.`, `Shift+D`, `Mod+K`. Those of objects apply to what is selected. */
  readonly key?: string;
  readonly danger?: boolean;
  /** For acts on an object: whether it applies. Acts of the page leave it out. */
  readonly on?: (ref: Ref) => boolean;
  run(ref: Ref | undefined): void | Promise<void>;
}

/** An act on an object gets the object. */
export const objectAct = (act: Omit<Act, 'group' | 'run' | 'on'> & { on: (ref: Ref) => boolean; run: (ref: Ref) => void | Promise<void> }): Act => ({
  ...act,
  group: 'Object',
  run: (ref) => (ref ? act.run(ref) : undefined),
});
