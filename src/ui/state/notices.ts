/** Short notices (toasts) and what the live region says. */
import { create } from 'zustand';

export interface Notice { readonly id: number; readonly text: string; readonly tone: 'plain' | 'good' | 'bad'; readonly action?: { readonly label: string; readonly run: () => void } }

interface Notices { readonly list: readonly Notice[]; readonly spoken: string }

export const useNotices = create<Notices>(() => ({ list: [], spoken: '' }));

let nextId = 1;
const STAY_MS = 7000;

export function notify(text: string, tone: Notice['tone'] = 'plain', action?: Notice['action']): void {
  const notice: Notice = { id: nextId++, text, tone, action };
  useNotices.setState((s) => ({ list: [...s.list.slice(-3), notice], spoken: text }));
  setTimeout(() => dismiss(notice.id), tone === 'bad' ? STAY_MS * 2 : STAY_MS);
}

export const dismiss = (id: number): void => useNotices.setState((s) => ({ list: s.list.filter((n) => n.id !== id) }));

/** For screen readers only. */
export const announce = (text: string): void => useNotices.setState({ spoken: text });
