/** Names of finalizers (https://kubernetes.io/docs/concepts/overview/working-with-objects/finalizers/). */
import { invalid, type FieldError } from './field.ts';
import { isQualifiedName } from './names.ts';

const STANDARD = ['kubernetes', 'orphan', 'foregroundDeletion'];

const qualified = (finalizer: string, field: string): FieldError[] => isQualifiedName(finalizer).map((text) => invalid(field, finalizer, text));

/** A finalizer without a domain must be one of Kubernetes' own. */
export const validateStandardFinalizer = (finalizer: string, field: string): FieldError[] =>
  finalizer.includes('/') || STANDARD.includes(finalizer) ? [] : [invalid(field, finalizer, 'name is neither a standard finalizer name nor is it fully qualified')];

export const validateFinalizerName = (finalizer: string, field: string): FieldError[] => [...qualified(finalizer, field), ...validateStandardFinalizer(finalizer, field)];

/** Those of an object's metadata. */
export function validateFinalizers(finalizers: readonly string[] | undefined, path: string): FieldError[] {
  if (!finalizers) return [];
  const errors = finalizers.flatMap((finalizer, i) => qualified(finalizer, `${path}[${i}]`));
  if (finalizers.includes('orphan') && finalizers.includes('foregroundDeletion')) {
    errors.push(invalid(path, finalizers, 'finalizer orphan and foregroundDeletion cannot be both set'));
  }
  finalizers.forEach((finalizer, i) => errors.push(...validateStandardFinalizer(finalizer, `${path}[${i}]`)));
  return errors;
}
