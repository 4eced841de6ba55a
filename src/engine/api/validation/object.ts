/** All rules for one object: those of metadata, which every kind shares, then the kind's own. */
import type { Kind } from '../kinds/kind.ts';
import type { AnyObject } from '../types.ts';
import type { FieldError } from './field.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from './metadata.ts';

export function validateNew(kind: Kind, object: AnyObject): FieldError[] {
  const errors = validateObjectMeta(object.metadata, kind.resource.namespaced, kind.validateName);
  const own = kind.validate?.(object);
  return own?.length ? [...errors, ...own] : errors;
}

export function validateChanged(kind: Kind, object: AnyObject, old: AnyObject, subresource?: string): FieldError[] {
  const errors = validateObjectMetaUpdate(object.metadata, old.metadata);
  const own = subresource === 'status' ? kind.validateStatusUpdate?.(object, old) : kind.validateUpdate?.(object, old);
  return own?.length ? [...errors, ...own] : errors;
}
