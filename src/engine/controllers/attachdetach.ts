/**
 * Attaches the volumes of scheduled pods to their nodes and detaches them when no pod there needs them; the driver's own
 * attacher is part of it. A volume for one node at a time waits until it is off the other.
 * https://kubernetes.io/docs/concepts/storage/volumes/#csi
 */
import { isAlreadyExists, isNotFound } from '../api/errors.ts';
import { CSI_DRIVERS, NODES, PERSISTENT_VOLUME_CLAIMS, PERSISTENT_VOLUMES, PODS, VOLUME_ATTACHMENTS } from '../api/resource.ts';
import type { PersistentVolume, Pod, VolumeAttachment } from '../api/types.ts';
import { defineController } from '../client/controller.ts';
import { hash32 } from '../kernel/random.ts';
import { claimsOf } from './support/claims.ts';
import { isPodTerminal } from './support/pods.ts';
import { OUT_OF_SERVICE } from './support/taints.ts';

/** What a driver takes to attach a disk. */
const ATTACH_MS = 500;
/** How long a dead node may hold a volume that its pods no longer need. */
const FORCE_DETACH_MS = 6 * 60_000;

export const attachdetach = defineController({
  name: 'persistentvolume-attach-detach',
  component: 'attachdetach-controller',
  start(context) {
    const { client, queue } = context;
    const pods = context.informer(PODS);
    const claims = context.informer(PERSISTENT_VOLUME_CLAIMS);
    const volumes = context.informer(PERSISTENT_VOLUMES);
    const attachments = context.informer(VOLUME_ATTACHMENTS);
    const drivers = context.informer(CSI_DRIVERS);
    const nodes = context.informer(NODES);
    const podsByClaim = pods.index('claim', claimsOf, (p) => p.spec);
    const byVolume = attachments.index('volume', (a) => a.spec.source.persistentVolumeName);
    /** Volume and node -> since when nobody there needs it. */
    const idleSince = new Map<string, number>();
    /** Pods that were told of a volume that is held elsewhere. */
    const told = new Set<string>();

    const driverOf = (volume: PersistentVolume): string | undefined => {
      const name = volume.spec?.csi?.driver;
      return name && drivers.get(name)?.spec?.attachRequired !== false ? name : undefined;
    };
    const claimKeyOf = (v: PersistentVolume): string => `${v.spec?.claimRef?.namespace}/${v.spec?.claimRef?.name}`;
    const enqueueOf = (pod: Pod): void => {
      for (const key of claimsOf(pod)) { const name = claims.get(key)?.spec?.volumeName; if (name) queue.add(name); }
    };
    pods.addHandler({
      onAdd: enqueueOf, onDelete: enqueueOf,
      onUpdate(pod, old) { if (pod.spec?.nodeName !== old.spec?.nodeName || isPodTerminal(pod) !== isPodTerminal(old)) enqueueOf(pod); },
    });
    volumes.addHandler({ onAdd: (v) => queue.add(v.metadata.name!), onUpdate: (v, old) => { if (v.status?.phase !== old.status?.phase) queue.add(v.metadata.name!); } });
    attachments.addHandler({
      onAdd: (a) => { if (!a.status?.attached) attaching.addAfter(a.metadata.name!, ATTACH_MS); },
      onDelete: (a) => { if (a.spec.source.persistentVolumeName) queue.add(a.spec.source.persistentVolumeName); },
    });

    // --- the driver's part ---

    const attaching = context.addQueue('attach', (name) => {
      const attachment = attachments.get(name);
      if (!attachment || attachment.status?.attached || attachment.metadata.deletionTimestamp) return;
      client.updateStatus(VOLUME_ATTACHMENTS, { ...attachment, status: { ...attachment.status, attached: true } });
      const volume = volumes.get(attachment.spec.source.persistentVolumeName ?? '');
      for (const pod of volume ? users(volume, attachment.spec.nodeName) : []) {
        context.events.event(pod, 'Normal', 'SuccessfulAttachVolume', `AttachVolume.Attach succeeded for volume "${volume!.metadata.name}" `);
      }
    });

    const users = (volume: PersistentVolume, node: string): Pod[] => [...podsByClaim.get(claimKeyOf(volume))].filter((p) => p.spec?.nodeName === node && !isPodTerminal(p));

    const detach = (attachment: VolumeAttachment): void => {
      try { client.delete(VOLUME_ATTACHMENTS, attachment.metadata.name!); } catch (error) { if (!isNotFound(error)) throw error; }
    };

    /** False while a silent node may still write to the volume. */
    const mayDetach = (key: string, nodeName: string): boolean => {
      const node = nodes.get(nodeName);
      const ready = node?.status?.conditions?.find((c) => c.type === 'Ready')?.status === 'True';
      if (!node || ready || node.spec?.taints?.some((t) => t.key === OUT_OF_SERVICE)) return true;
      const since = idleSince.get(key) ?? context.now();
      idleSince.set(key, since);
      return context.now() - since >= FORCE_DETACH_MS;
    };

    return {
      reconcile(name) {
        const volume = volumes.get(name);
        const present = [...byVolume.get(name)];
        if (!volume) { for (const attachment of present) detach(attachment); return; }
        const driver = driverOf(volume);
        if (!driver) return;
        const wanting = [...podsByClaim.get(claimKeyOf(volume))].filter((p) => p.spec?.nodeName && !isPodTerminal(p));
        const wantedNodes = new Set(wanting.map((p) => p.spec!.nodeName!));
        let held = 0;
        for (const attachment of present) {
          const key = `${name} ${attachment.spec.nodeName}`;
          if (wantedNodes.has(attachment.spec.nodeName)) { idleSince.delete(key); held++; continue; }
          if (mayDetach(key, attachment.spec.nodeName)) { idleSince.delete(key); detach(attachment); } else { held++; queue.addAfter(name, FORCE_DETACH_MS - (context.now() - idleSince.get(key)!)); }
        }
        const oneNode = !volume.spec?.accessModes?.some((m) => m === 'ReadWriteMany' || m === 'ReadOnlyMany');
        for (const pod of wanting) {
          const nodeName = pod.spec!.nodeName!;
          if (present.some((a) => a.spec.nodeName === nodeName)) continue;
          if (oneNode && held > 0) {
            if (told.has(pod.metadata.uid!)) continue;
            told.add(pod.metadata.uid!);
            context.events.event(pod, 'Warning', 'FailedAttachVolume', `Multi-Attach error for volume "${name}" Volume is already exclusively attached to one node and can't be attached to another`);
            continue;
          }
          const mark = hash32(`${volume.spec!.csi!.volumeHandle}${driver}${nodeName}`).toString(16).padStart(8, '0');
          try {
            client.create(VOLUME_ATTACHMENTS, {
              apiVersion: 'storage.k8s.io/v1', kind: 'VolumeAttachment', metadata: { name: `csi-${mark.repeat(8)}` },
              spec: { attacher: driver, nodeName, source: { persistentVolumeName: name } },
            });
            held++;
          } catch (error) { if (!isAlreadyExists(error)) throw error; }
        }
      },
    };
  },
});
