/** Binds what a pod's claims got on its node, and lets the pod follow once all of them are bound. */
import { PERSISTENT_VOLUME_CLAIMS, PERSISTENT_VOLUMES } from '../api/resource.ts';
import type { Client } from '../client/client.ts';
import type { Kernel, Timer } from '../kernel/kernel.ts';
import type { InformerView } from './informer-view.ts';
import type { PodInfo } from './pod-info.ts';
import { allClaimsBound, type PodVolumes } from './plugins/volume-binding.ts';
import { SELECTED_NODE } from './volume-matching.ts';

/** How long to wait for claims to be bound (VolumeBindingArgs.bindTimeoutSeconds), virtual ms. */
const BIND_TIMEOUT_MS = 600_000;
const BOUND_BY_CONTROLLER = 'pv.kubernetes.io/bound-by-controller';

interface Waiting { pod: PodInfo; done: () => void; timer: Timer }

export class VolumeBinder {
  #waiting = new Map<string, Waiting>();

  constructor(private readonly client: Client, private readonly kernel: Kernel, private readonly view: InformerView) {}

  /** Writes volumes and claims (throws what the API server answers), then calls `done`, now or when all is bound. */
  bind(pod: PodInfo, volumes: PodVolumes, nodeName: string, done: () => void, failed: (error: Error) => void): void {
    for (const { claim, volume } of volumes.bindings) {
      this.view.assumeVolume(this.client.update(PERSISTENT_VOLUMES, {
        ...volume,
        metadata: { ...volume.metadata, annotations: { ...volume.metadata.annotations, [BOUND_BY_CONTROLLER]: 'yes' } },
        spec: {
          ...volume.spec!,
          claimRef: {
            kind: 'PersistentVolumeClaim', namespace: claim.metadata.namespace, name: claim.metadata.name, uid: claim.metadata.uid, apiVersion: 'v1',
            resourceVersion: claim.metadata.resourceVersion,
          },
        },
      }));
    }
    for (const claim of volumes.provisions) {
      if ((claim.metadata.annotations as Record<string, string> | undefined)?.[SELECTED_NODE] === nodeName) continue;
      this.view.assumeClaim(this.client.update(PERSISTENT_VOLUME_CLAIMS, {
        ...claim, metadata: { ...claim.metadata, annotations: { ...claim.metadata.annotations, [SELECTED_NODE]: nodeName } },
      }));
    }
    if (allClaimsBound(pod, this.view)) { done(); return; }
    const timer = this.kernel.after(BIND_TIMEOUT_MS, () => {
      this.#waiting.delete(pod.uid);
      failed(new Error('binding volumes: context deadline exceeded'));
    });
    this.#waiting.set(pod.uid, { pod, done, timer });
  }

  /** A claim or volume changed. */
  changed(): void {
    for (const [uid, waiting] of this.#waiting) {
      if (!allClaimsBound(waiting.pod, this.view)) continue;
      this.forget(uid);
      waiting.done();
    }
  }

  /** The pod is gone. */
  forget(uid: string): void {
    const waiting = this.#waiting.get(uid);
    if (!waiting) return;
    this.kernel.cancel(waiting.timer);
    this.#waiting.delete(uid);
  }
}
