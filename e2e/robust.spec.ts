/** What a browser can do to the page: no storage, no WebGL, a second tab, a worker that dies the moment after an input. */
import { expect, test } from '@playwright/test';
import { BottleshipPage } from './pages/BottleshipPage.ts';

test('a browser that lets nothing be kept has a living cluster all the same, and is told', async ({ page }) => {
  await page.addInitScript(() => {
    const blocked = (): never => { throw new DOMException('The operation is insecure.', 'SecurityError'); };
    IDBFactory.prototype.open = blocked;
    Object.defineProperty(window, 'localStorage', { get: blocked });
    Object.defineProperty(window, 'sessionStorage', { get: blocked });
  });
  const ship = new BottleshipPage(page);
  await page.goto('./');
  await expect(ship.node(/, Ready/)).toHaveCount(3);
  await expect(page.getByRole('list', { name: 'Notices' })).toContainText('lets nothing be kept');
  await page.getByRole('radio', { name: 'Workloads' }).click();
  await expect(page.getByRole('radio', { name: 'Workloads' })).toBeChecked();
});

test('a full storage is told once, and the cluster goes on', async ({ page }) => {
  await page.addInitScript(() => {
    const full = (): never => { throw new DOMException('The quota has been exceeded.', 'QuotaExceededError'); };
    IDBObjectStore.prototype.put = full;
    Storage.prototype.setItem = full;
  });
  const ship = new BottleshipPage(page);
  await page.goto('./');
  await expect(ship.node(/, Ready/)).toHaveCount(3);
  await ship.editor.getByRole('button', { name: 'Apply', exact: true }).click();
  await ship.setSpeed('10');
  await expect(ship.pods('Running, 1 of 1')).toHaveCount(3);
  await expect(page.getByRole('list', { name: 'Notices' }).getByText('does not keep this cluster')).toHaveCount(1);
});

test('without WebGL everything is drawn', async ({ page }) => {
  await page.addInitScript(() => {
    const real = HTMLCanvasElement.prototype.getContext as (type: string, ...rest: unknown[]) => RenderingContext | null;
    HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, type: string, ...rest: unknown[]) { return type.startsWith('webgl') ? null : real.call(this, type, ...rest); } as typeof HTMLCanvasElement.prototype.getContext;
  });
  const ship = new BottleshipPage(page);
  await ship.open(3);
  await ship.run('kubectl get nodes');
  await expect(ship.screen).toContainText('node-3');
});

test('a second tab has a cluster of its own, and says that it is not kept', async ({ page, context }) => {
  const first = new BottleshipPage(page);
  await page.goto('./');
  await expect(first.node(/, Ready/)).toHaveCount(3);
  const second = new BottleshipPage(await context.newPage());
  await second.page.goto('./');
  await expect(second.node(/, Ready/)).toHaveCount(3);
  await expect(second.page.getByRole('list', { name: 'Notices' })).toContainText('Another tab');
});

test('a worker that dies right after an input loses nothing of it', async ({ page }) => {
  const ship = new BottleshipPage(page);
  await page.goto('./');
  await expect(ship.node(/, Ready/)).toHaveCount(3);
  await ship.editor.getByRole('button', { name: 'Apply', exact: true }).click();
  await expect(ship.graph.getByLabel(/^Pod nginx-/)).toHaveCount(3);
  await page.waitForTimeout(600);
  await page.workers().find((w) => w.url().includes('worker-') && !w.url().includes('editor'))!.evaluate(() => close());
  await expect(page.getByRole('alertdialog')).toBeVisible({ timeout: 25_000 });
  await page.getByRole('button', { name: 'Restore it' }).click();
  await expect(ship.graph.getByLabel(/^Pod nginx-/)).toHaveCount(3);
});
