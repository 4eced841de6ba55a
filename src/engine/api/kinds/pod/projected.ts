/** Files that come from the API: keys of ConfigMaps and Secrets, the downward API, tokens; alone and projected together. */
import type { Volume } from '../../types.ts';
import { forbiddenField, invalid, required, type FieldError } from '../../validation/field.ts';
import { isDNS1123Subdomain } from '../../validation/names.ts';
import { validateLabelSelector } from '../../validation/selectors.ts';
import { validateLocalNonReservedPath, validateMode } from './paths.ts';
import { RESOURCE_FIELDS, validateFieldRef, validateResourceFieldRef } from './validate-env.ts';

type Projected = NonNullable<Volume['projected']>;
type Source = NonNullable<Projected['sources']>[number];
type KeyToPath = NonNullable<NonNullable<Volume['secret']>['items']>[number];
type DownwardFile = NonNullable<NonNullable<Volume['downwardAPI']>['items']>[number];

const VOLUME_FIELDS = ['metadata.annotations', 'metadata.labels', 'metadata.name', 'metadata.namespace', 'metadata.uid'];
const MIN_TOKEN_SECONDS = 600;

export function validateKeyToPath({ key, path: to = '', mode }: KeyToPath, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (!key) errors.push(required(`${path}.key`));
  if (!to) errors.push(required(`${path}.path`));
  errors.push(...validateLocalNonReservedPath(to, `${path}.path`), ...validateMode(mode, `${path}.mode`));
  return errors;
}

export function validateDownwardFile(file: DownwardFile, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (!file.path) errors.push(required(`${path}.path`));
  errors.push(...validateLocalNonReservedPath(file.path ?? '', `${path}.path`));
  if (file.fieldRef) {
    errors.push(...validateFieldRef(file.fieldRef, VOLUME_FIELDS, `${path}.fieldRef`));
    if (file.resourceFieldRef) errors.push(invalid(path, 'resource', 'fieldRef and resourceFieldRef can not be specified simultaneously'));
  } else if (file.resourceFieldRef) {
    errors.push(...validateResourceFieldRef(file.resourceFieldRef, RESOURCE_FIELDS, `${path}.resourceFieldRef`, true));
  } else errors.push(required(path, 'one of fieldRef and resourceFieldRef is required'));
  errors.push(...validateMode(file.mode, `${path}.mode`));
  return errors;
}

export function validateProjected(projected: Projected, path: string): FieldError[] {
  const paths = new Set<string>();
  return [
    ...validateMode(projected.defaultMode, `${path}.defaultMode`),
    ...(projected.sources ?? []).flatMap((source, i) => validateSource(source, path, `${path}.sources[${i}]`, paths)),
  ];
}

function validateSource(source: Source, path: string, at: string, paths: Set<string>): FieldError[] {
  const errors: FieldError[] = [];
  let sources = 0;
  const claim = (file: string, value: string): void => {
    if (!file) return;
    if (paths.has(file)) errors.push(invalid(path, value, 'conflicting duplicate paths'));
    paths.add(file);
  };
  for (const field of ['secret', 'configMap'] as const) {
    const keyed = source[field];
    if (!keyed) continue;
    sources++;
    if (!keyed.name) errors.push(required(`${at}.${field}.name`));
    keyed.items?.forEach((item, i) => {
      errors.push(...validateKeyToPath(item, `${at}.${field}.items[${i}]`));
      claim(item.path ?? '', keyed.name ?? '');
    });
  }
  if (source.downwardAPI) {
    sources++;
    for (const file of source.downwardAPI.items ?? []) {
      errors.push(...validateDownwardFile(file, `${at}.downwardAPI`));
      claim(file.path ?? '', file.path ?? '');
    }
  }
  if (source.serviceAccountToken) {
    sources++;
    const { expirationSeconds = 0, path: file = '' } = source.serviceAccountToken;
    const field = `${at}.serviceAccountToken.expirationSeconds`;
    if (expirationSeconds < MIN_TOKEN_SECONDS) errors.push(invalid(field, expirationSeconds, 'may not specify a duration less than 10 minutes'));
    if (expirationSeconds > 2 ** 32) errors.push(invalid(field, expirationSeconds, 'may not specify a duration larger than 2^32 seconds'));
    if (!file) errors.push(required(`${path}.path`));
    else errors.push(...validateLocalNonReservedPath(file, `${path}.path`));
  }
  if (source.clusterTrustBundle) {
    sources++;
    errors.push(...validateTrustBundle(source.clusterTrustBundle, `${at}.clusterTrustBundle`));
    const file = source.clusterTrustBundle.path ?? '';
    if (paths.has(file)) errors.push(invalid(path, file, 'conflicting duplicate paths'));
    paths.add(file);
  }
  if (source.podCertificate) sources++;
  if (sources > 1) errors.push(forbiddenField(at, 'may not specify more than 1 volume type per source'));
  return errors;
}

function validateTrustBundle(bundle: NonNullable<Source['clusterTrustBundle']>, at: string): FieldError[] {
  const errors: FieldError[] = [];
  const { name, signerName, labelSelector, path = '' } = bundle;
  if (name !== undefined && signerName !== undefined) errors.push(invalid(at, bundle, 'only one of name and signerName may be used'));
  else if (name !== undefined) {
    if (name === '') errors.push(required(`${at}.name`, 'must be a valid object name'));
    const last = name.slice(name.lastIndexOf(':') + 1);
    for (const text of isDNS1123Subdomain(last)) errors.push(invalid(`${at}.name`, name, `not a valid clustertrustbundlename: ${text}`));
    if (labelSelector) errors.push(invalid(`${at}.labelSelector`, labelSelector, 'labelSelector must be unset if name is specified'));
  } else if (signerName !== undefined) {
    if (signerName === '') errors.push(required(`${at}.signerName`, 'must be a valid signer name'));
    errors.push(...validateLabelSelector(labelSelector, `${at}.labelSelector`));
  } else errors.push(required(at, 'either name or signerName must be specified'));
  if (!path) errors.push(required(`${at}.path`));
  return [...errors, ...validateLocalNonReservedPath(path, `${at}.path`)];
}
