import { deepEqual } from '../../engine/api/deep-equal.ts';
import { formatSelector } from '../../engine/api/labels.ts';
import type { AnyObject, Deployment, PodTemplateSpec, ReplicaSet } from '../../engine/api/types.ts';
import { goSort } from '../text/go-sort.ts';
import type { Describer } from './describer.ts';
import { intOrString, rfc1123 } from './go-values.ts';
import { annotationLines, eventsOf, labelLines, reasonConditionLines } from './parts.ts';
import { podTemplateLines } from './pod-template.ts';

const HASH = 'pod-template-hash';

export const deploymentDescriber: Describer = {
  group: 'apps', kind: 'Deployment',
  *describe(context, object, out) {
    const { metadata, spec, status = {} } = object as Deployment;
    out.line(0, `Name:\t${metadata.name ?? ''}`);
    out.line(0, `Namespace:\t${metadata.namespace ?? ''}`);
    out.line(0, `CreationTimestamp:\t${rfc1123(metadata.creationTimestamp)}`);
    labelLines(out, 'Labels', metadata.labels);
    annotationLines(out, 'Annotations', metadata.annotations);
    const selector = formatSelector(spec?.selector);
    out.line(0, `Selector:\t${selector}`);
    out.line(0, `Replicas:\t${spec?.replicas ?? 0} desired | ${status.updatedReplicas ?? 0} updated | ${status.replicas ?? 0} total | ${status.availableReplicas ?? 0} available | ${status.unavailableReplicas ?? 0} unavailable`);
    out.line(0, `StrategyType:\t${spec?.strategy?.type ?? ''}`);
    out.line(0, `MinReadySeconds:\t${spec?.minReadySeconds ?? 0}`);
    const rolling = spec?.strategy?.rollingUpdate;
    if (rolling) out.line(0, `RollingUpdateStrategy:\t${intOrString(rolling.maxUnavailable)} max unavailable, ${intOrString(rolling.maxSurge)} max surge`);
    podTemplateLines(out, spec?.template);
    reasonConditionLines(out, status.conditions);
    const sets = yield* context.list<AnyObject>({ group: 'apps', version: 'v1', resource: 'replicasets' }, metadata.namespace, selector === '' ? {} : { labelSelector: selector });
    const own = goSort((sets ?? []) as unknown as ReplicaSet[], older).filter((set) => set.metadata.ownerReferences?.some(({ controller, uid }) => controller && uid === metadata.uid));
    const current = own.find((set) => sameTemplate(set.spec?.template, spec?.template));
    if (own.length > 0) {
      out.line(0, `OldReplicaSets:\t${own.filter((set) => set !== current).map(replicaSetText).join(', ') || '<none>'}`);
      out.line(0, `NewReplicaSet:\t${current ? replicaSetText(current) : '<none>'}`);
    }
    yield* eventsOf(context, object, out);
  },
};

const replicaSetText = ({ metadata, spec, status }: ReplicaSet): string => `${metadata.name} (${status?.replicas ?? 0}/${spec?.replicas ?? 0} replicas created)`;

function older(a: ReplicaSet, b: ReplicaSet): boolean {
  const [x, y] = [a.metadata.creationTimestamp ?? '', b.metadata.creationTimestamp ?? ''];
  return x === y ? a.metadata.name! < b.metadata.name! : x < y;
}

/** The hash is the ReplicaSet's own label. */
function sameTemplate(a: PodTemplateSpec | undefined, b: PodTemplateSpec | undefined): boolean {
  return deepEqual(withoutHash(a), withoutHash(b));
}

function withoutHash(template: PodTemplateSpec | undefined): unknown {
  const { [HASH]: _, ...labels } = template?.metadata?.labels ?? {};
  return { metadata: { annotations: template?.metadata?.annotations ?? {}, labels }, spec: template?.spec };
}
