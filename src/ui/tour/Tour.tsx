/** The tour: what this is, and three things to try. It can be skipped, and opened again from the palette. */
import { Dialog } from 'radix-ui';
import { Logo } from '../shell/Logo.tsx';
import { openDialog } from '../state/dialogs.ts';
import { change } from '../state/settings.ts';
import { TRIES } from './tries.ts';

export function Tour() {
  const done = (run?: () => void): void => { change({ visited: true }); openDialog(undefined); run?.(); };
  return (
    <Dialog.Content className="dialog tour" aria-describedby={undefined} onEscapeKeyDown={() => change({ visited: true })} onInteractOutside={() => change({ visited: true })}>
      <div className="tour-head"><Logo size={44} /><div><Dialog.Title className="tour-title">A Kubernetes cluster in a bottle</Dialog.Title><p>It runs in this tab, simulated, and nothing leaves it. Break whatever you like.</p></div></div>
      <div className="tour-tries">
        {TRIES.map((t) => <button key={t.title} type="button" className="tour-try" onClick={() => done(t.run)}><t.icon size={22} strokeWidth={1.6} aria-hidden="true" /><span className="tour-name">{t.title}</span><span className="tour-text">{t.text}</span></button>)}
      </div>
      <div className="dialog-foot"><span className="hint grow">Press ? for the keys.</span><button type="button" className="button" onClick={() => done()}>Skip</button></div>
    </Dialog.Content>
  );
}
