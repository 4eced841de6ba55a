/** What the API server warns of in pods and templates: fields and labels that do nothing (any more), or not what was meant. */
import type { Container, ObjectMeta, PodSpec, PodTemplateSpec, Volume } from '../../types.ts';
import { parseQuantity } from '../../quantity.ts';
import { claimSpecWarnings } from '../persistentvolumeclaim.ts';
import { APP_ARMOR, SECCOMP_CONTAINER, SECCOMP_POD } from './annotations.ts';
import { overlapWarnings } from './overlapping-paths.ts';
import { containersWithPaths } from './operating-system.ts';

const NODE_LABELS: Record<string, string> = {
  'beta.kubernetes.io/arch': 'deprecated since v1.14; use "kubernetes.io/arch" instead',
  'beta.kubernetes.io/os': 'deprecated since v1.14; use "kubernetes.io/os" instead',
  'failure-domain.beta.kubernetes.io/region': 'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
  'failure-domain.beta.kubernetes.io/zone': 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
  'beta.kubernetes.io/instance-type': 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
  'node-role.kubernetes.io/master': 'use "node-role.kubernetes.io/control-plane" instead',
};

const ANNOTATIONS: readonly (readonly [string, string])[] = [
  ['scheduler.alpha.kubernetes.io/critical-pod', 'non-functional in v1.16+; use the "priorityClassName" field instead'],
  ['security.alpha.kubernetes.io/sysctls', 'non-functional in v1.11+; use the "sysctls" field instead'],
  ['security.alpha.kubernetes.io/unsafe-sysctls', 'non-functional in v1.11+; use the "sysctls" field instead'],
];

const VOLUMES: readonly (readonly [keyof Volume, string, string])[] = [
  ['photonPersistentDisk', 'photonPersistentDisk', 'deprecated in v1.11, non-functional in v1.16+'],
  ['gitRepo', 'gitRepo', 'deprecated in v1.11, and disabled by default in v1.33+'],
  ['scaleIO', 'scaleIO', 'deprecated in v1.16, non-functional in v1.22+'],
  ['flocker', 'flocker', 'deprecated in v1.22, non-functional in v1.25+'],
  ['storageos', 'storageOS', 'deprecated in v1.22, non-functional in v1.25+'],
  ['quobyte', 'quobyte', 'deprecated in v1.22, non-functional in v1.25+'],
  ['glusterfs', 'glusterfs', 'deprecated in v1.25, non-functional in v1.26+'],
  ['cephfs', 'cephfs', 'deprecated in v1.28, non-functional in v1.31+'],
  ['rbd', 'rbd', 'deprecated in v1.28, non-functional in v1.31+'],
];

/** `path` is '' for a pod, `spec.template` for a template. */
export const templateWarnings = (template: PodTemplateSpec | undefined, path: string): string[] =>
  template?.spec ? podWarnings(template.spec, template.metadata ?? {}, `${path}.`) : [];

export function podWarnings(spec: PodSpec, meta: ObjectMeta, prefix = ''): string[] {
  const at = `${prefix}spec`;
  return [
    ...nodeLabelWarnings(spec, at), ...spreadWarnings(spec, at), ...annotationWarnings(meta, prefix), ...volumeWarnings(spec, at),
    ...repetitionWarnings(spec, at), ...fractionWarnings(spec.overhead, `${at}.overhead`), ...seccompPodWarning(spec, meta, prefix),
    ...containersWithPaths(spec, at).flatMap(([container, path]) => containerWarnings(container, path, spec, meta, prefix)), ...portWarnings(spec, at),
    ...affinityWarnings(spec, at),
  ];
}

type Terms = { matchExpressions?: { key: string }[] };

function nodeLabelWarnings(spec: PodSpec, at: string): string[] {
  const found = Object.keys(spec.nodeSelector ?? {}).sort().filter((key) => NODE_LABELS[key]).map((key) => `${at}.nodeSelector[${key}]: ${NODE_LABELS[key]}`);
  const terms = (term: Terms | undefined, path: string): void => term?.matchExpressions?.forEach(({ key }, i) => {
    if (NODE_LABELS[key]) found.push(`${path}.matchExpressions[${i}].key: ${key} is ${NODE_LABELS[key]}`);
  });
  const affinity = spec.affinity?.nodeAffinity, path = `${at}.affinity.nodeAffinity`;
  affinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms?.forEach((term, i) =>
    terms(term, `${path}.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[${i}]`));
  affinity?.preferredDuringSchedulingIgnoredDuringExecution?.forEach((term, i) =>
    terms(term.preference, `${path}.preferredDuringSchedulingIgnoredDuringExecution[${i}].preference`));
  return found;
}

