import { useState, type UIEvent } from 'react';

const OVERSCAN = 10;
/** Until the first scroll tells the real one; a little too much is drawn then. */
const GUESSED_PX = 800;

/** The rows of a long list that are in view: only they are rendered. */
export function useScrollWindow(count: number, rowPx: number): { readonly first: number; readonly last: number; readonly onScroll: (event: UIEvent<HTMLElement>) => void } {
  const [{ top, height }, set] = useState({ top: 0, height: GUESSED_PX });
  return {
    first: Math.min(count, Math.max(0, Math.floor(top / rowPx) - OVERSCAN)), last: Math.min(count, Math.ceil((top + height) / rowPx) + OVERSCAN),
    onScroll: (event) => { const { scrollTop, clientHeight } = event.currentTarget; set({ top: scrollTop, height: clientHeight }); },
  };
}
