import { readRef, type Ref } from '../state/selection.ts';
import { stage } from './stage.ts';

/** The object drawn at a point of the window: a card, a cell, or something on the far canvas. */
export function refAtPoint(x: number, y: number): Ref | undefined {
  for (const element of document.elementsFromPoint(x, y)) {
    const key = element.closest<HTMLElement>('[data-ref]:not(.stage)')?.dataset.ref;
    if (key) return readRef(key);
    if (element.closest('.stage')) return stage.refAt(x, y);
  }
  return undefined;
}
