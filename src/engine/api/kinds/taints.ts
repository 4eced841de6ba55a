/** Taints of Nodes (https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/). */
import type { Taint } from '../types.ts';
import { duplicate, invalid, notSupported, required, type FieldError } from '../validation/field.ts';
import { validateLabelName } from '../validation/metadata.ts';
import { isLabelValue } from '../validation/names.ts';

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

export function validateTaints(taints: readonly Taint[], path: string): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  taints.forEach(({ key = '', value = '', effect = '', timeAdded }, i) => {
    const at = `${path}[${i}]`;
    errors.push(...validateLabelName(key, `${at}.key`));
    const bad = isLabelValue(value);
    if (bad.length) errors.push(invalid(`${at}.value`, value, bad.join(';')));
    if (!effect) errors.push(required(`${at}.effect`));
    else if (!EFFECTS.includes(effect)) errors.push(notSupported(`${at}.effect`, effect, EFFECTS));
    if (seen.has(`${key}:${effect}`)) errors.push(duplicate(at, { Key: key, Value: value, Effect: effect, TimeAdded: timeAdded ?? null }));
    seen.add(`${key}:${effect}`);
  });
  return errors;
}
