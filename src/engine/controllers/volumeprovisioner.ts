/**
 * The CSI drivers' own helpers, as one loop: makes, grows and deletes volumes for every driver that the cluster has a
 * CSIDriver object of. Real clusters run them beside the driver; where no driver is registered, claims stay pending.
 * https://kubernetes-csi.github.io/docs/external-provisioner.html
 */
import { compareQuantities } from '../api/quantity.ts';
import { isAlreadyExists, isNotFound } from '../api/errors.ts';
import { CSI_DRIVERS, CSI_NODES, NODES, PERSISTENT_VOLUME_CLAIMS, PERSISTENT_VOLUMES, PODS, STORAGE_CLASSES } from '../api/resource.ts';
import type { Node, PersistentVolume, PersistentVolumeClaim, StorageClass } from '../api/types.ts';
import { defineController, type Controller } from '../client/controller.ts';
import { keyOf } from '../client/informer.ts';
import { hash32 } from '../kernel/random.ts';
import { formatTime } from '../kernel/time.ts';
import { claimsOf } from './support/claims.ts';
import { retryDelayMs, type DiskService } from './support/disk-service.ts';
import { classOfClaim, isDelayed, SELECTED_NODE } from './persistentvolume/matching.ts';

const PROVISIONER = 'volume.kubernetes.io/storage-provisioner';
const PROVISIONED_BY = 'pv.kubernetes.io/provisioned-by';
const ZONE = 'topology.kubernetes.io/zone';
/** A disk takes a moment to make. */
const MAKE_MS = 1500;
/** `--retry-interval-max` of the external provisioner. */
const MOST_RETRY_MS = 300_000;
const PENDING = 'FileSystemResizePending';
/** Keeps a volume's object until its disk is gone (KEP-2644). */
const FINALIZER = 'external-provisioner.volume.kubernetes.io/finalizer';

