/** `parameters` of StorageClasses and VolumeAttributesClasses. */
import { invalid, required, tooLong, type FieldError } from '../validation/field.ts';
import { byteLength } from '../validation/names.ts';

const MAX_COUNT = 512;
const MAX_BYTES = 256 * 1024;

export function validateParameters(parameters: Readonly<Record<string, string>> | undefined, mayBeEmpty: boolean): FieldError[] {
  const entries = Object.entries(parameters ?? {});
  if (!entries.length) return mayBeEmpty ? [] : [required('parameters', 'must contain at least one key/value pair')];
  const errors: FieldError[] = [];
  if (entries.length > MAX_COUNT) errors.push(tooLong('parameters', MAX_COUNT));
  let bytes = 0;
  for (const [key, value] of entries) {
    if (!key) errors.push(invalid('parameters', key, 'field can not be empty.'));
    bytes += byteLength(key) + byteLength(value);
  }
  if (bytes > MAX_BYTES) errors.push(tooLong('parameters', MAX_BYTES));
  return errors;
}
