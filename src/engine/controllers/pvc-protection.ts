/** Keeps a claim that pods use from going away before them. https://kubernetes.io/docs/concepts/storage/persistent-volumes/#storage-object-in-use-protection */
import { PERSISTENT_VOLUME_CLAIMS, PODS } from '../api/resource.ts';
import type { PersistentVolumeClaim, Pod } from '../api/types.ts';
import { defineController } from '../client/controller.ts';
import { keyOf } from '../client/informer.ts';
import { claimsOf } from './support/claims.ts';
import { isPodTerminal } from './support/pods.ts';

const FINALIZER = 'kubernetes.io/pvc-protection';

export const pvcProtection = defineController({
  name: 'persistentvolumeclaim-protection',
  component: 'pvc-protection-controller',
  start(context) {
    const { client, queue } = context;
    const claims = context.informer(PERSISTENT_VOLUME_CLAIMS);
    const pods = context.informer(PODS);
    const byClaim = pods.index('claim', claimsOf, (p) => p.spec);

    const consider = (c: PersistentVolumeClaim): void => {
      const has = !!c.metadata.finalizers?.includes(FINALIZER);
      if (!!c.metadata.deletionTimestamp === has) queue.add(keyOf(c));
    };
    const release = (pod: Pod): void => { for (const key of claimsOf(pod)) queue.add(key); };
    claims.addHandler({ onAdd: consider, onUpdate: consider });
    pods.addHandler({
      onAdd: (pod) => { if (isPodTerminal(pod)) release(pod); },
      onUpdate(pod, old) { if (isPodTerminal(pod) && !isPodTerminal(old)) release(pod); },
      onDelete: release,
    });

    return {
      reconcile(key) {
        const claim = claims.get(key);
        if (!claim) return;
        const finalizers = claim.metadata.finalizers ?? [];
        const has = finalizers.includes(FINALIZER);
        if (!claim.metadata.deletionTimestamp) {
          if (!has) client.update(PERSISTENT_VOLUME_CLAIMS, { ...claim, metadata: { ...claim.metadata, finalizers: [...finalizers, FINALIZER] } });
          return;
        }
        if (!has) return;
        // Finished pods use it too until they are deleted, unless they never ran anywhere.
        for (const pod of byClaim.get(key)) if (pod.spec?.nodeName || !isPodTerminal(pod)) return;
        client.update(PERSISTENT_VOLUME_CLAIMS, { ...claim, metadata: { ...claim.metadata, finalizers: finalizers.filter((f) => f !== FINALIZER) } });
      },
    };
  },
});
