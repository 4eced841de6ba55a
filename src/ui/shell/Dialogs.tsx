/** The dialogs of the page: one is open at a time. */
import { lazy, Suspense, useEffect, useRef, useState, type FormEvent } from 'react';
import { Dialog } from 'radix-ui';
import { ACTS } from '../acts/index.ts';
import { NOT_UNDONE, PANEL_KEYS } from '../acts/keys.ts';
import type { ActGroup } from '../acts/Act.ts';
import { FaultDialog } from '../faults/FaultDialog.tsx';
import { call, patch } from '../state/api.ts';
import { openDialog, useDialog } from '../state/dialogs.ts';
import { notify } from '../state/notices.ts';
import { undoable } from '../state/undo.ts';
import type { Ref } from '../state/selection.ts';
import { session } from '../state/cluster.ts';
import { newCluster } from '../state/autosave.ts';
import { pathOf } from '../state/paths.ts';
import { Tour } from '../tour/Tour.tsx';

const Palette = lazy(() => import('./Palette.tsx').then((m) => ({ default: m.Palette })));

export function Dialogs() {
  const open = useDialog((s) => s.open);
  const close = (): void => openDialog(undefined);
  return (
    <Dialog.Root open={open !== undefined} onOpenChange={(on) => { if (!on) close(); }}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" data-light={open?.type === 'fault' && open.at ? true : undefined} />
        {open?.type === 'scale' && <Scale target={open.ref} />}
        {open?.type === 'add-nodes' && <AddNodes />}
        {open?.type === 'new-cluster' && <NewCluster />}
        {open?.type === 'help' && <Help />}
        {open?.type === 'fault' && <FaultDialog key={open.fault} type={open.fault} target={open.ref} at={open.at} />}
        {open?.type === 'tour' && <Tour />}
        {open?.type === 'palette' && <Suspense fallback={null}><Palette /></Suspense>}
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Scale({ target }: { target: Ref }) {
  const [replicas, setReplicas] = useState('');
  const [before, setBefore] = useState<number>();
  const [error, setError] = useState('');
  useEffect(() => {
    void pathOf(target).then((path) => call<{ spec?: { replicas?: number } }>('GET', `${path}/scale`)).then((scale) => { const n = scale.spec?.replicas ?? 0; setBefore(n); setReplicas((r) => r || String(n)); }, (e: Error) => setError(e.message));
  }, [target]);
  // What is typed takes the place of the number, which comes a moment after the dialog.
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => { if (before !== undefined && field.current?.value === String(before)) field.current.select(); }, [before]);
  const set = (n: number): Promise<unknown> => patch(target, { spec: { replicas: n } }, undefined, 'scale');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const n = Number(replicas);
    set(n).then(() => {
      openDialog(undefined);
      notify(`${target.kind} ${target.name} scaled to ${n}`, 'plain', before === undefined || before === n ? undefined : undoable(`scaling of ${target.name} to ${n}`, () => set(before)));
    }, (e: Error) => setError(e.message));
  };
  return (
    <Dialog.Content className="dialog small" aria-describedby={undefined}>
      <Dialog.Title className="dialog-title">Scale {target.kind} {target.name}</Dialog.Title>
      <form className="form" onSubmit={submit}>
        <label className="field"><span>Replicas</span><input ref={field} type="number" min={0} step={1} required value={replicas} onChange={(e) => setReplicas(e.target.value)} autoFocus onFocus={(e) => e.target.select()} /></label>
        {error && <p className="form-error" role="alert">{error}</p>}
        <div className="dialog-foot"><Dialog.Close className="button">Cancel</Dialog.Close><button type="submit" className="button primary">Scale</button></div>
      </form>
    </Dialog.Content>
  );
}

function AddNodes() {
  const [count, setCount] = useState('1');
  const [zone, setZone] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const n = Math.min(5000, Number(count));
    session.addMachines(n, zone ? { zone } : {}).then((names) => { openDialog(undefined); notify(n === 1 ? `Node ${names[0]} joins the cluster` : `${n} nodes join the cluster`, 'good'); }, (e: Error) => notify(e.message, 'bad'));
  };
  return (
    <Dialog.Content className="dialog small" aria-describedby={undefined}>
      <Dialog.Title className="dialog-title">Add nodes</Dialog.Title>
      <p className="dialog-text">New machines boot, join the cluster and take pods.</p>
      <form className="form" onSubmit={submit}>
        <label className="field"><span>How many</span><input type="number" min={1} max={5000} required value={count} onChange={(e) => setCount(e.target.value)} autoFocus onFocus={(e) => e.target.select()} /></label>
        <label className="field"><span>Zone (empty: spread)</span><input type="text" value={zone} onChange={(e) => setZone(e.target.value)} pattern="[a-z0-9]([-a-z0-9]*[a-z0-9])?" /></label>
        <div className="dialog-foot"><Dialog.Close className="button">Cancel</Dialog.Close><button type="submit" className="button primary">Add</button></div>
      </form>
    </Dialog.Content>
  );
}

function NewCluster() {
  const [nodes, setNodes] = useState('3');
  const [seed, setSeed] = useState('1');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    openDialog(undefined);
    newCluster({ seed: Number(seed), nodes: Number(nodes) });
    notify('A new cluster is launched');
  };
  return (
    <Dialog.Content className="dialog small" aria-describedby={undefined}>
      <Dialog.Title className="dialog-title">New cluster</Dialog.Title>
      <p className="dialog-text">The present cluster ends. The same seed and the same inputs give the same run.</p>
      <form className="form" onSubmit={submit}>
        <label className="field"><span>Nodes</span><input type="number" min={0} max={5000} required value={nodes} onChange={(e) => setNodes(e.target.value)} autoFocus /></label>
        <label className="field"><span>Seed</span><input type="number" min={0} required value={seed} onChange={(e) => setSeed(e.target.value)} /></label>
        <div className="dialog-foot"><Dialog.Close className="button">Cancel</Dialog.Close><button type="submit" className="button primary">Launch</button></div>
      </form>
    </Dialog.Content>
  );
}

const GROUPS: readonly ActGroup[] = ['Time', 'View', 'Cluster', 'Object', 'Help'];

function Help() {
  return (
    <Dialog.Content className="dialog help" aria-describedby={undefined}>
      <Dialog.Title className="dialog-title">Keys and help</Dialog.Title>
      <p className="dialog-text">Bottleship simulates a Kubernetes v1.36 cluster in this tab. Nothing leaves it. Keys of objects act on what is chosen; M opens its menu.</p>
      <div className="help-groups">
        {GROUPS.map((group) => (
          <section key={group}><h3>{group}</h3><dl>
            {ACTS.filter((act) => act.group === group && act.key).map((act) => <div key={act.id}><dt><act.icon size={14} aria-hidden="true" />{act.name}</dt><dd><kbd>{act.key!.replace('Mod', 'Ctrl')}</kbd></dd></div>)}
          </dl></section>
        ))}
        {PANEL_KEYS.map(({ panel, keys }) => <section key={panel}><h3>{panel}</h3><dl>{keys.map(([name, key]) => <div key={name}><dt>{name}</dt><dd><kbd>{key}</kbd></dd></div>)}</dl></section>)}
      </div>
      <p className="dialog-text">{NOT_UNDONE}</p>
      <div className="dialog-foot"><Dialog.Close className="button primary">Close</Dialog.Close></div>
    </Dialog.Content>
  );
}
