import { Command } from 'cmdk';
import { Dialog } from 'radix-ui';
import { Search } from 'lucide-react';
import { useMemo, useState } from 'react';
import { actsOn, pageActs, perform } from '../acts/index.ts';
import { EXAMPLES } from '../editor/examples.ts';
import { editor } from '../editor/editor.ts';
import { FAULT_CARDS } from '../faults/cards.ts';
import { stage } from '../graph/stage.ts';
import { mirror } from '../state/cluster.ts';
import { openDialog, takeTypedAhead } from '../state/dialogs.ts';
import { select, useSelection, type Ref } from '../state/selection.ts';
import { WORKLOAD_KINDS } from '../../bridge/protocol.ts';

/** Objects listed; more are found by the graph's own search. */
const OBJECTS = 200;

/** Every act, object, fault and example, by typing a part of its name. */
export function Palette() {
  const selected = useSelection((s) => s.selected);
  const objects = useMemo(() => listObjects(), []);
  const [text, setText] = useState('');
  const then = (run: () => void): void => { openDialog(undefined); run(); };
  return (
    <Dialog.Content className="dialog palette" aria-describedby={undefined}>
      <Dialog.Title className="unseen">Command palette</Dialog.Title>
      <Command label="Commands" loop>
        <div className="palette-field"><Search size={16} aria-hidden="true" /><Command.Input value={text} onValueChange={setText} onFocus={() => { const typed = takeTypedAhead(); if (typed) setText((now) => now + typed); }} placeholder="What would you like to do?" autoFocus /></div>
        <Command.List>
          <Command.Empty className="empty">Nothing of that name.</Command.Empty>
          {selected && <Command.Group heading={`${selected.kind} ${selected.name}`}>{actsOn(selected).map((act) => <Command.Item key={act.id} value={`${act.name} ${selected.name}`} onSelect={() => then(() => void perform(act, selected))}><act.icon size={15} aria-hidden="true" /><span className="grow">{act.name}</span>{act.key && <kbd>{act.key}</kbd>}</Command.Item>)}</Command.Group>}
          <Command.Group heading="Commands">{pageActs().filter((act) => act.id !== 'palette' && act.id !== 'play-pause-remote').map((act) => <Command.Item key={act.id} value={act.name} onSelect={() => then(() => void perform(act))}><act.icon size={15} aria-hidden="true" /><span className="grow">{act.name}</span>{act.key && <kbd>{act.key.replace('Mod', 'Ctrl')}</kbd>}</Command.Item>)}</Command.Group>
          <Command.Group heading="Faults">{FAULT_CARDS.map((card) => <Command.Item key={card.type} value={`Fault ${card.title}`} onSelect={() => openDialog({ type: 'fault', fault: card.type, ref: selected })}><card.icon size={15} aria-hidden="true" /><span className="grow">{card.title}</span></Command.Item>)}</Command.Group>
          <Command.Group heading="Examples">{EXAMPLES.map((e) => <Command.Item key={e.file} value={`Example ${e.title}`} onSelect={() => then(() => editor.open(e.file, e.text))}><span className="grow">{e.title}</span><span className="menu-what">{e.what}</span></Command.Item>)}</Command.Group>
          <Command.Group heading="Go to">{objects.map((ref) => <Command.Item key={`${ref.kind}/${ref.namespace}/${ref.name}`} value={`${ref.kind} ${ref.namespace} ${ref.name}`} onSelect={() => then(() => { select(ref); stage.show(ref); })}><span className="grow">{ref.kind} {ref.name}</span><span className="menu-what">{ref.namespace}</span></Command.Item>)}</Command.Group>
        </Command.List>
      </Command>
    </Dialog.Content>
  );
}

function listObjects(): Ref[] {
  const refs: Ref[] = [];
  const { nodes, services, workloads, pods } = mirror.tables;
  for (let s = 0; s < nodes.length && refs.length < OBJECTS / 4; s++) if (nodes.get(s, 'state')) refs.push({ kind: 'Node', namespace: '', name: mirror.nameOf('nodes', s) });
  for (let s = 0; s < workloads.length && refs.length < OBJECTS / 2; s++) if (workloads.get(s, 'state')) refs.push({ kind: WORKLOAD_KINDS[workloads.get(s, 'kind')]!, namespace: mirror.namespaceOf('workloads', s), name: mirror.nameOf('workloads', s) });
  for (let s = 0; s < services.length && refs.length < OBJECTS * 0.7; s++) if (services.get(s, 'state')) refs.push({ kind: 'Service', namespace: mirror.namespaceOf('services', s), name: mirror.nameOf('services', s) });
  for (let s = 0; s < pods.length && refs.length < OBJECTS; s++) if (pods.get(s, 'state')) refs.push({ kind: 'Pod', namespace: mirror.namespaceOf('pods', s), name: mirror.nameOf('pods', s) });
  return refs;
}
