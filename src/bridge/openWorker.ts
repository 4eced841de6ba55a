import type { Port } from './session.ts';

/** Starts the worker that holds the cluster. */
export function openWorker(): Port {
  return new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'bottleship' }) as unknown as Port;
}
