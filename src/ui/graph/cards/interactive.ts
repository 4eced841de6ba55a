/** What every drawn object does with pointer and keys: choose, hover, and open its menu (also by `M` or Shift+F10). */
import type { HTMLAttributes, KeyboardEvent } from 'react';
import { hover, refKey, select, type Ref } from '../../state/selection.ts';

export function interactive(ref: Ref): HTMLAttributes<HTMLElement> & { 'data-ref': string } {
  return {
    'data-ref': refKey(ref),
    onClick: (event) => { event.stopPropagation(); select(ref); },
    onKeyDown: (event) => {
      if (event.target !== event.currentTarget) return;
      if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); event.stopPropagation(); select(ref); }
      else if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey) || event.key === 'm') { event.preventDefault(); openMenu(event); }
    },
    onPointerEnter: () => hover(ref),
    onPointerLeave: () => hover(undefined),
  };
}

function openMenu(event: KeyboardEvent<HTMLElement>): void {
  const at = event.currentTarget.getBoundingClientRect();
  event.currentTarget.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true, clientX: at.left + Math.min(40, at.width / 2), clientY: at.top + Math.min(30, at.height / 2) }));
}
