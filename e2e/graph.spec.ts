/** The graph: names of what is drawn at any distance, the keyboard's way through it, search and filters, the table twin. */
import { expect, test } from '@playwright/test';
import { BottleshipPage } from './pages/BottleshipPage.ts';
import { deploymentText } from './pages/manifests.ts';

async function apply(ship: BottleshipPage, text: string): Promise<void> {
  await ship.write(text);
  await ship.editor.getByRole('button', { name: 'Apply', exact: true }).click();
}

test('nodes and pods have their names when they are cells on the canvas too', async ({ page }) => {
  const ship = new BottleshipPage(page);
  await ship.open(3);
  await apply(ship, deploymentText('crowd', 240));
  await ship.setSpeed('10');
  // Too many for elements of their own: the canvas draws them, and names lie over it.
  await expect(ship.pods('Running, 1 of 1')).toHaveCount(240, { timeout: 40_000 });
  await expect(page.locator('.stage')).toHaveAttribute('data-level', 'far');
  await expect(ship.node(/, Ready/)).toHaveCount(3);
  const pod = ship.pods('Running').first();
  await pod.click();
  await expect(ship.inspector.getByRole('heading', { name: /crowd-/ })).toBeVisible();
  await pod.click({ button: 'right' });
  await expect(page.getByRole('menuitem', { name: 'Delete' })).toBeVisible();
});

