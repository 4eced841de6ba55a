/** LabelSelector objects (https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/). */
import type { LabelSelector } from '../types.ts';
import { forbiddenField, invalid, required, type FieldError } from './field.ts';
import { validateLabelName, validateLabels } from './metadata.ts';
import { isLabelValue } from './names.ts';

export function validateLabelSelector(selector: LabelSelector | undefined, path: string): FieldError[] {
  if (!selector) return [];
  const errors = validateLabels(selector.matchLabels, `${path}.matchLabels`);
  selector.matchExpressions?.forEach(({ key = '', operator = '', values = [] }, i) => {
    const at = `${path}.matchExpressions[${i}]`;
    if (operator === 'In' || operator === 'NotIn') {
      if (!values.length) errors.push(required(`${at}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
    } else if (operator === 'Exists' || operator === 'DoesNotExist') {
      if (values.length) errors.push(forbiddenField(`${at}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
    } else errors.push(invalid(`${at}.operator`, operator, 'not a valid selector operator'));
    errors.push(...validateLabelName(key, `${at}.key`));
    values.forEach((value, n) => { for (const text of isLabelValue(value)) errors.push(invalid(`${at}.values[${n}]`, value, text)); });
  });
  return errors;
}

export const isEmptySelector = (selector: LabelSelector): boolean =>
  !Object.keys(selector.matchLabels ?? {}).length && !selector.matchExpressions?.length;
