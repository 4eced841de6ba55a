/** Environment variables and references to fields and resources (https://kubernetes.io/docs/concepts/workloads/pods/downward-api/). */
import type { Container } from '../../types.ts';
import { isZeroQuantity } from '../../quantity.ts';
import { invalid, notSupported, required, type FieldError } from '../../validation/field.ts';
import { isConfigMapKey, isDNS1123Label, isDNS1123Subdomain, isEnvVarName, isQualifiedName, maskTrailingDash } from '../../validation/names.ts';
import { validateLocalNonReservedPath } from './paths.ts';
import type { Volumes } from './validate-volumes.ts';

type EnvVar = NonNullable<Container['env']>[number];
type EnvFrom = NonNullable<Container['envFrom']>[number];
type ValueFrom = NonNullable<EnvVar['valueFrom']>;
type FieldRef = NonNullable<ValueFrom['fieldRef']>;
type ResourceFieldRef = NonNullable<ValueFrom['resourceFieldRef']>;

const ENV_FIELDS = ['metadata.name', 'metadata.namespace', 'metadata.uid', 'spec.nodeName', 'spec.serviceAccountName', 'status.hostIP', 'status.hostIPs', 'status.podIP', 'status.podIPs'];
export const RESOURCE_FIELDS = ['limits.cpu', 'limits.ephemeral-storage', 'limits.memory', 'requests.cpu', 'requests.ephemeral-storage', 'requests.memory'];
/** Field labels that the conversion of v1 knows. */
const LABELS = new Set(['metadata.annotations', 'metadata.labels', 'metadata.name', 'metadata.namespace', 'metadata.uid', 'spec.nodeName', 'spec.restartPolicy', 'spec.serviceAccountName',
  'spec.schedulerName', 'status.phase', 'status.hostIP', 'status.hostIPs', 'status.podIP', 'status.podIPs', 'spec.host']);

export function validateEnv(env: readonly EnvVar[], path: string, volumes: Volumes): FieldError[] {
  return env.flatMap((variable, i) => {
    const at = `${path}[${i}]`;
    const name = variable.name ?? '';
    const errors = name ? isEnvVarName(name).map((text) => invalid(`${at}.name`, name, text)) : [required(`${at}.name`)];
    if (variable.valueFrom) errors.push(...validateValueFrom(variable.valueFrom, variable.value ?? '', `${at}.valueFrom`, volumes));
    return errors;
  });
}

function validateValueFrom(from: ValueFrom, value: string, path: string, volumes: Volumes): FieldError[] {
  const errors: FieldError[] = [];
  let sources = 0;
  if (from.fieldRef) { sources++; errors.push(...validateFieldRef(from.fieldRef, ENV_FIELDS, `${path}.fieldRef`)); }
  if (from.resourceFieldRef) { sources++; errors.push(...validateResourceFieldRef(from.resourceFieldRef, RESOURCE_FIELDS, `${path}.resourceFieldRef`, false)); }
  for (const field of ['configMapKeyRef', 'secretKeyRef'] as const) {
    const ref = from[field];
    if (!ref) continue;
    sources++;
    for (const text of isDNS1123Subdomain(ref.name ?? '')) errors.push(invalid(`${path}.${field}.name`, ref.name ?? '', text));
    if (!ref.key) errors.push(required(`${path}.${field}.key`));
    else for (const text of isConfigMapKey(ref.key)) errors.push(invalid(`${path}.${field}.key`, ref.key, text));
  }
  if (from.fileKeyRef) { sources++; errors.push(...validateFileKeyRef(from.fileKeyRef, `${path}.fileKeyRef`, volumes)); }
  if (sources === 0) errors.push(invalid(path, '', 'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`'));
  else if (value !== '') errors.push(invalid(path, '', 'may not be specified when `value` is not empty'));
  else if (sources > 1) errors.push(invalid(path, '', 'may not have more than one field specified at a time'));
  return errors;
}

function validateFileKeyRef(ref: NonNullable<ValueFrom['fileKeyRef']>, path: string, volumes: Volumes): FieldError[] {
  const errors: FieldError[] = [];
  if (!ref.volumeName) errors.push(required(`${path}.volumeName`));
  else {
    for (const text of isDNS1123Label(ref.volumeName)) errors.push(invalid(`${path}.volumeName`, ref.volumeName, text));
    const volume = volumes.get(ref.volumeName);
    if (volume && !volume.emptyDir) errors.push(invalid(`${path}.volumeName`, ref.volumeName, 'referenced volume must be of type emptyDir'));
  }
  if (!ref.path) errors.push(required(`${path}.path`));
  else errors.push(...validateLocalNonReservedPath(ref.path, `${path}.path`));
  if (!ref.key) errors.push(required(`${path}.key`));
  else for (const text of isEnvVarName(ref.key)) errors.push(invalid(`${path}.key`, ref.key, text));
  return errors;
}

