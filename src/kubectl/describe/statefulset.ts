import { canonicalQuantity } from '../../engine/api/quantity.ts';
import { formatSelector } from '../../engine/api/labels.ts';
import type { StatefulSet } from '../../engine/api/types.ts';
import { storageClassOf } from './claim-lines.ts';
import type { Describer, DescribeWriter } from './describer.ts';
import { goList, intOrString, rfc1123 } from './go-values.ts';
import { annotationLines, eventsOf, labelLines } from './parts.ts';
import { podPhases } from './pod-phases.ts';
import { podTemplateLines } from './pod-template.ts';

export const statefulSetDescriber: Describer = {
  group: 'apps', kind: 'StatefulSet',
  *describe(context, object, out) {
    const { metadata, spec, status } = object as StatefulSet;
    out.line(0, `Name:\t${metadata.name ?? ''}`);
    out.line(0, `Namespace:\t${metadata.namespace ?? ''}`);
    out.line(0, `CreationTimestamp:\t${rfc1123(metadata.creationTimestamp)}`);
    out.line(0, `Selector:\t${formatSelector(spec?.selector)}`);
    labelLines(out, 'Labels', metadata.labels);
    annotationLines(out, 'Annotations', metadata.annotations);
    out.line(0, `Replicas:\t${spec?.replicas ?? 0} desired | ${status?.replicas ?? 0} total`);
    out.line(0, `Update Strategy:\t${spec?.updateStrategy?.type ?? ''}`);
    const rolling = spec?.updateStrategy?.rollingUpdate;
    if (rolling?.partition !== undefined) {
      out.line(1, `Partition:\t${rolling.partition}`);
      if (rolling.maxUnavailable !== undefined) out.line(1, `MaxUnavailable:\t${intOrString(rolling.maxUnavailable)}`);
    }
    const phases = yield* podPhases(context, object, spec?.selector);
    if (phases !== undefined) out.line(0, `Pods Status:\t${phases}`);
    podTemplateLines(out, spec?.template);
    claimTemplateLines(out, spec?.volumeClaimTemplates ?? []);
    yield* eventsOf(context, object, out);
  },
};

function claimTemplateLines(out: DescribeWriter, templates: NonNullable<NonNullable<StatefulSet['spec']>['volumeClaimTemplates']>): void {
  out.line(0, `Volume Claims:${templates.length === 0 ? '\t<none>' : ''}`);
  for (const template of templates) {
    out.line(1, `Name:\t${template.metadata?.name ?? ''}`);
    out.line(1, `StorageClass:\t${storageClassOf(template)}`);
    labelLines(out, 'Labels', template.metadata?.labels, 1);
    labelLines(out, 'Annotations', template.metadata?.annotations, 1);
    const capacity = template.spec?.resources?.requests?.storage;
    out.line(1, `Capacity:\t${capacity === undefined ? '<default>' : canonicalQuantity(capacity)}`);
    out.line(1, `Access Modes:\t${goList(template.spec?.accessModes)}`);
  }
}
