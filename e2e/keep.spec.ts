/** Nothing is lost: a reload and a dead worker both bring the cluster back. */
import { expect, test } from '@playwright/test';
import { BottleshipPage } from './pages/BottleshipPage.ts';

async function sail(ship: BottleshipPage): Promise<void> {
  await ship.page.goto('./');
  await expect(ship.node(/, Ready/)).toHaveCount(3);
  await ship.editor.getByRole('button', { name: 'Apply' }).click();
  await ship.setSpeed('10');
  await expect(ship.pods('Running, 1 of 1')).toHaveCount(3);
  await ship.setSpeed('1');
  // It is kept every three seconds.
  await ship.page.waitForTimeout(4500);
}

const names = (ship: BottleshipPage): Promise<string[]> => ship.pods('Running').evaluateAll((pods) => pods.map((pod) => pod.getAttribute('aria-label')!).sort());

test('a reload brings the cluster back', async ({ page }) => {
  const ship = new BottleshipPage(page);
  await sail(ship);
  const before = await names(ship);
  await page.reload();
  await expect.poll(() => names(ship)).toEqual(before);
});

test('a worker that dies is noticed and its cluster restored', async ({ page }) => {
  const ship = new BottleshipPage(page);
  await sail(ship);
  const before = await names(ship);
  const worker = page.workers().find((w) => w.url().includes('worker-') && !w.url().includes('editor'))!;
  await worker.evaluate(() => close());
  await expect(page.getByRole('alertdialog')).toBeVisible({ timeout: 25_000 });
  await page.getByRole('button', { name: 'Restore it' }).click();
  await expect.poll(() => names(ship)).toEqual(before);
});

test('no request leaves the page', async ({ page }) => {
  const foreign: string[] = [];
  page.on('request', (request) => { if (!request.url().startsWith('http://127.0.0.1:') && !request.url().startsWith('data:') && !request.url().startsWith('blob:')) foreign.push(request.url()); });
  const ship = new BottleshipPage(page);
  await ship.open();
  await page.waitForTimeout(2000);
  expect(foreign).toEqual([]);
});
