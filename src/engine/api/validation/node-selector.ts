/** NodeSelector objects (https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#node-affinity). */
import type { PersistentVolume } from '../types.ts';
import { forbiddenField, invalid, required, type FieldError } from './field.ts';
import { validateLabelName } from './metadata.ts';
import { isDNS1123Subdomain, isLabelValue } from './names.ts';

type NodeSelector = NonNullable<NonNullable<NonNullable<PersistentVolume['spec']>['nodeAffinity']>['required']>;
type Term = NodeSelector['nodeSelectorTerms'][number];
type Requirement = NonNullable<Term['matchExpressions']>[number];

export function validateNodeSelector(selector: NodeSelector, path: string): FieldError[] {
  const terms = selector.nodeSelectorTerms ?? [];
  if (!terms.length) return [required(`${path}.nodeSelectorTerms`, 'must have at least one node selector term')];
  return terms.flatMap((term, i) => validateNodeSelectorTerm(term, `${path}.nodeSelectorTerms[${i}]`));
}

export function validateNodeSelectorTerm(term: Term, path: string): FieldError[] {
  return [
    ...(term.matchExpressions ?? []).flatMap((requirement, i) => validateExpression(requirement, `${path}.matchExpressions[${i}]`)),
    ...(term.matchFields ?? []).flatMap((requirement, i) => validateFieldRequirement(requirement, `${path}.matchFields[${i}]`)),
  ];
}

/** `anyValue`: values need not be label values (the preferred terms of a pod's affinity). */
export function validateExpression({ key = '', operator = '', values = [] }: Requirement, path: string, anyValue = false): FieldError[] {
  const errors: FieldError[] = [];
  if (operator === 'In' || operator === 'NotIn') {
    if (!values.length) errors.push(required(`${path}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
  } else if (operator === 'Exists' || operator === 'DoesNotExist') {
    if (values.length) errors.push(forbiddenField(`${path}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
  } else if (operator === 'Gt' || operator === 'Lt') {
    if (values.length !== 1) errors.push(required(`${path}.values`, "must be specified single value when `operator` is 'Lt' or 'Gt'"));
  } else errors.push(invalid(`${path}.operator`, operator, 'not a valid selector operator'));
  errors.push(...validateLabelName(key, `${path}.key`));
  if (!anyValue) values.forEach((value, i) => { for (const text of isLabelValue(value)) errors.push(invalid(`${path}.values[${i}]`, value, text)); });
  return errors;
}

function validateFieldRequirement({ key = '', operator = '', values = [] }: Requirement, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (operator === 'In' || operator === 'NotIn') {
    if (values.length !== 1) errors.push(required(`${path}.values`, "must be only one value when `operator` is 'In' or 'NotIn' for node field selector"));
  } else errors.push(invalid(`${path}.operator`, operator, 'not a valid selector operator'));
  if (key !== 'metadata.name') return [...errors, invalid(`${path}.key`, key, 'not a valid field selector key')];
  values.forEach((value, i) => { for (const text of isDNS1123Subdomain(value)) errors.push(invalid(`${path}.values[${i}]`, value, text)); });
  return errors;
}
