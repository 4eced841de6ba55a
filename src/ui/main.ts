/**
 * Where the page begins. This much comes first and is small: how the page looks, and the worker with the cluster, which
 * then starts while the browser reads the rest (`page.tsx`). What is seen meanwhile stands in `index.html`.
 */
import './design/tokens.css';
import './design/base.css';
import './design/parts.css';
import './design/graph.css';
import './design/shell.css';
import './design/hull.css';
import './design/editor.css';
import './design/inspector.css';
import './design/faults.css';
import './design/timeline.css';
import './editor/editor.css';
import './terminal/terminal.css';
import 'reactflow/dist/style.css';
import { applyTheme } from './design/theme.ts';
import { newCluster, restoreOrStart } from './state/autosave.ts';
import { embed } from './state/embed.ts';
import { painted } from './state/moment.ts';

applyTheme();
const { dataset } = document.documentElement;
if (embed.only) dataset.only = '';
if (!embed.controls) dataset.bare = '';

const fresh = { seed: embed.seed, nodes: embed.nodes };
if (embed.chosen) newCluster(fresh); else void restoreOrStart(fresh);

load().catch((error: Error) => {
  const stage = document.querySelector('.hull .stage p');
  if (stage) stage.textContent = `The page could not be loaded (${error.message}). Reload it to try again.`;
});

/** A part at a time: each is one task of the main thread. */
async function load(): Promise<void> {
  await painted();
  await import('react-dom/client');
  await import('./page.tsx');
}
