/** Ms that is waited for the page to be idle, and for a frame, at most. */
const PATIENCE_MS = 100, FRAME_MS = 200;

/** The page's next idle moment: between two pieces of work that together would hold it up. */
export const moment = (): Promise<void> => new Promise((go) => { if (typeof requestIdleCallback === 'function') requestIdleCallback(() => go(), { timeout: PATIENCE_MS }); else setTimeout(go, 0); });

/** When what is on the page now has been painted; a page that nobody sees paints nothing and goes on. */
export const painted = (): Promise<void> => new Promise((go) => {
  setTimeout(go, document.hidden ? 0 : FRAME_MS);
  requestAnimationFrame(() => setTimeout(go, 0));
});
