/** A node can have only so many volumes of a CSI driver attached (CSINode's `allocatable.count`). */
import { ADD, DELETE, UPDATE } from '../cluster-event.ts';
import type { ClusterView } from '../cluster-view.ts';
import { unschedulable, type Check, type SchedulerPlugin } from '../framework.ts';
import type { PodInfo } from '../pod-info.ts';
import { claimClass } from '../volume-matching.ts';

const NAME = 'NodeVolumeLimits';
const FULL = unschedulable(NAME, 'node(s) exceed max volume count');

/** The CSI volumes of a pod: an id for each, by which two pods share one, and its driver. */
function volumesOf(pod: PodInfo, view: ClusterView): Map<string, string> {
  const found = new Map<string, string>();
  for (const name of pod.claims) {
    const claim = view.claim(pod.shape.namespace, name);
    if (!claim) continue;
    const volume = claim.spec?.volumeName ? view.volume(claim.spec.volumeName) : undefined;
    const csi = volume?.spec?.csi;
    if (csi) found.set(`${csi.driver}/${csi.volumeHandle}`, csi.driver);
    else if (!volume) {
      // Not bound yet: counts by the driver that will make it.
      const provisioner = view.storageClass(claimClass(claim))?.provisioner;
      if (provisioner) found.set(`${provisioner}/${pod.shape.namespace}/${name}`, provisioner);
    }
  }
  return found;
}

export const nodeVolumeLimits: SchedulerPlugin = {
  name: NAME, weight: 0, perPod: true,
  prepare(pod, view): Check | undefined {
    if (pod.claims.length === 0) return undefined;
    const wanted = volumesOf(pod, view);
    if (wanted.size === 0) return undefined;
    return {
      plugin: nodeVolumeLimits, scope: 'node',
      filter(n) {
        const drivers = view.csiNode(view.table.names[n]!)?.spec?.drivers;
        if (!drivers?.some((d) => d.allocatable?.count !== undefined)) return undefined;
        const present = new Map<string, string>();
        for (const other of view.table.pods[n]!) if (other.claims.length > 0) for (const [id, driver] of volumesOf(other, view)) present.set(id, driver);
        for (const d of drivers) {
          const limit = d.allocatable?.count;
          if (limit === undefined) continue;
          let attached = 0, added = 0;
          for (const driver of present.values()) if (driver === d.name) attached++;
          for (const [id, driver] of wanted) if (driver === d.name && !present.has(id)) added++;
          if (added > 0 && attached + added > limit) return FULL;
        }
        return undefined;
      },
    };
  },
  events: [
    { event: { resource: 'CSINode', actions: ADD | UPDATE } },
    { event: { resource: 'AssignedPod', actions: DELETE }, hint: (_pod, old) => ((old as PodInfo | undefined)?.claims?.length ? 'Queue' : 'Skip') },
    { event: { resource: 'PersistentVolumeClaim', actions: ADD } },
  ],
};
