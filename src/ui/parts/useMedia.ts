import { useCallback, useSyncExternalStore } from 'react';

/** Whether the window is like that now: `(max-width: 900px)`. */
export function useMedia(query: string): boolean {
  const subscribe = useCallback((listener: () => void) => {
    const list = matchMedia(query);
    list.addEventListener('change', listener);
    return () => list.removeEventListener('change', listener);
  }, [query]);
  return useSyncExternalStore(subscribe, () => matchMedia(query).matches);
}

/** Too narrow for all panes side by side: phones and upright tablets. */
export const NARROW = '(max-width: 900px)';
/** Narrow, and with no room for two panes one above the other. */
export const SMALL = '(max-width: 600px), (max-width: 900px) and (max-height: 640px)';
