/** What the system's default spreading counts by: the selectors of the Services a pod belongs to and of its workload. */
import type { LabelSelector, Pod, ReplicaSet, ReplicationController, Service, StatefulSet } from '../api/types.ts';
import { isEmptySelector, type Labels } from './selectors.ts';

export interface Workloads {
  services(namespace: string): Iterable<Service>;
  replicaSet(key: string): ReplicaSet | undefined;
  statefulSet(key: string): StatefulSet | undefined;
  replicationController(key: string): ReplicationController | undefined;
}

function belongs(selector: Labels, labels: Labels): boolean {
  for (const key in selector) if (labels[key] !== selector[key]) return false;
  return true;
}

export function defaultSelectors(pod: Pod, workloads: Workloads): LabelSelector[] {
  const namespace = pod.metadata.namespace ?? '';
  const labels = (pod.metadata.labels as Labels | undefined) ?? {};
  const matchLabels: Record<string, string> = {};
  for (const service of workloads.services(namespace)) {
    const selector = service.spec?.selector as Labels | undefined;
    if (selector && Object.keys(selector).length > 0 && belongs(selector, labels)) Object.assign(matchLabels, selector);
  }
  const selectors: LabelSelector[] = [];
  const owner = pod.metadata.ownerReferences?.find((r) => r.controller);
  if (owner) {
    const key = `${namespace}/${owner.name}`;
    const [group] = owner.apiVersion.split('/');
    if (owner.kind === 'ReplicationController' && owner.apiVersion === 'v1') Object.assign(matchLabels, workloads.replicationController(key)?.spec?.selector ?? {});
    else if (owner.kind === 'ReplicaSet' && group === 'apps') push(selectors, workloads.replicaSet(key)?.spec?.selector);
    else if (owner.kind === 'StatefulSet' && group === 'apps') push(selectors, workloads.statefulSet(key)?.spec?.selector);
  }
  if (Object.keys(matchLabels).length > 0) selectors.push({ matchLabels });
  return selectors;
}

function push(selectors: LabelSelector[], selector: LabelSelector | undefined): void {
  if (selector && !isEmptySelector(selector)) selectors.push(selector);
}
