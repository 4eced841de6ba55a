/** What each kind of volume behind a PersistentVolume must say (https://kubernetes.io/docs/concepts/storage/persistent-volumes/#types-of-persistent-volumes). */
import type { PersistentVolume } from '../../types.ts';
import { byteLength, isDNS1123Label, isDNS1123Subdomain } from '../../validation/names.ts';
import { invalid, notSupported, required, tooLong, type FieldError } from '../../validation/field.ts';

type Spec = NonNullable<PersistentVolume['spec']>;
type Csi = NonNullable<Spec['csi']>;
type Iscsi = NonNullable<Spec['iscsi']>;
type Quobyte = NonNullable<Spec['quobyte']>;

const HOST_PATH_TYPES = ['', 'BlockDevice', 'CharDevice', 'Directory', 'DirectoryOrCreate', 'File', 'FileOrCreate', 'Socket'];
const BYTE_RANGE = 'must be between 0 and 255, inclusive';

const need = (source: object, path: string, ...fields: string[]): FieldError[] =>
  fields.filter((field) => !(source as Record<string, unknown>)[field]).map((field) => required(`${path}.${field}`));
const needList = (list: readonly unknown[] | undefined, field: string): FieldError[] => (list?.length ? [] : [required(field)]);
const inByte = (value: number | undefined, field: string): FieldError[] =>
  value !== undefined && (value < 0 || value > 255) ? [invalid(field, value, BYTE_RANGE)] : [];
const noBacksteps = (path: string, field: string): FieldError[] => (path.split('/').includes('..') ? [invalid(field, path, "must not contain '..'")] : []);

/** A source's name in `spec`, the path of its errors, and its rule. In the order upstream looks for them. */
export interface Source { readonly name: keyof Spec & string; readonly path?: string; validate(spec: Spec, path: string): FieldError[] }

const source = <K extends keyof Spec & string>(name: K, validate: (value: NonNullable<Spec[K]>, path: string) => FieldError[], path?: string): Source =>
  ({ name, ...(path ? { path } : {}), validate: (spec, at) => validate(spec[name]!, at) });

export const SOURCES: readonly Source[] = [
  source('hostPath', ({ path = '', type }, at) => {
    if (!path) return [required(`${at}.path`)];
    const errors = noBacksteps(path, `${at}.path`);
    if (type !== undefined && !HOST_PATH_TYPES.includes(type)) errors.push(notSupported(`${at}.type`, type, HOST_PATH_TYPES));
    return errors;
  }),
  source('gcePersistentDisk', (v, at) => [...need(v, at, 'pdName'), ...inByte(v.partition, `${at}.partition`)], 'persistentDisk'),
  source('awsElasticBlockStore', (v, at) => [...need(v, at, 'volumeID'), ...inByte(v.partition, `${at}.partition`)]),
  source('glusterfs', (v, at) => need(v, at, 'endpoints', 'path')),
  source('flocker', ({ datasetName, datasetUUID }, at) => [
    ...(!datasetName && !datasetUUID ? [required(at, 'one of datasetName and datasetUUID is required')] : []),
    ...(datasetName && datasetUUID ? [invalid(at, 'resource', 'datasetName and datasetUUID can not be specified simultaneously')] : []),
    ...(datasetName?.includes('/') ? [invalid(`${at}.datasetName`, datasetName, "must not contain '/'")] : []),
  ]),
  source('nfs', (v, at) => [...need(v, at, 'server', 'path'), ...((v.path ?? '').startsWith('/') ? [] : [invalid(`${at}.path`, v.path ?? '', 'must be an absolute path')])]),
  source('rbd', (v, at) => [...needList(v.monitors, `${at}.monitors`), ...need(v, at, 'image')]),
  source('quobyte', validateQuobyte),
  source('cephfs', (v, at) => needList(v.monitors, `${at}.monitors`)),
  source('iscsi', validateIscsi),
  source('cinder', (v, at) => [...need(v, at, 'volumeID'), ...(v.secretRef ? need(v.secretRef, `${at}.secretRef`, 'name', 'namespace') : [])]),
  source('fc', ({ targetWWNs = [], wwids = [], lun }, at) => {
    const either = 'must specify either targetWWNs or wwids, but not both';
    if (!targetWWNs.length && !wwids.length) return [required(`${at}.targetWWNs`, either)];
    const errors = targetWWNs.length && wwids.length ? [invalid(`${at}.targetWWNs`, targetWWNs, either)] : [];
    if (targetWWNs.length && lun === undefined) errors.push(required(`${at}.lun`, 'lun is required if targetWWNs is specified'));
    return [...errors, ...(targetWWNs.length ? inByte(lun, `${at}.lun`) : [])];
  }),
  source('flexVolume', (v, at) => need(v, at, 'driver')),
  source('azureFile', (v, at) => [...need(v, at, 'secretName', 'shareName'), ...(v.secretNamespace === '' ? [required(`${at}.secretNamespace`)] : [])]),
  source('vsphereVolume', (v, at) => need(v, at, 'volumePath')),
  source('photonPersistentDisk', (v, at) => need(v, at, 'pdID')),
  source('portworxVolume', (v, at) => need(v, at, 'volumeID')),
  source('azureDisk', validateAzureDisk),
  source('scaleIO', (v, at) => need(v, at, 'gateway', 'system', 'volumeName')),
  source('local', (v, at) => (v.path ? noBacksteps(v.path, `${at}.path`) : [required(`${at}.path`)])),
  source('storageos', (v, at) => [
    ...need(v, at, 'volumeName'),
    ...(v.volumeName ? isDNS1123Label(v.volumeName).map((text) => invalid(`${at}.volumeName`, v.volumeName, text)) : []),
  ]),
  source('csi', validateCsi),
];

