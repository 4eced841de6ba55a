/**
 * When the page has shown a living cluster and has a moment: what is large and not asked for yet (Monaco, the terminal)
 * is loaded then, so that it never stands between a visitor and the first picture. Who touches the page has it at once.
 */
import { useClock } from './clock.ts';

/** Wall ms after which it is loaded in any case: from the start, and from the first picture of the cluster. */
const PATIENCE_MS = 3500, IDLE_MS = 1200;

let rest: Promise<void> | undefined;

export function atRest(): Promise<void> {
  return (rest ??= new Promise<void>((resolve) => {
    const living = (): void => {
      if (useClock.getState().eventCount === 0) return;
      stop();
      if (typeof requestIdleCallback === 'function') requestIdleCallback(() => resolve(), { timeout: IDLE_MS }); else setTimeout(resolve, IDLE_MS / 4);
    };
    const stop = useClock.subscribe(living);
    setTimeout(resolve, PATIENCE_MS);
    for (const type of ['pointerdown', 'keydown', 'focusin'] as const) addEventListener(type, () => resolve(), { once: true, capture: true });
    living();
  }));
}
