/** Which dialog is open, and about what. One at a time. */
import { create } from 'zustand';
import type { Ref } from './selection.ts';

export type OpenDialog =
  | { readonly type: 'scale'; readonly ref: Ref }
  | { readonly type: 'help' | 'palette' | 'tour' | 'add-nodes' | 'new-cluster' }
  | { readonly type: 'fault'; readonly fault: string; readonly ref?: Ref; readonly at?: { readonly x: number; readonly y: number } };

export const useDialog = create<{ readonly open: OpenDialog | undefined }>(() => ({ open: undefined }));
export const openDialog = (open: OpenDialog | undefined): void => useDialog.setState({ open });

/** What is typed after the palette was asked for and before its field is there: its code may still be on the way. */
let ahead: string | undefined;

export function openPalette(): void {
  if (useDialog.getState().open?.type === 'palette') return;
  openDialog({ type: 'palette' });
  if (ahead === undefined) addEventListener('keydown', typeAhead, { capture: true });
  ahead = '';
}

/** The letters, once: from now on the field gets its keys itself. */
export function takeTypedAhead(): string {
  const text = ahead ?? '';
  ahead = undefined;
  removeEventListener('keydown', typeAhead, { capture: true });
  return text;
}

function typeAhead(event: KeyboardEvent): void {
  if (useDialog.getState().open?.type !== 'palette') { takeTypedAhead(); return; }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === 'Escape') { takeTypedAhead(); openDialog(undefined); }
  else if (event.key === 'Backspace') ahead = ahead!.slice(0, -1);
  else if (event.key.length === 1) ahead += event.key;
  // Nothing to confirm yet, and what had the focus before is not meant.
  else if (event.key !== 'Enter' && event.key !== 'Tab') return;
  event.preventDefault();
  event.stopPropagation();
}
