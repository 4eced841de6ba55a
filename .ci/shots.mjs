/**
 * Pictures of the page, to be looked at: `node .ci/shots.mjs --url http://127.0.0.1:4173/ --out DIR [--only PART]`.
 * Parts: every view by theme, size and number of pods (`views-3`, `views-30`, `views-1000`); panes, menus and dialogs in use (`states`, of which `--parts pod,faults` are some);
 * a first visit, an empty cluster, an embedded page and a dead worker (`others`). `--themes` and `--sizes` narrow all of them.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright';

const arg = (name, otherwise) => { const at = process.argv.indexOf(`--${name}`); return at < 0 ? otherwise : process.argv[at + 1]; };
const address = arg('url', 'http://127.0.0.1:4173/'), out = arg('out', 'test-results/shots'), only = arg('only', '');
const themes = arg('themes', 'dark,light,projector').split(','), sizes = arg('sizes', '1440x900,1280x720,768x1024,390x844').split(',');
mkdirSync(out, { recursive: true });
const executablePath = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => path && existsSync(path));
const browser = await chromium.launch({ ...(executablePath ? { executablePath } : {}), args: ['--no-sandbox', '--disable-gpu'] });

const wait = (ms) => new Promise((done) => { setTimeout(done, ms); });

async function open(query, viewport = '1440x900') {
  const [width, height] = viewport.split('x').map(Number);
  const context = await browser.newContext({ viewport: { width, height }, hasTouch: width < 500, serviceWorkers: 'block' });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  page.on('pageerror', (error) => console.error('page error:', error.message));
  await page.goto(`${address}${query}`);
  await page.getByRole('region', { name: 'Cluster graph' }).waitFor();
  return page;
}

async function apply(page, text) {
  await page.evaluate((yaml) => {
    const data = new DataTransfer();
    data.setData('text/plain', yaml);
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true }));
  }, text);
  await wait(600);
  await page.getByRole('button', { name: 'Apply', exact: true }).click();
  await wait(600);
}

const shot = async (page, name) => { await page.screenshot({ path: join(out, `${name}.png`) }); console.log(name); };
const key = async (page, k) => { await page.evaluate(() => document.activeElement?.blur()); await page.keyboard.press(k); await wait(350); };

const deployment = (namespace, name, replicas, image = 'nginx:1.29', more = '') => `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}, namespace: ${namespace}, labels: {app: ${name}}}
spec:
  replicas: ${replicas}
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec:
      containers:
        - name: main
          image: ${image}
          resources: {requests: {cpu: 20m, memory: 16Mi}}${more}
`;
const service = (namespace, name) => `apiVersion: v1
kind: Service
metadata: {name: ${name}, namespace: ${namespace}}
spec: {selector: {app: ${name}}, ports: [{port: 80}]}
`;
const STATEFUL = `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db, namespace: shop}
spec:
  replicas: 3
  serviceName: db
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec: {containers: [{name: db, image: 'redis:8'}]}
  volumeClaimTemplates: [{metadata: {name: data}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}]
`;
const OTHERS = `apiVersion: batch/v1
kind: CronJob
metadata: {name: report, namespace: shop}
spec: {schedule: '*/5 * * * *', jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: report, image: 'busybox:1.37', command: [sleep, '20']}]}}}}}
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent, namespace: kube-system}
spec: {selector: {matchLabels: {app: agent}}, template: {metadata: {labels: {app: agent}}, spec: {containers: [{name: agent, image: 'busybox:1.37', command: [sleep, '1000000']}]}}}
---
apiVersion: v1
kind: Pod
metadata: {name: too-big, namespace: shop}
spec: {containers: [{name: main, image: 'nginx:1.29', resources: {requests: {cpu: '64'}}}]}
`;
const namespaces = (...names) => names.map((n) => `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${n}}\n`);
const LOADS = {
  3: [0, () => [deployment('default', 'web', 3), service('default', 'web')]],
  30: [2, () => [...namespaces('shop'), deployment('shop', 'front', 8), service('shop', 'front'), deployment('shop', 'cart', 6), service('shop', 'cart'), deployment('default', 'api', 4), service('default', 'api'), STATEFUL, OTHERS, deployment('shop', 'broken', 2, 'nginx:no-such-tag'), deployment('shop', 'loop', 1, 'busybox:1.37', '\n          command: [sh, -c, "sleep 2; exit 1"]')]],
  1000: [37, () => [...namespaces('shop', 'data', 'search', 'billing', 'ops'), ...['shop', 'data', 'search', 'billing', 'ops'].flatMap((ns, i) => [deployment(ns, 'front', 60 + 20 * i), service(ns, 'front'), deployment(ns, 'back', 90 - 10 * i), service(ns, 'back'), deployment(ns, 'cache', 12 + i), service(ns, 'cache')]), deployment('shop', 'broken', 20, 'nginx:no-such-tag'), deployment('ops', 'loop', 15, 'busybox:1.37', '\n          command: [sh, -c, "sleep 2; exit 1"]'), STATEFUL, OTHERS]],
};

/** A kept cluster of about so many pods: a reload brings it back. */
async function loaded(pods) {
  const [more, texts] = LOADS[pods];
  const page = await open('?theme=dark');
  await wait(2500);
  if (more) {
    await page.getByRole('button', { name: 'Add nodes' }).click();
    await page.getByLabel('How many').fill(String(more));
    await page.keyboard.press('Enter');
    await wait(2500);
  }
  await apply(page, texts().join('---\n'));
  await page.getByLabel('Speed', { exact: true }).selectOption('60');
  await wait(pods > 100 ? 12_000 : 4000);
  await page.getByLabel('Speed', { exact: true }).selectOption('1');
  await wait(pods > 100 ? 8000 : 4500);
  return page;
}

/** The same cluster, as a visitor with that window meets it. */
async function visit(page, t, s) {
  const [width, height] = s.split('x').map(Number);
  await page.setViewportSize({ width, height });
  await page.evaluate(() => { const kept = JSON.parse(localStorage.getItem('bottleship.settings')); kept.state.view = 'machines'; kept.state.asTable = false; kept.state.legend = false; localStorage.setItem('bottleship.settings', JSON.stringify(kept)); });
  await page.goto(`${address}?theme=${t}`);
  await page.getByRole('region', { name: 'Cluster graph' }).waitFor();
  await page.locator('[aria-label*=", Ready"]').first().waitFor();
  await wait(3500);
}

const wanted = (part) => !only || only.split(',').includes(part);
for (const pods of [3, 30, 1000]) {
  if (!wanted(`views-${pods}`)) continue;
  const page = await loaded(pods);
  for (const s of sizes) for (const t of themes) {
    await visit(page, t, s);
    for (const [i, view] of ['machines', 'workloads', 'services', 'control-plane'].entries()) {
      await key(page, String(i + 1));
      await wait(700);
      await shot(page, `${pods}-${t}-${s}-${view}`);
    }
  }
  await page.context().close();
}

const graph = (page) => page.getByRole('region', { name: 'Cluster graph' });
async function pane(page, name) {
  const tab = page.getByRole('navigation', { name: 'Panes' }).getByRole('button', { name });
  if (await tab.count()) { await tab.click(); await wait(300); }
}
const away = async (page) => { await page.keyboard.press('Escape'); await wait(250); };

/** name -> what brings it before the eyes; what is to be undone afterwards is undone by the next. */
const STATES = {
  async pod(page, save) {
    await pane(page, 'Graph');
    await graph(page).getByLabel(/^Pod [^,]+, Running/).first().click({ force: true });
    await save('pod-chosen');
    await pane(page, 'Inspector');
    const inspector = page.getByRole('region', { name: 'Inspector' });
    for (const tab of ['Summary', 'YAML', 'Describe', 'Events', 'Related', 'Why', 'Logs', 'Shell', 'Metrics']) {
      await inspector.getByRole('tab', { name: tab }).click();
      await wait(400);
      await save(`inspector-${tab}`);
    }
    await inspector.getByRole('tab', { name: 'YAML' }).click();
    await inspector.getByRole('button', { name: 'Edit' }).click();
    await save('inspector-edit');
    await inspector.getByRole('button', { name: 'Cancel' }).click();
    await inspector.getByRole('tab', { name: 'Summary' }).click();
  },
  async node(page, save) {
    await pane(page, 'Graph');
    await graph(page).getByLabel(/^Node node-1,/).click({ button: 'right', position: { x: 40, y: 12 } });
    await wait(300);
    await save('node-menu');
    await away(page);
    await pane(page, 'Inspector');
    await save('inspector-node');
  },
  async menus(page, save) {
    await pane(page, 'Graph');
    await page.getByRole('button', { name: 'Filter by state and label' }).click();
    await wait(200);
    await save('filter');
    await away(page);
    await graph(page).getByRole('combobox', { name: 'Search the graph' }).fill('front');
    await wait(500);
    await save('search');
    await graph(page).getByRole('combobox', { name: 'Search the graph' }).fill('');
    await away(page);
    const more = page.getByRole('button', { name: 'More', exact: true });
    await (await more.count() ? more : page.getByRole('button', { name: 'Theme' })).click();
    await wait(200);
    await save('head-menu');
    await away(page);
    await key(page, 'l');
    await save('legend');
    await key(page, 'l');
    await pane(page, 'Editor');
    await page.getByRole('button', { name: 'Examples' }).click();
    await wait(300);
    await save('examples');
    await away(page);
    await pane(page, 'Graph');
  },
  async dialogs(page, save) {
    for (const [name, k] of [['palette', 'Control+k'], ['help', '?']]) { await key(page, k); await wait(500); await save(name); await away(page); }
    for (const [name, line] of [['tour', 'tour'], ['add-nodes', 'add nodes'], ['new-cluster', 'new cluster']]) {
      await key(page, 'Control+k');
      await page.getByRole('combobox', { name: 'Commands' }).fill(line);
      await wait(300);
      await page.keyboard.press('Enter');
      await wait(500);
      await save(name);
      await away(page);
    }
  },
  async table(page, save) {
    await pane(page, 'Graph');
    await key(page, 't');
    for (const [i, view] of ['machines', 'workloads', 'services', 'control-plane'].entries()) { await key(page, String(i + 1)); await wait(300); await save(`table-${view}`); }
    await key(page, 't');
    await key(page, '1');
  },
  async editor(page, save) {
    await pane(page, 'Editor');
    await save('editor');
    const field = page.getByRole('textbox', { name: 'Manifest' });
    await field.waitFor();
    await field.focus();
    await page.keyboard.press('Control+A');
    await page.keyboard.insertText('apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: api\nspec:\n  replicas: three\n  selektor: {}\n  template:\n    metadata: {labels: {app: api}}\n    spec: {containers: [{name: main, image: "nginx:1.29"}]}\n');
    await wait(1800);
    await page.getByRole('button', { name: 'Apply', exact: true }).click();
    await wait(700);
    await save('editor-error');
    await field.focus();
    await page.keyboard.press('Control+A');
    await page.keyboard.insertText('apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: api\n  labels: {app: api}\nspec:\n  replicas: 6\n  selector: {matchLabels: {app: api}}\n  template:\n    metadata: {labels: {app: api}}\n    spec: {containers: [{name: main, image: "nginx:1.30"}]}\n');
    await wait(800);
    await page.getByRole('button', { name: 'Diff', exact: true }).click();
    await wait(1500);
    await save('editor-diff');
    await page.getByRole('button', { name: 'Diff', exact: true }).click().catch(() => undefined);
    await pane(page, 'Graph');
  },
  async terminal(page, save) {
    await pane(page, 'Terminal');
    const input = page.getByRole('region', { name: 'Terminal' }).getByRole('textbox', { name: 'Terminal input' });
    await input.focus();
    for (const line of ['kubectl get nodes', 'kubectl get pods -n shop | head -5', 'kubectl get deploy nope']) { await page.keyboard.type(line); await page.keyboard.press('Enter'); await wait(700); }
    await save('terminal');
    await pane(page, 'Graph');
  },
  async faults(page, save) {
    await pane(page, 'Graph');
    await graph(page).getByLabel(/^Node node-2,/).click({ position: { x: 40, y: 12 } });
    await pane(page, 'Faults');
    await save('faults');
    const faults = page.getByRole('region', { name: 'Faults' });
    await faults.getByRole('button', { name: 'Node crash', exact: true }).click();
    await wait(400);
    await save('fault-form');
    await page.getByLabel('For how long').selectOption({ index: 2 }).catch(() => undefined);
    await page.getByRole('button', { name: 'Inject' }).click();
    await wait(400);
    await pane(page, 'Faults');
    await faults.getByRole('button', { name: 'Component down', exact: true }).click();
    await wait(300);
    await save('fault-form-component');
    await page.getByRole('button', { name: 'Inject' }).click();
    await wait(600);
    await faults.getByRole('button', { name: 'Watch', exact: true }).click().catch(() => undefined);
    await save('faults-active');
    await page.getByLabel('Speed', { exact: true }).selectOption('60');
    await wait(1500);
    await page.getByLabel('Speed', { exact: true }).selectOption('1');
    await pane(page, 'Timeline');
    await wait(600);
    await save('timeline-faults');
    await pane(page, 'Graph');
    await save('graph-faults');
    await pane(page, 'Inspector');
    await save('inspector-faults');
    const cards = faults.getByRole('button', { name: 'Node partition', exact: true });
    if (await cards.count()) {
      await cards.scrollIntoViewIfNeeded();
      const from = await cards.boundingBox(), to = await graph(page).getByLabel(/^Node node-3,/).boundingBox(), no = await graph(page).getByLabel(/^Service kubernetes/).first().boundingBox();
      for (const [name, at] of [['drag-legal', to], ['drag-illegal', no]]) {
        await page.mouse.move(from.x + 20, from.y + 10);
        await page.mouse.down();
        await page.mouse.move(from.x, from.y - 30, { steps: 4 });
        await page.mouse.move(at.x + at.width / 2, at.y + at.height / 2, { steps: 10 });
        await wait(300);
        await save(name);
        await page.keyboard.press('Escape');
        await page.mouse.up();
        await wait(300);
        await away(page);
      }
    }
    await pane(page, 'Faults');
    await faults.getByRole('button', { name: 'Heal all' }).click();
    await wait(500);
    await pane(page, 'Graph');
  },
};

if (wanted('states')) {
  const page = await loaded(30);
  const parts = arg('parts', Object.keys(STATES).join()).split(',');
  for (const s of sizes) for (const t of themes) {
    await visit(page, t, s);
    for (const part of parts) {
      try { await STATES[part](page, (name) => shot(page, `state-${t}-${s}-${name}`)); } catch (error) {
        console.error(`${t} ${s} ${part}: ${error.message.split('\n')[0]}`);
        await shot(page, `state-${t}-${s}-FAILED-${part}`);
        await visit(page, t, s);
      }
    }
  }
  await page.context().close();
}

if (wanted('others')) {
  for (const s of sizes) for (const t of themes) {
    const page = await open(`?theme=${t}`, s);
    await wait(2500);
    await shot(page, `other-${t}-${s}-first-visit`);
    await page.context().close();
    const none = await open(`?theme=${t}&nodes=0`, s);
    await wait(1500);
    for (const [i, view] of ['machines', 'workloads', 'services', 'control-plane'].entries()) { await key(none, String(i + 1)); await shot(none, `other-${t}-${s}-empty-${view}`); }
    await key(none, 't');
    await wait(400);
    await shot(none, `other-${t}-${s}-empty-table`);
    await none.context().close();
    const framed = await open(`?embed&theme=${t}&example=web.yaml`, s);
    await wait(3500);
    await shot(framed, `other-${t}-${s}-embed`);
    await framed.goto(`${address}?embed&controls=0&view=workloads&theme=${t}&example=web.yaml`);
    await wait(3500);
    await shot(framed, `other-${t}-${s}-embed-bare`);
    await framed.context().close();
    const dying = await browser.newContext({ viewport: { width: Number(s.split('x')[0]), height: Number(s.split('x')[1]) }, serviceWorkers: 'block' });
    await dying.addInitScript(() => { const Real = window.Worker; window.Worker = class extends Real { constructor(...a) { super(...a); if (String(a[0]).includes('worker-')) window.theWorker = this; } }; });
    const dead = await dying.newPage();
    await dead.goto(`${address}?theme=${t}`);
    await wait(2500);
    await dead.evaluate(() => { window.theWorker?.dispatchEvent(new ErrorEvent('error', { message: 'out of memory' })); });
    await wait(600);
    await shot(dead, `other-${t}-${s}-dead`);
    await dying.close();
  }
}
await browser.close();
