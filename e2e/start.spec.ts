/** How the page begins: its frames at once and in their places, the chosen theme from the first paint, and all of it without a network later. */
import { expect, test, type Page } from '@playwright/test';
import { BottleshipPage } from './pages/BottleshipPage.ts';

/** Where each pane's title begins, in whole pixels: how wide it is hangs on whether its font has come. */
const titles = (page: Page): Promise<Record<string, readonly number[]>> => page.evaluate(() => Object.fromEntries([...document.querySelectorAll('.region-head h2')].map((title) => { const { x, y } = title.getBoundingClientRect(); return [title.textContent!, [x, y].map(Math.round)]; })));

for (const [width, height] of [[1440, 900], [1280, 720]] as const) test(`the frames stand where the panes will, before the page's script is there (${width}x${height})`, async ({ page }) => {
  await page.setViewportSize({ width, height });
  let go = (): void => undefined;
  const held = new Promise<void>((resolve) => { go = resolve; });
  await page.route(/assets\/(client|page)-/, async (route) => { await held; await route.continue(); });
  await page.goto('./', { waitUntil: 'commit' });
  await expect(page.getByText('Launching the cluster…')).toBeVisible();
  // Nothing is painted before its style sheets are there, but a test can look.
  await page.waitForFunction(() => [...document.querySelectorAll<HTMLLinkElement>('link[rel=stylesheet]')].every(({ sheet }) => sheet));
  const before = await titles(page);
  expect(Object.keys(before)).toEqual(['Editor', 'Timeline', 'Terminal', 'Inspector', 'Faults']);
  go();
  await expect(new BottleshipPage(page).node(/, Ready/)).toHaveCount(3);
  await expect(page.locator('.hull')).toHaveCount(0);
  // What the panes' own arithmetic makes of their shares may differ by a pixel or two.
  const after = await titles(page);
  for (const [title, place] of Object.entries(before)) place.forEach((at, i) => expect(Math.abs(after[title]![i]! - at), title).toBeLessThanOrEqual(2));
});

test('the chosen theme is there from the first paint, and an embedded graph is alone from the first', async ({ page }) => {
  await page.goto('./?theme=projector');
  await page.route(/assets\/(client|page)-/, () => undefined);
  await page.goto('./?embed&controls=0', { waitUntil: 'commit' });
  await expect(page.getByText('Launching the cluster…')).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'projector');
  await expect(page.locator('.hull h2:visible')).toHaveCount(0);
  await expect(page.locator('.hull .head')).toBeHidden();
});

test('once it was visited the page opens without a network', async ({ page, context }) => {
  await page.goto('./');
  await page.evaluate(async () => { await navigator.serviceWorker.ready; });
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null), { timeout: 30_000 }).toBe(true);
  await context.setOffline(true);
  await page.reload();
  const ship = new BottleshipPage(page);
  await expect(ship.node(/, Ready/)).toHaveCount(3);
  await ship.run('kubectl get nodes');
  await expect(ship.screen).toContainText('node-3');
});
