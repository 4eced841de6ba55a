/** Loads TypeScript of the project for the developers' checks in this folder. */
import { createServer } from 'vite';

export async function loader() {
  const server = await createServer({ configFile: false, server: { middlewareMode: true, hmr: false, ws: false }, appType: 'custom', logLevel: 'error', root: new URL('../..', import.meta.url).pathname, optimizeDeps: { noDiscovery: true } });
  return { load: (path) => server.ssrLoadModule(path), close: () => server.close() };
}

export function sorted(v) {
  if (Array.isArray(v)) return v.map(sorted);
  if (v && typeof v === 'object') return Object.fromEntries(Object.keys(v).sort().map((k) => [k, sorted(v[k])]));
  return v;
}

/** The first place where two values differ. */
export function difference(a, b, path = '') {
  if (a && b && typeof a === 'object' && typeof b === 'object') {
    for (const k of new Set([...Object.keys(a), ...Object.keys(b)])) {
      const d = difference(a[k], b[k], `${path}/${k}`);
      if (d) return d;
    }
    return undefined;
  }
  return a === b ? undefined : `${path}: want ${JSON.stringify(a)?.slice(0, 200)} got ${JSON.stringify(b)?.slice(0, 200)}`;
}
