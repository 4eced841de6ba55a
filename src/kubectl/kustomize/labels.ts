/** Labels and annotations of a kustomization: where each kind keeps them. */
import type { AnyObject } from '../../engine/api/types.ts';
import { changeAt } from './field-paths.ts';
import { typeOf } from './resource.ts';

interface Place { readonly path: string; readonly create: boolean; readonly kinds?: readonly string[] }

const WORKLOADS = ['Deployment', 'ReplicaSet', 'DaemonSet', 'StatefulSet', 'Job', 'ReplicationController'];
const AFFINITIES = ['podAffinity/preferredDuringSchedulingIgnoredDuringExecution[]/podAffinityTerm', 'podAffinity/requiredDuringSchedulingIgnoredDuringExecution[]', 'podAntiAffinity/preferredDuringSchedulingIgnoredDuringExecution[]/podAffinityTerm', 'podAntiAffinity/requiredDuringSchedulingIgnoredDuringExecution[]'];
const METADATA: Place = { path: 'metadata/labels', create: true };
const TEMPLATES: readonly Place[] = [
  { path: 'spec/template/metadata/labels', create: true, kinds: WORKLOADS },
  { path: 'spec/volumeClaimTemplates[]/metadata/labels', create: true, kinds: ['StatefulSet'] },
  { path: 'spec/jobTemplate/metadata/labels', create: true, kinds: ['CronJob'] },
  { path: 'spec/jobTemplate/spec/template/metadata/labels', create: true, kinds: ['CronJob'] },
];
const SELECTORS: readonly Place[] = [
  { path: 'spec/selector', create: true, kinds: ['Service', 'ReplicationController'] },
  { path: 'spec/selector/matchLabels', create: true, kinds: ['Deployment', 'ReplicaSet', 'DaemonSet', 'StatefulSet'] },
  { path: 'spec/selector/matchLabels', create: false, kinds: ['Job', 'PodDisruptionBudget'] },
  { path: 'spec/jobTemplate/spec/selector/matchLabels', create: false, kinds: ['CronJob'] },
  { path: 'spec/podSelector/matchLabels', create: false, kinds: ['NetworkPolicy'] },
  { path: 'spec/ingress[]/from[]/podSelector/matchLabels', create: false, kinds: ['NetworkPolicy'] },
  { path: 'spec/egress[]/to[]/podSelector/matchLabels', create: false, kinds: ['NetworkPolicy'] },
  ...AFFINITIES.map((term) => ({ path: `spec/template/spec/affinity/${term}/labelSelector/matchLabels`, create: false, kinds: ['Deployment', 'StatefulSet'] })),
  { path: 'spec/template/spec/topologySpreadConstraints[]/labelSelector/matchLabels', create: false, kinds: ['Deployment', 'StatefulSet'] },
];
const ANNOTATIONS: readonly Place[] = [
  { path: 'metadata/annotations', create: true },
  { path: 'spec/template/metadata/annotations', create: true, kinds: WORKLOADS },
  { path: 'spec/jobTemplate/metadata/annotations', create: true, kinds: ['CronJob'] },
  { path: 'spec/jobTemplate/spec/template/metadata/annotations', create: true, kinds: ['CronJob'] },
];

export type Texts = Readonly<Record<string, string>>;

function setAt(object: AnyObject, places: readonly Place[], texts: Texts): AnyObject {
  const { kind } = typeOf(object);
  let changed = object;
  for (const { path, create, kinds } of places) {
    if (kinds && !kinds.includes(kind)) continue;
    changed = changeAt(changed, path.split('/'), create, (old) => ({ ...(old as Texts | undefined), ...texts }));
  }
  return changed;
}

/** `labels`: on the object alone, on templates too, or on selectors and all. */
export const withLabels = (object: AnyObject, texts: Texts, reach: 'metadata' | 'templates' | 'selectors'): AnyObject =>
  setAt(object, [METADATA, ...(reach === 'metadata' ? [] : TEMPLATES), ...(reach === 'selectors' ? SELECTORS : [])], texts);

export const withAnnotations = (object: AnyObject, texts: Texts): AnyObject => setAt(object, ANNOTATIONS, texts);
