import type { Container, Pod } from '../../engine/api/types.ts';
import { qosClassOf } from '../../engine/api/kinds/pod/qos.ts';
import { containerLines, resourceLines } from './containers.ts';
import type { Describer, DescribeWriter } from './describer.ts';
import { rfc1123 } from './go-values.ts';
import { annotationLines, controllerOf, eventsOf, labelLines, since } from './parts.ts';
import { tolerationLines, topologySpreadLines } from './scheduling.ts';
import { volumeLines } from './volumes.ts';

/** The kubelet's events about a static pod name this, not the mirror's uid. */
const MIRROR = 'kubernetes.io/config.mirror';

export const podDescriber: Describer = {
  group: '', kind: 'Pod',
  *describe(context, object, out) {
    const pod = object as Pod;
    const { metadata, spec = {} as NonNullable<Pod['spec']>, status = {} } = pod;
    headLines(out, pod, context.nowMs);
    if (spec.resources) {
      out.line(0, 'Resources:');
      resourceLines(out, 1, spec.resources);
    }
    if (spec.initContainers?.length) containerLines(out, 'Init Containers', spec.initContainers, status.initContainerStatuses, pod);
    containerLines(out, 'Containers', spec.containers ?? [], status.containerStatuses, pod);
    if (spec.ephemeralContainers?.length) containerLines(out, 'Ephemeral Containers', spec.ephemeralContainers as Container[], status.ephemeralContainerStatuses, pod);
    conditionLines(out, pod);
    volumeLines(out, spec.volumes);
    out.line(0, `QoS Class:\t${status.qosClass || qosClassOf(spec)}`);
    labelLines(out, 'Node-Selectors', spec.nodeSelector);
    tolerationLines(out, 'Tolerations', spec.tolerations);
    topologySpreadLines(out, spec.topologySpreadConstraints);
    if (spec.schedulingGroup) {
      out.line(0, 'SchedulingGroup:');
      out.line(1, `PodGroupName:\t${spec.schedulingGroup.podGroupName ?? ''}`);
    }
    const mirrored = metadata.annotations?.[MIRROR];
    yield* eventsOf(context, mirrored === undefined ? object : { ...object, metadata: { ...metadata, uid: mirrored } }, out);
  },
};

function headLines(out: DescribeWriter, pod: Pod, nowMs: number): void {
  const { metadata, spec, status = {} } = pod;
  out.line(0, `Name:\t${metadata.name ?? ''}`);
  out.line(0, `Namespace:\t${metadata.namespace ?? ''}`);
  if (spec?.priority !== undefined) out.line(0, `Priority:\t${spec.priority}`);
  if (spec?.priorityClassName) out.line(0, `Priority Class Name:\t${spec.priorityClassName}`);
  if (spec?.runtimeClassName) out.line(0, `Runtime Class Name:\t${spec.runtimeClassName}`);
  if (spec?.serviceAccountName) out.line(0, `Service Account:\t${spec.serviceAccountName}`);
  out.line(0, `Node:\t${spec?.nodeName ? `${spec.nodeName}/${status.hostIP ?? ''}` : '<none>'}`);
  if (status.startTime) out.line(0, `Start Time:\t${rfc1123(status.startTime)}`);
  labelLines(out, 'Labels', metadata.labels);
  annotationLines(out, 'Annotations', metadata.annotations);
  if (metadata.deletionTimestamp && status.phase !== 'Failed' && status.phase !== 'Succeeded') {
    out.line(0, `Status:\tTerminating (lasts ${since(metadata.deletionTimestamp, nowMs)})`);
    out.line(0, `Termination Grace Period:\t${metadata.deletionGracePeriodSeconds ?? 0}s`);
  } else out.line(0, `Status:\t${status.phase ?? ''}`);
  if (status.reason) out.line(0, `Reason:\t${status.reason}`);
  if (status.message) out.line(0, `Message:\t${status.message}`);
  const seccomp = spec?.securityContext?.seccompProfile;
  if (seccomp) out.line(0, `SeccompProfile:\t${seccomp.type}`);
  if (seccomp?.type === 'Localhost') out.line(0, `LocalhostProfile:\t${seccomp.localhostProfile ?? ''}`);
  out.line(0, `IP:\t${status.podIP ?? ''}`);
  out.line(0, `IPs:${status.podIPs?.length ? '' : '\t<none>'}`);
  for (const { ip } of status.podIPs ?? []) out.line(1, `IP:\t${ip}`);
  const controller = controllerOf(metadata);
  if (controller) out.line(0, `Controlled By:\t${controller}`);
  if (status.nominatedNodeName) out.line(0, `NominatedNodeName:\t${status.nominatedNodeName}`);
}

function conditionLines(out: DescribeWriter, { spec, status }: Pod): void {
  const conditions = status?.conditions ?? [];
  const gates = spec?.readinessGates ?? [];
  if (gates.length > 0) out.line(0, 'Readiness Gates:\n  Type\tStatus');
  for (const { conditionType } of gates) out.line(1, `${conditionType} \t${conditions.find(({ type }) => type === conditionType)?.status ?? '<none>'} `);
  if (conditions.length > 0) out.line(0, 'Conditions:\n  Type\tStatus');
  for (const { type, status: is } of conditions) out.line(1, `${type} \t${is} `);
}
