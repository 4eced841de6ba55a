/** Every view, pane, dialog and menu, on a desk and on a phone, in every theme, without a serious finding of axe. */
import AxeBuilder from '@axe-core/playwright';
import axe, { type AxeResults, type ElementContext, type RunOptions } from 'axe-core';
import { expect, test, type Page } from '@playwright/test';
import { BottleshipPage } from './pages/BottleshipPage.ts';

const DIALOG = '[role="dialog"]', MENU = '[role="menu"]';
const GRAPH = 'section[aria-label="Cluster graph"]';
const THEMES = ['dark', 'light', 'projector'];

/**
 * Checks what is shown, or only a part of it, with all rules in every theme. axe goes into the page once and runs there: putting it there anew for
 * every look would take longer than the looks. The whole page is looked at by `AxeBuilder`, in frames too.
 */
async function check(page: Page, what: string, part?: string): Promise<void> {
  if (part) await expect(page.locator(part).first()).toBeVisible();
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  // A menu scrolls with the item that has the focus, and the arrow keys move that.
  const options: RunOptions = { resultTypes: ['violations'], preload: false, ...(part === MENU ? { rules: { 'scrollable-region-focusable': { enabled: false } } } : {}) };
  const found = await page.evaluate(async ({ themes, include, options }) => {
    const told: string[] = [];
    for (const theme of themes) {
      document.documentElement.dataset.theme = theme;
      document.documentElement.dataset.motion = 'reduced';
      await new Promise(requestAnimationFrame);
      const { violations } = await (window as unknown as { axe: { run: (context: ElementContext, options: RunOptions) => Promise<AxeResults> } }).axe.run({ include: [include], exclude: ['.monaco-editor', '.xterm'] }, options);
      for (const v of violations) if (v.impact === 'serious' || v.impact === 'critical') told.push(`${theme}: ${v.id}: ${v.nodes.slice(0, 3).map((n) => `${n.target.join(' ')} ${n.any[0]?.message ?? ''}`).join(' | ')}`);
    }
    document.documentElement.dataset.theme = themes[0];
    return told;
  }, { themes: THEMES, include: part ?? 'html', options });
  expect.soft(found, what).toEqual([]);
}

async function checkPage(page: Page, what: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).exclude('.monaco-editor').exclude('.xterm').analyze();
  expect.soft(violations.filter((v) => v.impact === 'serious' || v.impact === 'critical').map((v) => `${what}: ${v.id}: ${v.nodes[0]?.target.join(' ')}`)).toEqual([]);
  await check(page, what);
}

async function sail(page: Page): Promise<BottleshipPage> {
  const ship = new BottleshipPage(page);
  await ship.open(3, '&theme=dark&example=web.yaml');
  await ship.setSpeed('10');
  await expect(ship.pods('Running, 1 of 1')).toHaveCount(5);
  await page.getByRole('button', { name: 'Pause' }).click();
  return ship;
}

// A busy machine may take its time; a quiet one needs a fraction.
test.beforeEach(() => { test.setTimeout(240_000); });

test('axe finds nothing serious in the views and the inspector', async ({ page }) => {
  const ship = await sail(page);
  for (const view of ['Workloads', 'Services', 'Control plane', 'Machines']) {
    await page.getByRole('radio', { name: view }).click();
    await expect(page.getByRole('radio', { name: view })).toBeChecked();
    await check(page, view, GRAPH);
    await page.getByRole('button', { name: 'Show as table' }).click();
    await expect(ship.graph.getByRole('table').first()).toBeVisible();
    await check(page, `${view} as table`, '.twin');
    await page.getByRole('button', { name: 'Show as table' }).click();
  }
  await page.getByRole('button', { name: 'Legend' }).click();
  await page.getByRole('button', { name: 'Filter by state and label' }).click();
  await page.getByRole('dialog', { name: 'Filters' }).getByRole('button', { name: 'Failing' }).click();
  await check(page, 'filters', '.filter-menu');
  await page.keyboard.press('Escape');
  await check(page, 'legend and chips', GRAPH);
  await ship.graph.getByRole('button', { name: 'Clear all' }).click();
  await ship.graph.getByRole('combobox', { name: 'Search the graph' }).fill('web');
  await expect(ship.graph.getByRole('option').first()).toBeVisible();
  await check(page, 'hits of a search', '.search-box');
  await ship.graph.getByRole('combobox', { name: 'Search the graph' }).fill('');

  await ship.pods('Running').first().click();
  for (const tab of ['Summary', 'YAML', 'Describe', 'Events', 'Related', 'Why', 'Logs', 'Shell', 'Metrics']) {
    await ship.inspector.getByRole('tab', { name: tab }).click();
    await expect(ship.inspector.getByRole('tabpanel', { name: tab }).locator(':scope > *').first()).toBeVisible();
    await check(page, tab, 'section[aria-label="Inspector"]');
  }
});

