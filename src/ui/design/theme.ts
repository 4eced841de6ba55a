/** The theme that is painted, and where it is written for the tokens to see. */
import { useSettings, type Theme } from '../state/settings.ts';

export type Painted = Exclude<Theme, 'system'>;

/** Whether the system is dark; undefined where it does not tell. */
export const systemDark = typeof matchMedia === 'function' ? matchMedia('(prefers-color-scheme: dark)') : undefined;

/** What was chosen, or the system's. */
export const paintedTheme = (chosen: Theme): Painted => (chosen === 'system' ? (systemDark?.matches ?? true ? 'dark' : 'light') : chosen);

/** Writes theme and motion onto the document, where the tokens look. */
export function applyTheme(): void {
  const { theme, reducedMotion } = useSettings.getState();
  const root = document.documentElement;
  root.dataset.theme = paintedTheme(theme);
  root.dataset.motion = reducedMotion ? 'reduced' : 'full';
}

/** What the browser draws around the page is of the same water. */
export function applySea(): void {
  const sea = getComputedStyle(document.documentElement).getPropertyValue('--sea').trim();
  document.querySelector('meta[name=theme-color]')?.setAttribute('content', sea);
}
