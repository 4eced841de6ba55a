import { useEffect, useSyncExternalStore } from 'react';
import { useSettings } from '../state/settings.ts';
import { applySea, applyTheme, paintedTheme, systemDark, type Painted } from './theme.ts';

/** The theme that is painted: what was chosen, or the system's. */
export function useDocumentTheme(): Painted {
  const theme = useSettings((s) => s.theme);
  useSyncExternalStore((listener) => { systemDark?.addEventListener('change', listener); return () => systemDark?.removeEventListener('change', listener); }, () => systemDark?.matches ?? true);
  return paintedTheme(theme);
}

/** Keeps theme and motion on the document as they are chosen. */
export function useApplyTheme(): void {
  const theme = useDocumentTheme();
  const reduced = useSettings((s) => s.reducedMotion);
  useEffect(() => { applyTheme(); }, [theme, reduced]);
  useEffect(() => { applySea(); }, [theme]);
}
