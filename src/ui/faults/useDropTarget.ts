/** How a drawn object looks while a fault card is in the air: it glows where the fault fits. Why it does not is said over the stage (`FarTip`). */
import { create } from 'zustand';
import { sameRef, type Ref } from '../state/selection.ts';
import { cardOf, whyNot } from './cards.ts';

/** The card in the air, by its fault's type, and what it is over. */
export const useDragged = create<{ readonly type: string | undefined; readonly over: Ref | undefined }>(() => ({ type: undefined, over: undefined }));

export interface DropTarget { readonly look: 'fits' | 'over' | 'refuses' | undefined }

export function useDropTarget(ref: Ref): DropTarget {
  const type = useDragged((s) => s.type);
  const over = useDragged((s) => sameRef(s.over, ref));
  const card = type === undefined ? undefined : cardOf(type);
  if (!card) return { look: undefined };
  const why = whyNot(card, ref);
  return { look: why ? (over ? 'refuses' : undefined) : over ? 'over' : 'fits' };
}
