/** Faults by drag and drop, from the menu, and by keyboard; healed one by one and all at once. */
import { expect, test } from '@playwright/test';
import { BottleshipPage } from './pages/BottleshipPage.ts';

test('a card dragged onto a node breaks it; where it does not fit, it says why', async ({ page }) => {
  const ship = new BottleshipPage(page);
  await ship.open();
  const card = ship.faults.getByRole('button', { name: 'Node partition' });
  await card.scrollIntoViewIfNeeded();
  const from = (await card.boundingBox())!, node = (await ship.node('node-3').boundingBox())!, service = (await ship.graph.getByLabel(/^Service kubernetes/).boundingBox())!;
  const drag = async (to: { x: number; y: number }): Promise<void> => {
    await page.mouse.move(from.x + 20, from.y + 10);
    await page.mouse.down();
    await page.mouse.move(from.x, from.y - 30, { steps: 4 });
    await page.mouse.move(to.x + 60, to.y + 20, { steps: 10 });
  };
  await drag(service);
  await page.mouse.up();
  await expect(page.getByRole('list', { name: 'Notices' }).getByText(/Node partition strikes nodes, not a Service/)).toBeVisible();
  await drag(node);
  await expect(ship.node('node-3')).toHaveAttribute('data-drop', 'over');
  await page.mouse.up();
  const dialog = page.getByRole('dialog', { name: 'Node partition' });
  await expect(dialog.getByLabel('Target')).toHaveValue('Node//node-3');
  await dialog.getByLabel('For how long').selectOption('5m');
  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: 'Inject' }).click({ timeout: 2000 }).catch(() => undefined);
  await expect(ship.faults.getByRole('list', { name: 'Active faults' }).getByText('Node partition')).toBeVisible();
  await ship.setSpeed('60');
  await expect(ship.node('node-3')).toHaveAccessibleName(/NotReady/);
  // Its five minutes end of itself.
  await expect(ship.node('node-3')).toHaveAccessibleName(/, Ready/, { timeout: 20_000 });
});

test('by keyboard: a card pressed, its form filled, all healed', async ({ page }) => {
  const ship = new BottleshipPage(page);
  await ship.open();
  await ship.node('node-2').focus();
  await page.keyboard.press('Enter');
  await ship.faults.getByRole('button', { name: 'Node crash' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog').getByLabel('Target')).toHaveValue('Node//node-2');
  // Enter injects from whichever field has the focus.
  await page.keyboard.press('Enter');
  await ship.setSpeed('60');
  await expect(ship.node('node-2')).toHaveAccessibleName(/NotReady/);
  await ship.faults.getByRole('button', { name: 'Heal all' }).focus();
  await page.keyboard.press('Enter');
  await expect(ship.node('node-2')).toHaveAccessibleName(/, Ready/);
  await expect(ship.faults.getByRole('button', { name: 'Heal all' })).toBeDisabled();
});
