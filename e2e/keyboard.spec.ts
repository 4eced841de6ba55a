/** What the other journeys do by pointer, again by keyboard alone: the graph, what is chosen, faults, time, the first visit. */
import { expect, test } from '@playwright/test';
import { BottleshipPage } from './pages/BottleshipPage.ts';
import { deploymentText } from './pages/manifests.ts';

test.beforeEach(() => { test.setTimeout(120_000); });

test('the graph: filters, a stack, messages, moving, pinning, locking, legend, panes, theme', async ({ page }) => {
  const ship = new BottleshipPage(page);
  await ship.open(3);
  const press = async (name: string): Promise<void> => { await page.getByRole('button', { name, exact: true }).focus(); await page.keyboard.press('Enter'); };
  await ship.write(`${deploymentText('web', 4)}---\n${deploymentText('broken', 2, 'nginx:no-such-tag')}`);
  await page.keyboard.press('ControlOrMeta+Enter');
  await ship.setSpeed('10');
  await expect(ship.pods('(ImagePullBackOff|ErrImagePull)')).toHaveCount(2);
  await expect(ship.pods('Running, 1 of 1')).toHaveCount(4);

  await test.step('filters go on and off', async () => {
    await press('Filter by state and label');
    await page.getByRole('dialog', { name: 'Filters' }).getByRole('button', { name: 'Failing' }).focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('Escape');
    const chips = ship.graph.getByRole('group', { name: 'Filters that are on' });
    await expect(chips).toContainText('2 pods');
    await chips.getByRole('button', { name: 'Clear all' }).focus();
    await page.keyboard.press('Enter');
    await expect(chips).toHaveCount(0);
  });

  await test.step('a stack opens and closes, from its workload and from its menu', async () => {
    await press('Show as table');
    await press('Show as table');
    await page.keyboard.press('2');
    await ship.graph.getByLabel(/^Deployment web,/).focus();
    await page.keyboard.press('Enter');
    const stack = ship.graph.getByRole('button', { name: /^4 pods/ });
    await page.keyboard.press('o');
    await expect(stack).toHaveAttribute('aria-expanded', 'true');
    await ship.graph.getByLabel(/^Deployment web,/).focus();
    await page.keyboard.press('m');
    await page.getByRole('menuitem', { name: 'Open or close its pods' }).focus();
    await page.keyboard.press('Enter');
    await expect(stack).toHaveAttribute('aria-expanded', 'false');
  });

  await test.step('messages are opened', async () => {
    await page.keyboard.press('4');
    await ship.graph.getByRole('button', { name: /^Messages/ }).focus();
    await page.keyboard.press('Enter');
    await expect(ship.graph.getByRole('list', { name: 'Messages' })).toBeVisible();
    await page.keyboard.press('1');
  });

  await test.step('a node moves by Alt and arrows, unless it is pinned or all are locked', async () => {
    const node = ship.node('node-2');
    const lower = async (): Promise<number> => (await node.boundingBox())!.y - (await ship.node('node-1').boundingBox())!.y;
    await node.focus();
    for (let i = 0; i < 3; i++) await page.keyboard.press('Alt+ArrowDown');
    await expect.poll(lower).toBeGreaterThan(20);
    const moved = await lower();
    await page.keyboard.press('Enter');
    await page.keyboard.press('m');
    await page.getByRole('menuitem', { name: 'Pin in place' }).focus();
    await page.keyboard.press('Enter');
    await expect(node.getByLabel('Pinned')).toBeVisible();
    await node.focus();
    await page.keyboard.press('Alt+ArrowDown');
    expect(await lower()).toBeCloseTo(moved, 0);
    await page.keyboard.press('m');
    await page.getByRole('menuitem', { name: 'Unpin' }).focus();
    await page.keyboard.press('Enter');
    await expect(node.getByLabel('Pinned')).toHaveCount(0);
    await press('Lock places');
    await node.focus();
    await page.keyboard.press('Alt+ArrowDown');
    expect(await lower()).toBeCloseTo(moved, 0);
    // What is locked is chosen as before.
    await ship.node('node-3').focus();
    await page.keyboard.press('Enter');
    await expect(ship.inspector.getByRole('heading', { name: 'node-3' })).toBeVisible();
    await press('Lock places');
  });

  await test.step('legend, minimap, panes and theme', async () => {
    await page.keyboard.press('l');
    await expect(ship.graph.getByRole('list', { name: 'Legend' })).toBeVisible();
    await page.keyboard.press('l');
    await press('Minimap');
    await expect(page.getByRole('button', { name: 'Minimap', exact: true })).toHaveAttribute('aria-pressed', 'false');
    await press('Minimap');
    for (const [key, region] of [['e', ship.editor], ['j', ship.terminal], ['i', ship.faults]] as const) {
      await page.keyboard.press(key);
      await expect(region).not.toBeInViewport();
      await page.keyboard.press(key);
      await expect(region).toBeInViewport();
    }
    await press('Theme');
    await page.keyboard.type('Projector');
    await page.keyboard.press('Enter');
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'projector');
  });
});

