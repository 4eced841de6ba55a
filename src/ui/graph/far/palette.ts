import { LEGEND, STATES } from '../../design/states.ts';

/** The colours of the page as they are now, for canvases; `states` by number of the state. */
export interface Palette {
  readonly states: readonly string[];
  readonly surface: string;
  readonly sea: string;
  readonly border: string;
  readonly borderStrong: string;
  /** What a bar is filled in. */
  readonly track: string;
  readonly text: string;
  readonly muted: string;
  readonly accent: string;
  readonly danger: string;
  readonly font: string;
  /** Thickness of lines, px: thicker on a projector. */
  readonly line: number;
}

const read = new Map<string, Palette>();

/** Read once a theme: asking for computed styles every frame would cost more than the drawing. */
export function readPalette(): Palette {
  const theme = document.documentElement.dataset.theme ?? '';
  let palette = read.get(theme);
  if (!palette) { palette = readNow(); if (palette.surface) read.set(theme, palette); }
  return palette;
}

function readNow(): Palette {
  const style = getComputedStyle(document.documentElement);
  const of = (name: string): string => style.getPropertyValue('--' + name).trim();
  return {
    states: [of('faint'), ...LEGEND.map((state) => of(STATES[state].token))], surface: of('surface'), sea: of('sea'), border: of('border'), borderStrong: of('border-strong'), track: of('track'),
    text: of('text'), muted: of('muted'), accent: of('accent'), danger: of('danger'), font: of('font'), line: Number.parseFloat(of('line')) || 1,
  };
}
