import { idOf, typeOf, type Resource } from './resource.ts';

const FIRST = [
  'Namespace', 'ResourceQuota', 'StorageClass', 'CustomResourceDefinition', 'ServiceAccount', 'PodSecurityPolicy', 'Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding', 'ConfigMap', 'Secret', 'Endpoints', 'Service', 'LimitRange', 'PriorityClass',
  'PersistentVolume', 'PersistentVolumeClaim', 'Deployment', 'StatefulSet', 'CronJob', 'PodDisruptionBudget',
];
const LAST = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'];

function rank(kind: string): number {
  const first = FIRST.indexOf(kind);
  return first >= 0 ? first - FIRST.length : LAST.indexOf(kind) + 1;
}

const keyOf = (resource: Resource): string => {
  const { group, version, kind } = typeOf(resource.object);
  return `${kind}.${version || '[noVer]'}.${group || '[noGrp]'}|${resource.object.metadata.namespace ?? ''}|${idOf(resource)}`;
};

/** kustomize's "legacy" order: what others need comes first, then kinds by name. */
export function inOrder(resources: readonly Resource[]): Resource[] {
  return resources.map((resource) => ({ resource, rank: rank(resource.object.kind ?? ''), key: keyOf(resource) }))
    .sort((a, b) => a.rank - b.rank || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ resource }) => resource);
}
