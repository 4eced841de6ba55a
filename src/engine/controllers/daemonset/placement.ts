/** Which nodes a DaemonSet wants a pod on, and what that pod looks like. Pure. */
import type { DaemonSet, Node, Pod, PodSpec, PodTemplateSpec, Toleration } from '../../api/types.ts';
import { nodeMatches } from '../../api/node-affinity.ts';
import { tolerates } from '../../api/tolerations.ts';

export const HASH_LABEL = 'controller-revision-hash';
const GENERATION_LABEL = 'pod-template-generation';
const GENERATION = 'deprecated.daemonset.template.generation';

const DAEMON_TOLERATIONS: readonly [string, 'NoExecute' | 'NoSchedule'][] = [
  ['not-ready', 'NoExecute'], ['unreachable', 'NoExecute'], ['disk-pressure', 'NoSchedule'], ['memory-pressure', 'NoSchedule'],
  ['pid-pressure', 'NoSchedule'], ['unschedulable', 'NoSchedule'],
];

function withTolerations(spec: PodSpec): Toleration[] {
  const wanted = spec.hostNetwork ? [...DAEMON_TOLERATIONS, ['network-unavailable', 'NoSchedule'] as const] : DAEMON_TOLERATIONS;
  const result = [...(spec.tolerations ?? [])];
  for (const [name, effect] of wanted) {
    const toleration: Toleration = { key: `node.kubernetes.io/${name}`, operator: 'Exists', effect };
    const at = result.findIndex((t) => t.key === toleration.key && t.effect === effect && (t.operator ?? 'Equal') === 'Exists' && (t.value ?? '') === '');
    if (at < 0) result.push(toleration); else result[at] = toleration;
  }
  return result;
}

export const templateGeneration = (set: DaemonSet): string | undefined => {
  const text = set.metadata.annotations?.[GENERATION];
  return text !== undefined && /^\d+$/.test(text) ? text : undefined;
};

/** The template of new pods: with the hash of the revision and the tolerations all daemons have. */
export function daemonTemplate(set: DaemonSet, hash: string): PodTemplateSpec {
  const template = set.spec!.template;
  const generation = templateGeneration(set);
  const labels = { ...template.metadata?.labels, ...(generation ? { [GENERATION_LABEL]: generation } : {}), ...(hash ? { [HASH_LABEL]: hash } : {}) };
  return { ...template, metadata: { ...template.metadata, labels }, spec: { ...template.spec!, tolerations: withTolerations(template.spec!) } };
}

/** Pins a pod to a node by the affinity the scheduler obeys; replaces what the template requires of fields. */
export function pinned(template: PodTemplateSpec, node: string): PodTemplateSpec {
  const spec = template.spec!;
  const field = { key: 'metadata.name', operator: 'In', values: [node] };
  const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  const nodeSelectorTerms = required?.nodeSelectorTerms.length
    ? required.nodeSelectorTerms.map((term) => ({ ...term, matchFields: [field] }))
    : [{ matchFields: [field] }];
  return {
    ...template,
    spec: {
      ...spec,
      affinity: { ...spec.affinity, nodeAffinity: { ...spec.affinity?.nodeAffinity, requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } },
    },
  };
}

/** Where a pod is or shall be. */
export function targetNode(pod: Pod): string | undefined {
  if (pod.spec?.nodeName) return pod.spec.nodeName;
  const terms = pod.spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  for (const term of terms) for (const f of term.matchFields ?? []) if (f.key === 'metadata.name' && f.operator === 'In' && f.values?.length === 1) return f.values[0];
  return undefined;
}

/** `run`: a pod shall be there. `stay`: one that is there may stay. */
export function shouldRun(template: PodTemplateSpec, node: Node): { run: boolean; stay: boolean } {
  const spec = template.spec!;
  if (spec.nodeName && spec.nodeName !== node.metadata.name) return { run: false, stay: false };
  if (!nodeMatches(spec, node)) return { run: false, stay: false };
  const untolerated = (node.spec?.taints ?? []).filter((t) => t.effect !== 'PreferNoSchedule' && !spec.tolerations?.some((tol) => tolerates(tol, t)));
  if (untolerated.length === 0) return { run: true, stay: true };
  return { run: false, stay: !untolerated.some((t) => t.effect === 'NoExecute') };
}

export function isUpdated(set: DaemonSet, pod: Pod, hash: string): boolean {
  const labels = pod.metadata.labels;
  const generation = templateGeneration(set);
  return (generation !== undefined && labels?.[GENERATION_LABEL] === generation) || (hash !== '' && labels?.[HASH_LABEL] === hash);
}
