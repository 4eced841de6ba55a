/** The page: head, panes, dialogs. */
import { lazy, Suspense, useEffect, useState } from 'react';
import { Tooltip } from 'radix-ui';
import { onKey } from './acts/shortcuts.ts';
import { useApplyTheme } from './design/useDocumentTheme.ts';
import { dropFiles } from './editor/EditorPanel.tsx';
import { usePaste } from './editor/openFromOutside.ts';
import { FaultDrag } from './faults/FaultDrag.tsx';
import { Dead } from './shell/Dead.tsx';
import { Header } from './shell/Header.tsx';
import { Graph, Layout } from './shell/Layout.tsx';
import { LiveRegion } from './shell/LiveRegion.tsx';
import { useDialog } from './state/dialogs.ts';
import { embed } from './state/embed.ts';
import { useTurns } from './state/turns.ts';

const Dialogs = lazy(() => import('./shell/Dialogs.tsx').then((m) => ({ default: m.Dialogs })));

export function App() {
  useApplyTheme();
  usePaste();
  useTurns();
  const dialog = useDialogOnce();
  useEffect(() => {
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
  return (
    <Tooltip.Provider delayDuration={400}>
      <FaultDrag>
        <div className="app" onDragOver={(event) => event.preventDefault()} onDrop={(event) => void dropFiles(event)}>
          {embed.controls && <Header />}
          <main className="panes">{embed.only ? <Graph /> : <Layout />}</main>
          <Dead />
        </div>
        {dialog && <Suspense fallback={null}><Dialogs /></Suspense>}
        <LiveRegion />
      </FaultDrag>
    </Tooltip.Provider>
  );
}

/** The dialogs' code is loaded when the first is opened, and stays. */
function useDialogOnce(): boolean {
  const open = useDialog((s) => s.open !== undefined);
  const [once, setOnce] = useState(open);
  if (open && !once) setOnce(true);
  return once || open;
}
