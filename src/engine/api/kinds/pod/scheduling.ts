/** Where a pod may run: affinity, tolerations, topology spread (https://kubernetes.io/docs/concepts/scheduling-eviction/). */
import { validateExpression } from '../../validation/node-selector.ts';
import type { Affinity, LabelSelector, PodSpec, Toleration } from '../../types.ts';
import { duplicate, forbiddenField, invalid, notSupported, required, type FieldError } from '../../validation/field.ts';
import { validateLabelName } from '../../validation/metadata.ts';
import { isDNS1123Label, isDNS1123Subdomain, isLabelValue } from '../../validation/names.ts';
import { validateLabelSelector } from '../../validation/selectors.ts';

type NodeAffinity = NonNullable<Affinity['nodeAffinity']>;
type NodeSelector = NonNullable<NodeAffinity['requiredDuringSchedulingIgnoredDuringExecution']>;
type Term = NodeSelector['nodeSelectorTerms'][number];
type Requirement = NonNullable<Term['matchExpressions']>[number];
type PodAffinity = NonNullable<Affinity['podAffinity']>;
type PodAffinityTerm = NonNullable<PodAffinity['requiredDuringSchedulingIgnoredDuringExecution']>[number];
type Constraint = NonNullable<PodSpec['topologySpreadConstraints']>[number];

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

const weightErrors = (weight: number | undefined, field: string): FieldError[] =>
  (weight ?? 0) <= 0 || (weight ?? 0) > 100 ? [invalid(field, weight ?? 0, 'must be in the range 1-100')] : [];

export function validateAffinity(affinity: Affinity | undefined, path: string): FieldError[] {
  if (!affinity) return [];
  const errors: FieldError[] = [];
  const node = affinity.nodeAffinity;
  if (node) {
    const at = `${path}.nodeAffinity`;
    if (node[REQUIRED]) errors.push(...validateNodeSelector(node[REQUIRED], `${at}.${REQUIRED}`));
    node[PREFERRED]?.forEach((term, i) => {
      errors.push(...weightErrors(term.weight, `${at}.${PREFERRED}[${i}].weight`));
      errors.push(...validateNodeSelectorTerm(term.preference ?? {}, true, `${at}.${PREFERRED}[${i}].preference`));
    });
  }
  if (affinity.podAffinity) errors.push(...validatePodAffinity(affinity.podAffinity, `${path}.podAffinity`));
  if (affinity.podAntiAffinity) errors.push(...validatePodAffinity(affinity.podAntiAffinity, `${path}.podAntiAffinity`));
  return errors;
}

export function validateNodeSelector(selector: NodeSelector, path: string): FieldError[] {
  const at = `${path}.nodeSelectorTerms`;
  if (!selector.nodeSelectorTerms?.length) return [required(at, 'must have at least one node selector term')];
  return selector.nodeSelectorTerms.flatMap((term, i) => validateNodeSelectorTerm(term, false, `${at}[${i}]`));
}

/** A preference may name label values that no node can have. */
function validateNodeSelectorTerm(term: Term, anyValue: boolean, path: string): FieldError[] {
  return [
    ...(term.matchExpressions ?? []).flatMap((r, i) => validateExpression(r, `${path}.matchExpressions[${i}]`, anyValue)),
    ...(term.matchFields ?? []).flatMap((r, i) => validateFieldRequirement(r, `${path}.matchFields[${i}]`)),
  ];
}

function validateFieldRequirement({ key = '', operator = '', values = [] }: Requirement, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (operator !== 'In' && operator !== 'NotIn') errors.push(invalid(`${path}.operator`, operator, 'not a valid selector operator'));
  else if (values.length !== 1) errors.push(required(`${path}.values`, "must be only one value when `operator` is 'In' or 'NotIn' for node field selector"));
  if (key !== 'metadata.name') errors.push(invalid(`${path}.key`, key, 'not a valid field selector key'));
  else values.forEach((value, i) => { for (const text of isDNS1123Subdomain(value)) errors.push(invalid(`${path}.values[${i}]`, value, text)); });
  return errors;
}

function validatePodAffinity(affinity: PodAffinity, path: string): FieldError[] {
  return [
    ...(affinity[REQUIRED] ?? []).flatMap((term, i) => validatePodAffinityTerm(term, `${path}.${REQUIRED}[${i}]`)),
    ...(affinity[PREFERRED] ?? []).flatMap(({ weight, podAffinityTerm }, i) => [
      ...weightErrors(weight, `${path}.${PREFERRED}[${i}].weight`),
      ...validatePodAffinityTerm(podAffinityTerm ?? ({} as PodAffinityTerm), `${path}.${PREFERRED}[${i}].podAffinityTerm`),
    ]),
  ];
}

function validatePodAffinityTerm(term: PodAffinityTerm, path: string): FieldError[] {
  const errors = [...validateLabelSelector(term.labelSelector, `${path}.labelSelector`), ...validateLabelSelector(term.namespaceSelector, `${path}.namespaceSelector`)];
  for (const name of term.namespaces ?? []) for (const text of isDNS1123Label(name)) errors.push(invalid(`${path}.namespace`, name, text));
  errors.push(...validateMatchLabelKeys(term, path));
  const key = term.topologyKey ?? '';
  if (!key) errors.push(required(`${path}.topologyKey`, 'can not be empty'));
  return [...errors, ...validateLabelName(key, `${path}.topologyKey`)];
}

