/** The editor: from a text to objects, and every mistake at its line. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { BottleshipPage } from './pages/BottleshipPage.ts';

const configMap = (name: string, value = 'x'): string => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  key: "${value}"\n`;

test('apply, diff, revert, undo, delete', async ({ page }) => {
  const ship = new BottleshipPage(page);
  await ship.open();
  const { editor } = ship;
  await editor.getByRole('button', { name: 'New file' }).click();
  await ship.write(configMap('settings'));
  await editor.getByRole('button', { name: 'Diff', exact: true }).click();
  await expect(editor.getByRole('list', { name: 'Changes' })).toContainText('configmap/settings would be created');
  await editor.getByRole('button', { name: 'Diff', exact: true }).click();
  await editor.getByRole('button', { name: 'Apply' }).click();
  await expect(editor.getByRole('list', { name: 'Results' })).toContainText('configmap/settings created');

  await ship.write(configMap('settings', 'y'));
  await editor.getByRole('button', { name: 'Diff', exact: true }).click();
  await expect(editor.getByRole('list', { name: 'Changes' })).toContainText('configmap/settings would be configured');
  await editor.getByRole('button', { name: 'Diff', exact: true }).click();
  await editor.getByRole('button', { name: 'Revert' }).click();
  await expect(editor.locator('.view-lines')).toContainText('"x"');
  await editor.getByRole('textbox', { name: 'Manifest' }).focus();
  await page.keyboard.press('ControlOrMeta+Z');
  await expect(editor.locator('.view-lines')).toContainText('"y"');
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(editor.getByRole('list', { name: 'Results' })).toContainText('configmap/settings configured');
  await editor.getByRole('button', { name: 'Delete' }).click();
  await expect(editor.getByRole('list', { name: 'Results' })).toContainText('configmap/settings deleted');
});

test('mistakes are told while one types, at their lines', async ({ page }) => {
  const ship = new BottleshipPage(page);
  await ship.open();
  const findings = ship.editor.locator('.findings');
  await ship.editor.getByRole('button', { name: 'New file' }).click();
  await ship.write('apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  labels: {\nspec: {}\n');
  await expect(findings).toContainText('error parsing YAML');
  await ship.write(`${configMap('fine')}---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  containers:\n  - name: Bad_Name\n    image: nginx\n`);
  await expect(findings).toContainText('Line 14:');
  await expect(findings).toContainText('spec.containers[0].name');
  await ship.write('apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  tolerationz: []\n  containers:\n  - name: a\n    image: nginx\n');
  await expect(findings).toContainText('Line 6:');
  await ship.write('apiVersion: example.com/v1\nkind: Boat\nmetadata:\n  name: a\n');
  await expect(findings).toContainText('no matches for kind "Boat" in version "example.com/v1"');
  await ship.write(`apiVersion: v1\nkind: List\nitems:\n- ${configMap('one').trimEnd().replaceAll('\n', '\n  ')}\n- ${configMap('Not_A_Name').trimEnd().replaceAll('\n', '\n  ')}\n`);
  await expect(findings).toContainText('Line 13:');
  await ship.write('apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  namespace: nowhere\nspec:\n  containers:\n  - name: a\n    image: nginx\n    resources:\n      limits:\n        cpu: much\n');
  await expect(findings).toContainText('Line 12:');
  await ship.write('apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  namespace: nowhere\n');
  await expect(findings).toContainText('Line 5: namespaces "nowhere" not found');
  await ship.write('apiVersion: v1\nkind: Endpoints\nmetadata:\n  name: a\n');
  await expect(findings).toContainText('v1 Endpoints is deprecated');
  await ship.write(configMap('fine'));
  await expect(findings).toHaveCount(0);
});

test('by keyboard alone: a new file, an example by completion, applied, compared, and left', async ({ page }) => {
  const ship = new BottleshipPage(page);
  await ship.open();
  const { editor } = ship, field = editor.getByRole('textbox', { name: 'Manifest' });
  await editor.getByRole('button', { name: 'New file' }).focus();
  await page.keyboard.press('Enter');
  await expect(field).toBeFocused();
  await page.keyboard.press('Control+Space');
  await expect(page.locator('.suggest-widget')).toContainText('apiVersion');
  await page.keyboard.type('ConfigMap', { delay: 120 });
  await page.keyboard.press('Enter');
  await expect(editor.locator('.view-lines')).toContainText('app-config');
  await page.keyboard.press('Control+Enter');
  await expect(editor.getByRole('list', { name: 'Results' })).toContainText('configmap/app-config created');
  await field.focus();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  await expect(field).not.toBeFocused();
  await field.focus();
  await page.keyboard.press('Control+M');
  await page.keyboard.press('Shift+Tab');
  await expect(field).not.toBeFocused();
  await editor.getByRole('button', { name: 'Diff' }).focus();
  await page.keyboard.press('Enter');
  await expect(editor.getByText('Apply would change nothing')).toBeVisible();
  await editor.getByRole('button', { name: 'Delete' }).focus();
  await page.keyboard.press('Enter');
  await expect(editor.getByRole('list', { name: 'Results' })).toContainText('configmap/app-config deleted');
  await ship.notice('1 object of manifest.yaml deleted').getByRole('button', { name: 'Undo' }).focus();
  await page.keyboard.press('Enter');
  await expect(ship.notice('Undone: delete of manifest.yaml')).toBeVisible();
});

const CRD = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: boats.sea.example.com
spec:
  group: sea.example.com
  names: {kind: Boat, plural: boats}
  scope: Namespaced
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec:
            type: object
            properties:
              sails: {type: integer, minimum: 1}
              rig: {type: string, enum: [sloop, ketch]}
`;

test('a custom kind: completed from its definition in the text, then from the cluster, and checked', async ({ page }) => {
  const ship = new BottleshipPage(page);
  await ship.open();
  const boat = 'apiVersion: sea.example.com/v1\nkind: Boat\nmetadata:\n  name: one\nspec:\n  rig: ';
  await ship.editor.getByRole('button', { name: 'New file' }).click();
  await ship.write(`${CRD}---\n${boat}`);
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.press('Control+Space');
  await expect(page.locator('.suggest-widget')).toContainText('ketch');
  await page.keyboard.press('Escape');
  await ship.write(CRD);
  await ship.editor.getByRole('button', { name: 'Apply' }).click();
  await expect(ship.editor.getByRole('list', { name: 'Results' })).toContainText('boats.sea.example.com created');
  await ship.write(`${boat}barge\n  hull: wood\n`);
  await expect(ship.editor.locator('.findings')).toContainText('Line 7:');
  await ship.write(`${boat}barge\n`);
  await expect(ship.editor.locator('.findings')).toContainText('Line 6:');
});

test('completion knows the kind, hover explains the field', async ({ page }) => {
  const ship = new BottleshipPage(page);
  await ship.open();
  await ship.editor.getByRole('button', { name: 'New file' }).click();
  await ship.write('apiVersion: v1\nkind: Pod\nspec:\n  ');
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.type('restartP', { delay: 120 });
  await page.keyboard.press('Control+Space');
  await expect(page.locator('.suggest-widget')).toContainText('restartPolicy');
  await page.keyboard.press('Tab');
  await expect(ship.editor.locator('.view-lines')).toContainText('restartPolicy:');
  await expect(page.locator('.suggest-widget')).toContainText('OnFailure');
  await page.keyboard.press('Escape');
  await ship.editor.locator('.view-line', { hasText: 'spec' }).locator('span', { hasText: 'spec' }).last().hover();
  await expect(page.locator('.monaco-hover:visible')).toContainText('PodSpec');
});

test('500 documents with one bad: the others stay', async ({ page }) => {
  const ship = new BottleshipPage(page);
  await ship.open();
  await ship.editor.getByRole('button', { name: 'New file' }).click();
  await ship.write(Array.from({ length: 500 }, (_, i) => configMap(i === 250 ? 'Not_A_Name' : `bulk-${i}`)).join('---\n'));
  await ship.editor.getByRole('button', { name: 'Apply' }).click();
  await expect(ship.editor.locator('.outcomes-sum').first()).toContainText('499 done, 1 refused', { timeout: 45_000 });
  await expect(ship.editor.getByRole('list', { name: 'Results' }).getByRole('listitem').first()).toContainText('Line 1754:');
});

test('a 5 MB manifest is refused in a moment, and the page goes on', async ({ page }) => {
  const ship = new BottleshipPage(page);
  await ship.open();
  const big = `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: big\ndata:\n${Array.from({ length: 50_000 }, (_, i) => `  k${i}: "${'x'.repeat(90)}"`).join('\n')}\n`;
  expect(big.length).toBeGreaterThan(5_000_000);
  await page.evaluate((text) => {
    const data = new DataTransfer();
    data.setData('text/plain', text);
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true }));
  }, big);
  await expect(ship.editor.getByRole('tab', { name: /pasted.yaml/ })).toBeVisible();
  await ship.editor.getByRole('button', { name: 'Apply' }).click();
  await expect(ship.editor.getByRole('list', { name: 'Results' })).toContainText('Request entity too large');
});

test('files: dropped, pasted, renamed, closed, kept over a reload; a folder', async ({ page }, { outputDir }) => {
  const ship = new BottleshipPage(page);
  await ship.open();
  const { editor } = ship;
  await page.evaluate((text) => {
    const data = new DataTransfer();
    data.items.add(new File([text], 'dropped.yaml'));
    data.items.add(new File(['FROM scratch\n'], 'Dockerfile'));
    document.querySelector('.app')!.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true }));
  }, configMap('dropped'));
  await expect(editor.getByRole('tab', { name: 'dropped.yaml' })).toBeVisible();
  await editor.getByRole('tab', { name: 'Dockerfile' }).click();
  await expect(editor.getByRole('button', { name: 'Apply' })).toBeDisabled();
  // FROM is a word of the language, and coloured so.
  await expect(editor.locator('.view-line span[class*="mtk"]', { hasText: /^FROM$/ })).toBeVisible();

  await test.step('a folder, as the system drops it', async () => {
    const folder = join(outputDir, 'shop');
    mkdirSync(join(folder, 'parts', 'node_modules'), { recursive: true });
    writeFileSync(join(folder, 'all.yaml'), configMap('all'));
    for (const name of ['one', 'two']) writeFileSync(join(folder, 'parts', `${name}.yaml`), configMap(name));
    writeFileSync(join(folder, 'parts', 'node_modules', 'skipped.yaml'), configMap('skipped'));
    const browser = await page.context().newCDPSession(page);
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) await browser.send('Input.dispatchDragEvent', { type, x: 700, y: 300, data: { items: [], files: [folder], dragOperationsMask: 1 } });
    await expect(ship.notice('3 files opened in the Editor')).toBeVisible();
    await expect(editor.getByRole('tab', { name: 'shop/parts/one.yaml' })).toBeVisible();
    await expect(editor.getByRole('tab', { name: /skipped/ })).toHaveCount(0);
  });

  await page.evaluate((text) => {
    const data = new DataTransfer();
    data.setData('text/plain', text);
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true }));
  }, configMap('pasted'));
  const pasted = editor.getByRole('tab', { name: 'pasted.yaml' });
  await expect(pasted).toHaveAttribute('aria-selected', 'true');
  await pasted.focus();
  await page.keyboard.press('F2');
  await page.keyboard.type('settings');
  await page.keyboard.press('Enter');
  await expect(editor.getByRole('tab', { name: 'settings.yaml' })).toBeVisible();
  await editor.getByRole('tab', { name: 'dropped.yaml' }).focus();
  await page.keyboard.press('Delete');
  await expect(editor.getByRole('tab', { name: 'dropped.yaml' })).toHaveCount(0);
  await expect.poll(() => page.evaluate(() => new Promise<string>((tell) => {
    const open = indexedDB.open('keyval-store');
    open.onsuccess = () => { const asked = open.result.transaction('keyval').objectStore('keyval').get('bottleship.files'); asked.onsuccess = () => { open.result.close(); tell(JSON.stringify(asked.result)); }; };
  }))).toContain('settings.yaml');
  await page.reload();
  await expect(editor.getByRole('tab', { name: 'settings.yaml' })).toBeVisible();
});

test('the gallery opens an example', async ({ page }) => {
  const ship = new BottleshipPage(page);
  await ship.open();
  await ship.editor.getByRole('button', { name: 'Examples' }).click();
  await page.getByRole('menuitem', { name: /StatefulSet/ }).click();
  await ship.editor.getByRole('button', { name: 'Apply' }).click();
  await expect(ship.editor.getByRole('list', { name: 'Results' })).toContainText('statefulset.apps/db created');
});
