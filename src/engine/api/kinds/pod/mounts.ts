/** Volume mounts and block devices of a container. Faults of a sub path name the list, not the item. */
import type { Container } from '../../types.ts';
import { forbiddenField, invalid, notFoundField, notSupported, required, type FieldError } from '../../validation/field.ts';
import { validateLocalDescendingPath, validateNoBacksteps } from './paths.ts';
import type { Volumes } from './validate-volumes.ts';

type Mount = NonNullable<Container['volumeMounts']>[number];
type Device = NonNullable<Container['volumeDevices']>[number];

const PROPAGATIONS = ['Bidirectional', 'HostToContainer', 'None'];
const RECURSIVE = ['Disabled', 'Enabled', 'IfPossible'];

export function validateMounts(container: Container, volumes: Volumes, path: string): FieldError[] {
  const mounts = container.volumeMounts ?? [], devices = container.volumeDevices ?? [];
  return [...validateVolumeMounts(mounts, devices, volumes, container, `${path}.volumeMounts`), ...validateDevices(devices, mounts, volumes, `${path}.volumeDevices`)];
}

function validateVolumeMounts(mounts: readonly Mount[], devices: readonly Device[], volumes: Volumes, container: Container, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const taken = new Set<string>();
  mounts.forEach((mount, i) => {
    const at = `${path}[${i}]`;
    const { name = '', mountPath = '', subPath = '', subPathExpr = '' } = mount;
    if (!name) errors.push(required(`${at}.name`));
    if (!volumes.has(name)) errors.push(notFoundField(`${at}.name`, name));
    if (!mountPath) errors.push(required(`${at}.mountPath`));
    if (taken.has(mountPath)) errors.push(invalid(`${at}.mountPath`, mountPath, 'must be unique'));
    taken.add(mountPath);
    if (devices.some((d) => (d.name ?? '') === name)) errors.push(invalid(`${at}.name`, name, 'must not already exist in volumeDevices'));
    if (devices.some((d) => (d.devicePath ?? '') === mountPath)) errors.push(invalid(`${at}.mountPath`, mountPath, 'must not already exist as a path in volumeDevices'));
    if (subPath) errors.push(...validateLocalDescendingPath(subPath, `${path}.subPath`));
    if (subPathExpr) {
      if (subPath) errors.push(invalid(`${at}.subPathExpr`, subPathExpr, 'subPathExpr and subPath are mutually exclusive'));
      errors.push(...validateLocalDescendingPath(subPathExpr, `${path}.subPathExpr`));
    }
    errors.push(...validatePropagation(mount, container, path), ...validateRecursiveReadOnly(mount, `${path}.recursiveReadOnly`));
  });
  return errors;
}

function validatePropagation({ mountPropagation: mode }: Mount, container: Container, path: string): FieldError[] {
  if (mode === undefined) return [];
  const at = `${path}.mountPropagation`;
  const errors = PROPAGATIONS.includes(mode) ? [] : [notSupported(at, mode, PROPAGATIONS)];
  if (mode === 'Bidirectional' && !container.securityContext?.privileged) errors.push(forbiddenField(at, 'Bidirectional mount propagation is available only to privileged containers'));
  return errors;
}

function validateRecursiveReadOnly({ recursiveReadOnly: mode, readOnly, mountPropagation }: Mount, at: string): FieldError[] {
  if (mode === undefined || mode === 'Disabled') return [];
  if (!RECURSIVE.includes(mode)) return [notSupported(at, mode, RECURSIVE)];
  const errors: FieldError[] = [];
  if (!readOnly) errors.push(forbiddenField(at, 'may only be specified when readOnly is true'));
  if (mountPropagation !== undefined && mountPropagation !== 'None') errors.push(forbiddenField(at, 'may only be specified when mountPropagation is None or not specified'));
  return errors;
}

function validateDevices(devices: readonly Device[], mounts: readonly Mount[], volumes: Volumes, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set<string>(), paths = new Set<string>();
  devices.forEach(({ name = '', devicePath = '' }, i) => {
    const at = `${path}[${i}]`;
    const volume = volumes.get(name);
    if (!name) errors.push(required(`${at}.name`));
    if (names.has(name)) errors.push(invalid(`${at}.name`, name, 'must be unique'));
    if (volume && !volume.persistentVolumeClaim && !volume.ephemeral) {
      errors.push(invalid(`${at}.name`, name, 'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode'));
    }
    if (!volume) errors.push(notFoundField(`${at}.name`, name));
    if (!devicePath) errors.push(required(`${at}.devicePath`));
    if (paths.has(devicePath)) errors.push(invalid(`${at}.devicePath`, devicePath, 'must be unique'));
    if (validateNoBacksteps(devicePath, at).length) errors.push(invalid(`${at}.devicePath`, devicePath, "can not contain backsteps ('..')"));
    else paths.add(devicePath);
    if (mounts.some((m) => (m.name ?? '') === name)) errors.push(invalid(`${at}.name`, name, 'must not already exist in volumeMounts'));
    if (mounts.some((m) => (m.mountPath ?? '') === devicePath)) errors.push(invalid(`${at}.devicePath`, devicePath, 'must not already exist as a path in volumeMounts'));
    if (name) names.add(name);
  });
  return errors;
}
