/** https://kubernetes.io/docs/concepts/services-networking/service/#endpoints */
import { ENDPOINTS } from '../resource.ts';
import type { Endpoints } from '../types.ts';
import { invalid, notSupported, required, type FieldError } from '../validation/field.ts';
import { ipWarnings, validateIP, validateNonSpecialIP } from '../validation/ip.ts';
import { isDNS1123Label, isDNS1123Subdomain, isQualifiedName, isValidPortNum } from '../validation/names.ts';
import { defineKind } from './kind.ts';

type Subset = NonNullable<Endpoints['subsets']>[number];
type Address = NonNullable<Subset['addresses']>[number];
type Port = NonNullable<Subset['ports']>[number];

function setDefaults(endpoints: Endpoints): void {
  endpoints.subsets = endpoints.subsets?.map((subset) =>
    subset.ports?.some((port) => !port.protocol) ? { ...subset, ports: subset.ports.map((port) => ({ ...port, protocol: port.protocol || 'TCP' })) } : subset);
  if (!endpoints.subsets) delete endpoints.subsets;
}

function validate(endpoints: Endpoints): FieldError[] {
  return (endpoints.subsets ?? []).flatMap((subset, i) => validateSubset(subset, `subsets[${i}]`));
}

function validateSubset(subset: Subset, path: string): FieldError[] {
  const { addresses = [], notReadyAddresses = [], ports = [] } = subset;
  const errors: FieldError[] = [];
  if (!addresses.length && !notReadyAddresses.length) errors.push(required(path, 'must specify `addresses` or `notReadyAddresses`'));
  addresses.forEach((address, i) => errors.push(...validateAddress(address, `${path}.addresses[${i}]`)));
  notReadyAddresses.forEach((address, i) => errors.push(...validateAddress(address, `${path}.notReadyAddresses[${i}]`)));
  ports.forEach((port, i) => errors.push(...validatePort(port, ports.length > 1, `${path}.ports[${i}]`)));
  return errors;
}

function validateAddress(address: Address, path: string): FieldError[] {
  const { ip = '', hostname, nodeName } = address;
  const errors = validateIP(ip, `${path}.ip`);
  if (hostname) for (const text of isDNS1123Label(hostname)) errors.push(invalid(`${path}.hostname`, hostname, text));
  if (nodeName !== undefined) for (const text of isDNS1123Subdomain(nodeName)) errors.push(invalid(`${path}.nodeName`, nodeName, text));
  return [...errors, ...validateNonSpecialIP(ip, `${path}.ip`)];
}

function validatePort(port: Port, named: boolean, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const { name = '', port: number, protocol = '', appProtocol } = port;
  if (named && !name) errors.push(required(`${path}.name`));
  else if (name) for (const text of isDNS1123Label(name)) errors.push(invalid(`${path}.name`, name, text));
  for (const text of isValidPortNum(number)) errors.push(invalid(`${path}.port`, number, text));
  if (!protocol) errors.push(required(`${path}.protocol`));
  else if (!['SCTP', 'TCP', 'UDP'].includes(protocol)) errors.push(notSupported(`${path}.protocol`, protocol, ['SCTP', 'TCP', 'UDP']));
  if (appProtocol !== undefined) for (const text of isQualifiedName(appProtocol)) errors.push(invalid(`${path}.appProtocol`, appProtocol, text));
  return errors;
}

function warnings(endpoints: Endpoints): string[] {
  const found: string[] = [];
  endpoints.subsets?.forEach((subset, i) => {
    subset.addresses?.forEach(({ ip }, j) => found.push(...ipWarnings(ip, `subsets[${i}].addresses[${j}].ip`)));
    subset.notReadyAddresses?.forEach(({ ip }, j) => found.push(...ipWarnings(ip, `subsets[${i}].notReadyAddresses[${j}].ip`)));
  });
  return found;
}

export const ENDPOINTS_KIND = defineKind({
  resource: ENDPOINTS,
  singular: 'endpoints',
  metadataPasses: 1,
  shortNames: ['ep'],
  createOnUpdate: true,
  deprecated: 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice',
  setDefaults,
  validate,
  validateUpdate: validate,
  warnings,
});
