/**
 * The rules of a pod's spec, for pods and for every template of pods. Start at `validatePodSpec`; each part has a file of
 * its own beside this one. Order and texts as the API server of v1.36 gives them.
 */
import type { ObjectMeta, PodSpec } from '../../types.ts';
import { duplicate, forbiddenField, invalid, notSupported, required, type FieldError } from '../../validation/field.ts';
import { validateIP } from '../../validation/ip.ts';
import { validateLabels } from '../../validation/metadata.ts';
import { inclusiveRange, isDNS1123Label, isDNS1123Subdomain, isDNS1123SubdomainWithUnderscore, isQualifiedName, type Check } from '../../validation/names.ts';
import { validateOS } from './operating-system.ts';
import { validatePodResources, validateResources } from './resources.ts';
import { validateAffinity, validateSpread, validateTolerations } from './scheduling.ts';
import { validateHostUsers, validatePodSecurity } from './security.ts';
import { validateContainers, validateEphemeralContainers, validateInitContainers, type PodScope } from './validate-containers.ts';
import { validateVolumes } from './validate-volumes.ts';

export interface PodSpecOptions {
  /** Of a real pod; absent for templates. */
  readonly meta?: ObjectMeta;
  readonly isPod?: boolean;
}

const RESTART_POLICIES = ['Always', 'OnFailure', 'Never'];
const DNS_POLICIES = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'];
const MAX_INT32 = 2_147_483_647;

export function validatePodSpec(spec: PodSpec, path: string, { meta, isPod = false }: PodSpecOptions = {}): FieldError[] {
  const errors: FieldError[] = [];
  const at = (field: string): string => `${path}.${field}`;
  const named = (field: keyof PodSpec, check: Check): void => {
    const value = spec[field] as string | undefined;
    if (value) for (const text of check(value)) errors.push(invalid(at(field), value, text));
  };
  if (spec.terminationGracePeriodSeconds === undefined) errors.push(required(at('terminationGracePeriodSeconds')));
  const checked = validateVolumes(spec.volumes ?? [], meta, at('volumes'), isPod);
  errors.push(...checked.errors);
  const claims = new Set((spec.resourceClaims ?? []).map((c) => c.name).filter(Boolean));
  const scope: PodScope = { spec, volumes: checked.volumes, claims, isPod };
  errors.push(...validateResourceClaims(spec, at('resourceClaims')));
  errors.push(...validateContainers(scope, at('containers')));
  errors.push(...validateInitContainers(scope, at('initContainers')));
  errors.push(...validateEphemeralContainers(scope, at('ephemeralContainers')));
  errors.push(...validatePodResources(spec, claims, at('resources')));
  errors.push(...validateHostNetworkPorts(spec, at('containers'), isPod));
  errors.push(...validateChoice(spec.restartPolicy, RESTART_POLICIES, at('restartPolicy')));
  errors.push(...validateChoice(spec.dnsPolicy, DNS_POLICIES, at('dnsPolicy')));
  errors.push(...validateLabels(spec.nodeSelector, at('nodeSelector')));
  errors.push(...validatePodSecurity(spec.securityContext, spec, at('securityContext')));
  errors.push(...validateAffinity(spec.affinity, at('affinity')));
  errors.push(...validateDNSConfig(spec, at('dnsConfig')));
  spec.readinessGates?.forEach(({ conditionType = '' }, i) => {
    for (const text of isQualifiedName(conditionType)) errors.push(invalid(at(`readinessGates[${i}].conditionType`), conditionType, text));
  });
  errors.push(...validateSchedulingGates(spec, at('schedulingGates')));
  errors.push(...validateSpread(spec.topologySpreadConstraints ?? [], at('topologySpreadConstraints')));
  errors.push(...validateHostUsers(spec, path));
  named('serviceAccountName', isDNS1123Subdomain);
  named('nodeName', isDNS1123Subdomain);
  const deadline = spec.activeDeadlineSeconds;
  if (deadline !== undefined && (deadline < 1 || deadline > MAX_INT32)) errors.push(invalid(at('activeDeadlineSeconds'), deadline, inclusiveRange(1, MAX_INT32)));
  named('hostname', isDNS1123Label);
  named('subdomain', isDNS1123Label);
  errors.push(...validateHostnameOverride(spec, path));
  errors.push(...validateTolerations(spec.tolerations ?? [], at('tolerations')));
  spec.hostAliases?.forEach(({ ip = '', hostnames = [] }, i) => {
    errors.push(...validateIP(ip, at(`hostAliases[${i}].ip`)));
    hostnames.forEach((name, h) => { for (const text of isDNS1123Subdomain(name)) errors.push(invalid(at(`hostAliases[${i}].hostnames[${h}]`), name, text)); });
  });
  named('priorityClassName', isDNS1123Subdomain);
  if (spec.runtimeClassName !== undefined) for (const text of isDNS1123Subdomain(spec.runtimeClassName)) errors.push(invalid(at('runtimeClassName'), spec.runtimeClassName, text));
  if (spec.preemptionPolicy !== undefined) errors.push(...validateChoice(spec.preemptionPolicy, ['PreemptLowerPriority', 'Never'], at('preemptionPolicy')));
  if (spec.overhead) errors.push(...validateResources({ limits: spec.overhead }, new Set(), at('overhead')));
  if (spec.os) errors.push(...validateOS(spec, path));
  return errors;
}

