/** https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/ */
import { ENDPOINT_SLICES } from '../resource.ts';
import type { Endpoint, EndpointSlice } from '../types.ts';
import { duplicate, invalid, notSupported, required, tooMany, type FieldError } from '../validation/field.ts';
import { ipWarnings, parseIP, validateIP, validateNonSpecialIP } from '../validation/ip.ts';
import { isDNS1123Label, isDNS1123Subdomain, isLabelValue, isQualifiedName, isValidPortNum } from '../validation/names.ts';
import { validateLabels } from '../validation/metadata.ts';
import { defineKind } from './kind.ts';

const MAX_ENDPOINTS = 1000;
const MAX_ADDRESSES = 100;
const MAX_PORTS = 20000;
const MAX_HINTS = 8;
const MAX_TOPOLOGY = 16;
const TYPES = ['FQDN', 'IPv4', 'IPv6'];
const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];

/** Go prints both lists even when they are empty, and the conditions of every endpoint. */
function setDefaults(slice: EndpointSlice): void {
  slice.ports = slice.ports?.length
    ? slice.ports.map((port) => (port.name !== undefined && port.protocol !== undefined ? port : { ...port, name: port.name ?? '', protocol: port.protocol ?? 'TCP' }))
    : null as unknown as EndpointSlice['ports'];
  slice.endpoints = slice.endpoints?.length
    ? slice.endpoints.map((endpoint) => (endpoint.conditions ? endpoint : { ...endpoint, conditions: {} }))
    : null as unknown as EndpointSlice['endpoints'];
}

function validate(slice: EndpointSlice): FieldError[] {
  const errors: FieldError[] = [];
  const { addressType = '' } = slice;
  if (!addressType) errors.push(required('addressType'));
  else if (!TYPES.includes(addressType)) errors.push(notSupported('addressType', addressType, TYPES));
  const endpoints = slice.endpoints ?? [];
  if (endpoints.length > MAX_ENDPOINTS) errors.push(tooMany('endpoints', endpoints.length, MAX_ENDPOINTS));
  else endpoints.forEach((endpoint, i) => errors.push(...validateEndpoint(endpoint, addressType, `endpoints[${i}]`)));
  return [...errors, ...validatePorts(slice.ports ?? [])];
}

function validateEndpoint(endpoint: Endpoint, type: string, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const { addresses = [], nodeName, hostname, hints, deprecatedTopology } = endpoint;
  if (!addresses?.length) errors.push(required(`${path}.addresses`, 'must contain at least 1 address'));
  else if (addresses.length > MAX_ADDRESSES) errors.push(tooMany(`${path}.addresses`, addresses.length, MAX_ADDRESSES));
  addresses?.forEach((address, i) => errors.push(...validateAddress(address, type, `${path}.addresses[${i}]`)));
  if (nodeName !== undefined) for (const text of isDNS1123Subdomain(nodeName)) errors.push(invalid(`${path}.nodeName`, nodeName, text));
  const topology = Object.keys(deprecatedTopology ?? {});
  if (topology.length > MAX_TOPOLOGY) errors.push(tooMany(`${path}.deprecatedTopology`, topology.length, MAX_TOPOLOGY));
  errors.push(...validateLabels(deprecatedTopology, `${path}.deprecatedTopology`));
  if (hostname !== undefined) for (const text of isDNS1123Label(hostname)) errors.push(invalid(`${path}.hostname`, hostname, text));
  if (hints?.forZones) errors.push(...validateHints(hints.forZones, isLabelValue, `${path}.hints.forZones`));
  if (hints?.forNodes) errors.push(...validateHints(hints.forNodes, isDNS1123Subdomain, `${path}.hints.forNodes`));
  return errors;
}

function validateAddress(address: string, type: string, field: string): FieldError[] {
  if (type === 'FQDN') {
    const errors = isDNS1123Subdomain(address.replace(/\.$/, '')).map((text) => invalid(field, address, text));
    return errors.length || address.replace(/\.$/, '').includes('.') ? errors : [invalid(field, address, 'should be a domain with at least two segments separated by dots')];
  }
  if (type !== 'IPv4' && type !== 'IPv6') return [];
  const errors = validateIP(address, field);
  if (errors.length) return errors;
  if (parseIP(address)!.family !== (type === 'IPv4' ? 4 : 6)) errors.push(invalid(field, address, `must be an ${type} address`));
  return [...errors, ...validateNonSpecialIP(address, field)];
}

function validateHints(hints: readonly { name: string }[], check: (name: string) => string[], path: string): FieldError[] {
  if (hints.length > MAX_HINTS) return [tooMany(path, hints.length, MAX_HINTS)];
  return hints.flatMap(({ name = '' }, i) => [
    ...(hints.findIndex((hint) => hint.name === name) < i ? [duplicate(`${path}[${i}].name`, name)] : []),
    ...check(name).map((text) => invalid(`${path}[${i}].name`, name, text)),
  ]);
}

function validatePorts(ports: NonNullable<EndpointSlice['ports']>): FieldError[] {
  if (ports.length > MAX_PORTS) return [tooMany('ports', ports.length, MAX_PORTS)];
  const errors: FieldError[] = [];
  const names = new Set<string>();
  ports.forEach(({ name = '', port, protocol = '', appProtocol }, i) => {
    const path = `ports[${i}]`;
    if (name) for (const text of isDNS1123Label(name)) errors.push(invalid(`${path}.name`, name, text));
    if (names.has(name)) errors.push(duplicate(`${path}.name`, name));
    names.add(name);
    if (port !== undefined) for (const text of isValidPortNum(port)) errors.push(invalid(`${path}.port`, port, text));
    if (!protocol) errors.push(required(`${path}.protocol`));
    else if (!PROTOCOLS.includes(protocol)) errors.push(notSupported(`${path}.protocol`, protocol, PROTOCOLS));
    if (appProtocol !== undefined) for (const text of isQualifiedName(appProtocol)) errors.push(invalid(`${path}.appProtocol`, appProtocol, text));
  });
  return errors;
}

function warnings(slice: EndpointSlice): string[] {
  if (slice.addressType === 'FQDN') return ['addressType: FQDN endpoints are deprecated'];
  return (slice.endpoints ?? []).flatMap((endpoint, i) => endpoint.addresses.flatMap((address, j) => ipWarnings(address, `endpoints[${i}].addresses[${j}]`)));
}

export const ENDPOINT_SLICE = defineKind({
  resource: ENDPOINT_SLICES,
  singular: 'endpointslice',
  metadataPasses: 1,
  hasGeneration: true,
  generationCounts: 'labels',
  setDefaults,
  validate,
  validateUpdate: (slice, old) => [
    ...validate(slice), ...(slice.addressType === old.addressType ? [] : [invalid('addressType', slice.addressType, 'field is immutable')]),
  ],
  warnings,
});
