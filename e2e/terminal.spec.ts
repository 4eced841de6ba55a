/** The terminal: a laptop's shell beside the cluster. */
import { expect, test } from '@playwright/test';
import { BottleshipPage } from './pages/BottleshipPage.ts';

test('kubectl, pipes, completion, history, files of the editor', async ({ page }) => {
  const ship = new BottleshipPage(page);
  await ship.open();
  await expect(ship.screen).toContainText('$');
  await ship.run('kubectl get nodes');
  await expect(ship.screen).toContainText('node-3');
  await ship.run('k get nodes --no-headers | wc -l');
  await expect(ship.screen).toContainText(/wc -l\s*3/);

  await test.step('Tab completes verbs, resources and names', async () => {
    await page.keyboard.type('kubectl ge');
    await page.keyboard.press('Tab');
    await page.keyboard.type('nodes node-');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await expect(ship.screen).toContainText(/node-1\s+node-2\s+node-3/);
    await page.keyboard.press('Control+C');
  });

  await test.step('what is written here is a file of the editor, and the other way round', async () => {
    await ship.run('printf "kind: ConfigMap\\napiVersion: v1\\nmetadata:\\n  name: made-here\\n" > made.yaml; edit made.yaml');
    await expect(ship.editor.getByRole('tab', { name: 'made.yaml' })).toHaveAttribute('aria-selected', 'true');
    await ship.write('kind: ConfigMap\napiVersion: v1\nmetadata:\n  name: from-editor\n');
    await ship.run('grep name: made.yaml');
    await expect(ship.screen).toContainText('name: from-editor');
  });

  await test.step('a file of the editor is applied from here', async () => {
    await ship.run('kubectl apply -f nginx-deployment.yaml && kubectl rollout status deployment/nginx');
    await expect(ship.screen).toContainText('deployment.apps/nginx created');
    await ship.setSpeed('10');
    await expect(ship.screen).toContainText('deployment "nginx" successfully rolled out');
    await ship.setSpeed('1');
  });

  await test.step('the arrow brings lines back, after a reload too', async () => {
    await ship.run('echo remember me');
    await page.reload();
    await expect(ship.screen).toContainText('$');
    await ship.terminal.getByRole('textbox', { name: 'Terminal input' }).focus();
    await page.keyboard.press('ArrowUp');
    await expect(ship.screen).toContainText('echo remember me');
  });
});

test('a watch prints as things happen, and Ctrl-C ends it', async ({ page }) => {
  const ship = new BottleshipPage(page);
  await ship.open();
  await expect(ship.screen).toContainText('$');
  await ship.run('kubectl get pods -w');
  await ship.editor.getByRole('button', { name: 'Apply' }).click();
  await expect(ship.screen).toContainText('ContainerCreating');
  await ship.terminal.getByRole('textbox', { name: 'Terminal input' }).focus();
  await page.keyboard.press('Control+C');
  await ship.run('echo $((40 + 2))');
  await expect(ship.screen).toContainText(/\n?42/);
});

test('watch draws anew, an alias and a loop run, Ctrl-R finds, kubectl edit opens the Editor', async ({ page }) => {
  const ship = new BottleshipPage(page);
  await ship.open(3, '&example=configmap.yaml');
  await expect(ship.screen).toContainText('$');
  await ship.run('alias kn="kubectl get nodes --no-headers"');
  await ship.run('for i in 1 2; do kn | wc -l; done | sort -u | sed s,^,lines:,');
  await expect(ship.screen).toContainText('lines:3');
  await ship.run('watch -n 1 kubectl get configmap app-config');
  await expect(ship.screen).toContainText('Every 1.0s: kubectl get configmap app-config');
  await expect(ship.screen).toContainText(/app-config +\d+ +\d+s/);
  await page.keyboard.press('Control+C');
  await expect(ship.screen).toContainText('lines:3');
  await page.keyboard.press('Control+R');
  await page.keyboard.type('alias k');
  await expect(ship.screen).toContainText("(reverse-i-search)`alias k': alias kn=");
  await page.keyboard.press('Control+C');
  await ship.run('kubectl edit configmap app-config');
  await expect(ship.editor.locator('.view-lines')).toContainText('Please edit the object below');
  await ship.editor.getByRole('textbox', { name: 'Manifest' }).focus();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.insertText('  \n');
  await ship.editor.getByRole('button', { name: 'Apply' }).click();
  await expect(ship.screen).toContainText(/no changes made|edited/);
});

test('several terminals, each in its own folder', async ({ page }) => {
  const ship = new BottleshipPage(page);
  await ship.open();
  await expect(ship.screen).toContainText('$');
  await ship.run('mkdir -p one && cd one');
  await ship.terminal.getByRole('button', { name: 'New terminal' }).click();
  await expect(ship.terminal.getByRole('tab')).toHaveCount(2);
  await ship.run('pwd');
  await expect(ship.screen).toContainText('/home/you');
  await expect(ship.screen).not.toContainText('/home/you/one');
  await ship.terminal.getByRole('tab', { name: 'Shell 1' }).click();
  await ship.run('pwd');
  await expect(ship.screen).toContainText('/home/you/one');
  await ship.run('exit');
  await expect(ship.terminal.getByRole('tab')).toHaveCount(0);
});

test('it can be left by keyboard', async ({ page }) => {
  const ship = new BottleshipPage(page);
  await ship.open();
  await expect(ship.screen).toContainText('$');
  const input = ship.terminal.getByRole('textbox', { name: 'Terminal input' });
  await input.focus();
  await page.keyboard.press('Shift+Tab');
  await expect(input).not.toBeFocused();
});
