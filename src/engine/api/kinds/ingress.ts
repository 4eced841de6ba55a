/** https://kubernetes.io/docs/concepts/services-networking/ingress/ */
import { asGiven } from '../schema/given-empty.ts';
import { INGRESSES } from '../resource.ts';
import type { Ingress } from '../types.ts';
import { invalid, notSupported, required, type FieldError } from '../validation/field.ts';
import { parseIP, validateIP } from '../validation/ip.ts';
import { isDNS1123Label, isDNS1123Subdomain, isPathSegmentName, isValidPortName, isValidPortNum, isWildcardDNS1123Subdomain } from '../validation/names.ts';
import { defineKind } from './kind.ts';
import { validateIngressHostname } from './service/load-balancer-status.ts';

type Spec = NonNullable<Ingress['spec']>;
type Rule = NonNullable<Spec['rules']>[number];
type Path = NonNullable<NonNullable<Rule['http']>['paths']>[number];
type Backend = Path['backend'];

const CLASS_ANNOTATION = 'kubernetes.io/ingress.class';
const PATH_TYPES = ['Exact', 'ImplementationSpecific', 'Prefix'];
const SEQUENCES = ['//', '/./', '/../', '%2f', '%2F'];
const SUFFIXES = ['/..', '/.'];

const checkHost = (host: string): string[] => (host.includes('*') ? isWildcardDNS1123Subdomain(host) : isDNS1123Subdomain(host));

function validate(ingress: Ingress): FieldError[] {
  const errors: FieldError[] = [];
  const spec = ingress.spec ?? {};
  if (!spec.rules?.length && !spec.defaultBackend) errors.push(invalid('spec', asGiven(spec, 'rules'), 'either `defaultBackend` or `rules` must be specified'));
  if (spec.defaultBackend) errors.push(...validateBackend(spec.defaultBackend, 'spec.defaultBackend'));
  spec.rules?.forEach((rule, i) => errors.push(...validateRule(rule, `spec.rules[${i}]`)));
  spec.tls?.forEach(({ hosts, secretName }, i) => {
    hosts?.forEach((host, j) => { for (const text of checkHost(host)) errors.push(invalid(`spec.tls[${i}].hosts[${j}]`, host, text)); });
    if (secretName) for (const text of isDNS1123Subdomain(secretName)) errors.push(invalid(`spec.tls[${i}].secretName`, secretName, text));
  });
  if (spec.ingressClassName !== undefined) {
    for (const text of isDNS1123Subdomain(spec.ingressClassName)) errors.push(invalid('spec.ingressClassName', spec.ingressClassName, text));
  }
  return errors;
}

function validateRule(rule: Rule, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const { host = '', http } = rule;
  if (host) {
    if (parseIP(host)) errors.push(invalid(`${path}.host`, host, 'must be a DNS name, not an IP address'));
    for (const text of checkHost(host)) errors.push(invalid(`${path}.host`, host, text));
  }
  if (!http) return errors;
  if (!http.paths?.length) errors.push(required(`${path}.http.paths`));
  http.paths?.forEach((entry, i) => errors.push(...validatePath(entry, `${path}.http.paths[${i}]`)));
  return errors;
}

function validatePath({ path: text = '', pathType, backend }: Path, at: string): FieldError[] {
  const errors: FieldError[] = [];
  if (!pathType) return [required(`${at}.pathType`, 'pathType must be specified')];
  const absolute = text.startsWith('/');
  if (pathType === 'Exact' || pathType === 'Prefix') {
    if (!absolute) errors.push(invalid(`${at}.path`, text, 'must be an absolute path'));
    for (const sequence of SEQUENCES) if (text.includes(sequence)) errors.push(invalid(`${at}.path`, text, `must not contain '${sequence}'`));
    for (const suffix of SUFFIXES) if (text.endsWith(suffix)) errors.push(invalid(`${at}.path`, text, `cannot end with '${suffix}'`));
  } else if (pathType === 'ImplementationSpecific') {
    if (text && !absolute) errors.push(invalid(`${at}.path`, text, 'must be an absolute path'));
  } else errors.push(notSupported(`${at}.pathType`, pathType, PATH_TYPES));
  return [...errors, ...validateBackend(backend ?? {}, `${at}.backend`)];
}

function validateBackend({ service, resource }: Backend, path: string): FieldError[] {
  if (service && resource) return [invalid(path, '', 'cannot set both resource and service backends')];
  if (resource) return validateTypedReference(resource, `${path}.resource`);
  if (!service) return [invalid(path, '', 'resource or service backend is required')];
  const errors: FieldError[] = [];
  if (!service.name) errors.push(required(`${path}.service.name`));
  else for (const text of isDNS1123Label(service.name)) errors.push(invalid(`${path}.service.name`, service.name, text));
  const { name, number } = service.port ?? {};
  if (name && number) errors.push(invalid(path, '', 'cannot set both port name & port number'));
  else if (name) for (const text of isValidPortName(name)) errors.push(invalid(`${path}.service.port.name`, name, text));
  else if (number) for (const text of isValidPortNum(number)) errors.push(invalid(`${path}.service.port.number`, number, text));
  else errors.push(required(path, 'port name or number is required'));
  return errors;
}

export function validateTypedReference(ref: { apiGroup?: string; kind: string; name: string }, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (ref.apiGroup !== undefined && ref.apiGroup !== null) for (const text of isDNS1123Subdomain(ref.apiGroup)) errors.push(invalid(`${path}.apiGroup`, ref.apiGroup, text));
  for (const field of ['kind', 'name'] as const) {
    if (!ref[field]) errors.push(required(`${path}.${field}`));
    else for (const text of isPathSegmentName(ref[field])) errors.push(invalid(`${path}.${field}`, ref[field], text));
  }
  return errors;
}

/** The old annotation and the field must not disagree; checked on create only. */
function validateClass(ingress: Ingress): FieldError[] {
  const annotated = ingress.metadata.annotations?.[CLASS_ANNOTATION], name = ingress.spec?.ingressClassName;
  return annotated !== undefined && name !== undefined && annotated !== name
    ? [invalid(`annotations.${CLASS_ANNOTATION}`, annotated, 'must match `ingressClassName` when both are specified')] : [];
}

const validateStatus = (ingress: Ingress): FieldError[] => (ingress.status?.loadBalancer?.ingress ?? []).flatMap(({ ip, hostname }, i) => [
  ...(ip ? validateIP(ip, `status.loadBalancer.ingress[${i}].ip`) : []), ...validateIngressHostname(hostname, `status.loadBalancer.ingress[${i}].hostname`),
]);

export const INGRESS = defineKind({
  resource: INGRESSES,
  singular: 'ingress',
  shortNames: ['ing'],
  subresources: ['status'],
  hasGeneration: true,
  prepareForCreate(ingress) { ingress.status = { loadBalancer: {} }; },
  validate: (ingress) => [...validate(ingress), ...validateClass(ingress)],
  validateUpdate: validate,
  validateStatusUpdate: validateStatus,
  warnings: (ingress, old) => (!old && ingress.metadata.annotations?.[CLASS_ANNOTATION] !== undefined
    ? [`annotation "${CLASS_ANNOTATION}" is deprecated, please use 'spec.ingressClassName' instead`] : []),
});
