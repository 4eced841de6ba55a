/** Nothing is lost: a reload at any moment, a long run, a second tab and a dead worker all bring the cluster back. */
import { expect, test, type Page } from '@playwright/test';
import { BottleshipPage } from './pages/BottleshipPage.ts';

const names = (ship: BottleshipPage, status = ''): Promise<string[]> => ship.pods(status).evaluateAll((pods) => pods.map((pod) => pod.getAttribute('aria-label')!.split(',')[0]!).sort());
const clock = (page: Page): Promise<string> => page.getByRole('timer').innerText();

/** A cluster as every visitor has it, with the first example applied. */
async function sail(page: Page): Promise<BottleshipPage> {
  const ship = new BottleshipPage(page);
  await page.goto('./');
  await expect(ship.node(/, Ready/)).toHaveCount(3);
  await ship.editor.getByRole('button', { name: 'Apply' }).click();
  await expect(ship.editor.getByText('deployment.apps/nginx created')).toBeVisible();
  return ship;
}

test('a reload right after an input, and one of a cluster that stands still, at its very instant', async ({ page }) => {
  const ship = await sail(page);
  await page.reload();
  await expect(ship.pods()).toHaveCount(3);
  await ship.setSpeed('10');
  await expect(ship.pods('Running, 1 of 1')).toHaveCount(3);
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByRole('button', { name: 'Play' })).toBeVisible();
  let stood = '';
  await expect.poll(async () => { const before = stood; stood = await clock(page); return stood === before; }).toBe(true);
  const before = await names(ship, 'Running');
  await page.reload();
  await expect(ship.pods('Running, 1 of 1')).toHaveCount(3);
  expect(await names(ship, 'Running')).toEqual(before);
  expect(await clock(page)).toBe(stood);
  await expect(page.getByRole('button', { name: 'Play' })).toBeVisible();
  await expect(page.getByLabel('Speed')).toHaveValue('10');
});

test('a run of days at the highest speed comes back with its objects', async ({ page }) => {
  const ship = await sail(page);
  await expect(ship.pods()).toHaveCount(3);
  const before = await names(ship);
  await ship.setSpeed('Infinity');
  await expect(page.getByRole('timer')).toHaveText(/^[2-9]d|^\d\d+d/, { timeout: 50_000 });
  await ship.setSpeed('1');
  await page.reload();
  await expect.poll(() => names(ship, 'Running'), { timeout: 30_000 }).toEqual(before);
  expect(await clock(page)).toMatch(/^\d+d /);
});

test('a worker that dies is noticed; the last input is not lost, nor the time', async ({ page }) => {
  const ship = await sail(page);
  const worker = page.workers().find((w) => w.url().includes('worker-') && !w.url().includes('editor'))!;
  await worker.evaluate(() => close());
  await expect(page.getByRole('alertdialog')).toBeVisible({ timeout: 25_000 });
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alertdialog')).toHaveCount(0);
  await expect(ship.pods()).toHaveCount(3);
  await expect(ship.editor.getByText('deployment.apps/nginx created')).toBeVisible();
});

test('two tabs: each has its own cluster and gets it back', async ({ context }) => {
  const first = await context.newPage();
  const one = await sail(first);
  await expect(one.pods()).toHaveCount(3);
  const second = await context.newPage();
  await second.goto('./');
  const two = new BottleshipPage(second);
  await expect(second.getByRole('list', { name: 'Notices' }).getByText(/Another tab has a cluster of its own/)).toBeVisible();
  await expect(two.node(/, Ready/)).toHaveCount(3);
  await expect(two.pods()).toHaveCount(0);
  await two.run('kubectl create deployment other --image=nginx');
  await expect(two.pods()).toHaveCount(1);
  await second.reload();
  await expect(two.pods()).toHaveCount(1);
  await first.reload();
  await expect(one.pods()).toHaveCount(3);
});

test('where the browser keeps nothing, that is said and everything else works', async ({ page }) => {
  await page.addInitScript(() => {
    const refuse = (): never => { throw new DOMException('The operation is insecure.', 'SecurityError'); };
    Object.defineProperty(window, 'indexedDB', { get: () => ({ open: refuse, deleteDatabase: refuse }) });
    for (const name of ['getItem', 'setItem', 'removeItem']) Object.defineProperty(Storage.prototype, name, { value: refuse });
  });
  const ship = await sail(page);
  await expect(page.getByRole('list', { name: 'Notices' }).getByText(/lets nothing be kept/)).toBeVisible();
  await ship.run('kubectl get deployments');
  await expect(ship.screen).toContainText(/nginx\s+\d\/3/);
});

test('a browser that is full is told of once, and the cluster goes on', async ({ page }) => {
  const ship = await sail(page);
  await page.evaluate(() => {
    IDBObjectStore.prototype.put = () => { throw new DOMException('The quota has been exceeded.', 'QuotaExceededError'); };
  });
  await ship.run('kubectl scale deployment nginx --replicas=4');
  await expect(page.getByRole('list', { name: 'Notices' }).getByText(/does not keep this cluster: The quota has been exceeded/)).toHaveCount(1);
  await expect(ship.pods()).toHaveCount(4);
});

test('no request leaves the page', async ({ page }) => {
  const foreign: string[] = [];
  page.on('request', (request) => { if (!request.url().startsWith('http://127.0.0.1:') && !request.url().startsWith('data:') && !request.url().startsWith('blob:')) foreign.push(request.url()); });
  const ship = new BottleshipPage(page);
  await ship.open();
  await expect(ship.screen).toContainText('$');
  expect(foreign).toEqual([]);
});
