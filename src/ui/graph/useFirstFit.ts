import { useEffect, useRef } from 'react';
import type { Scene } from './scenes/Scene.ts';

/** While a view fills for the first time it is fitted again: until it has not grown for so long. */
const SETTLING_MS = 2500;

/** Fits while the first things arrive, until they are there or the visitor takes over; never again of itself. `skip`: the view has been here before. */
export function useFirstFit(scene: Scene, fit: () => void, width: number, skip: boolean): void {
  const until = useRef(skip ? -1 : 0);
  const count = useRef(0);
  useEffect(() => {
    if (!width) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const now = (): void => {
      if (scene.boxes.size <= 1 || until.current < 0) return;
      until.current ||= performance.now() + SETTLING_MS;
      if (performance.now() > until.current || scene.boxes.size === count.current) return;
      if (scene.boxes.size > count.current * 1.02) until.current = performance.now() + SETTLING_MS;
      count.current = scene.boxes.size;
      clearTimeout(timer);
      timer = setTimeout(fit, 40);
    };
    const mine = (event: Event): void => { if (event.target instanceof Element && event.target.closest('.stage')) { until.current = -1; clearTimeout(timer); } };
    count.current = 0;
    now();
    const stop = scene.onChange(now);
    addEventListener('wheel', mine, { passive: true });
    addEventListener('pointerdown', mine);
    return () => { stop(); clearTimeout(timer); removeEventListener('wheel', mine); removeEventListener('pointerdown', mine); };
  }, [scene, fit, width]);
}
