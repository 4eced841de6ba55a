/**
 * What one object uses of a ResourceQuota. Read by admission (before it lets an object in) and by the resource quota
 * controller (which counts what is there). https://kubernetes.io/docs/concepts/policy/resource-quotas/ Pure.
 */
import { addQuantities, compareQuantities } from '../quantity.ts';
import { parseTime } from '../../kernel/time.ts';
import { groupResource, type AnyResource } from '../resource.ts';
import type { AnyObject, Container, PersistentVolumeClaim, Pod, ResourceQuota, Service } from '../types.ts';

/** Quota resource name -> quantity: `requests.cpu`: `100m`, `count/jobs.batch`: `1`. */
export type Usage = Record<string, string>;
type Resources = Record<string, string>;

/** Kinds that are counted by a plain name besides `count/...`. */
const PLAIN = new Set(['configmaps', 'secrets', 'services', 'persistentvolumeclaims', 'replicationcontrollers', 'resourcequotas', 'pods']);
/** Pod resources that count under their own name as well as under `requests.`. */
const DIRECT = new Set(['cpu', 'memory', 'ephemeral-storage']);

export const addUsage = (a: Usage, b: Usage): Usage => {
  const sum = { ...a };
  for (const key in b) sum[key] = key in sum ? addQuantities(sum[key], b[key]) : b[key];
  return sum;
};

/** Usage of an object of `resource`; `nowMs` tells pods that should be gone by now. */
export function usageOf(resource: AnyResource, object: AnyObject, nowMs: number): Usage {
  const id = groupResource(resource);
  const usage: Usage = { [`count/${id}`]: '1' };
  if (id === 'pods') return { ...usage, ...podUsage(object as unknown as Pod, nowMs) };
  if (PLAIN.has(id)) usage[id] = '1';
  if (id === 'services') return { ...usage, ...serviceUsage(object as unknown as Service) };
  if (id === 'persistentvolumeclaims') return { ...usage, ...claimUsage(object as unknown as PersistentVolumeClaim) };
  return usage;
}

/** True when the quota counts objects of the resource at all: one of its hard limits is about it. */
export function concerns(quota: ResourceQuota, resource: AnyResource): boolean {
  return namesFor(Object.keys(quota.spec?.hard ?? {}), resource).length > 0;
}

/** Those of the quota's names that are about objects of the resource. */
export function namesFor(names: readonly string[], resource: AnyResource): string[] {
  const id = groupResource(resource);
  return names.filter((name) => name === `count/${id}` || (PLAIN.has(id) && name === id) || belongs(name, id));
}

/** What each container must say when a quota limits it (an old rule, for cpu and memory alone). */
const SPOKEN = new Set(['cpu', 'memory', 'requests.cpu', 'requests.memory', 'limits.cpu', 'limits.memory']);

/** Why a pod cannot be counted under these names: `must specify requests.cpu for: web`. Undefined when it can. */
export function missingResources(pod: Pod, names: readonly string[]): string | undefined {
  const required = names.filter((name) => SPOKEN.has(name));
  if (!required.length) return undefined;
  const missing = new Map<string, string[]>();
  for (const container of [...(pod.spec?.containers ?? []), ...(pod.spec?.initContainers ?? [])]) {
    for (const name of required) {
      const resource = name.replace(/^(requests|limits)\./, ''), kind = name.startsWith('limits.') ? 'limits' : 'requests';
      const said = [container.resources, pod.spec?.resources].some((r) => (r?.[kind] as Resources | undefined)?.[resource] !== undefined);
      if (!said) missing.set(name, [...(missing.get(name) ?? []), container.name]);
    }
  }
  if (!missing.size) return undefined;
  return `must specify ${[...missing].sort(([x], [y]) => (x < y ? -1 : 1)).map(([name, containers]) => `${name} for: ${[...new Set(containers)].sort().join(',')}`).join('; ')}`;
}

function belongs(name: string, id: string): boolean {
  if (id === 'pods') return DIRECT.has(name) || name.startsWith('hugepages-') || (/^(requests|limits)\./.test(name) && name !== 'requests.storage');
  if (id === 'services') return name.startsWith('services.');
  return id === 'persistentvolumeclaims' && (name === 'requests.storage' || name.includes('.storageclass.storage.k8s.io/'));
}

function podUsage(pod: Pod, nowMs: number): Usage {
  const phase = pod.status?.phase;
  if (phase === 'Succeeded' || phase === 'Failed' || isOverdue(pod, nowMs)) return {};
  const usage: Usage = { pods: '1' };
  const requests = podResources(pod, 'requests'), limits = podResources(pod, 'limits');
  for (const name in requests) {
    if (DIRECT.has(name) || name.startsWith('hugepages-')) usage[name] = requests[name];
    usage[`requests.${name}`] = requests[name];
  }
  for (const name in limits) if (DIRECT.has(name)) usage[`limits.${name}`] = limits[name];
  return usage;
}

function isOverdue(pod: Pod, nowMs: number): boolean {
  const { deletionTimestamp } = pod.metadata;
  return deletionTimestamp !== undefined && parseTime(deletionTimestamp) < nowMs;
}

