/** Where the page begins: starts the cluster, then draws. */
import { startTransition } from 'react';
import { createRoot } from 'react-dom/client';
import './design/tokens.css';
import './design/base.css';
import './design/parts.css';
import './design/graph.css';
import './design/shell.css';
import './design/editor.css';
import './design/inspector.css';
import './design/faults.css';
import './design/timeline.css';
import { App } from './App.tsx';
import { newCluster, restoreOrStart } from './state/autosave.ts';
import { embed } from './state/embed.ts';
import { tellFailedFaults } from './state/faultNotices.ts';
import { startEmbedApi } from './state/embedApi.ts';

const fresh = { seed: embed.seed, nodes: embed.nodes };
if (embed.chosen) newCluster(fresh); else void restoreOrStart(fresh);

// As a transition the first picture is rendered in slices: nothing holds the page up while the worker starts.
const root = createRoot(document.getElementById('root')!);
startTransition(() => root.render(<App />));

startEmbedApi(embed);
tellFailedFaults();

if (import.meta.env.PROD && 'serviceWorker' in navigator && isSecureContext) void navigator.serviceWorker.register('./sw.js').catch(() => undefined);

// What the first keys may ask for is fetched once the page has come to rest.
addEventListener('load', () => setTimeout(() => { void import('./shell/Dialogs.tsx'); void import('./shell/Palette.tsx'); }, 3000));