function spreadWarnings(spec: PodSpec, at: string): string[] {
  return (spec.topologySpreadConstraints ?? []).flatMap(({ topologyKey, labelSelector }, i) => [
    ...(NODE_LABELS[topologyKey] ? [`${at}.topologySpreadConstraints[${i}].topologyKey: ${topologyKey} is ${NODE_LABELS[topologyKey]}`] : []),
    ...(labelSelector ? [] : [`${at}.topologySpreadConstraints[${i}].labelSelector: a null labelSelector results in matching no pod`]),
  ]);
}

const annotationWarnings = ({ annotations = {} }: ObjectMeta, prefix: string): string[] =>
  ANNOTATIONS.filter(([key]) => annotations[key] !== undefined).map(([key, text]) => `${prefix}metadata.annotations[${key}]: ${text}`);

function volumeWarnings(spec: PodSpec, at: string): string[] {
  const found: string[] = [];
  const volumes = spec.volumes ?? [];
  volumes.forEach((volume, i) => {
    const path = `${at}.volumes[${i}]`;
    for (const [field, name, text] of VOLUMES) if (volume[field]) found.push(`${path}.${name}: ${text}`);
    const claim = volume.ephemeral?.volumeClaimTemplate;
    found.push(...overlapWarnings(volume));
    if (claim) found.push(...claimSpecWarnings(claim.spec ?? {}, `${path}.ephemeral.volumeClaimTemplate.spec`));
  });
  const tokens = new Set(volumes.flatMap((v) => v.projected?.sources ?? []).map((s) => s.serviceAccountToken?.path).filter(Boolean));
  if (!tokens.size) return found;
  volumes.forEach((volume, i) => volume.projected?.sources?.forEach((source) => {
    const path = `${at}.volumes[${i}].projected.sources`;
    const lists = [['configMap', source.configMap?.items], ['secrets', source.secret?.items], ['downwardAPI', source.downwardAPI?.items]] as const;
    for (const [name, items] of lists) {
      items?.forEach((item, n) => { if (tokens.has(item.path)) found.push(`${path}.${name}[${n}]: has duplicated path with ServiceAccountToken ${JSON.stringify(item.path)}`); });
    }
  }));
  return found;
}

function repetitionWarnings(spec: PodSpec, at: string): string[] {
  const found: string[] = [];
  const ips = new Set<string>(), secrets = new Set<string>();
  spec.hostAliases?.forEach(({ ip = '' }, i) => {
    if (ips.has(ip)) found.push(`${at}.hostAliases[${i}].ip: duplicate ip ${JSON.stringify(ip)}`);
    ips.add(ip);
  });
  spec.imagePullSecrets?.forEach(({ name = '' }, i) => {
    if (secrets.has(name)) found.push(`${at}.imagePullSecrets[${i}].name: duplicate name ${JSON.stringify(name)}`);
    secrets.add(name);
  });
  spec.imagePullSecrets?.forEach(({ name = '' }, i) => { if (!name) found.push(`${at}.imagePullSecrets[${i}].name: invalid empty name ""`); });
  return found;
}

function fractionWarnings(list: Record<string, string> | undefined, at: string): string[] {
  return ['memory', 'ephemeral-storage'].flatMap((name) => {
    const value = list?.[name];
    const fraction = value !== undefined && ((parseQuantity(value)?.nano ?? 0n) + 999_999n) / 1_000_000n % 1000n !== 0n;
    return fraction ? [`${at}[${name}]: fractional byte value ${JSON.stringify(value)} is invalid, must be an integer`] : [];
  });
}

const seccompPodWarning = (spec: PodSpec, { annotations }: ObjectMeta, prefix: string): string[] =>
  !spec.securityContext?.seccompProfile && annotations?.[SECCOMP_POD] !== undefined
    ? [`${prefix}metadata.annotations[${SECCOMP_POD}]: non-functional in v1.27+; use the "seccompProfile" field instead`] : [];

