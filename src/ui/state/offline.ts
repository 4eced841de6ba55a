/** The service worker that keeps the page for offline use. */
import { atRest } from './atRest.ts';

/** Wall ms after the page came to rest: it asks for every file of the build, which the first picture must not wait for. */
const AFTER_MS = 4000;

export async function keepForOffline(): Promise<void> {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator) || !isSecureContext) return;
  await atRest();
  await new Promise((go) => setTimeout(go, AFTER_MS));
  await navigator.serviceWorker.register('./sw.js').catch(() => undefined);
}
