/** Every view in every theme, without a serious finding of axe. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { BottleshipPage } from './pages/BottleshipPage.ts';

for (const theme of ['dark', 'light', 'projector']) {
  test(`axe finds nothing serious: ${theme}`, async ({ page }) => {
    const ship = new BottleshipPage(page);
    await ship.open(3, `&theme=${theme}&example=web.yaml`);
    await ship.setSpeed('10');
    await expect(ship.pods('Running, 1 of 1')).toHaveCount(5);
    await page.getByRole('button', { name: 'Pause' }).click();
    for (const view of ['Machines', 'Workloads', 'Services', 'Control plane', 'table']) {
      if (view === 'table') await page.getByRole('button', { name: 'Show as table' }).click();
      else await page.getByRole('radio', { name: view }).click();
      await page.waitForTimeout(400);
      const { violations } = await new AxeBuilder({ page }).exclude('.monaco-editor').analyze();
      const serious = violations.filter((v) => v.impact === 'serious' || v.impact === 'critical');
      expect.soft(serious.map((v) => `${view}: ${v.id}: ${v.nodes.slice(0, 3).map((n) => `${n.target.join(' ')} ${n.any[0]?.message ?? ''}`).join(' | ')}`)).toEqual([]);
    }
  });
}
