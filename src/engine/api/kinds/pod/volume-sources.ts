/** One rule set for each kind of volume source. Their order here is the order of the checks. */
import type { Volume } from '../../types.ts';
import { compareQuantities } from '../../quantity.ts';
import { forbiddenField, invalid, notSupported, required, type FieldError } from '../../validation/field.ts';
import { inclusiveRange } from '../../validation/names.ts';
import { validateEphemeral } from './ephemeral-claims.ts';
import { validateLocalDescendingPath, validateMode, validateNoBacksteps } from './paths.ts';
import { validateDownwardFile, validateKeyToPath, validateProjected } from './projected.ts';
import { validatePullPolicy } from './validate-containers.ts';

type Source = Exclude<keyof Volume, 'name'>;

interface VolumeSource<F extends Source = Source> {
  readonly field: F;
  /** Path in errors where it is not the field's name. */
  readonly at?: string;
  /** The same for the error about a second source. */
  readonly forbidden?: string;
  validate(source: NonNullable<Volume[F]>, path: string, isPod: boolean): FieldError[];
}

const source = <F extends Source>(field: F, validate: VolumeSource<F>['validate'], paths: Pick<VolumeSource, 'at' | 'forbidden'> = {}): VolumeSource =>
  ({ field, validate, ...paths }) as unknown as VolumeSource;

const needs = (value: object, path: string, ...fields: string[]): FieldError[] =>
  fields.filter((field) => {
    const given = (value as Record<string, unknown>)[field];
    return given === undefined || given === null || given === '' || (Array.isArray(given) && given.length === 0);
  }).map((field) => required(`${path}.${field}`));

const partition = (value: number | undefined, path: string): FieldError[] =>
  value !== undefined && (value < 0 || value > 255) ? [invalid(`${path}.partition`, value, inclusiveRange(1, 255))] : [];

const HOST_PATH_TYPES = ['', 'BlockDevice', 'CharDevice', 'Directory', 'DirectoryOrCreate', 'File', 'FileOrCreate', 'Socket'];

const IQN: Record<string, RegExp> = { iqn: /iqn\.\d{4}-\d{2}\.([a-zA-Z0-9\-.]+)(:[^,;*&$|\s]+)$/, eui: /^eui.[a-zA-Z0-9]{16}$/, naa: /^naa.[a-zA-Z0-9]{32}$/ };

export function validateIQN(name: string, field: string, badStart: string): FieldError[] {
  const form = IQN[name.slice(0, 3)];
  if (!form) return [invalid(field, name, badStart)];
  return form.test(name) ? [] : [invalid(field, name, 'must be valid format')];
}

const hostPort = (text: string): boolean => /^(\[[^\]]*\]|[^:[\]]*):[^:[\]]*$/.test(text);

