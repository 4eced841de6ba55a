import { useMemo, useRef, useState, type FocusEvent, type HTMLAttributes, type KeyboardEvent } from 'react';
import { useReactFlow, useStoreApi } from 'reactflow';
import { mirror } from '../state/cluster.ts';
import { announce } from '../state/notices.ts';
import { useSettings } from '../state/settings.ts';
import { hover, readRef, type Ref } from '../state/selection.ts';
import type { Drawn } from './Drawn.ts';
import { showsCells } from './far/cells.ts';
import { DIRECTIONS, Rover, type Direction } from './Rover.ts';
import type { Scene } from './scenes/Scene.ts';


/** Frames that a card may take to appear after the view moved. */
const PATIENCE = 12;
const ROOM_PX = 40;
/** World units by which a key moves a box. */
const STEP = 24;
const STEPS: Readonly<Partial<Record<Direction, readonly [x: number, y: number]>>> = { left: [-1, 0], right: [1, 0], up: [0, -1], down: [0, 1] };

/** Props of the element that is the graph's one tab stop; from there arrows lead to everything. */
export function useRover(scene: Scene, drawn: Drawn): HTMLAttributes<HTMLElement> {
  const flow = useReactFlow();
  const store = useStoreApi();
  const at = useRef<Ref | undefined>(undefined);
  const [inside, setInside] = useState(false);
  const rover = useMemo(() => new Rover(scene, mirror, (box) => drawn.near || showsCells(scene, box, store.getState().transform[2])), [scene, store, drawn]);

  const reveal = (ref: Ref): void => {
    const place = scene.placeOf(ref);
    if (!place) return;
    const { transform: [x, y, zoom], width, height } = store.getState();
    const left = place.x * zoom + x, top = place.y * zoom + y;
    if (left >= 0 && top >= 0 && left + Math.min(place.w * zoom, width) <= width && top + Math.min(place.h * zoom, height) <= height) return;
    void flow.setCenter(place.x + place.w / 2, place.y + Math.min(place.h / 2, (height / 2 - ROOM_PX) / zoom), { zoom });
  };

  const focus = (ref: Ref, left = PATIENCE): void => {
    at.current = ref;
    const found = drawn.elementOf(ref);
    if (found) { found.focus({ preventScroll: true }); hover(ref); } else if (left > 0) requestAnimationFrame(() => focus(ref, left - 1));
  };

  /** Alt and an arrow move the box that has the focus, as a drag does. */
  const moveBox = (event: KeyboardEvent<HTMLElement>, direction: Direction): void => {
    const key = event.target instanceof HTMLElement ? event.target.dataset.ref : undefined;
    const box = key === undefined ? undefined : scene.boxes.get(key);
    const [dx, dy] = STEPS[direction] ?? [0, 0];
    if (!key || !box || (!dx && !dy)) return;
    event.preventDefault();
    if (useSettings.getState().locked || scene.isPinned(key)) return announce(scene.isPinned(key) ? 'It is pinned' : 'Places are locked');
    scene.move(key, box.x + dx * STEP, box.y + dy * STEP);
    announce(`Moved ${direction}`);
  };

  const go = (ref: Ref | undefined): void => { if (ref) { reveal(ref); focus(ref); } };

  return {
    tabIndex: inside ? -1 : 0,
    onFocus: (event: FocusEvent<HTMLElement>) => {
      setInside(true);
      if (event.target !== event.currentTarget) { const key = event.target.dataset.ref; if (key) at.current = readRef(key); return; }
      const last = at.current && scene.placeOf(at.current) ? at.current : rover.first();
      if (last) go(last);
    },
    onBlur: (event: FocusEvent<HTMLElement>) => { if (!event.currentTarget.contains(event.relatedTarget)) setInside(false); },
    onKeyDown: (event: KeyboardEvent<HTMLElement>) => {
      const direction = DIRECTIONS[event.key];
      if (direction && event.altKey) return moveBox(event, direction);
      if (!direction || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
      const key = event.target instanceof HTMLElement ? event.target.dataset.ref : undefined;
      if (!key && event.target !== event.currentTarget) return;
      event.preventDefault();
      go(key ? rover.next(readRef(key), direction) : rover.first());
    },
  };
}
