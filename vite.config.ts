import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

/**
 * Nothing leaves the page, and no text becomes code: scripts only from here, WebAssembly allowed. Styles may be inline
 * (Monaco and React set them). Not in `vite dev`, whose reloading needs inline scripts.
 */
const POLICY = [
  "default-src 'none'", "script-src 'self' 'wasm-unsafe-eval'", "style-src 'self' 'unsafe-inline'", "img-src 'self' data: blob:", "font-src 'self' data:", "connect-src 'self'",
  "worker-src 'self' blob:", "manifest-src 'self'", "base-uri 'none'", "form-action 'none'", "object-src 'none'",
].join('; ');

const contentPolicy = (): Plugin => ({
  name: 'bottleship:content-policy',
  apply: 'build',
  transformIndexHtml: () => [{ tag: 'meta', attrs: { 'http-equiv': 'Content-Security-Policy', content: POLICY }, injectTo: 'head-prepend' }],
});

/** Writes `sw.js`: the page works offline once it was visited. Everything of one build is kept together. */
const serviceWorker = (): Plugin => ({
  name: 'bottleship:service-worker',
  apply: 'build',
  generateBundle(_options, bundle) {
    const files = Object.keys(bundle).filter((name) => !name.endsWith('.map')).sort();
    let mark = 5381;
    for (const char of files.join()) mark = ((mark * 33) ^ char.charCodeAt(0)) >>> 0;
    this.emitFile({ type: 'asset', fileName: 'sw.js', source: workerText(mark.toString(36), ['./', './icon.svg', './manifest.webmanifest', ...files.filter((f) => f !== 'index.html').map((f) => `./${f}`)]) });
  },
});

const workerText = (version: string, files: readonly string[]): string => `// Keeps the build for offline use. Files have a hash in their names, so what is kept never goes stale; the page itself is asked for first.
const CACHE = 'bottleship-${version}';
const FILES = ${JSON.stringify(files)};
self.addEventListener('install', (event) => event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES)).then(() => self.skipWaiting())));
self.addEventListener('activate', (event) => event.waitUntil(caches.keys()
  .then((keys) => Promise.all(keys.filter((key) => key.startsWith('bottleship-') && key !== CACHE).map((key) => caches.delete(key)))).then(() => self.clients.claim())));
self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || new URL(request.url).origin !== location.origin) return;
  if (request.mode === 'navigate') event.respondWith(fetch(request).catch(() => caches.match('./', { ignoreSearch: true })));
  else event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
});
`;

export default defineConfig({
  base: './',
  plugins: [react(), contentPolicy(), serviceWorker()],
  worker: { format: 'es' },
  build: { target: 'es2023', chunkSizeWarningLimit: 4000 },
  test: { include: ['src/**/*.test.ts', 'src/**/*.test.tsx'], pool: 'threads', maxWorkers: 2, testTimeout: 60_000, hookTimeout: 60_000 },
});
