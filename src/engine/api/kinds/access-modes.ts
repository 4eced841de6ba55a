/** Access modes and volume modes, which volumes and claims share. */
import { forbiddenField, notSupported, type FieldError } from '../validation/field.ts';

export const ACCESS_MODES = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];
export const VOLUME_MODES = ['Block', 'Filesystem'];

export function validateAccessModes(modes: readonly string[], field: string, supported: readonly string[] = ACCESS_MODES): FieldError[] {
  const errors = modes.filter((mode) => !supported.includes(mode)).map((mode) => notSupported(field, mode, supported));
  if (modes.includes('ReadWriteOncePod') && modes.some((mode) => mode !== 'ReadWriteOncePod')) {
    errors.push(forbiddenField(field, 'may not use ReadWriteOncePod with other access modes'));
  }
  return errors;
}
