/** What the visitor chose; kept in the browser. Where storage is blocked it lasts for the visit. */
import { create } from 'zustand';
import { createJSONStorage, persist } from 'zustand/middleware';

export const THEMES = ['system', 'dark', 'light', 'projector'] as const;
export type Theme = (typeof THEMES)[number];
export const VIEWS = ['machines', 'workloads', 'services', 'control-plane'] as const;
export type View = (typeof VIEWS)[number];

export interface Settings {
  readonly theme: Theme;
  readonly reducedMotion: boolean;
  readonly view: View;
  readonly asTable: boolean;
  readonly legend: boolean;
  readonly minimap: boolean;
  readonly locked: boolean;
  readonly showSystem: boolean;
  readonly visited: boolean;
  /** Places that the visitor moved things to: view/kind/namespace/name -> [x, y]. */
  readonly places: Readonly<Record<string, readonly [number, number]>>;
  /** Things that neither a drag nor `tidy` moves: view/kind/namespace/name. */
  readonly pinned: readonly string[];
}

export const useSettings = create<Settings>()(
  persist(
    (): Settings => ({ theme: 'system', reducedMotion: false, view: 'machines', asTable: false, legend: false, minimap: true, locked: false, showSystem: true, visited: false, places: {}, pinned: [] }),
    { name: 'bottleship.settings', version: 1, storage: createJSONStorage(() => safeStorage()) },
  ),
);

export const change = (settings: Partial<Settings>): void => { useSettings.setState(settings); };

/** localStorage, or memory where the browser refuses it. */
function safeStorage(): Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> {
  const memory = new Map<string, string>();
  return {
    getItem: (key) => { try { return localStorage.getItem(key); } catch { return memory.get(key) ?? null; } },
    setItem: (key, value) => { memory.set(key, value); try { localStorage.setItem(key, value); } catch { /* full or blocked: it lasts for the visit */ } },
    removeItem: (key) => { memory.delete(key); try { localStorage.removeItem(key); } catch { /* blocked */ } },
  };
}
