/** Pods held by scheduling gates may still be narrowed: more node selectors and node affinity (KEP-3838). */
import type { Affinity, PodSpec } from '../../types.ts';
import { invalid, type FieldError } from '../../validation/field.ts';
import { semanticEqual } from './equal.ts';

type NodeAffinity = Affinity['nodeAffinity'];
type Term = NonNullable<NonNullable<NodeAffinity>['requiredDuringSchedulingIgnoredDuringExecution']>['nodeSelectorTerms'][number];

/** `spec` with the allowed narrowing put back, and what was wrong with it. */
export function gatedSpec(spec: PodSpec, old: PodSpec): { spec: PodSpec; errors: FieldError[] } {
  if (!old.schedulingGates?.length) return { spec, errors: [] };
  const errors: FieldError[] = [];
  let next = spec;
  if (!semanticEqual(spec.nodeSelector, old.nodeSelector)) {
    const lost = Object.entries(old.nodeSelector ?? {}).some(([key, value]) => spec.nodeSelector?.[key] !== value);
    if (lost) errors.push(invalid('spec.nodeSelector', spec.nodeSelector, 'only additions to spec.nodeSelector are allowed (no mutations or deletions)'));
    next = { ...next, nodeSelector: old.nodeSelector };
  }
  const before = old.affinity?.nodeAffinity, now = spec.affinity?.nodeAffinity;
  if (!semanticEqual(before, now)) {
    errors.push(...validateNodeAffinity(now, before, 'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms'));
    const rest: Affinity = { ...spec.affinity };
    if (before) rest.nodeAffinity = before; else delete rest.nodeAffinity;
    next = { ...next, affinity: Object.keys(rest).length || old.affinity ? rest : undefined };
  }
  return { spec: next, errors };
}

function validateNodeAffinity(now: NodeAffinity, before: NodeAffinity, path: string): FieldError[] {
  const old = before?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  if (!old) return [];
  const terms = now?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  if (old.length > 0 && old.length !== terms.length) return [invalid(path, terms, 'no additions/deletions to non-empty NodeSelectorTerms list are allowed')];
  return old.flatMap((term, i) => (onlyAdds(terms[i]!, term) ? [] : [invalid(`${path}[${i}]`, terms[i], 'only additions are allowed (no mutations or deletions)')]));
}

function onlyAdds(term: Term, old: Term): boolean {
  const expressions = old.matchExpressions ?? [], fields = old.matchFields ?? [];
  const now = term.matchExpressions ?? [], nowFields = term.matchFields ?? [];
  if (!expressions.length && !fields.length) return !now.length && !nowFields.length;
  return semanticEqual(now.slice(0, expressions.length), expressions) && semanticEqual(nowFields.slice(0, fields.length), fields);
}
