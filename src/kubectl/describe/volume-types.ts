/** What kubectl prints of each type of volume: a title, then lines of label and value. Start at `VOLUME_TYPES`. */
import type { ObjectMeta, PersistentVolumeClaim } from '../../engine/api/types.ts';
import { canonicalQuantity } from '../../engine/api/quantity.ts';
import { claimLines } from './claim-lines.ts';
import type { DescribeWriter } from './describer.ts';
import { goList, goMap, goMessage, isPositive } from './go-values.ts';
import { MAX_ANNOTATION, shortened, sortedEntries } from './parts.ts';

/** A label and the text beside it. */
type Row = readonly [string, unknown];

interface Reference { readonly name?: string; readonly namespace?: string; readonly optional?: boolean; readonly [field: string]: unknown }

/** The fields of any source; those that are more than text are named. */
export interface Source {
  readonly [field: string]: unknown;
  readonly sizeLimit?: string;
  readonly portals?: readonly string[];
  readonly monitors?: readonly string[];
  readonly targetWWNs?: readonly string[];
  readonly secretRef?: Reference;
  readonly options?: Readonly<Record<string, string>>;
  readonly volumeAttributes?: Readonly<Record<string, string>>;
  readonly volumeClaimTemplate?: { readonly metadata?: ObjectMeta; readonly spec: NonNullable<PersistentVolumeClaim['spec']> };
  readonly items?: readonly { readonly path: string; readonly fieldRef?: { readonly fieldPath: string }; readonly resourceFieldRef?: { readonly resource: string } }[];
  readonly sources?: readonly Source[];
  readonly secret?: Reference;
  readonly configMap?: Reference;
  readonly serviceAccountToken?: { readonly expirationSeconds?: number };
}


export interface VolumeType {
  readonly title: string;
  rows(source: Source, persistent: boolean): readonly Row[];
  /** What follows the rows. */
  more?(out: DescribeWriter, source: Source): void;
}

/** Rows named as the fields they show: text fields '', switches false, numbers 0 when absent. */
const row = (label: string, value: unknown): Row => [label, value ?? ''];
const readOnly = ({ readOnly = false }: Source): Row => ['ReadOnly', readOnly];
const partition = ({ partition = 0 }: Source): Row => ['Partition', partition];
const secretReference = ({ secretRef }: Source, persistent: boolean): Row =>
  ['SecretRef', persistent ? goMessage('SecretReference', secretRef, ['Name', 'Namespace']) : goMessage('LocalObjectReference', secretRef, ['Name'])];