export const VOLUME_SOURCES: readonly VolumeSource[] = [
  source('emptyDir', ({ sizeLimit }, path) =>
    sizeLimit !== undefined && compareQuantities(sizeLimit, '0') < 0 ? [forbiddenField(`${path}.sizeLimit`, 'SizeLimit field must be a valid resource quantity')] : []),
  source('hostPath', (hostPath, path) => {
    if (!hostPath.path) return [required(`${path}.path`)];
    const errors = validateNoBacksteps(hostPath.path, `${path}.path`);
    if (hostPath.type !== undefined && !HOST_PATH_TYPES.includes(hostPath.type)) errors.push(notSupported(`${path}.type`, hostPath.type, HOST_PATH_TYPES));
    return errors;
  }),
  source('gitRepo', (repo, path) => [...needs(repo, path, 'repository'), ...validateLocalDescendingPath(repo.directory ?? '', `${path}.directory`)]),
  source('gcePersistentDisk', (disk, path) => [...needs(disk, path, 'pdName'), ...partition(disk.partition, path)], { at: 'persistentDisk' }),
  source('awsElasticBlockStore', (disk, path) => [...needs(disk, path, 'volumeID'), ...partition(disk.partition, path)]),
  source('secret', (secret, path) => [...needs(secret, path, 'secretName'), ...keyed(secret, path)]),
  source('nfs', (nfs, path) => {
    const errors = needs(nfs, path, 'server', 'path');
    if (!(nfs.path ?? '').startsWith('/')) errors.push(invalid(`${path}.path`, nfs.path ?? '', 'must be an absolute path'));
    return errors;
  }),
  source('iscsi', (iscsi, path) => {
    const errors = needs(iscsi, path, 'targetPortal');
    if (!iscsi.iqn) errors.push(required(`${path}.iqn`));
    else errors.push(...validateIQN(iscsi.iqn, `${path}.iqn`, 'must be valid format starting with iqn, eui, or naa'));
    const lun = iscsi.lun ?? 0;
    if (lun < 0 || lun > 255) errors.push(invalid(`${path}.lun`, lun, inclusiveRange(0, 255)));
    if ((iscsi.chapAuthDiscovery || iscsi.chapAuthSession) && !iscsi.secretRef) errors.push(required(`${path}.secretRef`));
    if (iscsi.initiatorName !== undefined) {
      errors.push(...validateIQN(iscsi.initiatorName, `${path}.initiatorname`, 'must be valid format starting with iqn, eui, or naa'));
    }
    return errors;
  }),
  source('glusterfs', (gluster, path) => needs(gluster, path, 'endpoints', 'path')),
  source('flocker', ({ datasetName = '', datasetUUID = '' }, path) => {
    const errors: FieldError[] = [];
    if (!datasetName && !datasetUUID) errors.push(required(path, 'one of datasetName and datasetUUID is required'));
    if (datasetName && datasetUUID) errors.push(invalid(path, 'resource', 'datasetName and datasetUUID can not be specified simultaneously'));
    if (datasetName.includes('/')) errors.push(invalid(`${path}.datasetName`, datasetName, "must not contain '/'"));
    return errors;
  }),
  source('persistentVolumeClaim', (claim, path) => needs(claim, path, 'claimName')),
  source('rbd', (rbd, path) => needs(rbd, path, 'monitors', 'image')),
  source('cinder', (cinder, path) => {
    const errors = needs(cinder, path, 'volumeID');
    if (cinder.secretRef && !cinder.secretRef.name) errors.push(required(`${path}.secretRef.name`));
    return errors;
  }),
  source('cephfs', (ceph, path) => needs(ceph, path, 'monitors'), { forbidden: 'cephFS' }),
  source('quobyte', ({ registry = '', tenant = '', volume = '' }, path) => {
    const errors: FieldError[] = [];
    const text = 'must be a host:port pair or multiple pairs separated by commas';
    if (!registry) errors.push(required(`${path}.registry`, text));
    else if (tenant.length >= 65) errors.push(required(`${path}.tenant`, 'must be a UUID and may not exceed a length of 64 characters'));
    else for (const pair of registry.split(',')) if (!hostPort(pair)) errors.push(invalid(`${path}.registry`, registry, text));
    if (!volume) errors.push(required(`${path}.volume`));
    return errors;
  }),
  // Faults of one file name the volume, not the item.
  source('downwardAPI', (downward, path) => [
    ...validateMode(downward.defaultMode, `${path}.defaultMode`), ...(downward.items ?? []).flatMap((item) => validateDownwardFile(item, path)),
  ], { forbidden: 'downwarAPI' }),
  source('fc', ({ targetWWNs = [], wwids = [], lun }, path) => {
    const errors: FieldError[] = [];
    if (!targetWWNs.length && !wwids.length) errors.push(required(`${path}.targetWWNs`, 'must specify either targetWWNs or wwids, but not both'));
    if (targetWWNs.length && wwids.length) errors.push(invalid(`${path}.targetWWNs`, targetWWNs, 'targetWWNs and wwids can not be specified simultaneously'));
    if (targetWWNs.length) {
      if (lun === undefined) errors.push(required(`${path}.lun`, 'lun is required if targetWWNs is specified'));
      else if (lun < 0 || lun > 255) errors.push(invalid(`${path}.lun`, lun, inclusiveRange(0, 255)));
    }
    return errors;
  }),
  source('flexVolume', (flex, path) => {
    const errors = needs(flex, path, 'driver');
    for (const key of Object.keys(flex.options ?? {}).sort()) {
      const domain = `.${(key.includes('/') ? key.slice(0, key.indexOf('/')) : key).toLowerCase()}`;
      if (domain.endsWith('.kubernetes.io') || domain.endsWith('.k8s.io')) {
        errors.push(invalid(`${path}.options[${key}]`, key, 'kubernetes.io and k8s.io namespaces are reserved'));
      }
    }
    return errors;
  }),
  source('configMap', (configMap, path) => [...needs(configMap, path, 'name'), ...keyed(configMap, path)]),
  source('azureFile', (azure, path) => needs(azure, path, 'secretName', 'shareName')),
  source('vsphereVolume', (vsphere, path) => needs(vsphere, path, 'volumePath')),
  source('photonPersistentDisk', (photon, path) => needs(photon, path, 'pdID')),
  source('portworxVolume', (portworx, path) => needs(portworx, path, 'volumeID')),
  source('azureDisk', validateAzureDisk),
  source('storageos', (storageos, path) => {
    const errors: FieldError[] = [];
    if (!storageos.volumeName) errors.push(required(`${path}.volumeName`));
    if (storageos.secretRef && !storageos.secretRef.name) errors.push(required(`${path}.secretRef.name`));
    return errors;
  }),
  source('projected', validateProjected),
  source('scaleIO', (scaleIO, path) => needs(scaleIO, path, 'gateway', 'system', 'volumeName')),
  source('csi', (csi, path) => {
    const errors = validateDriverName(csi.driver ?? '', `${path}.driver`);
    if (csi.nodePublishSecretRef && !csi.nodePublishSecretRef.name) errors.push(required(`${path}.nodePublishSecretRef.name`));
    return errors;
  }),
  source('ephemeral', validateEphemeral),
  source('image', (image, path, isPod) => [
    ...(isPod && !image.reference ? [required(`${path}.reference`)] : []), ...validatePullPolicy(image.pullPolicy, `${path}.pullPolicy`),
  ]),
];

