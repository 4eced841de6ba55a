/** The page itself, over the cluster that `main.ts` started. */
import { startTransition } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { atRest } from './state/atRest.ts';
import { embed } from './state/embed.ts';
import { startEmbedApi } from './state/embedApi.ts';
import { tellFailedFaults } from './state/faultNotices.ts';
import { keepForOffline } from './state/offline.ts';

// As a transition the first picture is rendered in slices: nothing holds the page up while the worker starts.
const root = createRoot(document.getElementById('root')!);
startTransition(() => root.render(<App />));

startEmbedApi(embed);
tellFailedFaults();
void keepForOffline();

// What the first keys may ask for is fetched once the page has come to rest.
void atRest().then(() => setTimeout(() => { void import('./shell/Dialogs.tsx'); void import('./shell/Palette.tsx'); }, 2000));
