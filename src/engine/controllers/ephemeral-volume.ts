/** Makes the claims of pods' generic ephemeral volumes; the pod owns them. https://kubernetes.io/docs/concepts/storage/ephemeral-volumes/#generic-ephemeral-volumes */
import { isAlreadyExists } from '../api/errors.ts';
import { PERSISTENT_VOLUME_CLAIMS, PODS } from '../api/resource.ts';
import type { PersistentVolumeClaim, Pod } from '../api/types.ts';
import { defineController } from '../client/controller.ts';
import { keyOf } from '../client/informer.ts';
import { controllerRef, isControlledBy } from './support/owners.ts';
import { errorText } from './support/pod-control.ts';

export const ephemeralVolume = defineController({
  name: 'ephemeral-volume',
  component: 'ephemeral_volume',
  start(context) {
    const { client, queue } = context;
    const pods = context.informer(PODS);
    const claims = context.informer(PERSISTENT_VOLUME_CLAIMS);
    const ephemerals = (pod: Pod) => (pod.spec?.volumes ?? []).filter((v) => v.ephemeral);
    pods.addHandler({ onAdd: (pod) => { if (!pod.metadata.deletionTimestamp && ephemerals(pod).length) queue.add(keyOf(pod)); } });
    claims.addHandler({
      onDelete(claim) { const owner = claim.metadata.ownerReferences?.find((r) => r.kind === 'Pod'); if (owner) queue.add(`${claim.metadata.namespace}/${owner.name}`); },
    });
    return {
      reconcile(key) {
        const pod = pods.get(key);
        if (!pod || pod.metadata.deletionTimestamp) return;
        for (const volume of ephemerals(pod)) {
          const name = `${pod.metadata.name}-${volume.name}`;
          const present = claims.get(`${pod.metadata.namespace}/${name}`);
          if (present && isControlledBy(present, pod)) continue;
          const template = volume.ephemeral!.volumeClaimTemplate!;
          const claim = {
            apiVersion: 'v1', kind: 'PersistentVolumeClaim', spec: template.spec,
            metadata: { ...template.metadata, name, namespace: pod.metadata.namespace, ownerReferences: [controllerRef(PODS, pod)] },
          } as PersistentVolumeClaim;
          try {
            if (present) throw new Error(`PVC ${keyOf(present)} was not created for pod ${key} (pod is not owner)`);
            client.create(PERSISTENT_VOLUME_CLAIMS, claim);
          } catch (error) {
            if (isAlreadyExists(error)) throw error;
            context.events.event(pod, 'Warning', 'EphemeralVolumeCreation', `ephemeral volume ${volume.name}: create PVC ${name}: ${errorText(error)}`);
            if (present) return;
            throw error;
          }
        }
      },
    };
  },
});
