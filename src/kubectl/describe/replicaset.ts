/** ReplicaSets and what they grew out of, ReplicationControllers. */
import type { ReplicaSet, ReplicationController } from '../../engine/api/types.ts';
import type { Describer } from './describer.ts';
import { annotationLines, controllerOf, eventsOf, formatLabels, formatLabelSelector, labelLines, reasonConditionLines } from './parts.ts';
import { podPhases } from './pod-phases.ts';
import { podTemplateLines } from './pod-template.ts';

export const replicaSetDescriber: Describer = {
  group: 'apps', kind: 'ReplicaSet',
  *describe(context, object, out) {
    const { metadata, spec, status } = object as ReplicaSet;
    out.line(0, `Name:\t${metadata.name ?? ''}`);
    out.line(0, `Namespace:\t${metadata.namespace ?? ''}`);
    out.line(0, `Selector:\t${formatLabelSelector(spec?.selector)}`);
    labelLines(out, 'Labels', metadata.labels);
    annotationLines(out, 'Annotations', metadata.annotations);
    const controller = controllerOf(metadata);
    if (controller) out.line(0, `Controlled By:\t${controller}`);
    out.line(0, `Replicas:\t${status?.replicas ?? 0} current / ${spec?.replicas ?? 0} desired`);
    const phases = yield* podPhases(context, object, spec?.selector);
    if (phases !== undefined) out.line(0, `Pods Status:\t${phases}`);
    podTemplateLines(out, spec?.template);
    reasonConditionLines(out, status?.conditions);
    yield* eventsOf(context, object, out);
  },
};

export const replicationControllerDescriber: Describer = {
  group: '', kind: 'ReplicationController',
  *describe(context, object, out) {
    const { metadata, spec, status } = object as ReplicationController;
    out.line(0, `Name:\t${metadata.name ?? ''}`);
    out.line(0, `Namespace:\t${metadata.namespace ?? ''}`);
    out.line(0, `Selector:\t${formatLabels(spec?.selector)}`);
    labelLines(out, 'Labels', metadata.labels);
    annotationLines(out, 'Annotations', metadata.annotations);
    out.line(0, `Replicas:\t${status?.replicas ?? 0} current / ${spec?.replicas ?? 0} desired`);
    const phases = yield* podPhases(context, object, { matchLabels: spec?.selector ?? {} });
    if (phases !== undefined) out.line(0, `Pods Status:\t${phases}`);
    podTemplateLines(out, spec?.template);
    reasonConditionLines(out, status?.conditions);
    yield* eventsOf(context, object, out);
  },
};