export const volumeprovisioner = (disks: DiskService): Controller => defineController({
  name: 'volume-provisioner',
  component: 'csi-provisioner',
  start(context) {
    const { client, queue } = context;
    const claims = context.informer(PERSISTENT_VOLUME_CLAIMS);
    const volumes = context.informer(PERSISTENT_VOLUMES);
    const classes = context.informer(STORAGE_CLASSES);
    const drivers = context.informer(CSI_DRIVERS);
    const nodes = context.informer(NODES);
    const csiNodes = context.informer(CSI_NODES);
    const pods = context.informer(PODS);
    const unbound = claims.index('unbound', (c) => (c.status?.phase === 'Bound' ? undefined : ''));
    const storage = (r: object | undefined): string => (r as Record<string, string> | undefined)?.['storage'] ?? '0';
    /** How often the driver has refused a claim in a row, by key. */
    const refused = new Map<string, number>();

    /** The driver that shall make a volume for the claim now. */
    const driverFor = (claim: PersistentVolumeClaim): string | undefined => {
      const name = claim.metadata.annotations?.[PROVISIONER];
      if (!name || claim.spec?.volumeName || claim.metadata.deletionTimestamp || !drivers.get(name)) return undefined;
      return isDelayed(classes.get(classOfClaim(claim))) && !claim.metadata.annotations?.[SELECTED_NODE] ? undefined : name;
    };
    const podsByClaim = pods.index('claim', claimsOf, (p) => p.spec);
    const awaitsNode = (c: PersistentVolumeClaim): boolean => c.status?.conditions?.some((condition) => condition.type === PENDING) ?? false;
    const wantsGrowth = (c: PersistentVolumeClaim): boolean =>
      c.status?.phase === 'Bound' && compareQuantities(storage(c.spec?.resources?.requests), storage(c.status.capacity)) > 0;

    const consider = (claim: PersistentVolumeClaim): void => {
      const name = driverFor(claim);
      if (name) {
        context.events.event(claim, 'Normal', 'Provisioning', `External provisioner is provisioning volume for claim "${keyOf(claim)}"`);
        queue.addAfter(keyOf(claim), MAKE_MS);
      } else if (wantsGrowth(claim)) {
        if (!awaitsNode(claim) && drivers.get(claim.metadata.annotations?.[PROVISIONER] ?? '')) context.events.event(claim, 'Normal', 'ExternalExpanding', 'waiting for an external controller to expand this PVC');
        queue.addAfter(keyOf(claim), MAKE_MS);
      }
    };
    claims.addHandler({
      onAdd: consider,
      onDelete(claim) { refused.delete(keyOf(claim)); },
      onUpdate(claim, old) { if (driverFor(claim) !== driverFor(old) || (wantsGrowth(claim) && (!wantsGrowth(old) || awaitsNode(claim) !== awaitsNode(old) || storage(claim.spec?.resources?.requests) !== storage(old.spec?.resources?.requests)))) consider(claim); },
    });
    pods.addHandler({
      onUpdate(pod, old) {
        if (pod.status?.phase !== 'Running' || old.status?.phase === 'Running') return;
        for (const key of claimsOf(pod)) { const claim = claims.get(key); if (claim && awaitsNode(claim)) queue.addAfter(key, MAKE_MS); }
      },
    });
    drivers.addHandler({ onAdd(driver) { for (const c of unbound.get('')) if (driverFor(c) === driver.metadata.name) consider(c); } });

    const deleting = context.addQueue('delete', (name) => {
      const volume = volumes.get(name);
      if (!volume || !isOursToDelete(volume)) return;
      try {
        client.delete(PERSISTENT_VOLUMES, name);
        const last = client.get(PERSISTENT_VOLUMES, name);
        client.update(PERSISTENT_VOLUMES, { ...last, metadata: { ...last.metadata, finalizers: last.metadata.finalizers?.filter((f) => f !== FINALIZER) } });
      } catch (error) { if (!isNotFound(error)) throw error; }
    });
    const isOursToDelete = (v: PersistentVolume): boolean => {
      const by = v.metadata.annotations?.[PROVISIONED_BY];
      return !!by && !!drivers.get(by) && v.status?.phase === 'Released' && v.spec?.persistentVolumeReclaimPolicy === 'Delete' && (!v.metadata.deletionTimestamp || v.metadata.finalizers?.includes(FINALIZER) === true);
    };
    const watchRelease = (v: PersistentVolume): void => { if (isOursToDelete(v)) deleting.addAfter(v.metadata.name!, MAKE_MS); };
    volumes.addHandler({ onAdd: watchRelease, onUpdate: watchRelease });

    /** Where the driver's disks are of a zone, as its node plugin says, that of the node. */
    const zoneOf = ({ metadata }: Node, driver: string): string | undefined =>
      (csiNodes.get(metadata.name!)?.spec.drivers.some((one) => one.name === driver && one.topologyKeys?.includes(ZONE)) ? metadata.labels?.[ZONE] : undefined);

    /** Where no pod has chosen a node: one of the zones that the driver serves, by the claim's name. */
    const anyZone = (claim: PersistentVolumeClaim, driver: string, storageClass: StorageClass | undefined): string | undefined => {
      const allowed = storageClass?.allowedTopologies?.flatMap(({ matchLabelExpressions }) => (matchLabelExpressions ?? []).filter(({ key }) => key === ZONE).flatMap(({ values }) => values));
      const zones = new Set<string>();
      for (const node of nodes.list()) {
        const zone = zoneOf(node, driver);
        if (zone !== undefined && (!allowed?.length || allowed.includes(zone))) zones.add(zone);
      }
      return [...zones].sort()[hash32(claim.metadata.name!) % Math.max(1, zones.size)];
    };

    /** The driver did not make the disk: that is told on the claim, and tried again ever later. */
    const tryAgain = (claim: PersistentVolumeClaim, refusal: string): void => {
      const key = keyOf(claim), failures = (refused.get(key) ?? 0) + 1;
      context.events.event(claim, 'Warning', 'ProvisioningFailed', `failed to provision volume with StorageClass "${classOfClaim(claim)}": ${refusal}`);
      refused.set(key, failures);
      queue.addAfter(key, retryDelayMs(failures, MOST_RETRY_MS));
    };

    const make = (claim: PersistentVolumeClaim, driver: string): void => {
      const storageClass = classes.get(classOfClaim(claim));
      const name = `pvc-${claim.metadata.uid}`;
      const node = nodes.get(claim.metadata.annotations?.[SELECTED_NODE] ?? '');
      const zone = node ? zoneOf(node, driver) : anyZone(claim, driver, storageClass);
      const refusal = disks.refusal('create', zone ?? node?.metadata.labels?.[ZONE], node?.metadata.name);
      if (refusal !== undefined) return tryAgain(claim, refusal);
      refused.delete(keyOf(claim));
      const volume: PersistentVolume = {
        apiVersion: 'v1', kind: 'PersistentVolume',
        metadata: { name, finalizers: [FINALIZER], annotations: { [PROVISIONED_BY]: driver, 'volume.kubernetes.io/provisioner-deletion-secret-name': '', 'volume.kubernetes.io/provisioner-deletion-secret-namespace': '' } },
        spec: {
          accessModes: claim.spec!.accessModes, capacity: { storage: storage(claim.spec!.resources?.requests) }, volumeMode: claim.spec!.volumeMode,
          storageClassName: classOfClaim(claim), persistentVolumeReclaimPolicy: storageClass?.reclaimPolicy ?? 'Delete',
          ...(storageClass?.mountOptions ? { mountOptions: storageClass.mountOptions } : {}),
          claimRef: { kind: 'PersistentVolumeClaim', apiVersion: 'v1', namespace: claim.metadata.namespace, name: claim.metadata.name, uid: claim.metadata.uid, resourceVersion: claim.metadata.resourceVersion },
          csi: { driver, volumeHandle: name, fsType: 'ext4' },
          ...(zone ? { nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: ZONE, operator: 'In', values: [zone] }] }] } } } : {}),
        },
      };
      try { client.create(PERSISTENT_VOLUMES, volume); } catch (error) {
        if (isAlreadyExists(error)) return;
        context.events.event(claim, 'Warning', 'ProvisioningFailed', `failed to provision volume with StorageClass "${classOfClaim(claim)}": ${(error as Error).message}`);
        throw error;
      }
      context.events.event(claim, 'Normal', 'ProvisioningSucceeded', `Successfully provisioned volume ${name}`);
    };

    // --- growing: first the disk, then, on the node of a pod that uses it, its file system ---
    // https://kubernetes.io/docs/concepts/storage/persistent-volumes/#expanding-persistent-volumes-claims

    const growDisk = (claim: PersistentVolumeClaim, volume: PersistentVolume, wanted: string): void => {
      context.events.event(claim, 'Normal', 'Resizing', `External resizer is resizing volume ${volume.metadata.name}`);
      client.update(PERSISTENT_VOLUMES, { ...volume, spec: { ...volume.spec!, capacity: { storage: wanted } } });
      const now = formatTime(context.now());
      client.updateStatus(PERSISTENT_VOLUME_CLAIMS, {
        ...claim,
        status: {
          ...claim.status, allocatedResources: { storage: wanted }, allocatedResourceStatuses: { storage: 'NodeResizePending' },
          conditions: [{ type: PENDING, status: 'True', lastTransitionTime: now, message: 'Waiting for user to (re-)start a pod to finish file system resize of volume on node.' }],
        },
      });
      context.events.event(claim, 'Normal', 'FileSystemResizeRequired', 'Require file system resize of volume on node');
    };

    const growFileSystem = (claim: PersistentVolumeClaim, volume: PersistentVolume): void => {
      const [pod] = [...podsByClaim.get(keyOf(claim))].filter((p) => p.status?.phase === 'Running' && !p.metadata.deletionTimestamp);
      if (!pod) return;
      const { allocatedResources: _, allocatedResourceStatuses: __, ...status } = claim.status!;
      client.updateStatus(PERSISTENT_VOLUME_CLAIMS, { ...claim, status: { ...status, capacity: { storage: storage(volume.spec!.capacity) }, conditions: status.conditions!.filter((c) => c.type !== PENDING) } });
      for (const object of [pod, claim]) context.events.event(object, 'Normal', 'FileSystemResizeSuccessful', `MountVolume.NodeExpandVolume succeeded for volume "${volume.metadata.name}" ${pod.spec!.nodeName}`);
    };

    const grow = (claim: PersistentVolumeClaim): void => {
      const volume = volumes.get(claim.spec!.volumeName!);
      const driver = volume?.spec?.csi?.driver;
      if (!volume || !driver || !drivers.get(driver)) return;
      const wanted = storage(claim.spec!.resources?.requests);
      if (compareQuantities(storage(volume.spec!.capacity), wanted) < 0) growDisk(claim, volume, wanted);
      else if (awaitsNode(claim)) growFileSystem(claim, volume);
    };

    return {
      reconcile(key) {
        const claim = claims.get(key);
        if (!claim) return;
        const driver = driverFor(claim);
        if (driver) make(claim, driver);
        else if (wantsGrowth(claim)) grow(claim);
      },
    };
  },
});
