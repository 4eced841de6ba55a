/** What the inspector tells of one pod: its parts, its YAML changed in place, its description, log, metrics, and why it is where it is. */
import { expect, test } from '@playwright/test';
import { BottleshipPage } from './pages/BottleshipPage.ts';

const POD = 'apiVersion: v1\nkind: Pod\nmetadata: {name: crier}\nspec: {containers: [{name: c, image: busybox, command: [sh, -c, "echo ahoy; sleep 3600"], resources: {requests: {cpu: 100m}}}]}\n';

test('a pod, told part by part', async ({ page }) => {
  const ship = new BottleshipPage(page);
  await ship.open();
  await ship.write(POD);
  await ship.setSpeed('10');
  await ship.editor.getByRole('button', { name: 'Apply' }).click();
  await ship.graph.getByLabel(/^Pod crier, Running/).click();
  const { inspector } = ship;
  const open = (tab: string): Promise<void> => inspector.getByRole('tab', { name: tab }).click();
  await expect(inspector.getByText(/^It runs on node-\d and is ready\.$/)).toBeVisible();
  await expect(inspector.getByRole('link', { name: /Kubernetes documentation/ })).toHaveAttribute('href', /^https:\/\/kubernetes\.io\/docs\//);

  await open('YAML');
  await expect(inspector.getByRole('tabpanel', { name: 'YAML' })).not.toContainText('managedFields');
  await inspector.getByRole('button', { name: 'Edit', exact: true }).click();
  const field = inspector.getByRole('textbox', { name: 'YAML of Pod crier' });
  const text = await field.inputValue();
  await field.fill(text.replace('image: busybox', 'image: ""'));
  await inspector.getByRole('button', { name: 'Save' }).click();
  await expect(inspector.getByRole('alert')).toContainText('Pod "crier" is invalid');
  await field.fill(text.replace('labels:', 'labels:\n    crew: one'));
  await field.press('ControlOrMeta+Enter');
  await expect(inspector.getByRole('tabpanel', { name: 'YAML' })).toContainText('crew: one');

  await open('Describe');
  await expect(inspector.getByLabel('Description')).toContainText(/^Name: +crier\n/);
  await open('Logs');
  await expect(inspector.getByRole('log')).toHaveText('ahoy\n');
  await open('Shell');
  await page.keyboard.type('hostname');
  await page.keyboard.press('Enter');
  await expect(inspector.getByRole('log')).toContainText('$ hostname\ncrier\n');
  await page.keyboard.type('nosuch');
  await page.keyboard.press('Enter');
  await expect(inspector.getByRole('log')).toContainText('command terminated with exit code 127');
  await open('Metrics');
  await expect(inspector.getByText(/^\d+m$/)).toBeVisible();

  await open('Why');
  await expect(inspector.getByRole('row', { name: /Chosen/ })).toBeVisible();
  await expect(inspector.getByRole('list', { name: 'Causes, newest first' })).toContainText('You');
  await inspector.getByRole('button', { name: /^node-\d$/ }).click();
  await expect(inspector.getByText('Its kubelet reports, and it runs pods.')).toBeVisible();

  await page.getByRole('radio', { name: 'Control plane' }).click();
  await ship.graph.getByRole('button', { name: /^kube-scheduler: / }).click();
  await expect(inspector.getByText('It is up, and its loops work. No loop has failed.')).toBeVisible();
});

test('a phone shows all nodes from the start, and Fit brings them back', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const ship = new BottleshipPage(page);
  await ship.open();
  const whole = async (): Promise<void> => { for (const name of ['node-1', 'node-2', 'node-3']) await expect(ship.node(name)).toBeInViewport({ ratio: 0.99 }); };
  await whole();
  await page.mouse.move(200, 560);
  await page.mouse.wheel(0, -600);
  await expect(ship.node('node-1')).not.toBeInViewport({ ratio: 0.99 });
  await ship.graph.getByRole('button', { name: 'Fit' }).click();
  await whole();
});
