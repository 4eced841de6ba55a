import { NODES, PODS } from '../api/resource.ts';
import { StatusError } from '../api/errors.ts';
import type { Pod } from '../api/types.ts';
import { defineFault } from './fault.ts';
import { nodeOf } from './targets.ts';

/** Evictions that a budget refuses are tried again this often, as kubectl drain does. */
const RETRY_MS = 5000;

/** As `kubectl drain --ignore-daemonsets --delete-emptydir-data`; healing uncordons. */
export const nodeDrain = defineFault({
  type: 'NodeDrain', title: 'Drain', family: 'node', icon: 'drain', targets: ['Node'],
  description: 'The node is cordoned and its pods are evicted, respecting disruption budgets. Healing uncordons it.',
  inject({ cluster, target }) {
    nodeOf(cluster, target.name);
    const client = cluster.client('bottleship-faults');
    let healed = false;
    const cordon = (unschedulable: boolean | null): void => {
      client.patch(NODES, target.name, undefined, 'application/merge-patch+json', { spec: { unschedulable } });
    };
    const evict = (): void => {
      if (healed) return;
      let left = 0;
      for (const pod of client.list(PODS, undefined, { fieldSelector: `spec.nodeName=${target.name}` }).items) {
        if (isLeft(pod)) continue;
        left++;
        if (pod.metadata.deletionTimestamp) continue;
        try {
          client.post(PODS, pod.metadata.name!, pod.metadata.namespace, 'eviction', { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: pod.metadata.name, namespace: pod.metadata.namespace } });
        } catch (error) {
          if (!(error instanceof StatusError)) throw error;
        }
      }
      if (left > 0) cluster.kernel.after(RETRY_MS, evict);
    };
    cordon(true);
    evict();
    return () => { healed = true; cordon(null); };
  },
});

/** Pods that a drain does not touch: of DaemonSets, static ones, and those that have ended. */
function isLeft(pod: Pod): boolean {
  return pod.metadata.ownerReferences?.some((owner) => owner.kind === 'DaemonSet' && owner.controller) === true
    || pod.metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined;
}