function validateQuobyte(volume: Quobyte, at: string): FieldError[] {
  const errors: FieldError[] = [];
  if (!volume.registry) errors.push(required(`${at}.registry`, 'must be a host:port pair or multiple pairs separated by commas'));
  else if (!volume.registry.split(',').every((pair) => /^[^:]+:[0-9]+$/.test(pair))) {
    errors.push(invalid(`${at}.registry`, volume.registry, 'must be a host:port pair or multiple pairs separated by commas'));
  }
  if (!volume.volume) errors.push(required(`${at}.volume`));
  return errors;
}

function validateIscsi(iscsi: Iscsi, at: string): FieldError[] {
  const errors = need(iscsi, at, 'targetPortal', 'iqn');
  const { iqn = '', lun } = iscsi;
  if (iqn && !/^(iqn|eui|naa)/.test(iqn)) errors.push(invalid(`${at}.iqn`, iqn, 'must be valid format starting with iqn, eui, or naa'));
  else if (iqn.startsWith('iqn') && !/^iqn\.\d{4}-\d{2}\.([a-z0-9]+(?:-[a-z0-9]+)*\.?)+(:[^,;*&$|\s]+)$/.test(iqn)) errors.push(invalid(`${at}.iqn`, iqn, 'must be valid format'));
  else if (iqn.startsWith('eui') && !/^eui.[0-9a-fA-F]{16}$/.test(iqn)) errors.push(invalid(`${at}.iqn`, iqn, 'must be valid format'));
  else if (iqn.startsWith('naa') && !/^naa.[0-9a-fA-F]{32}$/.test(iqn)) errors.push(invalid(`${at}.iqn`, iqn, 'must be valid format'));
  errors.push(...inByte(lun, `${at}.lun`));
  if ((iscsi.chapAuthDiscovery || iscsi.chapAuthSession) && !iscsi.secretRef) errors.push(required(`${at}.secretRef`));
  if (iscsi.secretRef && !iscsi.secretRef.name) errors.push(required(`${at}.secretRef.name`));
  return errors;
}

function validateAzureDisk(disk: NonNullable<Spec['azureDisk']>, at: string): FieldError[] {
  const errors: FieldError[] = [];
  const caching = ['None', 'ReadOnly', 'ReadWrite'], kinds = ['Dedicated', 'Managed', 'Shared'];
  if (!disk.diskName) errors.push(required(`${at}.diskName`));
  if (!disk.diskURI) errors.push(required(`${at}.diskURI`));
  if (disk.cachingMode !== undefined && !caching.includes(disk.cachingMode)) errors.push(notSupported(`${at}.cachingMode`, disk.cachingMode, caching));
  if (disk.kind !== undefined && !kinds.includes(disk.kind)) errors.push(notSupported(`${at}.kind`, disk.kind, kinds));
  return errors;
}

const SECRET_REFS = ['controllerPublishSecretRef', 'controllerExpandSecretRef', 'nodePublishSecretRef', 'nodeExpandSecretRef', 'nodeStageSecretRef'] as const;

function validateCsi(csi: Csi, at: string): FieldError[] {
  const errors = validateCsiDriverName(csi.driver ?? '', `${at}.driver`);
  if (!csi.volumeHandle) errors.push(required(`${at}.volumeHandle`));
  for (const ref of SECRET_REFS) {
    const secret = csi[ref];
    if (!secret) continue;
    if (!secret.name) errors.push(required(`${at}.${ref}.name`));
    if (!secret.namespace) errors.push(required(`${at}.${ref}.namespace`));
  }
  return errors;
}

export function validateCsiDriverName(name: string, field: string): FieldError[] {
  const errors: FieldError[] = [];
  if (!name) errors.push(required(field));
  if (byteLength(name) > 63) errors.push(tooLong(field, 63));
  for (const text of isDNS1123Subdomain(name.toLowerCase())) errors.push(invalid(field, name, text));
  return errors;
}
