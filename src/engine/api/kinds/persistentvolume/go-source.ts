/** A PersistentVolume's source as Go prints it: every source named, those absent null. */
import type { PersistentVolume } from '../../types.ts';

type Spec = NonNullable<PersistentVolume['spec']>;
type Fields = readonly (readonly [string, unknown])[];

const SECRET = null;

/** source -> Go's name and its fields (Go's order) with what an absent one prints. */
const LAYOUT: readonly (readonly [keyof Spec & string, string, Fields])[] = [
  ['gcePersistentDisk', 'GCEPersistentDisk', [['pdName', ''], ['fsType', ''], ['partition', 0], ['readOnly', false]]],
  ['awsElasticBlockStore', 'AWSElasticBlockStore', [['volumeID', ''], ['fsType', ''], ['partition', 0], ['readOnly', false]]],
  ['hostPath', 'HostPath', [['path', ''], ['type', null]]],
  ['glusterfs', 'Glusterfs', [['endpoints', ''], ['path', ''], ['readOnly', false], ['endpointsNamespace', null]]],
  ['nfs', 'NFS', [['server', ''], ['path', ''], ['readOnly', false]]],
  ['rbd', 'RBD', [['monitors', null], ['image', ''], ['fsType', ''], ['pool', ''], ['user', ''], ['keyring', ''], ['secretRef', SECRET], ['readOnly', false]]],
  ['quobyte', 'Quobyte', [['registry', ''], ['volume', ''], ['readOnly', false], ['user', ''], ['group', ''], ['tenant', '']]],
  ['iscsi', 'ISCSI', [
    ['targetPortal', ''], ['iqn', ''], ['lun', 0], ['iscsiInterface', ''], ['fsType', ''], ['readOnly', false], ['portals', null],
    ['chapAuthDiscovery', false], ['chapAuthSession', false], ['secretRef', SECRET], ['initiatorName', null],
  ]],
  ['flexVolume', 'FlexVolume', [['driver', ''], ['fsType', ''], ['secretRef', SECRET], ['readOnly', false], ['options', null]]],
  ['cinder', 'Cinder', [['volumeID', ''], ['fsType', ''], ['readOnly', false], ['secretRef', SECRET]]],
  ['cephfs', 'CephFS', [['monitors', null], ['path', ''], ['user', ''], ['secretFile', ''], ['secretRef', SECRET], ['readOnly', false]]],
  ['fc', 'FC', [['targetWWNs', null], ['lun', null], ['fsType', ''], ['readOnly', false], ['wwids', null]]],
  ['flocker', 'Flocker', [['datasetName', ''], ['datasetUUID', '']]],
  ['azureFile', 'AzureFile', [['secretName', ''], ['shareName', ''], ['readOnly', false], ['secretNamespace', null]]],
  ['vsphereVolume', 'VsphereVolume', [['volumePath', ''], ['fsType', ''], ['storagePolicyName', ''], ['storagePolicyID', '']]],
  ['azureDisk', 'AzureDisk', [['diskName', ''], ['diskURI', ''], ['cachingMode', null], ['fsType', null], ['readOnly', null], ['kind', null]]],
  ['photonPersistentDisk', 'PhotonPersistentDisk', [['pdID', ''], ['fsType', '']]],
  ['portworxVolume', 'PortworxVolume', [['volumeID', ''], ['fsType', ''], ['readOnly', false]]],
  ['scaleIO', 'ScaleIO', [
    ['gateway', ''], ['system', ''], ['secretRef', SECRET], ['sslEnabled', false], ['protectionDomain', ''], ['storagePool', ''],
    ['storageMode', ''], ['volumeName', ''], ['fsType', ''], ['readOnly', false],
  ]],
  ['local', 'Local', [['path', ''], ['fsType', null]]],
  ['storageos', 'StorageOS', [['volumeName', ''], ['volumeNamespace', ''], ['fsType', ''], ['readOnly', false], ['secretRef', SECRET]]],
  ['csi', 'CSI', [
    ['driver', ''], ['volumeHandle', ''], ['readOnly', false], ['fsType', ''], ['volumeAttributes', null], ['controllerPublishSecretRef', SECRET],
    ['nodeStageSecretRef', SECRET], ['nodePublishSecretRef', SECRET], ['controllerExpandSecretRef', SECRET], ['nodeExpandSecretRef', SECRET],
  ]],
];

const INITIALISMS: Readonly<Record<string, string>> = {
  pdName: 'PDName', iqn: 'IQN', targetWWNs: 'TargetWWNs', wwids: 'WWIDs', rbdImage: 'RBDImage', pdID: 'PdID', fsType: 'FSType', image: 'RBDImage', pool: 'RBDPool',
  monitors: 'CephMonitors', user: 'RadosUser', sslEnabled: 'SSLEnabled', diskURI: 'DataDiskURI', iscsiInterface: 'ISCSIInterface',
};
const PLAIN: Readonly<Record<string, readonly string[]>> = { quobyte: ['user'], cephfs: ['user', 'monitors'], glusterfs: [], scaleIO: [] };

function goName(source: string, field: string): string {
  if (source === 'glusterfs' && field === 'endpoints') return 'EndpointsName';
  if (Object.hasOwn(INITIALISMS, field) && !PLAIN[source]?.includes(field)) return INITIALISMS[field]!;
  return field[0]!.toUpperCase() + field.slice(1);
}

const secretRef = (ref: unknown): unknown => {
  if (!ref || typeof ref !== 'object') return null;
  const { name = '', namespace = '' } = ref as { name?: string; namespace?: string };
  return { Name: name, Namespace: namespace };
};

export function goSource(spec: Spec): Record<string, unknown> {
  const printed: Record<string, unknown> = {};
  for (const [name, title, fields] of LAYOUT) {
    const source = spec[name] as Record<string, unknown> | undefined;
    printed[title] = source ? Object.fromEntries(fields.map(([field, absent]) =>
      [goName(name, field), field.endsWith('ecretRef') ? secretRef(source[field]) : source[field] ?? absent])) : null;
  }
  return printed;
}
