/**
 * Attaches the volumes of scheduled pods to their nodes and detaches them when no pod there needs them; the driver's own
 * attacher is part of it. A volume for one node at a time waits until it is off the other.
 * https://kubernetes.io/docs/concepts/storage/volumes/#csi
 */
import { isAlreadyExists, isNotFound } from '../api/errors.ts';
import { CSI_DRIVERS, NODES, PERSISTENT_VOLUME_CLAIMS, PERSISTENT_VOLUMES, PODS, VOLUME_ATTACHMENTS } from '../api/resource.ts';
import type { Node, PersistentVolume, Pod, VolumeAttachment } from '../api/types.ts';
import { defineController, type Controller } from '../client/controller.ts';
import { sha256Hex } from '../kernel/sha256.ts';
import { formatTime } from '../kernel/time.ts';
import { attachedName } from '../api/volumes.ts';
import { claimsOf } from './support/claims.ts';
import { retryDelayMs, type DiskService } from './support/disk-service.ts';
import { isPodTerminal } from './support/pods.ts';
import { OUT_OF_SERVICE } from './support/taints.ts';

/** What a driver takes to attach a disk. */
const ATTACH_MS = 500;
/** The longest wait before a disk that could not be attached is tried again. */
const MOST_RETRY_MS = 122_000;
const ZONE = 'topology.kubernetes.io/zone';
/** How long a dead node may hold a volume that its pods no longer need. */
const FORCE_DETACH_MS = 6 * 60_000;

const isOutOfService = (node: Node): boolean => node.spec?.taints?.some((t) => t.key === OUT_OF_SERVICE) ?? false;

/** What the message of a Multi-Attach error says of who has the volume. */
function heldBy(holders: readonly Pod[], pod: Pod): string {
  const [here, elsewhere] = [true, false].map((same) => holders.filter((other) => (other.metadata.namespace === pod.metadata.namespace) === same).map((other) => other.metadata.name!));
  if (holders.length === 0) return "Volume is already exclusively attached to one node and can't be attached to another";
  const others = elsewhere!.length > 0 ? `${elsewhere!.length} pod(s) in different namespaces` : '';
  return `Volume is already used by ${here!.length > 0 ? `pod(s) ${here!.join(', ')}${others && ` and ${others}`}` : others}`;
}

export const attachdetach = (disks: DiskService): Controller => defineController({
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
    const byNode = attachments.index('node', (a) => a.spec.nodeName);
    /** Volume and node -> since when nobody there needs it. */
    const idleSince = new Map<string, number>();
    /** How often the driver has refused to attach in a row, by attachment. */
    const refused = new Map<string, number>();
    /** Pods that were told of a volume that is held elsewhere, by `<uid> <volume>`. */
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
      onAdd: enqueueOf,
      onDelete(pod) { for (const mark of told) if (mark.startsWith(pod.metadata.uid!)) told.delete(mark); enqueueOf(pod); },
      onUpdate(pod, old) { if (pod.spec?.nodeName !== old.spec?.nodeName || isPodTerminal(pod) !== isPodTerminal(old)) enqueueOf(pod); },
    });
    volumes.addHandler({ onAdd: (v) => queue.add(v.metadata.name!), onUpdate: (v, old) => { if (v.status?.phase !== old.status?.phase) queue.add(v.metadata.name!); } });
    attachments.addHandler({
      onAdd: (a) => { if (!a.status?.attached) attaching.addAfter(a.metadata.name!, ATTACH_MS); else reporting.add(a.spec.nodeName); },
      onUpdate: (a, old) => { if (a.status?.attached !== old.status?.attached) reporting.add(a.spec.nodeName); },
      onDelete: (a) => { refused.delete(a.metadata.name!); reporting.add(a.spec.nodeName); if (a.spec.source.persistentVolumeName) queue.add(a.spec.source.persistentVolumeName); },
    });
    // What a dead node holds may be taken once it is out of service, or gone.
    const mayFree = (node: Node): void => { for (const a of byNode.get(node.metadata.name!)) if (a.spec.source.persistentVolumeName) queue.add(a.spec.source.persistentVolumeName); };
    nodes.addHandler({ onDelete: mayFree, onUpdate(node, old) { if (node.spec?.taints !== old.spec?.taints && isOutOfService(node) && !isOutOfService(old)) mayFree(node); } });

    /** The node's status says what is attached: its kubelet waits for that before it mounts. */
    const reporting = context.addQueue('report', (name) => {
      const node = nodes.get(name);
      if (!node) return;
      const attached = [...byNode.get(name)].flatMap((a) => {
        const csi = a.status?.attached ? volumes.get(a.spec.source.persistentVolumeName ?? '')?.spec?.csi : undefined;
        return csi ? [{ name: attachedName(csi), devicePath: '' }] : [];
      });
      if (JSON.stringify(attached) === JSON.stringify(node.status?.volumesAttached ?? [])) return;
      try {
        client.patch(NODES, name, undefined, 'application/merge-patch+json', { status: { volumesAttached: attached.length > 0 ? attached : null } }, 'status');
      } catch (error) { if (!isNotFound(error)) throw error; }
    });

    // --- the driver's part ---

    /** The attachment says why, and so does an Event on each pod that waits for it; then it is tried again, ever later. */
    const attachLater = (attachment: VolumeAttachment, volume: PersistentVolume | undefined, message: string): void => {
      const { name } = attachment.metadata, { nodeName } = attachment.spec;
      const failures = (refused.get(name!) ?? 0) + 1;
      refused.set(name!, failures);
      client.updateStatus(VOLUME_ATTACHMENTS, { ...attachment, status: { attached: false, attachError: { message, time: formatTime(context.now()) } } });
      for (const pod of volume ? users(volume, nodeName) : []) context.events.event(pod, 'Warning', 'FailedAttachVolume', `AttachVolume.Attach failed for volume "${volume!.metadata.name}" : ${message}`);
      attaching.addAfter(name!, retryDelayMs(failures, MOST_RETRY_MS));
    };

    const attaching = context.addQueue('attach', (name) => {
      const attachment = attachments.get(name);
      if (!attachment || attachment.status?.attached || attachment.metadata.deletionTimestamp) return;
      const volume = volumes.get(attachment.spec.source.persistentVolumeName ?? '');
      const { nodeName } = attachment.spec;
      const refusal = disks.refusal('attach', nodes.get(nodeName)?.metadata.labels?.[ZONE], nodeName);
      if (refusal !== undefined) return attachLater(attachment, volume, refusal);
      refused.delete(name);
      client.updateStatus(VOLUME_ATTACHMENTS, { ...attachment, status: { attached: true } });
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
      if (!node || ready || isOutOfService(node)) return true;
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
            const mark = `${pod.metadata.uid} ${name}`;
            if (told.has(mark)) continue;
            told.add(mark);
            context.events.event(pod, 'Warning', 'FailedAttachVolume', `Multi-Attach error for volume "${name}" ${heldBy(wanting.filter((other) => other.spec!.nodeName !== nodeName), pod)}`);
            continue;
          }
          try {
            client.create(VOLUME_ATTACHMENTS, {
              apiVersion: 'storage.k8s.io/v1', kind: 'VolumeAttachment', metadata: { name: `csi-${sha256Hex(`${volume.spec!.csi!.volumeHandle}${driver}${nodeName}`)}` },
              spec: { attacher: driver, nodeName, source: { persistentVolumeName: name } },
            });
            held++;
          } catch (error) { if (!isAlreadyExists(error)) throw error; }
        }
      },
    };
  },
});