test('the keyboard reaches a node and a pod in it by arrows, and opens its menu', async ({ page }) => {
  const ship = new BottleshipPage(page);
  await ship.open(3);
  await apply(ship, deploymentText('web', 3));
  await ship.setSpeed('5');
  await expect(ship.pods('Running, 1 of 1')).toHaveCount(3);
  await ship.graph.getByRole('group', { name: 'Graph: arrow keys go from one to the next' }).focus();
  const focused = page.locator(':focus');
  await expect(focused).toHaveAttribute('aria-label', /^Node node-1, Ready/);
  await page.keyboard.press('ArrowRight');
  await expect(focused).toHaveAttribute('aria-label', /^Node node-2, Ready/);
  await page.keyboard.press('ArrowDown');
  await expect(focused).toHaveAttribute('aria-label', /^Pod web-.*, Running/);
  await page.keyboard.press('Enter');
  await expect(ship.inspector.getByRole('heading', { name: /web-/ })).toBeVisible();
  await page.keyboard.press('ArrowUp');
  await expect(focused).toHaveAttribute('aria-label', /^Node node-2, Ready/);
  await page.keyboard.press('Shift+F10');
  await expect(page.getByRole('menuitem', { name: 'Cordon' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(focused).toHaveAttribute('aria-label', /^Node node-2, Ready/);
});

test('filters are plainly on: by state, by label, by namespace; and are lifted', async ({ page }) => {
  const ship = new BottleshipPage(page);
  await ship.open(3);
  await apply(ship, deploymentText('web', 3) + '---\n' + deploymentText('broken', 2, 'nginx:no-such-tag'));
  await ship.setSpeed('10');
  await expect(ship.pods('(ImagePullBackOff|ErrImagePull)')).toHaveCount(2);
  await ship.graph.getByRole('button', { name: 'Filter by state and label' }).click();
  await page.getByRole('dialog', { name: 'Filters' }).getByRole('button', { name: 'Failing' }).click();
  const chips = ship.graph.getByRole('group', { name: 'Filters that are on' });
  await expect(chips).toContainText('2 pods');
  await expect(page.locator('.pod[data-dim]')).toHaveCount(3);
  await page.getByRole('textbox', { name: 'With the labels' }).fill('app=web');
  await page.keyboard.press('Enter');
  await expect(chips).toContainText('0 pods');
  await page.keyboard.press('Escape');
  await chips.getByRole('button', { name: 'Lift filter state Failing' }).click();
  await expect(chips).toContainText('3 pods');
  await chips.getByRole('button', { name: 'Clear all' }).click();
  await expect(chips).toHaveCount(0);
  await expect(page.locator('.pod[data-dim]')).toHaveCount(0);
});

test('search finds a pod and flies to it; from a view that does not show it, to one that does', async ({ page }) => {
  const ship = new BottleshipPage(page);
  await ship.open(3);
  await apply(ship, deploymentText('needle', 1) + '---\n' + deploymentText('hay', 30));
  await ship.setSpeed('10');
  await expect(ship.pods('Running, 1 of 1')).toHaveCount(31);
  await page.getByRole('radio', { name: 'Control plane' }).click();
  await page.keyboard.press('/');
  await page.keyboard.type('pod/needle');
  await expect(ship.graph.getByRole('listbox', { name: 'Found' }).getByRole('option')).toHaveText([/^Pod needle-/]);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('radio', { name: 'Machines' })).toBeChecked();
  await expect(ship.inspector.getByRole('heading', { name: /needle-/ })).toBeVisible();
  await expect(ship.graph.getByLabel(/^Pod needle-/)).toBeInViewport();
});

test('a stack of replicas opens, and closes', async ({ page }) => {
  const ship = new BottleshipPage(page);
  await ship.open(3);
  await apply(ship, deploymentText('web', 12));
  await ship.setSpeed('10');
  await expect(ship.pods('Running, 1 of 1')).toHaveCount(12);
  await page.getByRole('radio', { name: 'Workloads' }).click();
  await expect(ship.graph.getByLabel(/^ReplicaSet web-.*12 of 12 ready$/)).toBeVisible();
  const stack = ship.graph.getByRole('button', { name: /^12 pods/ });
  await stack.click();
  await expect(stack).toHaveAttribute('aria-expanded', 'true');
  await expect(ship.pods('Running').first()).toContainText('web-');
  await stack.click();
  await expect(stack).toHaveAttribute('aria-expanded', 'false');
});

test('what happens when I apply this is told message by message', async ({ page }) => {
  const ship = new BottleshipPage(page);
  await ship.open(3);
  await page.getByRole('radio', { name: 'Control plane' }).click();
  await ship.graph.getByRole('button', { name: /^Messages/ }).click();
  await apply(ship, deploymentText('web', 1));
  const messages = ship.graph.getByRole('list', { name: 'Messages' });
  for (const line of [/You create Deployment web/, /kube-controller-manager create ReplicaSet web-.* after create Deployment web/, /kube-controller-manager create Pod web-.* after create ReplicaSet web-/, /kube-scheduler update Pod web-.* after create Pod web-/]) await expect(messages.getByText(line).first()).toBeVisible();
});

test('every view has its table, which the keyboard walks, and the legend does not lie over it', async ({ page }) => {
  const ship = new BottleshipPage(page);
  await ship.open(12);
  await apply(ship, deploymentText('web', 60));
  await ship.setSpeed('10');
  await ship.graph.getByRole('button', { name: 'Show as table' }).click();
  await expect(ship.graph.getByRole('row', { name: /^Pod web-/ }).first()).toBeVisible();
  for (const [view, caption] of [['Machines', 'Nodes 12'], ['Workloads', 'Workloads 2'], ['Services', 'Services 1'], ['Control plane', 'Components 7']] as const) {
    await page.getByRole('radio', { name: view }).click();
    await expect(ship.graph.getByRole('table').filter({ has: page.getByText(caption, { exact: true }) })).toBeVisible();
  }
  await page.getByRole('radio', { name: 'Machines' }).click();
  const first = ship.node('node-1');
  await first.focus();
  await page.keyboard.press('End');
  await expect(page.locator(':focus')).toHaveAttribute('aria-label', /^Node node-12/);
  await page.keyboard.press('ArrowUp');
  await expect(page.locator(':focus')).toHaveAttribute('aria-label', /^Node node-11/);
  await page.getByRole('button', { name: 'Show as table' }).focus();
  await page.keyboard.press('l');
  const legend = (await ship.graph.getByRole('list', { name: 'Legend' }).boundingBox())!, table = (await page.locator('.twin').boundingBox())!;
  expect(legend.y).toBeGreaterThanOrEqual(table.y + table.height - 1);
});

test('places stay: what a person pinned is not moved by a drag or by tidying up', async ({ page }) => {
  const ship = new BottleshipPage(page);
  await ship.open(3);
  const node = ship.node('node-2');
  const apart = async (): Promise<number> => (await node.boundingBox())!.y - (await ship.node('node-1').boundingBox())!.y;
  const drag = async (): Promise<void> => {
    // Waits until it lies still: the first fit of the view is over.
    await node.hover({ position: { x: 60, y: 12 } });
    const box = (await node.boundingBox())!;
    await page.mouse.down();
    await page.mouse.move(box.x + 90, box.y + 60, { steps: 6 });
    await page.mouse.up();
  };
  await drag();
  const moved = await apart();
  expect(moved).toBeGreaterThan(30);
  await ship.menu(node, 'Pin in place');
  await expect(node.getByLabel('Pinned')).toBeVisible();
  // A drag on what is pinned moves the whole graph at most, never the node against its neighbours.
  await drag();
  expect(await apart()).toBeCloseTo(moved, 0);
  await ship.graph.getByRole('button', { name: 'Fit' }).click();
  // What is pinned, or locked with all the rest, is chosen as before.
  await ship.inspector.getByRole('button', { name: 'Close' }).click();
  await node.click({ position: { x: 60, y: 16 } });
  await expect(ship.inspector.getByRole('button', { name: 'Unpin' })).toBeVisible();
  await ship.menu(node, 'Unpin');
  await expect(node.getByLabel('Pinned')).toHaveCount(0);
});