/** By the field that holds it. */
export const VOLUME_TYPES: Readonly<Record<string, VolumeType>> = {
  hostPath: { title: 'HostPath (bare host directory volume)', rows: (s) => [row('Path', s.path), ['HostPathType', s.type ?? '<none>']] },
  emptyDir: {
    title: "EmptyDir (a temporary directory that shares a pod's lifetime)",
    rows: (s) => [row('Medium', s.medium), ['SizeLimit', isPositive(s.sizeLimit) ? canonicalQuantity(s.sizeLimit!) : '<unset>']],
  },
  gcePersistentDisk: {
    title: 'GCEPersistentDisk (a Persistent Disk resource in Google Compute Engine)',
    rows: (s) => [row('PDName', s.pdName), row('FSType', s.fsType), partition(s), readOnly(s)],
  },
  awsElasticBlockStore: {
    title: 'AWSElasticBlockStore (a Persistent Disk resource in AWS)',
    rows: (s) => [row('VolumeID', s.volumeID), row('FSType', s.fsType), partition(s), readOnly(s)],
  },
  gitRepo: { title: 'GitRepo (a volume that is pulled from git when the pod is created)', rows: (s) => [row('Repository', s.repository), row('Revision', s.revision)] },
  secret: { title: 'Secret (a volume populated by a Secret)', rows: (s) => [row('SecretName', s.secretName), ['Optional', s.optional ?? false]] },
  configMap: { title: 'ConfigMap (a volume populated by a ConfigMap)', rows: (s) => [row('Name', s.name), ['Optional', s.optional ?? false]] },
  nfs: { title: 'NFS (an NFS mount that lasts the lifetime of a pod)', rows: (s) => [row('Server', s.server), row('Path', s.path), readOnly(s)] },
  iscsi: {
    title: "ISCSI (an ISCSI Disk resource that is attached to a kubelet's host machine and then exposed to the pod)",
    rows: (s, persistent) => [
      row('TargetPortal', s.targetPortal), row('IQN', s.iqn), ['Lun', s.lun ?? 0], row('ISCSIInterface', s.iscsiInterface), row('FSType', s.fsType), readOnly(s),
      ['Portals', goList(s.portals)], ['DiscoveryCHAPAuth', s.chapAuthDiscovery ?? false], ['SessionCHAPAuth', s.chapAuthSession ?? false],
      secretReference(s, persistent), ['InitiatorName', s.initiatorName ?? '<none>'],
    ],
  },
  glusterfs: {
    title: "Glusterfs (a Glusterfs mount on the host that shares a pod's lifetime)",
    rows: (s, persistent) => [
      row('EndpointsName', s.endpoints), ...(persistent ? [['EndpointsNamespace', s.endpointsNamespace ?? '<unset>'] as const] : []), row('Path', s.path), readOnly(s),
    ],
  },
  persistentVolumeClaim: {
    title: 'PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)',
    rows: (s) => [row('ClaimName', s.claimName), readOnly(s)],
  },
  ephemeral: {
    title: 'EphemeralVolume (an inline specification for a volume that gets created and deleted with the pod)',
    rows: () => [],
    more: (out, { volumeClaimTemplate: template }) => { if (template) claimLines(out, 2, { metadata: template.metadata ?? {}, spec: template.spec }); },
  },
  rbd: {
    title: "RBD (a Rados Block Device mount on the host that shares a pod's lifetime)",
    rows: (s, persistent) => [
      ['CephMonitors', goList(s.monitors)], row('RBDImage', s.image), row('FSType', s.fsType), row('RBDPool', s.pool), row('RadosUser', s.user), row('Keyring', s.keyring),
      secretReference(s, persistent), readOnly(s),
    ],
  },
  quobyte: { title: "Quobyte (a Quobyte mount on the host that shares a pod's lifetime)", rows: (s) => [row('Registry', s.registry), row('Volume', s.volume), readOnly(s)] },
  downwardAPI: {
    title: 'DownwardAPI (a volume populated by information about the pod)',
    rows: () => [],
    more(out, { items = [] }) {
      out.line(2, 'Items:');
      for (const { fieldRef, resourceFieldRef, path } of items) {
        if (fieldRef) out.line(3, `${fieldRef.fieldPath} -> ${path}`);
        if (resourceFieldRef) out.line(3, `${resourceFieldRef.resource} -> ${path}`);
      }
    },
  },
  azureDisk: {
    title: 'AzureDisk (an Azure Data Disk mount on the host and bind mount to the pod)',
    rows: (s) => [row('DiskName', s.diskName), row('DiskURI', s.diskURI), row('Kind: ', s.kind), row('FSType', s.fsType), row('CachingMode', s.cachingMode), readOnly(s)],
  },
  vsphereVolume: {
    title: 'vSphereVolume (a Persistent Disk resource in vSphere)',
    rows: (s) => [row('VolumePath', s.volumePath), row('FSType', s.fsType), row('StoragePolicyName', s.storagePolicyName)],
  },
  cinder: {
    title: 'Cinder (a Persistent Disk resource in OpenStack)',
    rows: (s, persistent) => [row('VolumeID', s.volumeID), row('FSType', s.fsType), readOnly(s), secretReference(s, persistent)],
  },
  photonPersistentDisk: { title: 'PhotonPersistentDisk (a Persistent Disk resource in photon platform)', rows: (s) => [row('PdID', s.pdID), row('FSType', s.fsType)] },
  portworxVolume: { title: 'PortworxVolume (a Portworx Volume resource)', rows: (s) => [row('VolumeID', s.volumeID)] },
  scaleIO: {
    title: 'ScaleIO (a persistent volume backed by a block device in ScaleIO)',
    rows: (s, persistent) => [
      row('Gateway', s.gateway), row('System', s.system), row('Protection Domain', s.protectionDomain), row('Storage Pool', s.storagePool),
      row('Storage Mode', s.storageMode), row('VolumeName', s.volumeName),
      ...(persistent ? [row('SecretName', s.secretRef?.name), row('SecretNamespace', s.secretRef?.namespace)] : []), row('FSType', s.fsType), readOnly(s),
    ],
  },
  local: { title: 'LocalVolume (a persistent volume backed by local storage on a node)', rows: (s) => [row('Path', s.path)] },
  cephfs: {
    title: "CephFS (a CephFS mount on the host that shares a pod's lifetime)",
    rows: (s, persistent) => [
      ['Monitors', goList(s.monitors)], row('Path', s.path), row('User', s.user), row('SecretFile', s.secretFile), secretReference(s, persistent), readOnly(s),
    ],
  },
  storageos: {
    title: 'StorageOS (a StorageOS Persistent Disk resource)',
    rows: (s) => [row('VolumeName', s.volumeName), row('VolumeNamespace', s.volumeNamespace), row('FSType', s.fsType), readOnly(s)],
  },
  fc: {
    title: 'FC (a Fibre Channel disk)',
    rows: (s) => [['TargetWWNs', (s.targetWWNs ?? []).join(', ')], ['LUN', s.lun ?? '<none>'], row('FSType', s.fsType), readOnly(s)],
  },
  azureFile: {
    title: 'AzureFile (an Azure File Service mount on the host and bind mount to the pod)',
    rows: (s, persistent) => [
      row('SecretName', s.secretName), ...(persistent ? [row('SecretNamespace', s.secretNamespace)] : []), row('ShareName', s.shareName), readOnly(s),
    ],
  },
  flexVolume: {
    title: 'FlexVolume (a generic volume resource that is provisioned/attached using an exec based plugin)',
    rows: (s, persistent) => [row('Driver', s.driver), row('FSType', s.fsType), secretReference(s, persistent), readOnly(s), ['Options', goMap(s.options)]],
  },
  flocker: { title: 'Flocker (a Flocker volume mounted by the Flocker agent)', rows: (s) => [row('DatasetName', s.datasetName), row('DatasetUUID', s.datasetUUID)] },
  projected: {
    title: 'Projected (a volume that contains injected data from multiple sources)',
    rows: (s) => (s.sources ?? []).flatMap(projectedRows),
  },
  csi: {
    title: 'CSI (a Container Storage Interface (CSI) volume source)',
    rows: (s, persistent) => [row('Driver', s.driver), row('FSType', s.fsType), ...(persistent ? [row('VolumeHandle', s.volumeHandle)] : []), readOnly(s)],
    more: (out, { volumeAttributes }) => attributeLines(out, volumeAttributes),
  },
  image: { title: 'Image (a container image or OCI artifact)', rows: (s) => [row('Reference', s.reference), row('PullPolicy', s.pullPolicy)] },
};

