/** A steady-state check tells when it broke and for how long; a fault strikes several of an app, later, and ends of itself. */
import { expect, test } from '@playwright/test';
import { BottleshipPage } from './pages/BottleshipPage.ts';

test('half of an app crashes in ten seconds, and the verdict says how long it was too few', async ({ page }) => {
  const ship = new BottleshipPage(page);
  await ship.open(3, '&example=web.yaml');
  await ship.setSpeed('10');
  await expect(ship.pods('Running, 1 of 1')).toHaveCount(5);
  await ship.setSpeed('1');
  const steady = ship.faults.getByRole('region', { name: 'Steady state' });
  await steady.getByLabel('Workload to watch').selectOption({ label: 'web' });
  await steady.getByLabel('Ready at least').fill('4');
  await steady.getByRole('button', { name: 'Watch', exact: true }).click();
  await expect(steady.getByText(/^Holds, since/)).toBeVisible();

  await ship.pods('Running').first().click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Inject fault' }).press('ArrowRight');
  await page.getByRole('menuitem', { name: 'Readiness failing' }).press('Enter');
  const form = page.getByRole('dialog', { name: 'Readiness failing' });
  await form.getByLabel('How many of its app').selectOption('all');
  await form.getByLabel('When').selectOption('10s');
  await form.getByLabel('For how long').selectOption('1m');
  await form.getByRole('button', { name: 'Inject' }).click();
  const active = ship.faults.getByRole('list', { name: 'Active faults' });
  await expect(active.getByText(/^in 0:\d\d$/)).toBeVisible();
  await ship.setSpeed('10');
  await expect(active.getByText(/left$/)).toBeVisible();
  await expect(steady.getByText(/^Broken: \d ready/)).toBeVisible();
  await expect(active).toHaveCount(0);
  await expect(steady.getByText(/^Holds again, broken once, \d:\d\d in all/)).toBeVisible();
});
