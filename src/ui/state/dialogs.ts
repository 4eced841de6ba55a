/** Which dialog is open, and about what. One at a time. */
import { create } from 'zustand';
import type { Ref } from './selection.ts';

export type OpenDialog =
  | { readonly type: 'scale'; readonly ref: Ref }
  | { readonly type: 'help' | 'palette' | 'tour' | 'add-nodes' | 'new-cluster' }
  | { readonly type: 'fault'; readonly fault: string; readonly ref?: Ref; readonly at?: { readonly x: number; readonly y: number } };

export const useDialog = create<{ readonly open: OpenDialog | undefined }>(() => ({ open: undefined }));
export const openDialog = (open: OpenDialog | undefined): void => useDialog.setState({ open });
