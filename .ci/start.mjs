/**
 * `npm start`: installs what is missing, builds, serves the build and prints its address.
 *   --port N     the port (default 4173; 0 picks a free one)
 *   --no-build   serve what was built before (`BOTTLESHIP_DIST` names its folder, if it is not `dist`)
 * Plain Node, so that it runs before anything is installed.
 */
import { existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { gzipSync } from 'node:zlib';
import { installPackages, root, run } from './install.mjs';

const dist = process.env.BOTTLESHIP_DIST ?? join(root, 'dist');
const args = process.argv.slice(2);
const portAt = args.findIndex((arg) => arg === '--port' || arg.startsWith('--port='));
const port = portAt < 0 ? 4173 : Number(args[portAt].includes('=') ? args[portAt].split('=')[1] : args[portAt + 1]);
if (!Number.isInteger(port) || port < 0 || port > 65535) {
  console.error('--port needs a number from 0 to 65535');
  process.exit(2);
}

installPackages();
if (!args.includes('--no-build') || !existsSync(join(dist, 'index.html'))) {
  const code = run(process.execPath, [join(root, 'node_modules', 'vite', 'bin', 'vite.js'), 'build', '--logLevel', 'warn']);
  if (code !== 0) process.exit(code);
}

const TYPES = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml', '.json': 'application/json', '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2', '.ttf': 'font/ttf', '.wasm': 'application/wasm', '.png': 'image/png', '.map': 'application/json',
};
const PACKED = new Set(['.html', '.js', '.css', '.svg', '.json', '.webmanifest', '.wasm']);
const packed = new Map();

const server = createServer(async (request, response) => {
  const path = normalize(decodeURIComponent(new URL(request.url ?? '/', 'http://page').pathname));
  let file = join(dist, path);
  if (file !== dist && !file.startsWith(dist + sep)) return response.writeHead(403).end();
  if (existsSync(file) && statSync(file).isDirectory()) file = join(file, 'index.html');
  if (!existsSync(file)) return response.writeHead(404, { 'content-type': 'text/plain' }).end('not found\n');
  const type = extname(file);
  const headers = { 'content-type': TYPES[type] ?? 'application/octet-stream', 'cache-control': path.includes(`${sep}assets${sep}`) ? 'public, max-age=31536000, immutable' : 'no-cache' };
  let body = await readFile(file);
  if (PACKED.has(type) && String(request.headers['accept-encoding']).includes('gzip')) {
    const { mtimeMs } = statSync(file);
    let small = packed.get(file);
    if (small?.mtimeMs !== mtimeMs) packed.set(file, (small = { mtimeMs, body: gzipSync(body) }));
    ({ body } = small);
    headers['content-encoding'] = 'gzip';
  }
  response.writeHead(200, headers).end(request.method === 'HEAD' ? undefined : body);
});
server.on('error', (error) => {
  console.error(error.code === 'EADDRINUSE' ? `port ${port} is taken; choose another with --port N` : error.message);
  process.exit(1);
});
server.listen(port, '127.0.0.1', () => console.log(`Bottleship: http://127.0.0.1:${server.address().port}/`));
