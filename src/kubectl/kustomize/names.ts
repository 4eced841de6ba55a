/** Namespaces, prefixes, suffixes and hashes of names; and everything that refers to a name follows it. */
import type { AnyObject } from '../../engine/api/types.ts';
import { nameHash } from '../text/name-hash.ts';
import { changeAt, changeMaps } from './field-paths.ts';
import { isClusterScoped, namesOf, rename, typeOf, type Resource } from './resource.ts';

/** Kinds whose names no prefix changes. */
const KEPT = new Set(['Namespace', 'CustomResourceDefinition', 'APIService']);

export function affix(resources: readonly Resource[], prefix: string, suffix: string): void {
  if (prefix === '' && suffix === '') return;
  for (const resource of resources) {
    if (KEPT.has(resource.object.kind ?? '')) continue;
    resource.affixes.push(`${prefix}|${suffix}`);
    rename(resource, `${prefix}${resource.object.metadata.name ?? ''}${suffix}`);
  }
}

export function setNamespace(resources: readonly Resource[], namespace: string): void {
  for (const resource of resources) {
    const { object } = resource;
    if (object.kind === 'Namespace') rename(resource, namespace);
    else if (!isClusterScoped(object)) rename(resource, object.metadata.name ?? '', namespace);
    if (object.kind === 'RoleBinding' || object.kind === 'ClusterRoleBinding') {
      resource.object = changeAt(resource.object, ['subjects[]'], false, (subject) => {
        const { kind, name } = subject as { kind?: string; name?: string };
        return kind === 'ServiceAccount' && name === 'default' ? { ...(subject as object), namespace } : subject;
      });
    }
    if (object.kind === 'ValidatingWebhookConfiguration' || object.kind === 'MutatingWebhookConfiguration') {
      resource.object = changeAt(resource.object, ['webhooks[]', 'clientConfig', 'service', 'namespace'], false, () => namespace);
    }
  }
}

export function addHashes(resources: readonly Resource[]): void {
  for (const resource of resources) if (resource.needsHash) rename(resource, `${resource.object.metadata.name ?? ''}-${nameHash(resource.object, '')}`);
}

type Find = (kind: string, name: string) => Resource | undefined;

/** Every reference to an object by a name it had gets the name it has. */
export function fixReferences(resources: readonly Resource[]): void {
  for (const resource of resources) {
    const find: Find = (kind, name) => candidate(resources, resource, kind, name);
    resource.object = referring(resource.object, find);
  }
}

function candidate(resources: readonly Resource[], from: Resource, kind: string, name: string): Resource | undefined {
  let found = resources.filter((other) => other.object.kind === kind && namesOf(other).includes(name));
  if (found.length < 2) return found[0];
  const narrow = (test: (other: Resource) => boolean): void => {
    const fewer = found.filter(test);
    if (fewer.length > 0) found = fewer;
  };
  narrow((other) => isClusterScoped(other.object) || (other.object.metadata.namespace ?? 'default') === (from.object.metadata.namespace ?? 'default'));
  narrow((other) => other.affixes.join() === from.affixes.join());
  narrow((other) => other.object.metadata.name === name);
  return found[0];
}

function referring(object: AnyObject, find: Find): AnyObject {
  const named = (kind: string) => (name: unknown): unknown => (typeof name === 'string' ? find(kind, name)?.object.metadata.name ?? name : name);
  const at = <T>(value: T, path: string, kind: string): T => changeAt(value, path.split('/'), false, named(kind));
  const { kind } = typeOf(object);
  // What pods name, wherever a pod's spec stands.
  let changed = changeMaps(object, (map) => {
    let next = map;
    for (const [field, of] of [['configMap', 'ConfigMap'], ['configMapRef', 'ConfigMap'], ['configMapKeyRef', 'ConfigMap'], ['secretRef', 'Secret'], ['secretKeyRef', 'Secret']] as const) next = at(next, `${field}/name`, of);
    next = at(at(next, 'secret/secretName', 'Secret'), 'persistentVolumeClaim/claimName', 'PersistentVolumeClaim');
    if (Array.isArray(next['sources'])) next = at(next, 'sources[]/secret/name', 'Secret');
    if (Array.isArray(next['containers'])) next = at(at(at(next, 'serviceAccountName', 'ServiceAccount'), 'priorityClassName', 'PriorityClass'), 'imagePullSecrets[]/name', 'Secret');
    return next;
  });
  if (kind === 'ServiceAccount') changed = at(at(changed, 'secrets[]/name', 'Secret'), 'imagePullSecrets[]/name', 'Secret');
  if (kind === 'StatefulSet') changed = at(changed, 'spec/serviceName', 'Service');
  if (kind === 'Ingress') {
    for (const path of ['spec/rules[]/http/paths[]/backend/service/name', 'spec/defaultBackend/service/name', 'spec/rules[]/http/paths[]/backend/serviceName', 'spec/backend/serviceName']) changed = at(changed, path, 'Service');
    changed = at(at(changed, 'spec/tls[]/secretName', 'Secret'), 'spec/ingressClassName', 'IngressClass');
  }
  if (kind === 'PersistentVolumeClaim') changed = at(at(changed, 'spec/storageClassName', 'StorageClass'), 'spec/volumeName', 'PersistentVolume');
  if (kind === 'PersistentVolume') changed = at(changed, 'spec/storageClassName', 'StorageClass');
  if (kind === 'HorizontalPodAutoscaler') changed = changeAt(changed, ['spec', 'scaleTargetRef'], false, (ref) => renamedRef(ref, find));
  if (kind === 'RoleBinding' || kind === 'ClusterRoleBinding') {
    changed = changeAt(changed, ['roleRef'], false, (ref) => renamedRef(ref, find));
    changed = changeAt(changed, ['subjects[]'], false, (subject) => subjectOf(subject, find));
  }
  if (kind === 'ValidatingWebhookConfiguration' || kind === 'MutatingWebhookConfiguration') changed = at(changed, 'webhooks[]/clientConfig/service/name', 'Service');
  if (kind === 'APIService') changed = at(changed, 'spec/service/name', 'Service');
  return changed;
}

function renamedRef(ref: unknown, find: Find): unknown {
  const { kind = '', name = '' } = ref as { kind?: string; name?: string };
  const found = find(kind, name);
  return found && found.object.metadata.name !== name ? { ...(ref as object), name: found.object.metadata.name } : ref;
}

function subjectOf(subject: unknown, find: Find): unknown {
  const { kind, name = '' } = subject as { kind?: string; name?: string };
  const found = kind === 'ServiceAccount' ? find('ServiceAccount', name) : undefined;
  if (!found) return subject;
  const { metadata } = found.object;
  return { ...(subject as object), name: metadata.name, ...(metadata.namespace === undefined ? {} : { namespace: metadata.namespace }) };
}
