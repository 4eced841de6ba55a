/**
 * The PersistentVolume controller: binds claims to volumes, asks for volumes to be provisioned, releases and reclaims.
 * A binding is written in four steps: volume, its phase, claim, its phase; each step can be taken up again.
 * https://kubernetes.io/docs/concepts/storage/persistent-volumes/
 */
import { isNotFound } from '../../api/errors.ts';
import { PERSISTENT_VOLUME_CLAIMS, PERSISTENT_VOLUMES, PODS, STORAGE_CLASSES } from '../../api/resource.ts';
import type { PersistentVolume, PersistentVolumeClaim, StorageClass } from '../../api/types.ts';
import { defineController } from '../../client/controller.ts';
import { keyOf } from '../../client/informer.ts';
import { claimsOf } from '../support/claims.ts';
import { semanticEqual } from '../support/equal.ts';
import { bestMatch, classOfClaim, classOfVolume, isBoundTo, isDelayed, mismatch, SELECTED_NODE } from './matching.ts';

/** `--pvclaimbinder-sync-period`. */
const RESYNC_MS = 15_000;
const BIND_COMPLETED = 'pv.kubernetes.io/bind-completed';
const BOUND_BY_CONTROLLER = 'pv.kubernetes.io/bound-by-controller';
const PROVISIONED_BY = 'pv.kubernetes.io/provisioned-by';
const PROVISIONERS = ['volume.beta.kubernetes.io/storage-provisioner', 'volume.kubernetes.io/storage-provisioner'];
/** What the host path plugin may empty. */
const SCRATCH = /^\/tmp\/.+/;
const IS_DEFAULT = 'storageclass.kubernetes.io/is-default-class';

