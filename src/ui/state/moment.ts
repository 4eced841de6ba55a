/** Ms that is waited for the page to be idle, at most. */
const PATIENCE_MS = 100;

/** The page's next idle moment: between two pieces of work that together would hold it up. */
export const moment = (): Promise<void> => new Promise((go) => { if (typeof requestIdleCallback === 'function') requestIdleCallback(() => go(), { timeout: PATIENCE_MS }); else setTimeout(go, 0); });
