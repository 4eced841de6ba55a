/**
 * How near the visitor is: what is in view, and whether it is few enough to be React's. The canvas, the names over it
 * and the React nodes follow the same look, once a change of viewport, scene or pods.
 */
import { startTransition, useEffect, useState } from 'react';
import { useStoreApi } from 'reactflow';
import type { Drawn } from './Drawn.ts';
import type { Box, Scene } from './scenes/Scene.ts';

/** React nodes and pods at once, and the zoom from which on there are any. */
export const NEAR_BOXES = 150, NEAR_PODS = 180, NEAR_ZOOM = 0.34;
const MARGIN = 60;

export interface Level { readonly near: boolean; /** Those of React; none from afar. */ readonly boxes: readonly Box[]; /** The scene's, whose boxes may have moved. */ readonly version: number }

const FAR: Level = { near: false, boxes: [], version: 0 };

export function useLevel(scene: Scene, drawn: Drawn): Level {
  const store = useStoreApi();
  const [level, setLevel] = useState<Level>(FAR);
  useEffect(() => {
    let seen: unknown[] = [];
    /** So many boxes in view that no change of pods brings React back. */
    let crowd = false;
    const look = (again: boolean): void => {
      const { transform, width, height } = store.getState();
      const [x, y, zoom] = transform;
      const mark = [x, y, zoom, width, height];
      if (!again && mark.every((value, i) => value === seen[i])) return;
      seen = mark;
      const visible = inView(scene, x, y, zoom, width, height);
      crowd = visible.length > NEAR_BOXES || zoom < NEAR_ZOOM;
      const near = visible.length <= NEAR_BOXES && zoom >= NEAR_ZOOM && !scene.pods.burst && podsIn(scene, visible) <= NEAR_PODS;
      drawn.look(visible, near, { x, y, zoom });
      // The canvas has drawn what leaves React already: there is time to take the cards away.
      if (!near) startTransition(() => setLevel(FAR));
      else setLevel((old) => (old.near && old.version === scene.version && same(old.boxes, visible) ? old : { near, boxes: visible, version: scene.version }));
    };
    look(true);
    const stops = [store.subscribe(() => look(false)), scene.onChange(() => look(true)), scene.pods.onTouched(() => { if (!crowd) look(true); })];
    return () => { for (const stop of stops) stop(); };
  }, [scene, store, drawn]);
  return level;
}

const same = (a: readonly Box[], b: readonly Box[]): boolean => a.length === b.length && a.every((box, i) => box === b[i]);

function podsIn(scene: Scene, boxes: readonly Box[]): number {
  let sum = 0;
  for (const box of boxes) sum += scene.pods.berths(box.key)?.count ?? 0;
  return sum;
}

function inView(scene: Scene, x: number, y: number, zoom: number, width: number, height: number): Box[] {
  const left = (-x - MARGIN) / zoom, top = (-y - MARGIN) / zoom, right = (width - x + MARGIN) / zoom, bottom = (height - y + MARGIN) / zoom;
  const boxes: Box[] = [];
  for (const box of scene.boxes.values()) if (box.x < right && box.x + box.w > left && box.y < bottom && box.y + box.h > top) boxes.push(box);
  return boxes;
}
