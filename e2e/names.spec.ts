/** The names that people's tools rely on, on a first visit at 1440x900, without a click. */
import { expect, test } from '@playwright/test';
import { BottleshipPage } from './pages/BottleshipPage.ts';

test('regions, buttons, the clock and the cards have their names', async ({ page }) => {
  const ship = new BottleshipPage(page);
  await page.goto('./');
  await expect(ship.node(/, Ready/)).toHaveCount(3);
  for (const name of ['Cluster graph', 'Editor', 'Terminal', 'Faults', 'Inspector', 'Timeline']) await expect(page.getByRole('region', { name }), name).toBeVisible();
  for (const name of ['Apply', 'Delete', 'Diff', 'Revert', 'Pause', 'Step', 'Show as table', 'Heal all']) await expect(page.getByRole('button', { name }), name).toBeVisible();
  await expect(page.getByLabel('Speed')).toBeVisible();
  await expect(page.getByRole('timer', { name: 'Virtual time' })).toHaveText(/\d\d:\d\d:\d\d/);
  for (const name of ['Pod kill', 'Container crash', 'Crash loop', 'Image pull failure', 'Readiness failing', 'Slow start', 'Node crash', 'Node reboot', 'Node partition', 'Kubelet stop', 'Cordon', 'Drain', 'Taint', 'Node pressure', 'Zone outage', 'Component down', 'Component slow', 'Stale watch']) {
    await expect(ship.faults.getByRole('button', { name, exact: true }), name).toHaveCount(1);
  }

  await ship.node('node-1').click({ button: 'right', position: { x: 60, y: 16 } });
  for (const name of ['Kill node', 'Cordon', 'Drain', 'Delete']) await expect(page.getByRole('menuitem', { name, exact: true }), name).toBeVisible();
  await page.keyboard.press('Escape');
  await ship.editor.getByRole('button', { name: 'Apply' }).click();
  await page.getByRole('radio', { name: 'Workloads' }).click();
  await ship.graph.getByLabel(/^Deployment nginx,/).click({ button: 'right', position: { x: 60, y: 16 } });
  for (const name of ['Scale', 'Restart', 'Delete']) await expect(page.getByRole('menuitem', { name, exact: true }), name).toBeVisible();
});
