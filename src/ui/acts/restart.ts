import { RotateCw } from 'lucide-react';
import { formatTime } from '../../engine/kernel/time.ts';
import type { AnyObject } from '../../engine/api/types.ts';
import { get, patch, STRATEGIC } from '../state/api.ts';
import { useClock } from '../state/clock.ts';
import { notify } from '../state/notices.ts';
import { undoable } from '../state/undo.ts';
import { objectAct } from './Act.ts';

interface Templated extends AnyObject { spec?: { template?: { metadata?: { annotations?: Record<string, string> } } } }

const RESTARTABLE = ['Deployment', 'StatefulSet', 'DaemonSet'];

/** As `kubectl rollout restart`: a new annotation on the template makes a new revision. */
export const restart = objectAct({
  id: 'restart', name: 'Restart', icon: RotateCw, key: 'R',
  on: (ref) => RESTARTABLE.includes(ref.kind),
  async run(ref) {
    const annotations = { 'kubectl.kubernetes.io/restartedAt': formatTime(useClock.getState().nowMs) };
    const before = (await get(ref)) as Templated;
    await patch(ref, { spec: { template: { metadata: { annotations } } } }, STRATEGIC);
    const [name] = Object.keys(annotations);
    const was = before.spec?.template?.metadata?.annotations?.[name!] ?? null;
    notify(`${ref.kind} ${ref.name} is restarting, pod by pod`, 'plain', undoable(`restart of ${ref.name}`, () => patch(ref, { spec: { template: { metadata: { annotations: { [name!]: was } } } } }, STRATEGIC)));
  },
});