export const persistentvolume = defineController({
  name: 'persistentvolume-binder',
  component: 'persistentvolume-controller',
  start(context) {
    const { client, queue } = context;
    const claims = context.informer(PERSISTENT_VOLUME_CLAIMS);
    const volumes = context.informer(PERSISTENT_VOLUMES);
    const classes = context.informer(STORAGE_CLASSES);
    const pods = context.informer(PODS);
    const byClass = volumes.index('class', classOfVolume);
    const podsByClaim = pods.index('claim', claimsOf, (p) => p.spec);
    const unboundClaims = claims.index('unbound', (c) => (c.status?.phase === 'Bound' ? undefined : ''));
    const unboundVolumes = volumes.index('unbound', (v) => (v.status?.phase === 'Bound' ? undefined : ''));
    const defaults = classes.index('default', (c) => (c.metadata.annotations?.[IS_DEFAULT] === 'true' ? '' : undefined));

    const claimKeyOf = (v: PersistentVolume): string | undefined => (v.spec?.claimRef ? `${v.spec.claimRef.namespace}/${v.spec.claimRef.name}` : undefined);
    const volumeQueue = context.addQueue('volumes', (name) => { const v = volumes.get(name); if (v) syncVolume(v); });
    const enqueueClaim = (c: PersistentVolumeClaim): void => queue.add(keyOf(c));
    const enqueueVolume = (v: PersistentVolume): void => volumeQueue.add(v.metadata.name!);
    claims.addHandler({ onAdd: enqueueClaim, onUpdate: enqueueClaim, onDelete: (c) => { if (c.spec?.volumeName) volumeQueue.add(c.spec.volumeName); } });
    volumes.addHandler({ onAdd: enqueueVolume, onUpdate: enqueueVolume, onDelete: (v) => { const key = claimKeyOf(v); if (key) queue.add(key); } });
    context.every(RESYNC_MS, () => {
      for (const c of unboundClaims.get('')) enqueueClaim(c);
      for (const v of unboundVolumes.get('')) enqueueVolume(v);
    });

    // --- writes ---

    const setVolumePhase = (volume: PersistentVolume, phase: string): PersistentVolume => (volume.status?.phase === phase ? volume
      : client.updateStatus(PERSISTENT_VOLUMES, { ...volume, status: { ...volume.status, phase, message: undefined } }));

    const setClaimPhase = (claim: PersistentVolumeClaim, phase: string, volume: PersistentVolume | undefined): PersistentVolumeClaim => {
      let status = { ...claim.status, phase };
      if (!volume) status = { ...status, accessModes: undefined, capacity: undefined };
      else {
        status.accessModes = volume.spec!.accessModes;
        // Only when it becomes bound: later on the claim's own size may differ on purpose.
        if (claim.status?.phase !== 'Bound') status.capacity = { storage: (volume.spec!.capacity as Record<string, string>)['storage'] };
      }
      return semanticEqual(status, claim.status) ? claim : client.updateStatus(PERSISTENT_VOLUME_CLAIMS, { ...claim, status });
    };

    const loseClaim = (claim: PersistentVolumeClaim, reason: string, message: string): void => {
      if (claim.status?.phase === 'Lost') return;
      setClaimPhase(claim, 'Lost', undefined);
      context.events.event(claim, 'Warning', reason, message);
    };

    const bind = (found: PersistentVolume, wanted: PersistentVolumeClaim): void => {
      let volume = found, claim = wanted;
      const ref = volume.spec!.claimRef;
      if (ref?.uid !== claim.metadata.uid) {
        const { namespace, name, uid, resourceVersion } = claim.metadata;
        volume = client.update(PERSISTENT_VOLUMES, {
          ...volume,
          metadata: isBoundTo(volume, claim) ? volume.metadata : { ...volume.metadata, annotations: { ...volume.metadata.annotations, [BOUND_BY_CONTROLLER]: 'yes' } },
          spec: { ...volume.spec!, claimRef: { kind: 'PersistentVolumeClaim', namespace, name, uid, apiVersion: 'v1', resourceVersion } },
        });
      }
      volume = setVolumePhase(volume, 'Bound');
      const picked = claim.spec!.volumeName !== volume.metadata.name;
      if (picked || !claim.metadata.annotations?.[BIND_COMPLETED]) {
        claim = client.update(PERSISTENT_VOLUME_CLAIMS, {
          ...claim,
          metadata: { ...claim.metadata, annotations: { ...claim.metadata.annotations, ...(picked ? { [BOUND_BY_CONTROLLER]: 'yes' } : {}), [BIND_COMPLETED]: 'yes' } },
          spec: { ...claim.spec!, volumeName: volume.metadata.name },
        });
      }
      setClaimPhase(claim, 'Bound', volume);
    };

    // --- claims ---

    const classOf = (claim: PersistentVolumeClaim): StorageClass | undefined => classes.get(classOfClaim(claim));

    const assignDefaultClass = (claim: PersistentVolumeClaim): boolean => {
      if (claim.spec?.storageClassName !== undefined || classOfClaim(claim)) return false;
      const newest = [...defaults.get('')].sort((a, b) => (a.metadata.creationTimestamp! > b.metadata.creationTimestamp! ? -1 : a.metadata.creationTimestamp! < b.metadata.creationTimestamp! ? 1 : a.metadata.name! < b.metadata.name! ? -1 : 1))[0];
      if (!newest) return false;
      client.update(PERSISTENT_VOLUME_CLAIMS, { ...claim, spec: { ...claim.spec!, storageClassName: newest.metadata.name } });
      return true;
    };

    const tellWaiting = (claim: PersistentVolumeClaim): void => {
      const waiting = [...podsByClaim.get(keyOf(claim))].filter((p) => !p.spec?.nodeName).map((p) => p.metadata.name!);
      if (waiting.length === 0) context.events.event(claim, 'Normal', 'WaitForFirstConsumer', 'waiting for first consumer to be created before binding');
      else context.events.event(claim, 'Normal', 'WaitForPodScheduled', `waiting for ${waiting.length === 1 ? 'pod' : 'pods'} ${waiting.join(',')} to be scheduled`);
    };

    const provision = (claim: PersistentVolumeClaim): void => {
      const name = classOfClaim(claim);
      const storageClass = classOf(claim);
      if (!storageClass) { context.events.event(claim, 'Warning', 'ProvisioningFailed', `storageclass.storage.k8s.io "${name}" not found`); return; }
      const { provisioner } = storageClass;
      if (provisioner === 'kubernetes.io/no-provisioner') { context.events.event(claim, 'Warning', 'ProvisioningFailed', 'no volume plugin matched name: kubernetes.io/no-provisioner'); return; }
      let current = claim;
      if (claim.metadata.annotations?.[PROVISIONERS[1]] !== provisioner) {
        current = client.update(PERSISTENT_VOLUME_CLAIMS, {
          ...claim, metadata: { ...claim.metadata, annotations: { ...claim.metadata.annotations, [PROVISIONERS[0]]: provisioner, [PROVISIONERS[1]]: provisioner } },
        });
      }
      context.events.event(current, 'Normal', 'ExternalProvisioning', `Waiting for a volume to be created either by the external provisioner '${provisioner}' or manually by the system administrator. `
        + 'If volume creation is delayed, please verify that the provisioner is running and correctly registered.');
    };

    const syncUnbound = (claim: PersistentVolumeClaim): void => {
      const wanted = claim.spec?.volumeName;
      if (!wanted) {
        const delayed = isDelayed(classOf(claim));
        const found = bestMatch(claim, byClass.get(classOfClaim(claim)), delayed);
        if (found) return bind(found, claim);
        if (assignDefaultClass(claim)) return;
        if (delayed && !claim.metadata.annotations?.[SELECTED_NODE]) tellWaiting(claim);
        else if (classOfClaim(claim)) return provision(claim);
        else context.events.event(claim, 'Normal', 'FailedBinding', 'no persistent volumes available for this claim and no storage class is set');
        setClaimPhase(claim, 'Pending', undefined);
        return;
      }
      const volume = volumes.get(wanted);
      if (volume && !volume.spec?.claimRef) {
        const why = mismatch(volume, claim);
        if (why === undefined) return bind(volume, claim);
        context.events.event(claim, 'Warning', 'VolumeMismatch', `Cannot bind to requested volume "${wanted}": ${why}`);
      } else if (volume && isBoundTo(volume, claim)) return bind(volume, claim);
      else if (volume) context.events.event(claim, 'Warning', 'FailedBinding', `volume "${wanted}" already bound to a different claim.`);
      setClaimPhase(claim, 'Pending', undefined);
    };

    const syncBound = (claim: PersistentVolumeClaim): void => {
      const name = claim.spec?.volumeName;
      if (!name) return loseClaim(claim, 'ClaimLost', 'Bound claim has lost reference to PersistentVolume. Data on the volume is lost!');
      const volume = volumes.get(name);
      if (!volume) return loseClaim(claim, 'ClaimLost', 'Bound claim has lost its PersistentVolume. Data on the volume is lost!');
      if (!volume.spec?.claimRef || volume.spec.claimRef.uid === claim.metadata.uid) return bind(volume, claim);
      loseClaim(claim, 'ClaimMisbound', 'Two claims are bound to the same volume, this one is bound incorrectly');
    };

    // --- volumes ---

    /** The claim a volume is bound to; the API server has the last word on its absence. */
    const claimOf = (volume: PersistentVolume): PersistentVolumeClaim | undefined => {
      const ref = volume.spec!.claimRef!;
      let claim = claims.get(`${ref.namespace}/${ref.name}`);
      if (!claim || claim.metadata.uid !== ref.uid) {
        try { claim = client.get(PERSISTENT_VOLUME_CLAIMS, ref.name!, ref.namespace); } catch (error) {
          if (!isNotFound(error)) throw error;
          claim = undefined;
        }
      }
      return claim?.metadata.uid === ref.uid ? claim : undefined;
    };

    const release = (volume: PersistentVolume): void => {
      const { phase } = volume.status ?? {};
      const current = phase === 'Released' || phase === 'Failed' ? volume : setVolumePhase(volume, 'Released');
      // Volumes of an external provisioner are its own to delete; of others only scratch folders of nodes can be.
      if (current.spec?.persistentVolumeReclaimPolicy !== 'Delete' || current.metadata.annotations?.[PROVISIONED_BY] || current.metadata.deletionTimestamp) return;
      const path = current.spec.hostPath?.path;
      if (path !== undefined && SCRATCH.test(path)) {
        try { client.delete(PERSISTENT_VOLUMES, current.metadata.name!); } catch (error) { if (!isNotFound(error)) throw error; }
        return;
      }
      const message = path !== undefined ? `host_path deleter only supports /tmp/.+ but received provided ${path}`
        : `error getting deleter volume plugin for volume "${current.metadata.name}": no deletable volume plugin matched`;
      if (current.status?.phase === 'Failed' && current.status.message === message) return;
      client.updateStatus(PERSISTENT_VOLUMES, { ...current, status: { ...current.status, phase: 'Failed', message } });
      context.events.event(current, 'Warning', 'VolumeFailedDelete', message);
    };

    const syncVolume = (volume: PersistentVolume): void => {
      const ref = volume.spec?.claimRef;
      if (!ref?.uid) { setVolumePhase(volume, 'Available'); return; }
      const claim = claimOf(volume);
      if (!claim) return release(volume);
      if (!claim.spec?.volumeName) { enqueueClaim(claim); return; }
      if (claim.spec.volumeName === volume.metadata.name) { setVolumePhase(volume, 'Bound'); return; }
      if (volume.metadata.annotations?.[PROVISIONED_BY] && volume.spec!.persistentVolumeReclaimPolicy === 'Delete') return release(volume);
      if (!volume.metadata.annotations?.[BOUND_BY_CONTROLLER]) return;
      const { [BOUND_BY_CONTROLLER]: _, ...annotations } = volume.metadata.annotations;
      const freed = client.update(PERSISTENT_VOLUMES, { ...volume, metadata: { ...volume.metadata, annotations }, spec: { ...volume.spec!, claimRef: undefined } });
      setVolumePhase(freed, 'Available');
    };

    return {
      reconcile(key) {
        const claim = claims.get(key);
        if (!claim) return;
        if (claim.metadata.annotations?.[BIND_COMPLETED]) syncBound(claim);
        else syncUnbound(claim);
      },
    };
  },
});