const sum = (into: Resources, more: Resources | undefined): void => { for (const key in more) into[key] = key in into ? addQuantities(into[key], more[key]) : more[key]; };
const larger = (into: Resources, other: Resources): void => { for (const key in other) if (!(key in into) || compareQuantities(other[key], into[key]) > 0) into[key] = other[key]; };

/** Containers together, or the largest init step if that is more; sidecars count in both; overhead on top. */
function podResources(pod: Pod, kind: 'requests' | 'limits'): Resources {
  const of = (c: Container): Resources | undefined => c.resources?.[kind] as Resources | undefined;
  const total: Resources = {};
  for (const c of pod.spec?.containers ?? []) sum(total, of(c));
  const sidecars: Resources = {}, init: Resources = {};
  for (const c of pod.spec?.initContainers ?? []) {
    if (c.restartPolicy === 'Always') { sum(total, of(c)); sum(sidecars, of(c)); larger(init, { ...sidecars }); continue; }
    const step = { ...sidecars };
    sum(step, of(c));
    larger(init, step);
  }
  larger(total, init);
  const level = pod.spec?.resources?.[kind] as Resources | undefined;
  if (level) Object.assign(total, level);
  const overhead = pod.spec?.overhead as Resources | undefined;
  for (const key in overhead) if (kind === 'requests' || key in total) total[key] = key in total ? addQuantities(total[key], overhead[key]) : overhead[key];
  return total;
}

function serviceUsage({ spec }: Service): Usage {
  const ports = spec?.ports ?? [];
  if (spec?.type === 'NodePort') return { services: '1', 'services.nodeports': String(ports.length), 'services.loadbalancers': '0' };
  if (spec?.type !== 'LoadBalancer') return { services: '1', 'services.nodeports': '0', 'services.loadbalancers': '0' };
  const nodePorts = spec.allocateLoadBalancerNodePorts === false ? ports.filter((p) => p.nodePort).length : ports.length;
  return { services: '1', 'services.nodeports': String(nodePorts), 'services.loadbalancers': '1' };
}

function claimUsage(claim: PersistentVolumeClaim): Usage {
  const annotated = claim.metadata.annotations?.['volume.beta.kubernetes.io/storage-class'];
  const storageClass = annotated ?? claim.spec?.storageClassName;
  const asked = (claim.spec?.resources?.requests as Resources | undefined)?.['storage'];
  const given = (claim.status?.allocatedResources as Resources | undefined)?.['storage'];
  const storage = asked !== undefined && given !== undefined && compareQuantities(given, asked) > 0 ? given : asked;
  const usage: Usage = { persistentvolumeclaims: '1' };
  if (storageClass) usage[`${storageClass}.storageclass.storage.k8s.io/persistentvolumeclaims`] = '1';
  if (storage === undefined) return usage;
  usage['requests.storage'] = storage;
  if (storageClass) usage[`${storageClass}.storageclass.storage.k8s.io/requests.storage`] = storage;
  return usage;
}

// --- scopes ---

/** True when the quota's scopes take the object in. Only pods have scopes; any other kind is out where there are some. */
export function inScope(quota: ResourceQuota, resource: AnyResource, object: AnyObject): boolean {
  const scopes = [
    ...(quota.spec?.scopes ?? []).map((scopeName) => ({ scopeName, operator: 'Exists', values: undefined as string[] | undefined })),
    ...(quota.spec?.scopeSelector?.matchExpressions ?? []),
  ];
  if (scopes.length === 0) return true;
  if (groupResource(resource) !== 'pods') return false;
  return scopes.every(({ scopeName, operator, values }) => podInScope(object as unknown as Pod, scopeName, operator, values));
}

function podInScope(pod: Pod, scope: string, operator: string, values: readonly string[] | undefined): boolean {
  switch (scope) {
    case 'Terminating': return (pod.spec?.activeDeadlineSeconds ?? -1) >= 0;
    case 'NotTerminating': return (pod.spec?.activeDeadlineSeconds ?? -1) < 0;
    case 'BestEffort': return isBestEffort(pod);
    case 'NotBestEffort': return !isBestEffort(pod);
    case 'CrossNamespacePodAffinity': return crossesNamespaces(pod);
    case 'PriorityClass': {
      const name = pod.spec?.priorityClassName ?? '';
      if (operator === 'Exists') return name !== '';
      if (operator === 'DoesNotExist') return name === '';
      return operator === 'In' ? name !== '' && !!values?.includes(name) : !values?.includes(name);
    }
    default: return false;
  }
}

function isBestEffort(pod: Pod): boolean {
  if (pod.status?.qosClass) return pod.status.qosClass === 'BestEffort';
  return [...(pod.spec?.containers ?? []), ...(pod.spec?.initContainers ?? [])].every(
    (c) => !Object.keys(c.resources?.requests ?? {}).length && !Object.keys(c.resources?.limits ?? {}).length);
}

function crossesNamespaces(pod: Pod): boolean {
  const { podAffinity, podAntiAffinity } = pod.spec?.affinity ?? {};
  return [podAffinity, podAntiAffinity].some((a) => [
    ...(a?.requiredDuringSchedulingIgnoredDuringExecution ?? []), ...(a?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map((p) => p.podAffinityTerm),
  ].some((term) => term.namespaces?.length || term.namespaceSelector));
}