test('what is chosen, and what is broken: inspector, steady state, faults from palette and YAML, healed one by one, timeline, first visit', async ({ page }) => {
  const ship = new BottleshipPage(page);
  await ship.open(3);
  const { inspector, faults, timeline } = ship;

  await test.step('the first of three things to try', async () => {
    await inspector.getByRole('button', { name: /^Set sail/ }).focus();
    await page.keyboard.press('Enter');
    await ship.setSpeed('10');
    await expect(ship.pods('Running, 1 of 1')).toHaveCount(5);
    await ship.setSpeed('1');
  });

  await test.step('tabs by arrows, YAML changed, a line in its shell', async () => {
    await ship.pods('Running').first().focus();
    await page.keyboard.press('Enter');
    await inspector.getByRole('tab', { name: 'Summary' }).focus();
    for (const tab of ['YAML', 'Describe', 'Events', 'Related', 'Why', 'Logs', 'Shell', 'Metrics']) {
      await page.keyboard.press('ArrowRight');
      await expect(inspector.getByRole('tabpanel', { name: tab })).toBeVisible();
    }
    await inspector.getByRole('tab', { name: 'YAML' }).focus();
    await inspector.getByRole('button', { name: 'Edit', exact: true }).focus();
    await page.keyboard.press('Enter');
    const field = inspector.getByRole('textbox', { name: /^YAML of Pod/ });
    await expect(field).toBeFocused();
    const text = await field.inputValue();
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.insertText(text.replace('labels:', 'labels:\n    crew: one'));
    await page.keyboard.press('ControlOrMeta+Enter');
    await expect(inspector.getByRole('tabpanel', { name: 'YAML' })).toContainText('crew: one');
    await inspector.getByRole('tab', { name: 'Shell' }).focus();
    await page.keyboard.press('Enter');
    await expect(inspector.getByRole('tabpanel', { name: 'Shell' }).getByRole('textbox')).toBeFocused();
    await page.keyboard.type('hostname');
    await page.keyboard.press('Enter');
    await expect(inspector.getByRole('log')).toContainText('$ hostname\nweb-');
  });

  await test.step('a steady state is watched', async () => {
    const steady = faults.getByRole('region', { name: 'Steady state' });
    await steady.getByLabel('Ready at least').focus();
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type('4');
    await page.keyboard.press('Enter');
    await expect(steady.getByText(/^Holds, since/)).toBeVisible();
  });

  await test.step('a fault from the palette, another as YAML; one is healed, then the other', async () => {
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('combobox', { name: 'Commands' })).toBeFocused();
    await page.keyboard.type('fault readiness');
    await page.keyboard.press('Enter');
    const form = page.getByRole('dialog', { name: 'Readiness failing' });
    await expect(form.getByLabel('Target')).toHaveValue(/^Pod\/default\/web-/);
    await page.keyboard.press('Enter');
    const active = faults.getByRole('list', { name: 'Active faults' }).getByRole('listitem');
    await expect(active).toHaveCount(1);
    await ship.write('apiVersion: sandbox.bottleship.dev/v1alpha1\nkind: Fault\nmetadata: {name: dark}\nspec: {type: ZoneOutage, target: {kind: Zone, name: zone-c}}\n');
    await page.keyboard.press('ControlOrMeta+Enter');
    await expect(active).toHaveCount(2);
    await ship.setSpeed('10');
    await expect(faults.getByText(/^Broken: \d ready/)).toBeVisible();
    for (const [title, left] of [['Zone outage', 1], ['Readiness failing', 0]] as const) {
      await faults.getByRole('button', { name: new RegExp(`^Heal ${title}`) }).focus();
      await page.keyboard.press('Enter');
      await expect(active).toHaveCount(left);
    }
    await expect(ship.node(/, Ready/)).toHaveCount(3);
  });

  await test.step('an event leads to what it is about', async () => {
    await timeline.getByRole('button', { name: 'Warnings only' }).focus();
    await page.keyboard.press('Space');
    await timeline.getByRole('button', { name: /^Show pod web-/ }).first().focus();
    await page.keyboard.press('Enter');
    await expect(inspector.getByRole('heading', { name: /^web-/ })).toBeVisible();
    await expect(timeline.getByText(/^Started/)).toHaveCount(0);
  });

  await test.step('a second terminal, and back to the first', async () => {
    await ship.terminal.getByRole('button', { name: 'New terminal' }).focus();
    await page.keyboard.press('Enter');
    await expect(ship.terminal.getByRole('tab')).toHaveCount(2);
    await ship.terminal.getByRole('tab', { name: 'Shell 2' }).focus();
    await page.keyboard.press('ArrowLeft');
    await expect(ship.terminal.getByRole('tab', { name: 'Shell 1' })).toHaveAttribute('aria-selected', 'true');
  });
});