function validateMatchLabelKeys({ matchLabelKeys = [], mismatchLabelKeys = [], labelSelector }: PodAffinityTerm, path: string): FieldError[] {
  const errors = [...validateKeys(matchLabelKeys, labelSelector, `${path}.matchLabelKeys`), ...validateKeys(mismatchLabelKeys, labelSelector, `${path}.mismatchLabelKeys`)];
  const selected = new Set(Object.keys(labelSelector?.matchLabels ?? {}));
  for (const { key } of labelSelector?.matchExpressions ?? []) {
    const i = matchLabelKeys.lastIndexOf(key);
    if (i >= 0 && selected.has(key)) errors.push(invalid(`${path}[${i}]`, key, 'exists in both matchLabelKeys and labelSelector'));
    selected.add(key);
  }
  matchLabelKeys.forEach((key, i) => {
    if (mismatchLabelKeys.includes(key)) errors.push(invalid(`${path}.matchLabelKeys[${i}]`, key, 'exists in both matchLabelKeys and mismatchLabelKeys'));
  });
  return errors;
}

function validateKeys(keys: readonly string[], selector: LabelSelector | undefined, path: string): FieldError[] {
  if (!keys.length) return [];
  if (!selector) return [forbiddenField(path, 'must not be specified when labelSelector is not set')];
  return keys.flatMap((key, i) => validateLabelName(key, `${path}[${i}]`));
}

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

export function validateTolerations(tolerations: readonly Toleration[], path: string): FieldError[] {
  return tolerations.flatMap(({ key = '', operator = '', value = '', effect = '', tolerationSeconds }, i) => {
    const at = `${path}[${i}]`;
    const errors = key ? validateLabelName(key, `${at}.key`) : [];
    if (!key && operator !== 'Exists') {
      errors.push(invalid(`${at}.operator`, operator, 'operator must be Exists when `key` is empty, which means "match all values and all keys"'));
    }
    if (tolerationSeconds !== undefined && effect !== 'NoExecute') errors.push(invalid(`${at}.effect`, effect, "effect must be 'NoExecute' when `tolerationSeconds` is set"));
    if (operator === '' || operator === 'Equal') {
      const texts = isLabelValue(value);
      if (texts.length) errors.push(invalid(`${at}.operator`, value, texts.join(';')));
    } else if (operator === 'Exists') {
      if (value) errors.push(invalid(`${at}.operator`, value, "value must be empty when `operator` is 'Exists'"));
    } else errors.push(notSupported(`${at}.operator`, operator, ['Equal', 'Exists']));
    if (effect && !EFFECTS.includes(effect)) errors.push(notSupported(`${at}.effect`, effect, EFFECTS));
    return errors;
  });
}

const ACTIONS = ['DoNotSchedule', 'ScheduleAnyway'];
const POLICIES = ['Honor', 'Ignore'];

export function validateSpread(constraints: readonly Constraint[], path: string): FieldError[] {
  return constraints.flatMap((constraint, i) => {
    const at = `${path}[${i}]`;
    const { maxSkew = 0, topologyKey = '', whenUnsatisfiable = '', minDomains, labelSelector, matchLabelKeys = [] } = constraint;
    const errors: FieldError[] = [];
    if (maxSkew <= 0) errors.push(invalid(`${at}.maxSkew`, maxSkew, 'must be greater than zero'));
    if (!topologyKey) errors.push(required(`${at}.topologyKey`, 'can not be empty'));
    if (!ACTIONS.includes(whenUnsatisfiable)) errors.push(notSupported(`${at}.whenUnsatisfiable`, whenUnsatisfiable, ACTIONS));
    const repeated = constraints.slice(i + 1).some((c) => c.topologyKey === topologyKey && c.whenUnsatisfiable === whenUnsatisfiable);
    if (repeated) errors.push(duplicate(`${at}.{topologyKey, whenUnsatisfiable}`, `{${topologyKey}, ${whenUnsatisfiable}}`));
    if (minDomains !== undefined) {
      if (minDomains <= 0) errors.push(invalid(`${at}.minDomains`, minDomains, 'must be greater than zero'));
      if (whenUnsatisfiable !== 'DoNotSchedule') {
        errors.push(invalid(`${at}.minDomains`, minDomains, `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${whenUnsatisfiable}`));
      }
    }
    for (const field of ['nodeAffinityPolicy', 'nodeTaintsPolicy'] as const) {
      const policy = constraint[field];
      if (policy !== undefined && !POLICIES.includes(policy)) errors.push(notSupported(`${at}.${field}`, policy, POLICIES));
    }
    errors.push(...validateSpreadKeys(matchLabelKeys, labelSelector, `${at}.matchLabelKeys`));
    return [...errors, ...validateLabelSelector(labelSelector, `${at}.labelSelector`)];
  });
}

function validateSpreadKeys(keys: readonly string[], selector: LabelSelector | undefined, path: string): FieldError[] {
  if (!keys.length) return [];
  const selected = new Set([...Object.keys(selector?.matchLabels ?? {}), ...(selector?.matchExpressions ?? []).map((e) => e.key)]);
  const errors = selector ? [] : [forbiddenField(path, 'must not be specified when labelSelector is not set')];
  keys.forEach((key, i) => {
    errors.push(...validateLabelName(key, `${path}[${i}]`));
    if (selected.has(key)) errors.push(invalid(`${path}[${i}]`, key, 'exists in both matchLabelKeys and labelSelector'));
  });
  return errors;
}
