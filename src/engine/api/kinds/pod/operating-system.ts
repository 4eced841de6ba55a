/** What a pod that names its operating system may not ask for (https://kubernetes.io/docs/concepts/windows/). */
import type { Container, PodSpec } from '../../types.ts';
import { forbiddenField, notSupported, required, type FieldError } from '../../validation/field.ts';

const POD_ON_WINDOWS: readonly (readonly [field: string, set: (spec: PodSpec) => unknown])[] = [
  ['securityContext.appArmorProfile', (s) => s.securityContext?.appArmorProfile],
  ['securityContext.seLinuxOptions', (s) => s.securityContext?.seLinuxOptions],
  ['hostUsers', (s) => s.hostUsers],
  ['hostPID', (s) => s.hostPID || undefined],
  ['hostIPC', (s) => s.hostIPC || undefined],
  ['securityContext.seccompProfile', (s) => s.securityContext?.seccompProfile],
  ['securityContext.fsGroup', (s) => s.securityContext?.fsGroup],
  ['securityContext.fsGroupChangePolicy', (s) => s.securityContext?.fsGroupChangePolicy],
  ['securityContext.sysctls', (s) => s.securityContext?.sysctls?.[0]],
  ['shareProcessNamespace', (s) => s.shareProcessNamespace],
  ['securityContext.runAsUser', (s) => s.securityContext?.runAsUser],
  ['securityContext.runAsGroup', (s) => s.securityContext?.runAsGroup],
  ['securityContext.supplementalGroups', (s) => s.securityContext?.supplementalGroups],
  ['securityContext.supplementalGroupsPolicy', (s) => s.securityContext?.supplementalGroupsPolicy],
  ['securityContext.seLinuxChangePolicy', (s) => s.securityContext?.seLinuxChangePolicy],
];

const CONTAINER_ON_WINDOWS = ['appArmorProfile', 'seLinuxOptions', 'seccompProfile', 'capabilities', 'readOnlyRootFilesystem', 'privileged', 'allowPrivilegeEscalation', 'procMount', 'runAsUser',
  'runAsGroup'] as const;

/** Containers with their paths, in the order upstream visits them. */
export function containersWithPaths(spec: PodSpec, path: string): [Container, string][] {
  return (['initContainers', 'containers', 'ephemeralContainers'] as const).flatMap((field) =>
    ((spec[field] ?? []) as Container[]).map((container, i): [Container, string] => [container, `${path}.${field}[${i}]`]));
}

export function validateOS(spec: PodSpec, path: string): FieldError[] {
  const name = spec.os?.name;
  if (!name) return [required(`${path}.os.name`)];
  if (name === 'linux') return validateLinux(spec, path);
  if (name === 'windows') return validateWindows(spec, path);
  return [notSupported(`${path}.os`, name, ['linux', 'windows'])];
}

function validateLinux(spec: PodSpec, path: string): FieldError[] {
  const text = 'windows options cannot be set for a linux pod';
  const errors = spec.securityContext?.windowsOptions ? [forbiddenField(`${path}.securityContext.windowsOptions`, text)] : [];
  for (const [container, at] of containersWithPaths(spec, path)) {
    if (container.securityContext?.windowsOptions) errors.push(forbiddenField(`${at}.securityContext.windowsOptions`, text));
  }
  return errors;
}

function validateWindows(spec: PodSpec, path: string): FieldError[] {
  const text = 'cannot be set for a windows pod';
  const errors = POD_ON_WINDOWS.filter(([, set]) => set(spec) !== undefined).map(([field]) => forbiddenField(`${path}.${field}`, text));
  for (const [container, at] of containersWithPaths(spec, path)) {
    for (const field of CONTAINER_ON_WINDOWS) if (container.securityContext?.[field] !== undefined) errors.push(forbiddenField(`${at}.securityContext.${field}`, text));
  }
  return errors;
}
