import type { PodTemplateSpec } from '../../engine/api/types.ts';
import { containerLines } from './containers.ts';
import type { DescribeWriter } from './describer.ts';
import { annotationLines, labelLines } from './parts.ts';
import { tolerationLines, topologySpreadLines } from './scheduling.ts';
import { volumeLines } from './volumes.ts';

/** `Pod Template:` of a workload. */
export function podTemplateLines(out: DescribeWriter, template: PodTemplateSpec | undefined): void {
  out.line(0, 'Pod Template:');
  if (!template) return out.write(1, '<unset>');
  const { metadata, spec } = template;
  labelLines(out, '  Labels', metadata?.labels);
  if (Object.keys(metadata?.annotations ?? {}).length > 0) annotationLines(out, '  Annotations', metadata!.annotations);
  if (spec?.serviceAccountName) out.line(1, `Service Account:\t${spec.serviceAccountName}`);
  if (spec?.initContainers?.length) containerLines(out, 'Init Containers', spec.initContainers, undefined, undefined, '  ');
  containerLines(out, 'Containers', spec?.containers ?? [], undefined, undefined, '  ');
  volumeLines(out, spec?.volumes, '  ');
  topologySpreadLines(out, spec?.topologySpreadConstraints, '  ');
  if (spec?.priorityClassName) out.line(1, `Priority Class Name:\t${spec.priorityClassName}`);
  labelLines(out, '  Node-Selectors', spec?.nodeSelector);
  tolerationLines(out, '  Tolerations', spec?.tolerations);
}
