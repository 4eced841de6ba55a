// What a visitor loads, gzipped, in bytes: the page (HTML, scripts and styles that it asks for at once) and the worker that
// holds the cluster apart; then what is loaded when it is first wanted. `node .ci/size.mjs [FOLDER]` prints it for a build.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { root } from './install.mjs';

/** @returns {{ page: number, worker: number, later: readonly { name: string, bytes: number }[] }} */
export function buildSizes(folder = join(root, 'dist')) {
  const packed = (name) => gzipSync(readFileSync(join(folder, name)), { level: 9 }).length;
  const html = readFileSync(join(folder, 'index.html'), 'utf8');
  const atOnce = [...new Set([...html.matchAll(/(?:src|href)="\.\/(assets\/[^"]+\.(?:js|css))"/g)].map((found) => found[1]))];
  const files = readdirSync(join(folder, 'assets')).filter((name) => /\.(js|css)$/.test(name)).map((name) => `assets/${name}`);
  const worker = files.filter((name) => /^assets\/worker-[^/]+\.js$/.test(name));
  const later = files.filter((name) => !atOnce.includes(name) && !worker.includes(name)).map((name) => ({ name, bytes: packed(name) })).sort((a, b) => b.bytes - a.bytes);
  const sum = (names) => names.reduce((total, name) => total + packed(name), 0);
  return { page: sum(['index.html', ...atOnce]), worker: sum(worker), later };
}

if (import.meta.filename === process.argv[1]) {
  const { page, worker, later } = buildSizes(process.argv[2]);
  const line = (what, bytes) => console.log(`${(bytes / 1024).toFixed(1).padStart(8)} KB  ${what}`);
  line('page, at once', page);
  line('worker, at once', worker);
  for (const { name, bytes } of later) line(name, bytes);
}
