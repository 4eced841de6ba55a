/** What the API server sets in a new pod besides defaults. */
import type { Affinity, LabelSelector, Pod, PodSpec } from '../../types.ts';
import { APP_ARMOR } from './annotations.ts';
import { qosClassOf } from './qos.ts';

/** The spec may be shared with other pods: it is replaced, not changed. */
export function preparePodForCreate(pod: Pod): void {
  const spec = pod.spec!;
  pod.status = { phase: 'Pending', qosClass: qosClassOf(spec) };
  if (spec.schedulingGates?.length) {
    pod.status.conditions = [{
      type: 'PodScheduled', status: 'False', reason: 'SchedulingGated', message: 'Scheduling is blocked due to non-empty scheduling gates',
      lastProbeTime: null as never, lastTransitionTime: pod.metadata.creationTimestamp,
    }];
  }
  const prepared = withMatchedLabels(withAppArmorFields(spec, pod.metadata.annotations), pod.metadata.labels ?? {});
  if (prepared !== spec) pod.spec = prepared;
}

/** AppArmor annotations become fields (https://kubernetes.io/docs/tutorials/security/apparmor/). */
function withAppArmorFields(spec: PodSpec, annotations: Record<string, string> | undefined): PodSpec {
  if (!annotations || spec.os?.name === 'windows') return spec;
  const profiles = Object.entries(annotations).filter(([key]) => key.startsWith(APP_ARMOR));
  if (!profiles.length) return spec;
  const texts = new Map(profiles.map(([key, text]) => [key.slice(APP_ARMOR.length), text]));
  const translate = <C extends { name: string; securityContext?: NonNullable<PodSpec['containers']>[number]['securityContext'] }>(containers: C[] | undefined): C[] | undefined =>
    containers?.map((container) => {
      const profile = profileOf(texts.get(container.name));
      if (!profile || container.securityContext?.appArmorProfile) return container;
      if (same(profile, spec.securityContext?.appArmorProfile)) return container;
      return { ...container, securityContext: { ...container.securityContext, appArmorProfile: profile } };
    });
  const initContainers = translate(spec.initContainers);
  return { ...spec, containers: translate(spec.containers)!, ...(initContainers ? { initContainers } : {}) };
}

/** What a client is told as the annotations become fields, whether or not the pod is then valid. */
export function appArmorWarnings({ spec, metadata: { annotations } }: Pod): string[] {
  if (!annotations || !spec || spec.securityContext?.appArmorProfile || spec.os?.name === 'windows') return [];
  return [...(spec.initContainers ?? []), ...(spec.containers ?? [])].filter((container) => annotations[APP_ARMOR + container.name] !== undefined && !container.securityContext?.appArmorProfile)
    .map((container) => `metadata.annotations[${APP_ARMOR}${container.name}]: deprecated since v1.30; use the "appArmorProfile" field instead`);
}

interface Profile { type: string; localhostProfile?: string }

const same = (a: Profile, b: Profile | undefined): boolean => a.type === b?.type && a.localhostProfile === b.localhostProfile;

function profileOf(text: string | undefined): Profile | undefined {
  if (text === 'runtime/default') return { type: 'RuntimeDefault' };
  if (text === 'unconfined') return { type: 'Unconfined' };
  return text?.startsWith('localhost/') ? { type: 'Localhost', localhostProfile: text.slice('localhost/'.length) } : undefined;
}

type Term = NonNullable<NonNullable<Affinity['podAffinity']>['requiredDuringSchedulingIgnoredDuringExecution']>[number];

/** matchLabelKeys and mismatchLabelKeys become expressions with the pod's own values (KEP-3633). */
function withMatchedLabels(spec: PodSpec, labels: Record<string, string>): PodSpec {
  const { affinity } = spec;
  if (!affinity?.podAffinity && !affinity?.podAntiAffinity) return spec;
  let changed = false;
  const term = (given: Term): Term => {
    const selector = expanded(given, labels);
    if (selector === given.labelSelector) return given;
    changed = true;
    return { ...given, labelSelector: selector };
  };
  const next: Affinity = { ...affinity };
  for (const kind of ['podAffinity', 'podAntiAffinity'] as const) {
    const part = affinity[kind];
    if (!part) continue;
    next[kind] = {
      ...part,
      ...(part.requiredDuringSchedulingIgnoredDuringExecution ? { requiredDuringSchedulingIgnoredDuringExecution: part.requiredDuringSchedulingIgnoredDuringExecution.map(term) } : {}),
      ...(part.preferredDuringSchedulingIgnoredDuringExecution ? {
        preferredDuringSchedulingIgnoredDuringExecution: part.preferredDuringSchedulingIgnoredDuringExecution.map((p) => ({ ...p, podAffinityTerm: term(p.podAffinityTerm) })),
      } : {}),
    };
  }
  return changed ? { ...spec, affinity: next } : spec;
}

function expanded({ labelSelector, matchLabelKeys = [], mismatchLabelKeys = [] }: Term, labels: Record<string, string>): LabelSelector | undefined {
  if (!labelSelector) return labelSelector;
  const present = labelSelector.matchExpressions ?? [];
  const added = [...matchLabelKeys.map((key) => [key, 'In'] as const), ...mismatchLabelKeys.map((key) => [key, 'NotIn'] as const)]
    .filter(([key]) => labels[key] !== undefined)
    .map(([key, operator]) => ({ key, operator, values: [labels[key]!] }))
    .filter((e) => !present.some((p) => p.key === e.key && p.operator === e.operator && p.values?.[0] === e.values[0]));
  return added.length ? { ...labelSelector, matchExpressions: [...present, ...added] } : labelSelector;
}