export function validateFieldRef({ apiVersion, fieldPath }: FieldRef, allowed: readonly string[], path: string): FieldError[] {
  if (!apiVersion) return [required(`${path}.apiVersion`)];
  if (!fieldPath) return [required(`${path}.fieldPath`)];
  const subscripted = /^(.*)\['(.*)'\]$/s.exec(fieldPath);
  if (apiVersion !== 'v1') return [invalid(`${path}.fieldPath`, fieldPath, `error converting fieldPath: unsupported pod version: ${apiVersion}`)];
  if (subscripted) {
    const [, base = '', key = ''] = subscripted;
    const known = base === 'metadata.annotations' || base === 'metadata.labels';
    if (!known) return [invalid(`${path}.fieldPath`, fieldPath, `error converting fieldPath: field label does not support subscript: ${fieldPath}`)];
    const checked = base === 'metadata.annotations' ? key.toLowerCase() : key;
    return isQualifiedName(checked).map((text) => invalid(path, checked, text));
  }
  if (!LABELS.has(fieldPath)) return [invalid(`${path}.fieldPath`, fieldPath, `error converting fieldPath: field label not supported: ${fieldPath}`)];
  const converted = fieldPath === 'spec.host' ? 'spec.nodeName' : fieldPath;
  return allowed.includes(converted) ? [] : [notSupported(`${path}.fieldPath`, converted, allowed)];
}

const HUGE_PAGES = ['limits.hugepages-', 'requests.hugepages-'];
const BYTE_DIVISORS = ['1', '1k', '1M', '1G', '1T', '1P', '1E', '1Ki', '1Mi', '1Gi', '1Ti', '1Pi', '1Ei'];

export function validateResourceFieldRef(ref: ResourceFieldRef, allowed: readonly string[], path: string, volume: boolean): FieldError[] {
  const { containerName, resource = '', divisor } = ref;
  const errors: FieldError[] = [];
  const huge = HUGE_PAGES.some((prefix) => resource.startsWith(prefix));
  if (volume && !containerName) errors.push(required(`${path}.containerName`));
  else if (!resource) errors.push(required(`${path}.resource`));
  else if (!allowed.includes(resource) && !huge) errors.push(notSupported(`${path}.resource`, resource, allowed));
  if (divisor === undefined || isZeroQuantity(divisor)) return errors;
  const wrong = (good: string, what: string): FieldError => invalid(`${path}.divisor`, resource, `only divisor's values ${good} are supported with the ${what} resource`);
  const bytes = BYTE_DIVISORS.join(', ');
  if (resource.endsWith('.cpu')) {
    if (divisor !== '1m' && divisor !== '1') errors.push(wrong('1m and 1', 'cpu'));
  } else if (!BYTE_DIVISORS.includes(divisor)) {
    if (resource.endsWith('.memory')) errors.push(wrong(bytes, 'memory'));
    else if (resource.endsWith('.ephemeral-storage')) errors.push(wrong(bytes, 'local ephemeral storage'));
    else if (huge) errors.push(wrong(bytes, 'hugepages'));
  }
  return errors;
}

/** Faults in the number of sources name the list itself, not the item. */
export function validateEnvFrom(list: readonly EnvFrom[], path: string): FieldError[] {
  return list.flatMap((from, i) => {
    const at = `${path}[${i}]`;
    const errors = from.prefix ? isEnvVarName(from.prefix).map((text) => invalid(`${at}.prefix`, from.prefix, text)) : [];
    let sources = 0;
    for (const field of ['configMapRef', 'secretRef'] as const) {
      const ref = from[field];
      if (!ref) continue;
      sources++;
      if (!ref.name) errors.push(required(`${at}.${field}.name`));
      else for (const text of isDNS1123Subdomain(maskTrailingDash(ref.name))) errors.push(invalid(`${at}.${field}.name`, ref.name, text));
    }
    if (sources === 0) errors.push(invalid(path, '', 'must specify one of: `configMapRef` or `secretRef`'));
    else if (sources > 1) errors.push(invalid(path, '', 'may not have more than one field specified at a time'));
    return errors;
  });
}
