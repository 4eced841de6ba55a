import { LifeBuoy } from 'lucide-react';
import { openDialog } from '../state/dialogs.ts';
import { revive } from '../state/autosave.ts';
import { useClock } from '../state/clock.ts';

/** The worker died: say so, and offer the cluster as it was kept. */
export function Dead() {
  const state = useClock((c) => c.session);
  if (state.phase !== 'dead') return null;
  return (
    <div className="dead" role="alertdialog" aria-label="The cluster stopped">
      <LifeBuoy size={26} strokeWidth={1.5} aria-hidden="true" />
      <p><strong>The cluster stopped.</strong> {state.why}</p>
      <button type="button" className="button primary" autoFocus onClick={revive}>Restore it</button>
      <button type="button" className="button" onClick={() => openDialog({ type: 'new-cluster' })}>New cluster</button>
    </div>
  );
}
