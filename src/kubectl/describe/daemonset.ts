import { formatSelector } from '../../engine/api/labels.ts';
import type { DaemonSet } from '../../engine/api/types.ts';
import type { Describer } from './describer.ts';
import { annotationLines, eventsOf, formatLabels, labelLines } from './parts.ts';
import { podPhases } from './pod-phases.ts';
import { podTemplateLines } from './pod-template.ts';

export const daemonSetDescriber: Describer = {
  group: 'apps', kind: 'DaemonSet',
  *describe(context, object, out) {
    const { metadata, spec, status } = object as DaemonSet;
    out.line(0, `Name:\t${metadata.name ?? ''}`);
    out.line(0, `Namespace:\t${metadata.namespace ?? ''}`);
    out.line(0, `Selector:\t${formatSelector(spec?.selector)}`);
    out.line(0, `Node-Selector:\t${formatLabels(spec?.template.spec?.nodeSelector)}`);
    labelLines(out, 'Labels', metadata.labels);
    annotationLines(out, 'Annotations', metadata.annotations);
    out.line(0, `Desired Number of Nodes Scheduled: ${status?.desiredNumberScheduled ?? 0}`);
    out.line(0, `Current Number of Nodes Scheduled: ${status?.currentNumberScheduled ?? 0}`);
    out.line(0, `Number of Nodes Scheduled with Up-to-date Pods: ${status?.updatedNumberScheduled ?? 0}`);
    out.line(0, `Number of Nodes Scheduled with Available Pods: ${status?.numberAvailable ?? 0}`);
    out.line(0, `Number of Nodes Misscheduled: ${status?.numberMisscheduled ?? 0}`);
    const phases = yield* podPhases(context, object, spec?.selector);
    if (phases !== undefined) out.line(0, `Pods Status:\t${phases}`);
    podTemplateLines(out, spec?.template);
    yield* eventsOf(context, object, out);
  },
};
