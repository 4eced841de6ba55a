/** The first story: apply, lose a node, heal, scale; by mouse, and again by keyboard alone. */
import { expect, test } from '@playwright/test';
import { BottleshipPage } from './pages/BottleshipPage.ts';

test('by mouse: apply nginx, kill a node, watch the cluster heal, restore, scale', async ({ page }) => {
  const ship = new BottleshipPage(page);
  await ship.open();
  await ship.editor.getByRole('button', { name: 'Apply' }).click();
  await expect(ship.editor.getByText('deployment.apps/nginx created')).toBeVisible();
  await ship.setSpeed('10');
  await expect(ship.pods('Running, 1 of 1')).toHaveCount(3);

  const places = await ship.graph.getByLabel(/^Node /).evaluateAll((nodes) => nodes.map((n) => JSON.stringify(n.getBoundingClientRect())));
  await ship.menu(ship.node('node-1'), 'Kill node');
  await ship.setSpeed('60');
  await expect(ship.node('node-1')).toHaveAccessibleName(/NotReady/);
  await expect(ship.faults.getByText('Node crash').first()).toBeVisible();
  await ship.setSpeed('300');
  await expect(ship.pods('Running, 1 of 1').and(ship.graph.getByLabel(/on node-[23]$/))).toHaveCount(3, { timeout: 30_000 });
  await ship.menu(ship.node('node-1'), 'Restore node');
  await expect(ship.node('node-1')).toHaveAccessibleName(/, Ready/);
  expect(await ship.graph.getByLabel(/^Node /).evaluateAll((nodes) => nodes.map((n) => JSON.stringify(n.getBoundingClientRect())))).toEqual(places);

  await page.getByRole('radio', { name: 'Workloads' }).click();
  await ship.menu(ship.graph.getByLabel(/^Deployment nginx,/), 'Scale');
  await page.getByRole('spinbutton', { name: 'Replicas' }).fill('6');
  await page.getByRole('dialog').getByRole('button', { name: 'Scale' }).click();
  await expect(ship.graph.getByLabel(/^Deployment nginx, Ready, 6 of 6/)).toBeVisible();

  await ship.write('apiVersion: v1\nkind: Service\nmetadata:\n  name: nginx\nspec:\n  selector:\n    app: nginx\n  ports:\n    - port: 80\n');
  await ship.editor.getByRole('button', { name: 'Apply' }).click();
  await expect(ship.editor.getByText('service/nginx created')).toBeVisible();
  await page.getByRole('radio', { name: 'Services' }).click();
  await expect(ship.graph.getByLabel(/^Service nginx, .*6 of 6 ready/)).toBeVisible();
  await page.getByRole('radio', { name: 'Workloads' }).click();
  await ship.menu(ship.graph.getByLabel(/^Deployment nginx,/), 'Delete');
  await expect(ship.graph.getByLabel(/^Deployment nginx,/)).toHaveCount(0);
});

test('by keyboard: the same', async ({ page }) => {
  const ship = new BottleshipPage(page);
  await ship.open();
  await page.keyboard.press('Control+K');
  await expect(page.getByRole('combobox', { name: 'Commands' })).toBeFocused();
  await page.keyboard.type('Example nginx Deployment');
  await page.keyboard.press('Enter');
  await ship.editor.getByRole('textbox', { name: 'Manifest' }).focus();
  await page.keyboard.press('Control+Enter');
  await expect(ship.editor.getByText('deployment.apps/nginx created')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByLabel('Speed', { exact: true }).focus();
  await page.getByLabel('Speed', { exact: true }).press('End');
  await page.getByLabel('Speed', { exact: true }).press('ArrowUp');
  await expect(ship.pods('Running, 1 of 1')).toHaveCount(3);

  await ship.node('node-2').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('k');
  await expect(ship.node('node-2')).toHaveAccessibleName(/NotReady/, { timeout: 30_000 });
  await expect(ship.pods('Running, 1 of 1').and(ship.graph.getByLabel(/on node-[13]$/))).toHaveCount(3, { timeout: 30_000 });
  await ship.node('node-2').focus();
  await page.keyboard.press('m');
  await page.getByRole('menuitem', { name: 'Restore node' }).focus();
  await page.keyboard.press('Enter');
  await expect(ship.node('node-2')).toHaveAccessibleName(/, Ready/);

  await page.keyboard.press('t');
  await ship.graph.getByRole('button', { name: /^Node node-1,/ }).focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(ship.inspector.getByRole('heading', { name: 'node-3' })).toBeVisible();
});

test('broken YAML is refused at its line, and a good document beside a bad one is applied', async ({ page }) => {
  const ship = new BottleshipPage(page);
  await ship.open();
  await ship.write('apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: good\n---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: bad\nspec:\n  containers:\n    - name: a\n      image: nginx\n      ports:\n        - containerPort: 99999\n');
  await ship.editor.getByRole('button', { name: 'Apply' }).click();
  await expect(ship.editor.getByText('configmap/good created')).toBeVisible();
  await expect(ship.editor.getByText(/Line 15: .*containerPort.*must be between 1 and 65535/)).toBeVisible();
});

test('letters typed while the palette loads go to the palette, not to the cluster', async ({ page }) => {
  const ship = new BottleshipPage(page);
  await ship.open();
  await ship.editor.getByRole('button', { name: 'Apply' }).click();
  await expect(ship.pods('Running, 1 of 1')).toHaveCount(3);
  await page.getByRole('button', { name: 'Commands' }).click();
  await page.keyboard.type('restart');
  await expect(page.getByRole('combobox', { name: 'Commands' })).toHaveValue('restart');
  await page.keyboard.press('Escape');
  await expect(page.getByText('is restarting')).toHaveCount(0);
});
