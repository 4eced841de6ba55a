/**
 * What a pod's containers need before they can start and the kubelet reads from the API server: ConfigMaps and Secrets for volumes and
 * environment, claims and the disks behind them.
 */
import { isNotFound } from '../api/errors.ts';
import { CONFIG_MAPS, CSI_DRIVERS, NODES, PERSISTENT_VOLUME_CLAIMS, PERSISTENT_VOLUMES, SECRETS, type Resource } from '../api/resource.ts';
import type { Container, ObjectMeta, Pod } from '../api/types.ts';
import type { Client } from '../client/client.ts';
import type { Disturbance } from './disturbance.ts';
import { attachedName, claimNameOf } from '../api/volumes.ts';

/** Why a pod's volumes cannot be set up: with the text of a FailedMount event, or since disks are not attached yet, by the names of their volumes. */
export type VolumeProblem = { readonly event: string; readonly waits?: undefined } | { readonly event?: undefined; readonly waits: readonly string[] };

export class PodInputs {
  constructor(private readonly client: Client, private readonly nodeName: string) {}

  volumeProblem(pod: Pod): VolumeProblem | undefined {
    const waits: string[] = [];
    for (const volume of pod.spec!.volumes ?? []) {
      const { configMap, secret } = volume;
      if (configMap && !configMap.optional && !this.#has(CONFIG_MAPS, configMap.name!, pod)) return { event: `MountVolume.SetUp failed for volume "${volume.name}" : configmap "${configMap.name}" not found` };
      if (secret && !secret.optional && !this.#has(SECRETS, secret.secretName!, pod)) return { event: `MountVolume.SetUp failed for volume "${volume.name}" : secret "${secret.secretName}" not found` };
      const claimName = claimNameOf(pod, volume);
      if (claimName === undefined) continue;
      const claim = this.#read(PERSISTENT_VOLUME_CLAIMS, claimName, pod);
      const why = !claim ? `failed to fetch PVC from API server: persistentvolumeclaims "${claimName}" not found` : claim.status?.phase !== 'Bound' ? 'PVC is not bound' : undefined;
      if (why) return { event: `Unable to attach or mount volumes: unmounted volumes=[${volume.name}], unattached volumes=[], failed to process volumes=[${volume.name}]: error processing PVC ${pod.metadata.namespace}/${claimName}: ${why}` };
      if (!this.#isAttached(claim!.spec!.volumeName!)) waits.push(volume.name);
    }
    return waits.length > 0 ? { waits: waits.sort() } : undefined;
  }

  /** The first disk of the pod, or else its first volume, cannot be mounted. */
  mountProblem(pod: Pod, error: NonNullable<Disturbance['mountError']>): VolumeProblem | undefined {
    const volumes = pod.spec!.volumes ?? [];
    const disk = volumes.find((volume) => claimNameOf(pod, volume) !== undefined);
    const name = disk && this.#read(PERSISTENT_VOLUME_CLAIMS, claimNameOf(pod, disk)!, pod)?.spec?.volumeName;
    if (name) return { event: `MountVolume.MountDevice failed for volume "${name}" : ${error(pod, name, true)}` };
    return volumes[0] && { event: `MountVolume.SetUp failed for volume "${volumes[0].name}" : ${error(pod, volumes[0].name, false)}` };
  }

  /** False for a disk that must be attached to the machine first and is not; the Node's status tells. */
  #isAttached(volumeName: string): boolean {
    const csi = this.#read(PERSISTENT_VOLUMES, volumeName)?.spec?.csi;
    if (!csi || this.#read(CSI_DRIVERS, csi.driver)?.spec?.attachRequired === false) return true;
    return this.#read(NODES, this.nodeName)?.status?.volumesAttached?.some(({ name }) => name === attachedName(csi)) ?? false;
  }

  /** Why a container cannot be created: what its environment names is not there. */
  configProblem(pod: Pod, container: Container): string | undefined {
    for (const { configMapRef, secretRef } of container.envFrom ?? []) {
      if (configMapRef && !configMapRef.optional && !this.#has(CONFIG_MAPS, configMapRef.name!, pod)) return `configmap "${configMapRef.name}" not found`;
      if (secretRef && !secretRef.optional && !this.#has(SECRETS, secretRef.name!, pod)) return `secret "${secretRef.name}" not found`;
    }
    const { namespace } = pod.metadata;
    for (const { valueFrom } of container.env ?? []) {
      const map = valueFrom?.configMapKeyRef, secret = valueFrom?.secretKeyRef;
      if (map && !map.optional) {
        const found = this.#read(CONFIG_MAPS, map.name!, pod);
        if (!found) return `configmap "${map.name}" not found`;
        if (found.data?.[map.key] === undefined && found.binaryData?.[map.key] === undefined) return `couldn't find key ${map.key} in ConfigMap ${namespace}/${map.name}`;
      }
      if (secret && !secret.optional) {
        const found = this.#read(SECRETS, secret.name!, pod);
        if (!found) return `secret "${secret.name}" not found`;
        if (found.data?.[secret.key] === undefined) return `couldn't find key ${secret.key} in Secret ${namespace}/${secret.name}`;
      }
    }
    return undefined;
  }

  #has<T extends { metadata: ObjectMeta }>(resource: Resource<T>, name: string, pod: Pod): boolean { return this.#read(resource, name, pod) !== undefined; }

  /** Of the pod's namespace, or without a pod of the cluster. */
  #read<T extends { metadata: ObjectMeta }>(resource: Resource<T>, name: string, pod?: Pod): T | undefined {
    try { return this.client.get(resource, name, pod?.metadata.namespace); } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }
}
