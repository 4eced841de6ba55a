/** What the other journeys do by keyboard, again by mouse: search, table, tools, theme, panes, time, healing, tour. */
import { expect, test } from '@playwright/test';
import { BottleshipPage } from './pages/BottleshipPage.ts';

test('search, table, tools of the graph, theme, panes, step and speed, heal one and all, tour', async ({ page }) => {
  test.setTimeout(120_000);
  const ship = new BottleshipPage(page);
  await ship.open(3, '&example=web.yaml');
  await ship.setSpeed('10');
  await expect(ship.pods('Running, 1 of 1')).toHaveCount(5);
  const button = (name: string | RegExp) => page.getByRole('button', { name });

  await test.step('a hit of the search is pressed', async () => {
    await page.getByRole('radio', { name: 'Control plane' }).click();
    await ship.graph.getByRole('combobox', { name: 'Search the graph' }).click();
    await page.keyboard.type('pod/web');
    await ship.graph.getByRole('option', { name: /^Pod web-/ }).first().click();
    await expect(page.getByRole('radio', { name: 'Machines' })).toBeChecked();
    await expect(ship.inspector.getByRole('heading', { name: /^web-/ })).toBeVisible();
    await button('Clear search').click();
  });

  await test.step('a row of the table is pressed, and has its menu', async () => {
    await button('Show as table').click();
    await ship.graph.getByRole('button', { name: /^Pod web-/ }).first().click();
    await expect(ship.inspector.getByRole('heading', { name: /^web-/ })).toBeVisible();
    await ship.node('node-1').click({ button: 'right' });
    await expect(page.getByRole('menuitem', { name: 'Cordon' })).toBeVisible();
    await page.keyboard.press('Escape');
    await button('Show as table').click();
  });

  await test.step('tools, theme and panes', async () => {
    await button('Legend').click();
    await expect(ship.graph.getByRole('list', { name: 'Legend' })).toBeVisible();
    await button('Legend').click();
    // What is locked is not dragged, but chosen and has its menu.
    await button('Lock places').click();
    await ship.node('node-3').click({ position: { x: 60, y: 16 } });
    await expect(ship.inspector.getByRole('heading', { name: 'node-3' })).toBeVisible();
    const before = (await ship.node('node-1').boundingBox())!.x - (await ship.node('node-3').boundingBox())!.x;
    const at = (await ship.node('node-3').boundingBox())!;
    await page.mouse.move(at.x + 60, at.y + 16);
    await page.mouse.down();
    await page.mouse.move(at.x + 20, at.y + 60, { steps: 5 });
    await page.mouse.up();
    expect((await ship.node('node-1').boundingBox())!.x - (await ship.node('node-3').boundingBox())!.x).toBeCloseTo(before, 0);
    await ship.node('node-3').click({ button: 'right', position: { x: 60, y: 16 } });
    await expect(page.getByRole('menuitem', { name: 'Drain' })).toBeVisible();
    await page.keyboard.press('Escape');
    await button('Lock places').click();
    await button('Theme').click();
    await page.getByRole('menuitemradio', { name: 'Light' }).click();
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
    await button('Terminal pane').click();
    await expect(ship.terminal).not.toBeInViewport();
    await button('Terminal pane').click();
    await expect(ship.terminal).toBeInViewport();
  });

  await test.step('time stands still, goes by one event, and goes on', async () => {
    await button('Pause').click();
    await button('Step').click();
    await button('Play').click();
    await expect(button('Pause')).toBeVisible();
  });

  await test.step('an act of the inspector; one fault is healed, then all', async () => {
    await ship.inspector.getByRole('button', { name: 'Kill node' }).click();
    await ship.pods('Running').first().click();
    await ship.faults.getByRole('button', { name: 'Mount failure' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Inject' }).click();
    const active = ship.faults.getByRole('list', { name: 'Active faults' }).getByRole('listitem');
    await expect(active).toHaveCount(2);
    await expect(ship.pods('ContainerCreating').first()).toBeVisible();
    await ship.faults.getByRole('button', { name: /^Heal Node crash/ }).click();
    await expect(active).toHaveCount(1);
    await ship.faults.getByRole('button', { name: 'Heal all' }).click();
    await expect(ship.faults.getByRole('list', { name: 'Active faults' })).toHaveCount(0);
    await expect(ship.pods('Running, 1 of 1')).toHaveCount(5);
    await ship.timeline.getByRole('button', { name: /^Show pod web-/ }).first().click();
    await expect(ship.inspector.getByRole('heading', { name: /^web-/ })).toBeVisible();
  });

  await test.step('a component whose work fails tells its errors', async () => {
    await page.getByRole('radio', { name: 'Control plane' }).click();
    await ship.graph.getByRole('button', { name: /^kube-controller-manager: / }).click();
    await ship.faults.getByRole('button', { name: 'Failing work' }).click();
    const form = page.getByRole('dialog', { name: 'Failing work' });
    await expect(form.getByLabel('Target')).toHaveValue('Component//kube-controller-manager');
    await form.getByRole('button', { name: 'Inject' }).click();
    await ship.run('kubectl scale deployment web --replicas=7');
    await expect(ship.inspector.getByText(/times a loop has failed: each was tried again/)).toBeVisible();
    await expect(ship.inspector.getByRole('listitem').filter({ hasText: 'injected failure' }).first()).toBeVisible();
    await expect(ship.graph.getByRole('button', { name: /^kube-controller-manager: \d+ errors/ })).toBeVisible();
    await ship.faults.getByRole('button', { name: /^Heal Failing work/ }).click();
    await expect(ship.faults.getByRole('list', { name: 'Active faults' })).toHaveCount(0);
  });

  await test.step('help and tour', async () => {
    await button('Keys and help').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    await button('Commands').click();
    await page.getByRole('combobox', { name: 'Commands' }).fill('tour');
    await page.getByRole('option', { name: 'Take the tour' }).click();
    await page.getByRole('button', { name: 'Skip' }).click();
    await expect(page.getByRole('dialog')).toHaveCount(0);
  });
});
