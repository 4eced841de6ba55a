/** Acts on objects by menu, key, palette and inspector; what can be undone is undone; "?" shows the keys. */
import { expect, test } from '@playwright/test';
import { BottleshipPage } from './pages/BottleshipPage.ts';

test('by mouse: cordon and undo, drain, uncordon, restart, scale and undo, delete and undo', async ({ page }) => {
  const ship = new BottleshipPage(page);
  await ship.open();
  await ship.editor.getByRole('button', { name: 'Apply' }).click();
  await ship.setSpeed('10');
  await expect(ship.pods('Running, 1 of 1')).toHaveCount(3);

  await ship.menu(ship.node('node-2'), 'Cordon');
  await expect(ship.node('node-2')).toHaveAccessibleName(/SchedulingDisabled/);
  await ship.notice('takes no new pods').getByRole('button', { name: 'Undo' }).click();
  await expect(ship.node('node-2')).not.toHaveAccessibleName(/SchedulingDisabled/);

  await ship.menu(ship.node('node-2'), 'Drain');
  await expect(ship.pods().and(ship.graph.getByLabel(/on node-2$/))).toHaveCount(0);
  await expect(ship.node('node-2')).toHaveAccessibleName(/SchedulingDisabled/);
  await ship.menu(ship.node('node-2'), 'Uncordon');
  await expect(ship.node('node-2')).not.toHaveAccessibleName(/SchedulingDisabled/);
  await expect(ship.pods('Running, 1 of 1')).toHaveCount(3);

  await page.getByRole('radio', { name: 'Workloads' }).click();
  const deployment = ship.graph.getByLabel(/^Deployment nginx,/);
  await ship.menu(deployment, 'Restart');
  await expect(ship.notice('is restarting')).toBeVisible();
  await ship.menu(deployment, 'Scale');
  await page.getByRole('spinbutton', { name: 'Replicas' }).fill('5');
  await page.keyboard.press('Enter');
  await expect(deployment).toHaveAccessibleName(/5 of 5/);
  await ship.notice('scaled to 5').getByRole('button', { name: 'Undo' }).click();
  await expect(deployment).toHaveAccessibleName(/3 of 3/);
  await ship.menu(deployment, 'Delete');
  await expect(deployment).toHaveCount(0);
  await ship.notice('Deployment nginx deleted').getByRole('button', { name: 'Undo' }).click();
  await expect(deployment).toHaveAccessibleName(/3 of 3/);
});

test('by keyboard: the same, from menu, keys and palette', async ({ page }) => {
  const ship = new BottleshipPage(page);
  await ship.open(3, '&example=web.yaml');
  await ship.setSpeed('10');
  await expect(ship.pods('Running, 1 of 1')).toHaveCount(5);
  await ship.node('node-2').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('c');
  await expect(ship.node('node-2')).toHaveAccessibleName(/SchedulingDisabled/);
  await page.keyboard.press('Control+z');
  await expect(ship.node('node-2')).not.toHaveAccessibleName(/SchedulingDisabled/);
  await page.keyboard.press('Shift+D');
  await expect(ship.pods().and(ship.graph.getByLabel(/on node-2$/))).toHaveCount(0);
  await page.keyboard.press('u');
  await expect(ship.node('node-2')).not.toHaveAccessibleName(/SchedulingDisabled/);

  await page.keyboard.press('2');
  const deployment = ship.graph.getByLabel(/^Deployment web,/);
  await deployment.focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('s');
  await expect(page.getByRole('spinbutton', { name: 'Replicas' })).toHaveValue('5');
  await page.keyboard.type('2');
  await page.keyboard.press('Enter');
  await expect(deployment).toHaveAccessibleName(/2 of 2/);
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox', { name: 'Commands' })).toBeFocused();
  await page.keyboard.type('undo the last');
  await page.keyboard.press('Enter');
  await expect(deployment).toHaveAccessibleName(/5 of 5/);
  await deployment.focus();
  await page.keyboard.press('Delete');
  await expect(deployment).toHaveCount(0);
  await page.keyboard.press('Control+z');
  await expect(deployment).toHaveAccessibleName(/5 of 5/);

  await page.keyboard.press('?');
  const help = page.getByRole('dialog', { name: 'Keys and help' });
  for (const text of ['Kill node', 'Undo the last act', 'Leave by Tab, this once', 'Lines typed before', 'It cannot bring back']) await expect(help.getByText(text)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(help).toHaveCount(0);
});

test('time: space and "." pause and play, ">" steps, brackets change the speed', async ({ page }) => {
  const ship = new BottleshipPage(page);
  await ship.open();
  const speed = page.getByLabel('Speed'), play = page.getByRole('button', { name: 'Play' }), pause = page.getByRole('button', { name: 'Pause' });
  await page.locator('h1').click();
  await page.keyboard.press('Space');
  await expect(play).toBeVisible();
  await page.keyboard.press('.');
  await expect(pause).toBeVisible();
  await page.keyboard.press(']');
  await expect(speed).toHaveValue('2');
  await page.keyboard.press('[');
  await page.keyboard.press('[');
  await expect(speed).toHaveValue('0.5');
  await page.keyboard.press('.');
  await expect(play).toBeVisible();
  const timer = page.getByRole('timer', { name: 'Virtual time' });
  let at = '';
  await expect.poll(async () => { const before = at; at = await timer.innerText(); return at === before; }).toBe(true);
  // Some event moves the clock by a second: a step is one event, and time still stands.
  await expect.poll(async () => { await page.getByRole('button', { name: 'Step' }).click(); return timer.innerText(); }).not.toBe(at);
  await expect(play).toBeVisible();
  await play.click();
  await expect(pause).toBeVisible();
});

test('a fault on a target that vanished says so and does no harm', async ({ page }) => {
  const ship = new BottleshipPage(page);
  await ship.open(3, '&example=nginx-pod.yaml');
  await expect(ship.pods()).toHaveCount(1);
  await ship.pods().first().click();
  await ship.faults.getByRole('button', { name: 'Container crash' }).click();
  const form = page.getByRole('dialog', { name: 'Container crash' });
  await expect(form.getByLabel('Target')).toHaveValue('Pod/default/nginx');
  await form.getByLabel('When').selectOption('10s');
  await form.getByRole('button', { name: 'Inject' }).click();
  await ship.run('kubectl delete pod nginx --grace-period=0 --force');
  await ship.setSpeed('10');
  await expect(ship.faults.getByRole('list', { name: 'Active faults' })).toHaveCount(0);
  await expect(ship.notice('ContainerCrash did not strike')).toBeVisible();
  await expect(ship.node(/, Ready/)).toHaveCount(3);
});