function projectedRows({ secret, downwardAPI, configMap, serviceAccountToken }: Source): readonly Row[] {
  if (secret) return [row('SecretName', secret.name), ['Optional', secret.optional ?? false]];
  if (downwardAPI) return [['DownwardAPI', true]];
  if (configMap) return [row('ConfigMapName', configMap.name), ['Optional', configMap.optional ?? false]];
  return serviceAccountToken ? [['TokenExpirationSeconds', serviceAccountToken.expirationSeconds]] : [];
}

function attributeLines(out: DescribeWriter, attributes: Readonly<Record<string, string>> | undefined): void {
  const entries = sortedEntries(attributes);
  if (entries.length === 0) return out.line(2, 'VolumeAttributes:\t<none>');
  // kubectl indents each part of a line, so the values stand four spaces in.
  entries.forEach(([key, value], i) => out.line(2, `${i === 0 ? 'VolumeAttributes:' : '    '}\t    ${shortened(`${key}=${value}`, MAX_ANNOTATION)}`));
}

/** In which kubectl looks for a type. */
export const VOLUME_ORDER = ['hostPath', 'emptyDir', 'gcePersistentDisk', 'awsElasticBlockStore', 'gitRepo', 'secret', 'configMap', 'nfs', 'iscsi', 'glusterfs', 'persistentVolumeClaim', 'ephemeral',
  'rbd', 'quobyte', 'downwardAPI', 'azureDisk', 'vsphereVolume', 'cinder', 'photonPersistentDisk', 'portworxVolume', 'scaleIO', 'local', 'cephfs', 'storageos', 'fc', 'azureFile',
  'flexVolume', 'flocker', 'projected', 'csi', 'image'];
