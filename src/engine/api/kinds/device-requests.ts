/** Requests for devices, which claims and templates share, and parts that classes share too. */
import type { ResourceClaim } from '../types.ts';
import { duplicate, invalid, notSupported, required, tooMany, type FieldError } from '../validation/field.ts';
import { isDNS1123Label, isDNS1123Subdomain } from '../validation/names.ts';
import { validateCsiDriverName } from './persistentvolume/sources.ts';

export type ClaimSpec = NonNullable<ResourceClaim['spec']>;
type Request = NonNullable<NonNullable<ClaimSpec['devices']>['requests']>[number];
type Exact = NonNullable<Request['exactly']>;
type Selector = NonNullable<Exact['selectors']>[number];
type SubRequest = NonNullable<Request['firstAvailable']>[number];

const MAX_REQUESTS = 32;
const MAX_ALTERNATIVES = 8;
const MODES = ['All', 'ExactCount'];

const withCount = <R extends { allocationMode?: string; count?: number }>(request: R): R => {
  const allocationMode = request.allocationMode || 'ExactCount';
  return { ...request, allocationMode, ...(allocationMode === 'ExactCount' ? { count: request.count || 1 } : {}) };
};

export function defaultClaimSpec(spec: ClaimSpec): ClaimSpec {
  const requests = spec.devices?.requests;
  if (!requests) return spec;
  return {
    ...spec,
    devices: {
      ...spec.devices,
      requests: requests.map((request) => ({
        ...request, ...(request.exactly ? { exactly: withCount(request.exactly) } : {}), ...(request.firstAvailable ? { firstAvailable: request.firstAvailable.map(withCount) } : {}),
      })),
    },
  };
}

export function validateClaimSpec(spec: ClaimSpec, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const { requests = [], constraints = [], config = [] } = spec.devices ?? {};
  const at = `${path}.devices`;
  if (requests.length > MAX_REQUESTS) errors.push(tooMany(`${at}.requests`, requests.length, MAX_REQUESTS));
  requests.forEach((request, i) => {
    errors.push(...validateRequest(request, `${at}.requests[${i}]`));
    if (requests.findIndex((other) => other.name === request.name) < i) errors.push(duplicate(`${at}.requests[${i}].name`, request.name));
  });
  const names = requests.map((request) => request.name);
  const known = (request: string): boolean => names.includes(request.split('/')[0]!);
  const unknown = 'must be the name of a request in the claim or the name of a request and a subrequest separated by \'/\'';
  constraints.forEach((constraint, i) => constraint.requests?.forEach((request, j) => { if (!known(request)) errors.push(invalid(`${at}.constraints[${i}].requests[${j}]`, request, unknown)); }));
  config.forEach((entry, i) => {
    entry.requests?.forEach((request, j) => { if (!known(request)) errors.push(invalid(`${at}.config[${i}].requests[${j}]`, request, unknown)); });
    errors.push(...validateDeviceConfig(entry, `${at}.config[${i}]`));
  });
  return errors;
}

function validateRequest(request: Request, path: string): FieldError[] {
  const errors = validateLabel(request.name ?? '', `${path}.name`);
  const { exactly, firstAvailable = [] } = request;
  if (!exactly && !firstAvailable.length) errors.push(required(path, 'exactly one of `exactly` or `firstAvailable` is required'));
  if (exactly && firstAvailable.length) errors.push(invalid(path, null, 'exactly one of `exactly` or `firstAvailable` is required, but multiple fields are set'));
  if (firstAvailable.length > MAX_ALTERNATIVES) errors.push(tooMany(`${path}.firstAvailable`, firstAvailable.length, MAX_ALTERNATIVES));
  if (exactly) errors.push(...validateExact(exactly, `${path}.exactly`));
  firstAvailable.forEach((sub, i) => errors.push(...validateLabel(sub.name ?? '', `${path}.firstAvailable[${i}].name`), ...validateExact(sub, `${path}.firstAvailable[${i}]`)));
  return errors;
}

function validateExact(request: Exact | SubRequest, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const { deviceClassName = '', allocationMode = '', count = 0 } = request;
  if (!deviceClassName) errors.push(required(`${path}.deviceClassName`));
  else for (const text of isDNS1123Subdomain(deviceClassName)) errors.push(invalid(`${path}.deviceClassName`, deviceClassName, text));
  errors.push(...validateDeviceSelectors(request.selectors, `${path}.selectors`));
  if (allocationMode === 'All') {
    if (count !== 0) errors.push(invalid(`${path}.count`, count, 'must not be specified when allocationMode is \'All\''));
  } else if (allocationMode === 'ExactCount') {
    if (count <= 0) errors.push(invalid(`${path}.count`, count, 'must be greater than zero'));
  } else errors.push(notSupported(`${path}.allocationMode`, allocationMode, MODES));
  return errors;
}

const validateLabel = (name: string, field: string): FieldError[] => (name ? isDNS1123Label(name).map((text) => invalid(field, name, text)) : [required(field)]);

export function validateDeviceSelectors(selectors: readonly Selector[] | undefined, path: string): FieldError[] {
  const list = selectors ?? [];
  if (list.length > MAX_REQUESTS) return [tooMany(path, list.length, MAX_REQUESTS)];
  return list.flatMap(({ cel }, i) => (!cel ? [required(`${path}[${i}].cel`)] : cel.expression ? [] : [required(`${path}[${i}].cel.expression`)]));
}

export function validateDeviceConfig({ opaque }: { opaque?: { driver?: string; parameters?: unknown } }, path: string): FieldError[] {
  if (!opaque) return [required(path, 'exactly one field must be set')];
  return [...validateCsiDriverName(opaque.driver ?? '', `${path}.opaque.driver`), ...(opaque.parameters ? [] : [required(`${path}.opaque.parameters`)])];
}
