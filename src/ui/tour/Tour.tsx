/** The first visit: three things to try. Each is one press, and the whole can be skipped. */
import { Dialog } from 'radix-ui';
import { Anchor, PowerOff, Rocket } from 'lucide-react';
import { inject } from '../faults/inject.ts';
import { editor } from '../editor/editor.ts';
import { EXAMPLES } from '../editor/examples.ts';
import { mirror } from '../state/cluster.ts';
import { openDialog } from '../state/dialogs.ts';
import { notify } from '../state/notices.ts';
import { change } from '../state/settings.ts';
import { Logo } from '../shell/Logo.tsx';

const TRIES = [
  { icon: Rocket, title: 'Set sail', text: 'Apply a Deployment of five replicas and watch the scheduler find a node for each.', run: () => void sail() },
  { icon: PowerOff, title: 'Lose a node', text: 'Cut one machine’s power. In under a minute the cluster notices; then it moves the pods.', run: () => void lose() },
  { icon: Anchor, title: 'Look around', text: 'Choose a pod: the inspector says what it is, how it is, and why it is there.', run: () => undefined },
] as const;

async function sail(): Promise<void> {
  const example = EXAMPLES.find((e) => e.file === 'web.yaml')!;
  editor.open(example.file, example.text);
  const { apply } = await import('../editor/apply.ts');
  await apply(example.text, (o) => { if (!o.good) notify(o.text, 'bad'); });
}

async function lose(): Promise<void> {
  const { nodes } = mirror.tables;
  const alive = Array.from({ length: nodes.length }, (_, s) => s).filter((s) => nodes.get(s, 'state') === 1);
  const slot = alive.sort((a, b) => nodes.get(b, 'pods') - nodes.get(a, 'pods'))[0];
  if (slot === undefined) return notify('No node is ready', 'bad');
  const name = mirror.nameOf('nodes', slot);
  try { await inject({ type: 'NodeCrash', target: { kind: 'Node', name } }); notify(`Node ${name} lost power. Speed time up to see the cluster heal`); } catch (error) { notify((error as Error).message, 'bad'); }
}

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
