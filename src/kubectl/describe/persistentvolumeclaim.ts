import type { AnyObject, PersistentVolumeClaim, Pod } from '../../engine/api/types.ts';
import { goSort } from '../text/go-sort.ts';
import { claimLines } from './claim-lines.ts';
import type { Describer } from './describer.ts';
import { rfc1123 } from './go-values.ts';
import { columnLines, eventsOf } from './parts.ts';
import { PODS } from './pod-phases.ts';

export const persistentVolumeClaimDescriber: Describer = {
  group: '', kind: 'PersistentVolumeClaim',
  *describe(context, object, out) {
    const claim = object as PersistentVolumeClaim;
    const pods = ((yield* context.list<AnyObject>(PODS, claim.metadata.namespace)) ?? []) as unknown as Pod[];
    claimLines(out, 0, claim, context.nowMs);
    columnLines(out, 'Used By', goSort(usersOf(claim, pods), (a, b) => a < b));
    const conditions = claim.status?.conditions ?? [];
    if (conditions.length > 0) {
      out.line(0, 'Conditions:');
      out.line(1, 'Type\tStatus\tLastProbeTime\tLastTransitionTime\tReason\tMessage');
      out.line(1, '----\t------\t-----------------\t------------------\t------\t-------');
      for (const c of conditions) out.line(1, `${c.type} \t${c.status} \t${rfc1123(c.lastProbeTime)} \t${rfc1123(c.lastTransitionTime)} \t${c.reason ?? ''} \t${c.message ?? ''}`);
    }
    yield* eventsOf(context, object, out);
  },
};

/** Pods that mount the claim (once a volume), and those it was made for. */
function usersOf({ metadata }: PersistentVolumeClaim, pods: readonly Pod[]): string[] {
  const users: Pod[] = [];
  for (const pod of pods) for (const volume of pod.spec?.volumes ?? []) if (volume.persistentVolumeClaim?.claimName === metadata.name) users.push(pod);
  for (const owner of metadata.ownerReferences ?? []) {
    const pod = owner.kind === 'Pod' ? pods.find((p) => p.metadata.uid === owner.uid) : undefined;
    if (pod && !users.includes(pod)) users.push(pod);
  }
  return users.map((pod) => pod.metadata.name!);
}
