/** https://kubernetes.io/docs/concepts/services-networking/network-policies/ */
import { NETWORK_POLICIES } from '../resource.ts';
import type { NetworkPolicy } from '../types.ts';
import { forbiddenField, invalid, notSupported, required, type FieldError } from '../validation/field.ts';
import { cidrWarnings, containsIP, parseCIDR, validateCIDR } from '../validation/ip.ts';
import { isValidPortName, isValidPortNum } from '../validation/names.ts';
import { validateLabelSelector } from '../validation/selectors.ts';
import { defineKind } from './kind.ts';

type Spec = NonNullable<NetworkPolicy['spec']>;
type Port = NonNullable<NonNullable<Spec['ingress']>[number]['ports']>[number];
type Peer = NonNullable<NonNullable<Spec['ingress']>[number]['from']>[number];
type IPBlock = NonNullable<Peer['ipBlock']>;

function setDefaults(policy: NetworkPolicy): void {
  const spec: Spec = (policy.spec = { ...policy.spec, podSelector: policy.spec?.podSelector ?? {} });
  const withProtocol = <R extends { ports?: Port[] }>(rule: R): R =>
    (rule.ports?.some((port) => port.protocol === undefined) ? { ...rule, ports: rule.ports.map((port) => ({ ...port, protocol: port.protocol ?? 'TCP' })) } : rule);
  if (spec.ingress) spec.ingress = spec.ingress.map(withProtocol);
  if (spec.egress) spec.egress = spec.egress.map(withProtocol);
  if (!spec.policyTypes?.length) spec.policyTypes = spec.egress?.length ? ['Ingress', 'Egress'] : ['Ingress'];
}

function validate(policy: NetworkPolicy): FieldError[] {
  const spec = policy.spec ?? {};
  const errors = validateLabelSelector(spec.podSelector, 'spec.podSelector');
  const rule = (ports: readonly Port[] | undefined, peers: readonly Peer[] | undefined, path: string, side: 'from' | 'to'): void => {
    ports?.forEach((port, i) => errors.push(...validatePort(port, `${path}.ports[${i}]`)));
    peers?.forEach((peer, i) => errors.push(...validatePeer(peer, `${path}.${side}[${i}]`)));
  };
  spec.ingress?.forEach(({ ports, from }, i) => rule(ports, from, `spec.ingress[${i}]`, 'from'));
  spec.egress?.forEach(({ ports, to }, i) => rule(ports, to, `spec.egress[${i}]`, 'to'));
  const { policyTypes = [] } = spec;
  if (policyTypes.length > 2) return [...errors, invalid('spec.policyTypes', policyTypes, 'may not specify more than two policyTypes')];
  policyTypes.forEach((type, i) => {
    if (type !== 'Ingress' && type !== 'Egress') errors.push(notSupported(`spec.policyTypes[${i}]`, type, ['Ingress', 'Egress']));
  });
  return errors;
}

function validatePort({ protocol, port, endPort }: Port, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const protocols = ['TCP', 'UDP', 'SCTP'];
  if (protocol !== undefined && !protocols.includes(protocol)) errors.push(notSupported(`${path}.protocol`, protocol, protocols));
  if (port === undefined) {
    if (endPort !== undefined) errors.push(invalid(`${path}.endPort`, endPort, 'may not be specified when `port` is not specified'));
  } else if (typeof port === 'number') {
    for (const text of isValidPortNum(port)) errors.push(invalid(`${path}.port`, port, text));
    if (endPort !== undefined) {
      if (endPort < port) errors.push(invalid(`${path}.endPort`, port, 'must be greater than or equal to `port`'));
      for (const text of isValidPortNum(endPort)) errors.push(invalid(`${path}.endPort`, endPort, text));
    }
  } else {
    if (endPort !== undefined) errors.push(invalid(`${path}.endPort`, endPort, 'may not be specified when `port` is non-numeric'));
    for (const text of isValidPortName(String(port))) errors.push(invalid(`${path}.port`, port, text));
  }
  return errors;
}

function validatePeer({ podSelector, namespaceSelector, ipBlock }: Peer, path: string): FieldError[] {
  const errors = [...validateLabelSelector(podSelector, `${path}.podSelector`), ...validateLabelSelector(namespaceSelector, `${path}.namespaceSelector`)];
  if (ipBlock) errors.push(...validateBlock(ipBlock, `${path}.ipBlock`));
  if (!podSelector && !namespaceSelector && !ipBlock) errors.push(required(path, 'must specify a peer'));
  else if (ipBlock && (podSelector || namespaceSelector)) errors.push(forbiddenField(path, 'may not specify both ipBlock and another peer'));
  return errors;
}

function validateBlock({ cidr = '', except = [] }: IPBlock, path: string): FieldError[] {
  if (!cidr) return [required(`${path}.cidr`)];
  const errors = validateCIDR(cidr, `${path}.cidr`);
  const whole = parseCIDR(cidr);
  if (!whole) return errors;
  except.forEach((range, i) => {
    const field = `${path}.except[${i}]`;
    const part = parseCIDR(range);
    if (!part) errors.push(...validateCIDR(range, field));
    else if (!containsIP(whole, part.ip) || whole.prefix >= part.prefix) errors.push(invalid(field, range, 'must be a strict subset of `cidr`'));
  });
  return errors;
}

function warnings(policy: NetworkPolicy): string[] {
  const of = (peers: readonly Peer[] | undefined, path: string): string[] => (peers ?? []).flatMap(({ ipBlock }, i) => (ipBlock ? [
    ...cidrWarnings(ipBlock.cidr, `${path}[${i}].ipBlock.cidr`), ...(ipBlock.except ?? []).flatMap((range, j) => cidrWarnings(range, `${path}[${i}].ipBlock.except[${j}]`)),
  ] : []));
  return [
    ...(policy.spec?.ingress ?? []).flatMap((rule, i) => of(rule.from, `spec.ingress[${i}].from`)),
    ...(policy.spec?.egress ?? []).flatMap((rule, i) => of(rule.to, `spec.egress[${i}].to`)),
  ];
}

export const NETWORK_POLICY = defineKind({
  resource: NETWORK_POLICIES,
  singular: 'networkpolicy',
  metadataPasses: 1,
  shortNames: ['netpol'],
  hasGeneration: true,
  setDefaults,
  validate,
  validateUpdate: validate,
  warnings,
});
