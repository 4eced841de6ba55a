/** Disks that cannot be mounted twice, and claims that only one pod at a time may use (ReadWriteOncePod). */
import type { Volume } from '../../api/types.ts';
import { ADD, DELETE, UPDATE } from '../cluster-event.ts';
import { unresolvable, unschedulable, type Check, type SchedulerPlugin } from '../framework.ts';
import type { PodInfo } from '../pod-info.ts';
import { hintOnOwnClaim } from '../own-claim-hint.ts';

const NAME = 'VolumeRestrictions';
const DISK_TAKEN = unschedulable(NAME, 'node(s) had no available disk');
const CLAIM_TAKEN = unschedulable(NAME, 'node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode');

const overlap = (a: readonly string[] | undefined, b: readonly string[] | undefined): boolean => (a ?? []).some((x) => (b ?? []).includes(x));

/** Whether the two volumes are one disk, not mounted read-only by both. */
function conflict(a: Volume, b: Volume): boolean {
  if (a.gcePersistentDisk && b.gcePersistentDisk) {
    return a.gcePersistentDisk.pdName === b.gcePersistentDisk.pdName && !(a.gcePersistentDisk.readOnly && b.gcePersistentDisk.readOnly);
  }
  if (a.awsElasticBlockStore && b.awsElasticBlockStore) return a.awsElasticBlockStore.volumeID === b.awsElasticBlockStore.volumeID;
  if (a.iscsi && b.iscsi) return a.iscsi.iqn === b.iscsi.iqn && !(a.iscsi.readOnly && b.iscsi.readOnly);
  if (a.rbd && b.rbd) {
    return overlap(a.rbd.monitors, b.rbd.monitors) && (a.rbd.pool ?? 'rbd') === (b.rbd.pool ?? 'rbd') && a.rbd.image === b.rbd.image && !(a.rbd.readOnly && b.rbd.readOnly);
  }
  return false;
}

const isDisk = (v: Volume): boolean => !!(v.gcePersistentDisk ?? v.awsElasticBlockStore ?? v.iscsi ?? v.rbd);
const disksOf = (pod: PodInfo): Volume[] => (pod.pod.spec!.volumes ?? []).filter(isDisk);

export const volumeRestrictions: SchedulerPlugin = {
  name: NAME, weight: 0, perPod: true,
  prepare(pod, view): Check | undefined {
    const disks = disksOf(pod);
    if (disks.length === 0 && pod.claims.length === 0) return undefined;
    const { table } = view;
    const exclusive: string[] = [];
    for (const v of pod.pod.spec!.volumes ?? []) {
      const name = v.persistentVolumeClaim?.claimName;
      if (!name) continue;
      const claim = view.claim(pod.shape.namespace, name);
      if (!claim) return { plugin: volumeRestrictions, scope: 'node', rejection: unresolvable(NAME, `persistentvolumeclaim "${name}" not found`) };
      if (claim.spec?.accessModes?.includes('ReadWriteOncePod')) exclusive.push(`${pod.shape.namespace}/${name}`);
    }
    let users = 0;
    for (const key of exclusive) users += table.podsByClaim.get(key)?.size ?? 0;
    if (disks.length === 0 && exclusive.length === 0) return undefined;
    return {
      plugin: volumeRestrictions, scope: 'cluster',
      podChanged(_n, other, delta) {
        for (const claim of other.claims) if (exclusive.includes(`${other.shape.namespace}/${claim}`)) users += delta;
      },
      filter(n) {
        if (disks.length > 0) {
          for (const other of table.pods[n]!) {
            for (const theirs of other.pod.spec!.volumes ?? []) if (isDisk(theirs) && disks.some((mine) => conflict(mine, theirs))) return DISK_TAKEN;
          }
        }
        return users > 0 ? CLAIM_TAKEN : undefined;
      },
    };
  },
  events: [
    { event: { resource: 'AssignedPod', actions: DELETE } },
    { event: { resource: 'Node', actions: ADD } },
    { event: { resource: 'PersistentVolumeClaim', actions: ADD | UPDATE }, hint: hintOnOwnClaim },
  ],
};