test('axe finds nothing serious in dialogs and menus', async ({ page }) => {
  const ship = await sail(page);
  await page.getByRole('button', { name: 'Keys and help' }).click();
  await check(page, 'help', DIALOG);
  await page.keyboard.press('Escape');
  await page.keyboard.press('ControlOrMeta+K');
  await page.getByPlaceholder('What would you like to do?').fill('tour');
  await check(page, 'palette', DIALOG);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: /in a bottle/ })).toBeVisible();
  await check(page, 'tour', DIALOG);
  await page.getByRole('button', { name: 'Skip' }).click();
  await page.getByRole('button', { name: 'Add nodes' }).click();
  await check(page, 'add nodes', DIALOG);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Theme' }).click();
  await check(page, 'theme menu', MENU);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Examples' }).click();
  await check(page, 'examples', MENU);
  await page.keyboard.press('Escape');
  await ship.node('node-1').click({ button: 'right', position: { x: 60, y: 16 } });
  await check(page, 'menu of a node', MENU);
  await page.keyboard.press('Escape');

  await ship.faults.getByRole('button', { name: 'Node crash' }).click();
  await check(page, 'form of a fault', DIALOG);
  await page.keyboard.press('Enter');
  await expect(ship.faults.getByRole('button', { name: /^Heal Node crash/ })).toBeVisible();
  await checkPage(page, 'a fault and its notice');
});

test('axe finds nothing serious on a phone', async ({ page }) => {
  const ship = await sail(page);
  await page.setViewportSize({ width: 390, height: 844 });
  await ship.pods('Running').first().click({ force: true });
  await checkPage(page, 'graph and what is chosen');
  const tabs = page.getByRole('navigation', { name: 'Panes' });
  for (const pane of ['Editor', 'Terminal', 'Inspector', 'Faults', 'Timeline']) {
    await tabs.getByRole('button', { name: pane }).click();
    await expect(page.getByRole('region', { name: pane, exact: true })).toBeVisible();
    await check(page, pane);
  }
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await check(page, 'more', MENU);
  await page.keyboard.press('Escape');
  await tabs.getByRole('button', { name: 'Faults' }).click();
  await ship.faults.getByRole('button', { name: 'Node crash' }).click();
  await check(page, 'sheet of a fault', DIALOG);
  await page.keyboard.press('Escape');
  await tabs.getByRole('button', { name: 'Graph' }).click();
  await page.getByRole('button', { name: 'Show as table' }).click();
  await ship.node('node-1').click({ button: 'right' });
  await check(page, 'sheet of a node', MENU);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'More', exact: true }).click();
  // Nothing is wider than the window, and what is pressed is big enough for a finger.
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await page.keyboard.press('Escape');
  const small = await page.evaluate(() => [...document.querySelectorAll('.head button, .phone-tabs button, .timeline .tool-button')].filter((b) => b.getBoundingClientRect().height < 40).map((b) => b.textContent));
  expect(small).toEqual([]);
});

test('axe finds nothing serious where there is no cluster, where it died, and inside another page', async ({ page }) => {
  await page.goto('./?nodes=0&theme=dark');
  await expect(page.getByRole('button', { name: 'Add nodes' }).first()).toBeVisible();
  await check(page, 'no node');
  await page.goto('./?embed&nodes=2&view=workloads');
  await expect(page.getByRole('region', { name: 'Cluster graph' })).toBeVisible();
  await checkPage(page, 'embedded');
  await page.addInitScript(() => { const Real = window.Worker; window.Worker = class extends Real { constructor(url: string | URL, options?: WorkerOptions) { super(url, options); if (String(url).includes('/worker-')) Object.assign(window, { theWorker: this }); } }; });
  await page.goto('./?nodes=2');
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
  await page.evaluate(() => { (window as unknown as { theWorker: Worker }).theWorker.dispatchEvent(new ErrorEvent('error', { message: 'out of memory' })); });
  await expect(page.getByRole('alertdialog')).toBeVisible();
  await check(page, 'the worker died');
});