function validateChoice(value: string | undefined, choices: readonly string[], field: string): FieldError[] {
  if (!value) return [required(field)];
  return choices.includes(value) ? [] : [notSupported(field, value, choices)];
}

function validateResourceClaims(spec: PodSpec, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set<string>();
  spec.resourceClaims?.forEach((claim, i) => {
    const at = `${path}[${i}]`;
    const { name = '', resourceClaimName, resourceClaimTemplateName } = claim;
    if (!name) errors.push(required(`${at}.name`));
    else if (names.has(name)) errors.push(duplicate(`${at}.name`, name));
    else for (const text of isDNS1123Label(name)) errors.push(invalid(`${at}.name`, name, text));
    names.add(name);
    const printed = { Name: name, ResourceClaimName: resourceClaimName ?? null, ResourceClaimTemplateName: resourceClaimTemplateName ?? null };
    if (resourceClaimName !== undefined && resourceClaimTemplateName !== undefined) {
      errors.push(invalid(at, printed, 'at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified'));
    }
    if (resourceClaimName === undefined && resourceClaimTemplateName === undefined) errors.push(invalid(at, printed, 'must specify one of: `resourceClaimName`, `resourceClaimTemplateName`'));
    if (resourceClaimName !== undefined) for (const text of isDNS1123Subdomain(resourceClaimName)) errors.push(invalid(`${at}.resourceClaimName`, resourceClaimName, text));
    if (resourceClaimTemplateName !== undefined) {
      for (const text of isDNS1123Subdomain(resourceClaimTemplateName)) errors.push(invalid(`${at}.resourceClaimTemplateName`, resourceClaimTemplateName, text));
    }
  });
  return errors;
}

/** On the host's network a port has one number. A template may leave hostPort to the pod's defaults. */
function validateHostNetworkPorts(spec: PodSpec, path: string, isPod: boolean): FieldError[] {
  if (!spec.hostNetwork) return [];
  return (spec.containers ?? []).flatMap((container, c) => (container.ports ?? []).flatMap(({ hostPort = 0, containerPort = 0 }, p) =>
    (isPod || hostPort !== 0) && hostPort !== containerPort
      ? [invalid(`${path}[${c}].ports[${p}].hostPort`, hostPort, 'must match `containerPort` when `hostNetwork` is true')] : []));
}

const MAX_NAMESERVERS = 3, MAX_SEARCHES = 32, MAX_SEARCH_CHARACTERS = 2048;

function validateDNSConfig({ dnsPolicy, dnsConfig }: PodSpec, path: string): FieldError[] {
  if (dnsPolicy === 'None') {
    if (!dnsConfig) return [required(path, 'must provide `dnsConfig` when `dnsPolicy` is None')];
    if (!dnsConfig.nameservers?.length) return [required(`${path}.nameservers`, 'must provide at least one DNS nameserver when `dnsPolicy` is None')];
  }
  if (!dnsConfig) return [];
  const errors: FieldError[] = [];
  const { nameservers = [], searches = [], options = [] } = dnsConfig;
  if (nameservers.length > MAX_NAMESERVERS) errors.push(invalid(`${path}.nameservers`, nameservers, `must not have more than ${MAX_NAMESERVERS} nameservers`));
  nameservers.forEach((server, i) => errors.push(...validateIP(server, `${path}.nameservers[${i}]`)));
  if (searches.length > MAX_SEARCHES) errors.push(invalid(`${path}.searches`, searches, `must not have more than ${MAX_SEARCHES} search paths`));
  if (searches.join(' ').length > MAX_SEARCH_CHARACTERS) {
    errors.push(invalid(`${path}.searches`, searches, `must not have more than ${MAX_SEARCH_CHARACTERS} characters (including spaces) in the search list`));
  }
  searches.forEach((search, i) => {
    if (search === '.') return;
    const name = search.replace(/\.$/, '');
    for (const text of isDNS1123SubdomainWithUnderscore(name)) errors.push(invalid(`${path}.searches[${i}]`, name, text));
  });
  options.forEach((option, i) => { if (!option.name) errors.push(required(`${path}.options[${i}]`, 'must not be empty')); });
  return errors;
}

function validateSchedulingGates(spec: PodSpec, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  spec.schedulingGates?.forEach(({ name = '' }, i) => {
    for (const text of isQualifiedName(name)) errors.push(invalid(`${path}[${i}]`, name, text));
    if (seen.has(name)) errors.push(duplicate(`${path}[${i}]`, name));
    seen.add(name);
  });
  return errors;
}

function validateHostnameOverride(spec: PodSpec, path: string): FieldError[] {
  const name = spec.hostnameOverride;
  if (name === undefined) return [];
  const errors: FieldError[] = [];
  const at = `${path}.hostnameOverride`;
  if (spec.hostNetwork) errors.push(forbiddenField(at, 'cannot be set when hostNetwork is true'));
  if (spec.setHostnameAsFQDN) errors.push(forbiddenField(at, 'cannot be set when setHostnameAsFQDN is true'));
  for (const text of isDNS1123Subdomain(name)) errors.push(invalid(at, name, text));
  if (name.length > 64) errors.push(invalid(at, name, 'must be no more than 64 characters'));
  return errors;
}
