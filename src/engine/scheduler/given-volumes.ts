/** Claims, volumes and classes to test the volume plugins with. */
import type { CSINode, PersistentVolume, PersistentVolumeClaim, Pod, PodSpec, StorageClass } from '../api/types.ts';
import type { ClusterView } from './cluster-view.ts';
import { given, node, type Given, type Labels } from './given.ts';

export const ZONE = 'topology.kubernetes.io/zone';
export const claim = (name: string, spec: object = {}, annotations: Labels = {}): PersistentVolumeClaim => ({
  metadata: { name, namespace: 'default', uid: `uid-${name}`, annotations },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, storageClassName: 'slow', ...spec } as PersistentVolumeClaim['spec'],
  status: { phase: 'Pending' },
});
export const bound = (name: string, volumeName: string, spec: object = {}): PersistentVolumeClaim => claim(name, { volumeName, ...spec }, { 'pv.kubernetes.io/bind-completed': 'yes' });
export const volume = (name: string, spec: object = {}, labels: Labels = {}): PersistentVolume => ({
  metadata: { name, labels }, status: { phase: 'Available' },
  spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], storageClassName: 'slow', ...spec } as PersistentVolume['spec'],
});
export const onNode = (name: string): object => ({ nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: [name] }] }] } } });
export const storageClass = (more: Partial<StorageClass> = {}): StorageClass => ({ metadata: { name: 'slow' }, provisioner: 'kubernetes.io/no-provisioner', volumeBindingMode: 'WaitForFirstConsumer', ...more });
export const uses = (...claims: string[]): PodSpec['volumes'] => claims.map((claimName) => ({ name: claimName, persistentVolumeClaim: { claimName } }));

interface Objects { claims?: PersistentVolumeClaim[]; volumes?: PersistentVolume[]; classes?: StorageClass[]; csiNodes?: CSINode[] }

export function cluster(o: Objects, pods: readonly Pod[] = [], nodes = [node('a', { labels: { [ZONE]: 'a' } }), node('b', { labels: { [ZONE]: 'b' } })]): Given {
  const view: Partial<ClusterView> = {
    claim: (ns, name) => o.claims?.find((c) => c.metadata.name === name && c.metadata.namespace === ns),
    volume: (name) => o.volumes?.find((v) => v.metadata.name === name),
    volumesOfClass: (name) => (o.volumes ?? []).filter((v) => v.spec!.storageClassName === name),
    storageClass: (name) => o.classes?.find((c) => c.metadata.name === name),
    csiNode: (name) => o.csiNodes?.find((c) => c.metadata.name === name),
  };
  return given(nodes, pods, view);
}
