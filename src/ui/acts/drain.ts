import { LogOut } from 'lucide-react';
import { ApiError, call, patch, STRATEGIC } from '../state/api.ts';
import { notify } from '../state/notices.ts';
import { undoable } from '../state/undo.ts';
import type { Ref } from '../state/selection.ts';
import { objectAct } from './Act.ts';
import type { AnyObject } from '../../engine/api/types.ts';

interface PodLike extends AnyObject { status?: { phase?: string } }

/** As `kubectl drain --ignore-daemonsets --delete-emptydir-data`: cordons, then asks for the eviction of each pod. */
export const drain = objectAct({
  id: 'drain', name: 'Drain', icon: LogOut, key: 'Shift+D',
  on: (ref) => ref.kind === 'Node',
  async run(ref) {
    await patch(ref, { spec: { unschedulable: true } }, STRATEGIC);
    const { items } = await call<{ items: PodLike[] }>('GET', `/api/v1/pods?fieldSelector=${encodeURIComponent('spec.nodeName=' + ref.name)}`);
    const leaving = items.filter((pod) => mayLeave(pod));
    const refused: string[] = [];
    for (const pod of leaving) await evict(pod).catch((error: unknown) => { if (error instanceof ApiError) refused.push(error.message); else throw error; });
    if (refused.length) notify(`Node ${ref.name}: ${leaving.length - refused.length} of ${leaving.length} pods leave; ${refused[0]}`, 'bad', again(ref));
    else notify(`Node ${ref.name} is cordoned and ${leaving.length} ${leaving.length === 1 ? 'pod leaves' : 'pods leave'} it; they do not come back by themselves`, 'plain', undoable(`cordon of ${ref.name}`, () => patch(ref, { spec: { unschedulable: null } }, STRATEGIC)));
  },
});

const again = (ref: Ref): { label: string; run: () => void } => ({ label: 'Try again', run: () => void drain.run(ref) });

const mayLeave = (pod: PodLike): boolean =>
  !pod.metadata.ownerReferences?.some((r) => r.controller && r.kind === 'DaemonSet') && !pod.metadata.annotations?.['kubernetes.io/config.mirror'] && !pod.metadata.deletionTimestamp;

const evict = (pod: PodLike): Promise<unknown> =>
  call('POST', `/api/v1/namespaces/${pod.metadata.namespace}/pods/${pod.metadata.name}/eviction`, {
    apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: pod.metadata.name, namespace: pod.metadata.namespace },
  });
