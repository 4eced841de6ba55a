/** Three things to try on a first visit; each is one press. */
import { Anchor, PowerOff, Rocket, type LucideIcon } from 'lucide-react';
import { editor } from '../editor/editor.ts';
import { EXAMPLES } from '../editor/examples.ts';
import { inject } from '../faults/inject.ts';
import { mirror } from '../state/cluster.ts';
import { notify } from '../state/notices.ts';
import { select } from '../state/selection.ts';

export interface Try { readonly icon: LucideIcon; readonly title: string; readonly text: string; readonly run: () => void }

export const TRIES: readonly Try[] = [
  { icon: Rocket, title: 'Set sail', text: 'Five replicas of a web server: watch the scheduler find a node for each.', run: () => void sail() },
  { icon: PowerOff, title: 'Lose a node', text: 'Cut one machine’s power. In under a minute the cluster notices; then it moves the pods.', run: () => void lose() },
  { icon: Anchor, title: 'Look around', text: 'Choose a pod: the inspector says what it is, how it is, and why it is there.', run: look },
];

/** Applies the first example that has both, a Deployment and a Service. */
export async function sail(): Promise<void> {
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

/** Chooses a pod, or a node while there are no pods. */
function look(): void {
  const { pods, nodes } = mirror.tables;
  for (let slot = 0; slot < pods.length; slot++) if (pods.get(slot, 'state')) return select({ kind: 'Pod', namespace: mirror.namespaceOf('pods', slot), name: mirror.nameOf('pods', slot) });
  for (let slot = 0; slot < nodes.length; slot++) if (nodes.get(slot, 'state')) return select({ kind: 'Node', namespace: '', name: mirror.nameOf('nodes', slot) });
}
