/** The terms of a pod's affinity to other pods, compiled. */
import type { LabelSelector, Pod } from '../api/types.ts';
import { labelMatcher, matchNothing, type LabelMatcher, type Labels } from './selectors.ts';

export interface PodTerm {
  readonly topologyKey: string;
  readonly weight: number;
  readonly labels: LabelMatcher;
  /** Namespaces named by the term, or the pod's own when it names none. */
  readonly namespaces: ReadonlySet<string>;
  /** Matches namespaces by their labels, in addition. */
  readonly namespaceLabels: LabelMatcher | undefined;
}

export interface PodAffinity {
  readonly required: readonly PodTerm[];
  readonly requiredAnti: readonly PodTerm[];
  readonly preferred: readonly PodTerm[];
  readonly preferredAnti: readonly PodTerm[];
  readonly any: boolean;
}

interface TermSource { topologyKey: string; labelSelector?: LabelSelector; namespaces?: string[]; namespaceSelector?: LabelSelector }

function term(source: TermSource, namespace: string, weight: number): PodTerm {
  const names = source.namespaces ?? [];
  return {
    topologyKey: source.topologyKey, weight, labels: labelMatcher(source.labelSelector),
    namespaces: new Set(names.length === 0 && !source.namespaceSelector ? [namespace] : names),
    namespaceLabels: source.namespaceSelector ? labelMatcher(source.namespaceSelector) : undefined,
  };
}

const NONE: PodAffinity = { required: [], requiredAnti: [], preferred: [], preferredAnti: [], any: false };

export function podAffinityOf(pod: Pod): PodAffinity {
  const { podAffinity, podAntiAffinity } = pod.spec!.affinity ?? {};
  if (!podAffinity && !podAntiAffinity) return NONE;
  const ns = pod.metadata.namespace ?? '';
  const required = (podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []).map((t) => term(t, ns, 1));
  const requiredAnti = (podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []).map((t) => term(t, ns, 1));
  const preferred = (podAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map((t) => term(t.podAffinityTerm, ns, t.weight));
  const preferredAnti = (podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map((t) => term(t.podAffinityTerm, ns, t.weight));
  return { required, requiredAnti, preferred, preferredAnti, any: required.length + requiredAnti.length + preferred.length + preferredAnti.length > 0 };
}

/** Whether a pod with these labels in this namespace is one the term speaks of. */
export function termMatches(t: PodTerm, namespace: string, labels: Labels, namespaceLabels: (name: string) => Labels | undefined): boolean {
  if (t.labels === matchNothing || !t.labels(labels)) return false;
  if (t.namespaces.has(namespace)) return true;
  return t.namespaceLabels !== undefined && t.namespaceLabels(namespaceLabels(namespace) ?? {});
}
