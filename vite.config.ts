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

/**
 * The page's start: its first script runs before the first paint (it says how the page looks, and starts the worker), the
 * rest of it is on its way meanwhile, and so is the font.
 */
const startAhead = (): Plugin => ({
  name: 'bottleship:start-ahead',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler(html, { bundle = {} }) {
      const files = Object.values(bundle), chunks = files.filter((file) => file.type === 'chunk');
      const first = chunks.find((chunk) => chunk.isEntry);
      const font = files.find((file) => /inter-latin-wght-normal.*\.woff2$/.test(file.fileName));
      const parts = chunks.filter((chunk) => first?.dynamicImports.includes(chunk.fileName));
      if (parts.length === 0 || !font) throw new Error('the page or its font is not where the first picture looks for it');
      const ahead = new Set(parts.flatMap((chunk) => [chunk.fileName, ...chunk.imports]).filter((name) => !html.includes(name)));
      return {
        html: html.replace('<script type="module"', '<script type="module" blocking="render"'),
        tags: [
          ...[...ahead].map((name) => ({ tag: 'link', attrs: { rel: 'modulepreload', crossorigin: true, href: `./${name}` }, injectTo: 'head' as const })),
          { tag: 'link', attrs: { rel: 'preload', as: 'font', type: 'font/woff2', crossorigin: true, href: `./${font.fileName}` }, injectTo: 'head' },
        ],
      };
    },
  },
});

/** protobufjs takes `long` when it is there. It is not wanted (no number here has 64 bits), and as it loads it compiles WebAssembly, for which the browser reads the whole script again. */
const withoutLong = (): Plugin => ({
  name: 'bottleship:without-long',
  enforce: 'pre',
  apply: 'build',
  resolveId: (id) => (id === 'long' ? '\0without-long' : undefined),
  load: (id) => (id === '\0without-long' ? 'export default null;' : undefined),
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
  plugins: [react(), contentPolicy(), startAhead(), serviceWorker()],
  worker: { format: 'es', plugins: () => [withoutLong()] },
  build: { target: 'es2023', chunkSizeWarningLimit: 4000 },
  test: { include: ['src/**/*.test.ts', 'src/**/*.test.tsx'], pool: 'threads', maxWorkers: 2, testTimeout: 60_000, hookTimeout: 60_000 },
});
