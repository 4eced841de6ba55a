// Everything that must hold: types, lint, unit and transcript tests, fuzz, and journeys in a real browser.
// Ends with one line `N passed, N failed` from the runners' own counts.
import { mkdtempSync, readFileSync, existsSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bin, installBrowser, installPackages, run } from './install.mjs';

installPackages();
const browser = installBrowser();
const reports = mkdtempSync(join(tmpdir(), 'bottleship-test-'));
let passed = 0;
let failed = 0;
let skipped = 0;

const step = (title, work) => {
  const started = Date.now();
  console.log(`\n== ${title}`);
  work();
  console.log(`== ${title}: ${((Date.now() - started) / 1000).toFixed(1)} s`);
};
const count = (ok) => { if (ok) passed++; else failed++; };

step('types and lint', () => count(run(process.execPath, ['.ci/check.mjs']) === 0));

step('units, transcripts, fuzz', () => {
  const file = join(reports, 'vitest.json');
  const code = run(bin('vitest'), ['run', '--reporter=default', '--reporter=json', `--outputFile=${file}`]);
  const report = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
  if (!report) { failed++; return; }
  passed += report.numPassedTests;
  failed += report.numFailedTests;
  skipped += report.numPendingTests + (report.numTodoTests ?? 0);
  // A file that does not load has no tests to count, but it has failed.
  const broken = report.testResults.filter((result) => result.status === 'failed' && result.assertionResults.every((test) => test.status !== 'failed')).length;
  failed += broken;
  if (code !== 0 && report.numFailedTests === 0 && broken === 0) failed++;
});

step('build', () => count(run(bin('vite'), ['build', '--logLevel', 'warn']) === 0));

step('journeys in a browser', () => {
  if (!browser) {
    console.error('No browser could be found or installed: the journeys cannot run.');
    failed++;
    return;
  }
  const file = join(reports, 'playwright.json');
  const code = run(bin('playwright'), ['test', '--config', 'e2e/playwright.config.ts', '--reporter=list,json'], {
    env: { ...process.env, CHROMIUM_PATH: browser, PLAYWRIGHT_JSON_OUTPUT_NAME: file },
  });
  const stats = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).stats : undefined;
  if (!stats) { failed++; return; }
  passed += stats.expected + stats.flaky;
  failed += stats.unexpected;
  skipped += stats.skipped;
  if (code !== 0 && stats.unexpected === 0) failed++;
});

rmSync(reports, { recursive: true, force: true });
console.log(`\n${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
