/** Keeps a volume that is bound to a claim from going away. https://kubernetes.io/docs/concepts/storage/persistent-volumes/#storage-object-in-use-protection */
import { PERSISTENT_VOLUMES } from '../api/resource.ts';
import type { PersistentVolume } from '../api/types.ts';
import { defineController } from '../client/controller.ts';

const FINALIZER = 'kubernetes.io/pv-protection';

export const pvProtection = defineController({
  name: 'persistentvolume-protection',
  component: 'pv-protection-controller',
  start(context) {
    const { client, queue } = context;
    const volumes = context.informer(PERSISTENT_VOLUMES);
    const consider = (v: PersistentVolume): void => {
      const has = !!v.metadata.finalizers?.includes(FINALIZER);
      if (!!v.metadata.deletionTimestamp === has) queue.add(v.metadata.name!);
    };
    volumes.addHandler({ onAdd: consider, onUpdate: consider });
    return {
      reconcile(name) {
        const volume = volumes.get(name);
        if (!volume) return;
        const finalizers = volume.metadata.finalizers ?? [];
        const has = finalizers.includes(FINALIZER);
        const put = (next: string[]): void => { client.update(PERSISTENT_VOLUMES, { ...volume, metadata: { ...volume.metadata, finalizers: next } }); };
        if (!volume.metadata.deletionTimestamp) { if (!has) put([...finalizers, FINALIZER]); }
        else if (has && volume.status?.phase !== 'Bound') put(finalizers.filter((f) => f !== FINALIZER));
      },
    };
  },
});
