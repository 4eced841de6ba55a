import { useState, type ReactNode } from 'react';
import { DndContext, DragOverlay, MouseSensor, TouchSensor, useSensor, useSensors, type DragEndEvent, type DragMoveEvent } from '@dnd-kit/core';
import { refAtPoint } from '../graph/refAtPoint.ts';
import { openDialog } from '../state/dialogs.ts';
import { announce, notify } from '../state/notices.ts';
import { sameRef, type Ref } from '../state/selection.ts';
import { aim, cardOf, whyNot } from './cards.ts';
import { useDragged } from './useDropTarget.ts';

/** Carries a fault card over the page (a finger lifts it by resting on it, so that it can scroll as well); a drop on a fitting target opens the fault's form. The keyboard's way is to press the card. */
export function FaultDrag({ children }: { children: ReactNode }) {
  const sensors = useSensors(useSensor(MouseSensor, { activationConstraint: { distance: 6 } }), useSensor(TouchSensor, { activationConstraint: { delay: 220, tolerance: 8 } }));
  const [type, setType] = useState<string>();
  const card = type === undefined ? undefined : cardOf(type);
  const end = (): void => { setType(undefined); useDragged.setState({ type: undefined, over: undefined }); };
  return (
    <DndContext sensors={sensors} autoScroll={false} accessibility={{ screenReaderInstructions: { draggable: '' }, announcements: SILENT }}
      onDragStart={(event) => { const t = event.active.data.current?.type as string; setType(t); useDragged.setState({ type: t }); announce(`${cardOf(t)?.title} in hand`); }}
      onDragMove={(event) => { const over = under(event); if (!sameRef(over, useDragged.getState().over)) useDragged.setState({ over }); }}
      onDragCancel={end}
      onDragEnd={(event) => { end(); drop(event.active.data.current?.type as string, under(event), pointOf(event)); }}>
      {children}
      <DragOverlay dropAnimation={null} className="drag-overlay">{card && <div className="fault-card flying"><card.icon size={15} aria-hidden="true" /><span>{card.title}</span></div>}</DragOverlay>
    </DndContext>
  );
}

const nothing = (): undefined => undefined;
const SILENT = { onDragStart: nothing, onDragOver: nothing, onDragEnd: nothing, onDragCancel: nothing };

function under(event: DragMoveEvent | DragEndEvent): Ref | undefined {
  const point = pointOf(event);
  return point && refAtPoint(point.x, point.y);
}

function pointOf({ activatorEvent: start, delta }: DragMoveEvent | DragEndEvent): { x: number; y: number } | undefined {
  const from = start instanceof MouseEvent ? start : 'touches' in start ? (start as TouchEvent).touches[0] : undefined;
  return from && { x: from.clientX + delta.x, y: from.clientY + delta.y };
}

function drop(type: string, on: Ref | undefined, at: { x: number; y: number } | undefined): void {
  const card = cardOf(type);
  if (!card || !on) return;
  const target = aim(card, on);
  if (target) openDialog({ type: 'fault', fault: type, ref: target, ...(at ? { at } : {}) });
  else notify(whyNot(card, on)!, 'bad');
}
