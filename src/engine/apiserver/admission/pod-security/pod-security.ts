/**
 * PodSecurity: refuses pods that a namespace's `enforce` level does not allow, warns of what its `warn` level does not, also for
 * the templates of workloads (https://kubernetes.io/docs/concepts/security/pod-security-admission/).
 */
import { forbidden } from '../../../api/errors.ts';
import { groupResource, NAMESPACES, PODS } from '../../../api/resource.ts';
import type { AnyObject, Namespace, ObjectMeta, Pod, PodSpec, PodTemplateSpec } from '../../../api/types.ts';
import { invalidObject } from '../../../api/validation/field.ts';
import type { ApiServer } from '../../server.ts';
import type { AdmissionAttributes, AdmissionPlugin } from '../admission.ts';
import { describe, hasPolicy, nameOf, policyOf, violations, type LevelVersion } from './policy.ts';

type Workload = { spec?: { template?: PodTemplateSpec; jobTemplate?: { spec?: { template?: PodTemplateSpec } } }; template?: PodTemplateSpec };

const WORKLOADS = new Set(['replicationcontrollers', 'podtemplates', 'replicasets.apps', 'deployments.apps', 'daemonsets.apps', 'statefulsets.apps', 'jobs.batch', 'cronjobs.batch']);
/** Pods looked at when a namespace gets stricter. */
const MAX_PODS = 3000;

export const podSecurity = (server: ApiServer): AdmissionPlugin => ({
  name: 'PodSecurity',
  only: ['namespaces', 'pods', ...WORKLOADS],
  validate(attributes) {
    const { verb, resource, subresource } = attributes;
    if (verb !== 'create' && verb !== 'update') return;
    const id = groupResource(resource);
    if (id === 'namespaces') {
      if (!subresource) checkNamespace(server, attributes);
      return;
    }
    const isPod = id === 'pods';
    if (!isPod && (!WORKLOADS.has(id) || subresource)) return;
    const labels = (server.lookup(NAMESPACES).table.get(attributes.namespace)?.value as Namespace | undefined)?.metadata.labels;
    if (!hasPolicy(labels)) return;
    if (isPod) checkPod(attributes, labels);
    else checkWorkload(attributes, labels);
  },
});

function checkPod({ object, old, verb, subresource, name, warn }: AdmissionAttributes, labels: Readonly<Record<string, string>> | undefined): void {
  if (subresource && subresource !== 'ephemeralcontainers') return;
  const pod = object as unknown as Pod;
  if (verb === 'update' && !isSignificant(pod, old as unknown as Pod)) return;
  const { policy } = policyOf(labels);
  const found = violations(policy.enforce, pod.spec!, pod.metadata);
  if (found.length) throw forbidden(PODS, name, `violates PodSecurity ${JSON.stringify(nameOf(policy.enforce))}: ${describe(found)}`);
  warnOf(policy.warn, pod.spec!, pod.metadata, warn);
}

function checkWorkload({ object, warn }: AdmissionAttributes, labels: Readonly<Record<string, string>> | undefined): void {
  const { spec, template: own } = object as unknown as Workload;
  const template = own ?? spec?.jobTemplate?.spec?.template ?? spec?.template;
  if (template?.spec) warnOf(policyOf(labels).policy.warn, template.spec, template.metadata ?? {}, warn);
}

function warnOf(level: LevelVersion, spec: PodSpec, metadata: ObjectMeta, warn: (text: string) => void): void {
  const found = violations(level, spec, metadata);
  if (found.length) warn(`would violate PodSecurity ${JSON.stringify(nameOf(level))}: ${describe(found)}`);
}

/** Of a stored pod only images and debug containers can change in a way that counts. */
function isSignificant(pod: Pod, old: Pod): boolean {
  const images = ({ spec }: Pod): string => JSON.stringify([spec?.initContainers, spec?.containers, spec?.ephemeralContainers].map((list) => list?.map((c: { image?: string }) => c.image)));
  return images(pod) !== images(old);
}

function checkNamespace(server: ApiServer, { verb, object, old, name, warn }: AdmissionAttributes): void {
  const labels = (object as AnyObject).metadata.labels;
  if (!hasPolicy(labels)) return;
  const { policy, errors } = policyOf(labels);
  if (verb === 'create') {
    if (errors.length) throw invalidObject(NAMESPACES, name, errors);
    return;
  }
  const before = policyOf((old as AnyObject).metadata.labels);
  if (errors.length && !before.errors.length) throw invalidObject(NAMESPACES, name, errors);
  if (nameOf(policy.enforce) === nameOf(before.policy.enforce) || policy.enforce.level === 'privileged') return;
  const lines = new Map<string, { pod: string; count: number }>();
  for (const { value } of server.lookup(PODS).table.range(`${name}/`, '', MAX_PODS)) {
    const pod = value as Pod;
    const found = violations(policy.enforce, pod.spec!, pod.metadata);
    if (!found.length) continue;
    const text = found.map(({ reason }) => reason).join(', ');
    const line = lines.get(text);
    if (line) line.count++; else lines.set(text, { pod: pod.metadata.name!, count: 1 });
  }
  if (!lines.size) return;
  warn(`existing pods in namespace ${JSON.stringify(name)} violate the new PodSecurity enforce level ${JSON.stringify(nameOf(policy.enforce))}`);
  const others = (count: number): string => (count === 0 ? '' : ` (and ${count} other ${count === 1 ? 'pod' : 'pods'})`);
  for (const text of [...lines].map(([text, { pod, count }]) => `${pod}${others(count - 1)}: ${text}`).sort()) warn(text);
}
