/** A bound volume that carries zone or region labels is reachable from nodes of the same zone or region only. */
import type { Labels } from '../selectors.ts';
import { labelsOfNode } from '../selectors.ts';
import { ADD, UPDATE, UPDATE_NODE_LABEL } from '../cluster-event.ts';
import { unresolvable, type Check, type SchedulerPlugin } from '../framework.ts';
import { hintOnOwnClaim } from '../own-claim-hint.ts';
import { claimClass } from '../volume-matching.ts';

const NAME = 'VolumeZone';
const ELSEWHERE = unresolvable(NAME, 'node(s) had no available volume zone');
const KEYS = ['topology.kubernetes.io/zone', 'topology.kubernetes.io/region', 'failure-domain.beta.kubernetes.io/zone', 'failure-domain.beta.kubernetes.io/region'];
/** Joins the values of a volume that is in several zones. */
const DELIMITER = '__';

export const volumeZone: SchedulerPlugin = {
  name: NAME, weight: 0, perPod: true,
  prepare(pod, view): Check | undefined {
    const wants: { key: string; values: string[] }[] = [];
    for (const name of pod.claims) {
      const claim = view.claim(pod.shape.namespace, name);
      if (!claim) return { plugin: volumeZone, scope: 'node', rejection: unresolvable(NAME, `persistentvolumeclaim "${name}" not found`) };
      const volumeName = claim.spec?.volumeName;
      if (!volumeName) {
        const className = claimClass(claim);
        if (!className) return { plugin: volumeZone, scope: 'node', rejection: unresolvable(NAME, 'PersistentVolumeClaim had no pv name and storageClass name') };
        continue;
      }
      const volume = view.volume(volumeName);
      if (!volume) return { plugin: volumeZone, scope: 'node', rejection: unresolvable(NAME, `persistentvolume "${volumeName}" not found`) };
      const labels = volume.metadata.labels as Labels | undefined;
      for (const key of KEYS) if (labels?.[key] !== undefined) wants.push({ key, values: labels[key]!.split(DELIMITER) });
    }
    if (wants.length === 0) return undefined;
    return {
      plugin: volumeZone, scope: 'node',
      filter(n) {
        const labels = labelsOfNode(view.table.nodes[n]!);
        if (!KEYS.some((key) => labels[key] !== undefined)) return undefined;
        for (const { key, values } of wants) {
          const at = labels[key] ?? labels[key.startsWith('failure-domain') ? key.replace('failure-domain.beta.', 'topology.') : key.replace('topology.', 'failure-domain.beta.')];
          if (at === undefined || !values.includes(at)) return ELSEWHERE;
        }
        return undefined;
      },
    };
  },
  events: [
    { event: { resource: 'StorageClass', actions: ADD } },
    { event: { resource: 'Node', actions: ADD | UPDATE_NODE_LABEL } },
    { event: { resource: 'PersistentVolumeClaim', actions: ADD | UPDATE }, hint: hintOnOwnClaim },
    { event: { resource: 'PersistentVolume', actions: ADD | UPDATE } },
  ],
};
