/** Selectors compiled to functions: label selectors of pods and namespaces, node selectors, tolerations. */
import type { LabelSelector, Node, PodSpec, Taint, Toleration } from '../api/types.ts';

export type Labels = Readonly<Record<string, string>>;
export type LabelMatcher = (labels: Labels) => boolean;

export const matchNothing: LabelMatcher = () => false;
export const matchEverything: LabelMatcher = () => true;

export interface Requirement { key: string; operator: string; values?: readonly string[] }

const INTEGER = /^[+-]?\d+$/;

/** One `matchExpressions` entry; `Gt` and `Lt` only occur on nodes. */
function requirement(r: Requirement): LabelMatcher {
  const { key } = r;
  const values = r.values ?? [];
  switch (r.operator) {
    case 'In': { const only = values.length === 1 ? values[0] : undefined; return only !== undefined ? (l) => l[key] === only : (l) => l[key] !== undefined && values.includes(l[key]!); }
    case 'NotIn': return (l) => l[key] === undefined || !values.includes(l[key]!);
    case 'Exists': return (l) => l[key] !== undefined;
    case 'DoesNotExist': return (l) => l[key] === undefined;
    case 'Gt': case 'Lt': {
      if (values.length !== 1 || !INTEGER.test(values[0]!)) return matchNothing;
      const bound = Number(values[0]);
      const greater = r.operator === 'Gt';
      return (l) => { const v = l[key]; return v !== undefined && INTEGER.test(v) && (greater ? Number(v) > bound : Number(v) < bound); };
    }
    default: return matchNothing;
  }
}

function all(matchers: readonly LabelMatcher[]): LabelMatcher {
  if (matchers.length === 0) return matchEverything;
  if (matchers.length === 1) return matchers[0]!;
  return (labels) => { for (const m of matchers) if (!m(labels)) return false; return true; };
}

/** An absent selector matches nothing, an empty one everything. */
export function labelMatcher(selector: LabelSelector | undefined | null): LabelMatcher {
  if (!selector) return matchNothing;
  const parts: LabelMatcher[] = [];
  const labels = selector.matchLabels as Labels | undefined;
  for (const key in labels) parts.push(requirement({ key, operator: 'In', values: [labels[key]!] }));
  for (const r of selector.matchExpressions ?? []) parts.push(requirement(r));
  return all(parts);
}

export const isEmptySelector = (s: LabelSelector | undefined): boolean =>
  !s || (Object.keys(s.matchLabels ?? {}).length === 0 && (s.matchExpressions ?? []).length === 0);

export type NodeMatcher = (node: Node) => boolean;

export interface NodeSelectorTerm { matchExpressions?: readonly Requirement[]; matchFields?: readonly Requirement[] }

const NO_LABELS: Labels = {};
export const labelsOfNode = (node: Node): Labels => (node.metadata.labels as Labels | undefined) ?? NO_LABELS;

/** A term with neither expressions nor fields matches no node. */
export function nodeTermMatcher(term: NodeSelectorTerm): NodeMatcher {
  const expressions = (term.matchExpressions ?? []).map(requirement);
  const fields = (term.matchFields ?? []).map((f) => (f.key === 'metadata.name' ? requirement(f) : matchNothing));
  if (expressions.length === 0 && fields.length === 0) return () => false;
  const byLabels = all(expressions);
  if (fields.length === 0) return (node) => byLabels(labelsOfNode(node));
  const byFields = all(fields);
  return (node) => byLabels(labelsOfNode(node)) && byFields({ 'metadata.name': node.metadata.name! });
}

/** Terms are alternatives; no term at all matches nothing. */
export function nodeSelectorMatcher(terms: readonly NodeSelectorTerm[]): NodeMatcher {
  const matchers = terms.map(nodeTermMatcher);
  if (matchers.length === 1) return matchers[0]!;
  return (node) => { for (const m of matchers) if (m(node)) return true; return false; };
}

/** What `spec.nodeSelector` and required node affinity ask together; undefined when they ask nothing. */
export function requiredNodeMatcher(spec: PodSpec): NodeMatcher | undefined {
  const selector = spec.nodeSelector as Labels | undefined;
  const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  const parts: NodeMatcher[] = [];
  if (selector && Object.keys(selector).length > 0) {
    const byLabels = labelMatcher({ matchLabels: selector });
    parts.push((node) => byLabels(labelsOfNode(node)));
  }
  if (required) parts.push(nodeSelectorMatcher(required.nodeSelectorTerms as NodeSelectorTerm[]));
  if (parts.length === 0) return undefined;
  if (parts.length === 1) return parts[0];
  return (node) => parts[0]!(node) && parts[1]!(node);
}

export function tolerates(t: Toleration, taint: Taint): boolean {
  if (t.effect && t.effect !== taint.effect) return false;
  if (t.key && t.key !== taint.key) return false;
  switch (t.operator) {
    case 'Exists': return true;
    case undefined: case '': case 'Equal': return (t.value ?? '') === (taint.value ?? '');
    case 'Gt': case 'Lt': {
      if (!INTEGER.test(t.value ?? '') || !INTEGER.test(taint.value ?? '')) return false;
      return t.operator === 'Gt' ? Number(taint.value) > Number(t.value) : Number(taint.value) < Number(t.value);
    }
    default: return false;
  }
}

export function toleratesAny(tolerations: readonly Toleration[] | undefined, taint: Taint): boolean {
  if (tolerations) for (const t of tolerations) if (tolerates(t, taint)) return true;
  return false;
}

/** The first taint with a hard effect that the tolerations do not cover. */
export function untoleratedTaint(taints: readonly Taint[] | undefined, tolerations: readonly Toleration[] | undefined): Taint | undefined {
  if (taints) for (const t of taints) if ((t.effect === 'NoSchedule' || t.effect === 'NoExecute') && !toleratesAny(tolerations, t)) return t;
  return undefined;
}
