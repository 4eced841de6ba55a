import { useEffect, useSyncExternalStore } from 'react';
import { useSettings, type Theme } from '../state/settings.ts';

const dark = typeof matchMedia === 'function' ? matchMedia('(prefers-color-scheme: dark)') : undefined;

/** The theme that is painted: what was chosen, or the system's. */
export function useDocumentTheme(): Exclude<Theme, 'system'> {
  const theme = useSettings((s) => s.theme);
  const systemDark = useSyncExternalStore((listener) => { dark?.addEventListener('change', listener); return () => dark?.removeEventListener('change', listener); }, () => dark?.matches ?? true);
  return theme === 'system' ? (systemDark ? 'dark' : 'light') : theme;
}

/** Writes theme and motion onto the document, where the tokens look. */
export function useApplyTheme(): void {
  const theme = useDocumentTheme();
  const reduced = useSettings((s) => s.reducedMotion);
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
    // What the browser draws around the page is of the same water.
    const sea = getComputedStyle(document.documentElement).getPropertyValue('--sea').trim();
    document.querySelector('meta[name=theme-color]')?.setAttribute('content', sea);
  }, [theme]);
  useEffect(() => { document.documentElement.dataset.motion = reduced ? 'reduced' : 'full'; }, [reduced]);
}
