/** Changes of a pod's status: a container that is done with its work stays done. */
import type { ContainerStatus, Pod, PodSpec } from '../../types.ts';
import { duplicate, forbiddenField, invalid, type FieldError } from '../../validation/field.ts';
import { parseIP, validateIP } from '../../validation/ip.ts';
import { IMMUTABLE } from '../../validation/metadata.ts';
import { isDNS1123Subdomain, isQualifiedName } from '../../validation/names.ts';
import { validateAnnotationUpdate, validatePodAnnotations } from './annotations.ts';

const SYSTEM_CONDITIONS = new Set(['PodScheduled', 'Ready', 'Initialized']);

export function validatePodStatusUpdate(pod: Pod, old: Pod): FieldError[] {
  const status = pod.status ?? {}, before = old.status ?? {}, spec = old.spec!;
  const errors = [
    ...validateAnnotationUpdate(pod.metadata.annotations, old.metadata.annotations, 'metadata.annotations'),
    ...validatePodAnnotations(pod.metadata.annotations, spec, 'metadata.annotations'),
  ];
  status.conditions?.forEach(({ type }, i) => {
    if (!SYSTEM_CONDITIONS.has(type)) for (const text of isQualifiedName(type)) errors.push(invalid(`metadata.conditions[${i}].Type`, type, text));
  });
  const nominated = status.nominatedNodeName;
  if (nominated && nominated !== before.nominatedNodeName) for (const text of isDNS1123Subdomain(nominated)) errors.push(invalid('status.nominatedNodeName', nominated, text));
  if ((status.qosClass ?? '') !== (before.qosClass ?? '')) errors.push(invalid('status.qosClass', status.qosClass ?? '', IMMUTABLE));
  errors.push(...validateTransitions(status.containerStatuses, before.containerStatuses, 'status.containerStatuses', spec, 'containers'));
  errors.push(...validateTransitions(status.initContainerStatuses, before.initContainerStatuses, 'status.initContainerStatuses', spec, 'initContainers'));
  errors.push(...validateTransitions(status.ephemeralContainerStatuses, before.ephemeralContainerStatuses, 'status.ephemeralContainerStatuses', { ...spec, restartPolicy: 'Never' }, undefined));
  errors.push(...validateIPs((status.podIPs ?? []).map((ip) => ip.ip ?? ''), 'status.podIPs', status.podIPs));
  const hostIPs = (status.hostIPs ?? []).map((ip) => ip.ip ?? '');
  if (hostIPs.length && hostIPs[0] !== (status.hostIP ?? '')) errors.push(invalid('status.hostIPs[0].ip', hostIPs[0], 'must be equal to `hostIP`'));
  return [...errors, ...validateIPs(hostIPs, 'status.hostIPs', status.hostIPs)];
}

function validateTransitions(now: ContainerStatus[] | undefined, before: ContainerStatus[] | undefined, path: string, spec: PodSpec, list: 'containers' | 'initContainers' | undefined): FieldError[] {
  if (spec.restartPolicy === 'Always' || !before) return [];
  const errors: FieldError[] = [];
  before.forEach((old, i) => {
    const ended = old.state?.terminated;
    if (!ended || (ended.exitCode !== 0 && spec.restartPolicy === 'OnFailure')) return;
    const container = list && spec[list]?.find((c) => c.name === old.name);
    if (container && (container.restartPolicy !== undefined || container.restartPolicyRules?.length)) return;
    if (now?.some((status) => status.name === old.name && !status.state?.terminated)) errors.push(forbiddenField(`${path}[${i}].state`, 'may not be transitioned to non-terminated state'));
  });
  return errors;
}

function validateIPs(ips: readonly string[], path: string, printed: unknown): FieldError[] {
  if (!ips.length) return [];
  const errors = ips.flatMap((ip, i) => validateIP(ip, `${path}[${i}]`));
  if (ips.length === 1) return errors;
  const families = new Set(ips.map((ip) => parseIP(ip)?.family));
  if (families.size !== 2 || ips.length > 2) errors.push(invalid(path, printed, 'may specify no more than one IP for each IP family'));
  const seen = new Set<string>();
  ips.forEach((ip, i) => {
    if (seen.has(ip)) errors.push(duplicate(`${path}[${i}]`, { IP: ip }));
    seen.add(ip);
  });
  return errors;
}
