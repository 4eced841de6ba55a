/** The page inside another page: what its address asks for, and what both may say to each other. */
import { expect, test } from '@playwright/test';

interface Answer { bottleship?: string; of?: string; error?: string; status?: { pods: number; readyPods: number; readyNodes: number } }

test('an embedding page plays, applies, breaks and asks', async ({ page, baseURL }) => {
  // A document of another origin, from this machine: a page of the open web may not embed one that is served here.
  await page.goto(`${baseURL!.replace('127.0.0.1', 'localhost')}manifest.webmanifest`);
  await page.evaluate((src) => { document.body.innerHTML = `<iframe title="cluster" style="width:800px;height:500px" src="${src}"></iframe>`; }, `${baseURL}?embed&nodes=2&view=workloads&theme=light&controls=0`);
  const frame = page.frameLocator('iframe');
  await expect(frame.getByRole('region', { name: 'Cluster graph' })).toBeVisible();
  await expect(frame.getByRole('region', { name: 'Editor' })).toHaveCount(0);
  await expect(frame.getByRole('button', { name: 'Pause' })).toHaveCount(0);
  await expect(frame.getByRole('radio', { name: 'Workloads' })).toBeChecked();

  const say = (message: Record<string, unknown>): Promise<Answer> => page.evaluate((said) => new Promise<Answer>((answered) => {
    const hear = (event: MessageEvent<Answer>): void => {
      if (event.data?.bottleship !== 'done' || event.data.of !== said.bottleship) return;
      removeEventListener('message', hear);
      answered(event.data);
    };
    addEventListener('message', hear);
    document.querySelector('iframe')!.contentWindow!.postMessage(said, '*');
  }), message);
  await expect.poll(async () => (await say({ bottleship: 'status' })).status?.readyNodes).toBe(2);

  expect(await say({ bottleship: 'speed', speed: 20 })).not.toHaveProperty('error');
  expect(await say({ bottleship: 'apply', yaml: 'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: nginx}]}' })).not.toHaveProperty('error');
  await expect.poll(async () => (await say({ bottleship: 'status' })).status?.readyPods).toBe(1);
  expect((await say({ bottleship: 'apply', yaml: 'apiVersion: v1\nkind: Pod\nmetadata: {name: P}' })).error).toContain('Invalid value');
  expect(await say({ bottleship: 'fault', fault: { type: 'PodKill', target: { kind: 'Pod', namespace: 'default', name: 'p' } } })).not.toHaveProperty('error');
  await expect.poll(async () => (await say({ bottleship: 'status' })).status?.pods).toBe(0);
  expect(await say({ bottleship: 'view', view: 'machines' })).not.toHaveProperty('error');
  await expect(frame.getByRole('radio', { name: 'Machines' })).toBeChecked();
  expect((await say({ bottleship: 'sing' })).error).toContain('not understood');
});
