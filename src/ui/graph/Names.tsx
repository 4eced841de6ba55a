import { forwardRef, type KeyboardEvent, type MouseEvent, type PointerEvent } from 'react';
import { ViewportPortal } from 'reactflow';
import { hover, readRef, select, type Ref } from '../state/selection.ts';
import { onObjectKey } from './cards/interactive.ts';

const refOf = (target: EventTarget): Ref | undefined => {
  const key = target instanceof HTMLElement ? target.closest<HTMLElement>('[data-ref]')?.dataset.ref : undefined;
  return key ? readRef(key) : undefined;
};

/** Where `NameLayer` puts its buttons: in the graph's coordinates, with one set of handlers for all. */
export const Names = forwardRef<HTMLDivElement>(function Names(_props, ref) {
  return (
    <ViewportPortal>
      <div ref={ref} className="names"
        onClick={(event: MouseEvent) => { const on = refOf(event.target); if (on) { event.stopPropagation(); select(on); } }}
        onKeyDown={(event: KeyboardEvent<HTMLElement>) => { const on = refOf(event.target); if (on) onObjectKey(event, on, event.target as HTMLElement); }}
        onPointerOver={(event: PointerEvent) => hover(refOf(event.target))} />
    </ViewportPortal>
  );
});
