/** What every drawn object does with pointer and keys: choose, hover, and open its menu (by `M`, Shift+F10, or Enter on what is chosen). */
import type { HTMLAttributes, KeyboardEvent } from 'react';
import { hover, refKey, sameRef, select, useSelection, type Ref } from '../../state/selection.ts';

/** The graph is one tab stop; arrows lead to the objects (`useRover`). */
export function interactive(ref: Ref): HTMLAttributes<HTMLElement> & { 'data-ref': string } {
  return {
    'data-ref': refKey(ref),
    tabIndex: -1,
    onClick: (event) => { event.stopPropagation(); select(ref); },
    onKeyDown: (event) => { if (event.target === event.currentTarget) onObjectKey(event, ref, event.currentTarget); },
    onPointerEnter: () => hover(ref),
    onPointerLeave: () => hover(undefined),
  };
}

export function onObjectKey(event: KeyboardEvent<HTMLElement>, ref: Ref, element: HTMLElement): void {
  const chosen = sameRef(useSelection.getState().selected, ref);
  if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey) || event.key === 'm' || (event.key === 'Enter' && chosen)) {
    event.preventDefault();
    event.stopPropagation();
    openMenu(element);
  } else if (event.key === 'Enter' || event.key === ' ') {
    event.preventDefault();
    event.stopPropagation();
    select(ref);
  }
}

function openMenu(element: HTMLElement): void {
  const at = element.getBoundingClientRect();
  element.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true, clientX: at.left + Math.min(40, at.width / 2), clientY: at.top + Math.min(30, at.height / 2) }));
}