type Keyed = Pick<NonNullable<Volume['secret']>, 'defaultMode' | 'items'>;

const keyed = ({ defaultMode, items }: Keyed, path: string): FieldError[] => [
  ...validateMode(defaultMode, `${path}.defaultMode`), ...(items ?? []).flatMap((item, i) => validateKeyToPath(item, `${path}.items[${i}]`)),
];

const CACHING = ['None', 'ReadOnly', 'ReadWrite'];
const DISK_KINDS = ['Dedicated', 'Managed', 'Shared'];

export function validateAzureDisk(disk: NonNullable<Volume['azureDisk']>, path: string): FieldError[] {
  const errors = needs(disk, path, 'diskName', 'diskURI');
  const { cachingMode, kind, diskURI = '' } = disk;
  if (cachingMode !== undefined && !CACHING.includes(cachingMode)) errors.push(notSupported(`${path}.cachingMode`, cachingMode, CACHING));
  if (kind !== undefined && !DISK_KINDS.includes(kind)) errors.push(notSupported(`${path}.kind`, kind, DISK_KINDS));
  if (kind === 'Managed' && !diskURI.startsWith('/subscriptions/')) {
    errors.push(notSupported(`${path}.diskURI`, diskURI, ['/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}']));
  }
  if (kind !== undefined && kind !== 'Managed' && !diskURI.startsWith('https://')) {
    errors.push(notSupported(`${path}.diskURI`, diskURI, ['https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd']));
  }
  return errors;
}

/** Names of CSI drivers: at most 63 bytes, a DNS subdomain in any case of letters. */
export function validateDriverName(driver: string, field: string): FieldError[] {
  if (!driver) return [required(field)];
  const errors: FieldError[] = [];
  if (driver.length > 63) errors.push({ reason: 'FieldValueTooLong', field, message: 'Too long: may not be more than 63 bytes' });
  if (!/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(driver.toLowerCase())) {
    errors.push(invalid(field, driver,
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"));
  }
  return errors;
}
