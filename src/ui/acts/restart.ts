import { RotateCw } from 'lucide-react';
import { formatTime } from '../../engine/kernel/time.ts';
import { patch, STRATEGIC } from '../state/api.ts';
import { useClock } from '../state/clock.ts';
import { notify } from '../state/notices.ts';
import { objectAct } from './Act.ts';

const RESTARTABLE = ['Deployment', 'StatefulSet', 'DaemonSet'];

/** As `kubectl rollout restart`: a new annotation on the template makes a new revision. */
export const restart = objectAct({
  id: 'restart', name: 'Restart', icon: RotateCw, key: 'R',
  on: (ref) => RESTARTABLE.includes(ref.kind),
  async run(ref) {
    const annotations = { 'kubectl.kubernetes.io/restartedAt': formatTime(useClock.getState().nowMs) };
    await patch(ref, { spec: { template: { metadata: { annotations } } } }, STRATEGIC);
    notify(`${ref.kind} ${ref.name} is restarting, pod by pod`);
  },
});