function containerWarnings(container: Container, path: string, spec: PodSpec, { annotations = {} }: ObjectMeta, prefix: string): string[] {
  const found: string[] = [];
  const seccomp = SECCOMP_CONTAINER + container.name, appArmor = APP_ARMOR + container.name;
  if (!container.securityContext?.seccompProfile && annotations[seccomp] !== undefined) {
    found.push(`${prefix}metadata.annotations[${seccomp}]: non-functional in v1.27+; use the "seccompProfile" field instead`);
  }
  // A pod's own fields are made from the annotation before this is asked.
  const lacksField = !spec.securityContext?.appArmorProfile && (prefix === '' || !container.securityContext?.appArmorProfile);
  if (lacksField && annotations[appArmor] !== undefined) {
    found.push(`${prefix}metadata.annotations[${appArmor}]: deprecated since v1.30; use the "appArmorProfile" field instead`);
  }
  const { limits, requests } = container.resources ?? {};
  for (const name of ['memory', 'ephemeral-storage']) {
    if (limits?.[name] !== undefined) found.push(...fractionWarnings({ [name]: limits[name] }, `${path}.resources.limits`));
    if (requests?.[name] !== undefined) found.push(...fractionWarnings({ [name]: requests[name] }, `${path}.resources.requests`));
  }
  const names = new Set<string>();
  container.env?.forEach(({ name, value = '', valueFrom }, i) => {
    const reference = `$(${name})`;
    if (names.has(name) && (valueFrom || value === reference || !value.includes(reference))) {
      found.push(`${path}.env[${i}]: hides previous definition of ${JSON.stringify(name)}, which may be dropped when using apply`);
    }
    names.add(name);
  });
  return found;
}

function portWarnings(spec: PodSpec, at: string): string[] {
  const found: string[] = [];
  const seen = new Map<string, { path: string; hostIP: string; hostPort: number }[]>();
  for (const [container, path] of containersWithPaths(spec, at)) {
    container.ports?.forEach(({ hostIP = '', hostPort = 0, containerPort, protocol = '', name = '' }, i) => {
      const here = `${path}.ports[${i}]`;
      if (hostIP && !hostPort) found.push(`${here}: hostIP set without hostPort: {Name:${name} HostPort:${hostPort} ContainerPort:${containerPort} Protocol:${protocol} HostIP:${hostIP}}`);
      const key = `${containerPort}/${protocol}`;
      const others = seen.get(key) ?? [];
      for (const other of others) {
        if (hostIP === other.hostIP && hostPort === other.hostPort) found.push(`${here}: duplicate port definition with ${other.path}`);
        else if (hostPort === 0 || other.hostPort === 0) found.push(`${here}: overlapping port definition with ${other.path}`);
        else if (hostPort === other.hostPort && (hostIP === '' || other.hostIP === '')) found.push(`${here}: overlapping port definition with ${other.path}`);
      }
      seen.set(key, [...others, { path: here, hostIP, hostPort }]);
    });
  }
  return found;
}

function affinityWarnings(spec: PodSpec, at: string): string[] {
  const found: string[] = [];
  if (spec.terminationGracePeriodSeconds !== undefined && spec.terminationGracePeriodSeconds < 0) {
    found.push(`${at}.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1`);
  }
  for (const kind of ['podAffinity', 'podAntiAffinity'] as const) {
    const affinity = spec.affinity?.[kind];
    const path = `${at}.affinity.${kind}`;
    affinity?.requiredDuringSchedulingIgnoredDuringExecution?.forEach(({ labelSelector }, i) => {
      if (!labelSelector) found.push(`${path}.requiredDuringSchedulingIgnoredDuringExecution[${i}].labelSelector: a null labelSelector results in matching no pod`);
    });
    affinity?.preferredDuringSchedulingIgnoredDuringExecution?.forEach(({ podAffinityTerm }, i) => {
      if (!podAffinityTerm?.labelSelector) {
        found.push(`${path}.preferredDuringSchedulingIgnoredDuringExecution[${i}].podAffinityTerm.labelSelector: a null labelSelector results in matching no pod`);
      }
    });
  }
  return found;
}
