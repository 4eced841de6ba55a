// A page fed with rows that no engine made (src/testing/feed): it is as fast as it is at any size, at once.
import { join } from 'node:path';
import { build } from 'vite';
import { root } from './install.mjs';

const built = new Map();

/** The worker's script for a plan: {nodes, pods, churn}. */
async function feedScript(plan) {
  const key = JSON.stringify(plan);
  if (!built.has(key)) {
    const { output } = await build({
      configFile: false, logLevel: 'error', root, define: { FEED_PLAN: key },
      build: { write: false, minify: false, target: 'es2023', lib: { entry: join(root, 'src/testing/feed/worker.ts'), formats: ['es'], fileName: 'worker' } },
    }).then((result) => (Array.isArray(result) ? result[0] : result));
    built.set(key, output[0].code);
  }
  return built.get(key);
}

/** A new page of that browser, whose worker is the feed. Close its context when done. */
export async function openFed(browser, address, plan, options = { viewport: { width: 1440, height: 900 } }) {
  const body = await feedScript(plan);
  const context = await browser.newContext({ serviceWorkers: 'block', ...options });
  await context.route(/\/(assets\/worker-[^/]+\.js|src\/bridge\/worker\.ts.*)$/, (route) => route.fulfill({ contentType: 'text/javascript', body }));
  const page = await context.newPage();
  page.address = address;
  return page;
}
