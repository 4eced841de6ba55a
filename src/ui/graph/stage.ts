/** What acts and panels may ask of the graph, whichever view is shown. The graph fills it in while it is mounted. */
import type { Ref } from '../state/selection.ts';

export interface Stage {
  fit(): void;
  tidy(): void;
  /** Brings an object into view, in another view if this one does not show it. */
  show(ref: Ref): void;
  /** What is drawn at a point of the window. */
  refAt(clientX: number, clientY: number): Ref | undefined;
  /** Holds an object to its place, or lets it go. */
  pin(ref: Ref, on: boolean): void;
  isPinned(ref: Ref): boolean;
  /** Whether its pods are collapsed to a stack, here. */
  hasStack(ref: Ref): boolean;
  toggleStack(ref: Ref): void;
}

const nothing = (): void => undefined;
export const stage: Stage = { fit: nothing, tidy: nothing, show: nothing, refAt: () => undefined, pin: nothing, isPinned: () => false, hasStack: () => false, toggleStack: nothing };
