/** All rules for one object: those of metadata, which every kind shares, then the kind's own. */
import type { Kind } from '../kinds/kind.ts';
import type { AnyObject, ObjectMeta } from '../types.ts';
import type { FieldError } from './field.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from './metadata.ts';
import { isPathSegmentName } from './names.ts';

export function validateNew(kind: Kind, object: AnyObject, version?: string): FieldError[] {
  const errors = validateObjectMeta(object.metadata, kind.resource.namespaced, kind.validateName);
  const own = kind.validate?.(object, version);
  return own?.length ? [...errors, ...own] : errors;
}

/**
 * The generic update looks at the metadata twice (as that of a new object, and against the old one), and most kinds do both
 * again: one mistake in a label makes up to four causes.
 */
export function validateChanged(kind: Kind, object: AnyObject, old: AnyObject, subresource?: string, version?: string): FieldError[] {
  const { namespaced } = kind.resource;
  const own = (subresource === 'status' ? kind.validateStatusUpdate?.(object, old, version) : kind.validateUpdate?.(object, old, version)) ?? [];
  if (sharesMetadata(object.metadata, old.metadata)) return own;
  const asNew = validateObjectMeta(object.metadata, namespaced, isPathSegmentName);
  const changed = validateObjectMetaUpdate(object.metadata, old.metadata);
  if (!asNew.length && !changed.length) return own;
  const passes = kind.metadataPasses ?? (subresource === 'status' ? 1 : 2);
  return [...asNew, ...changed, ...(passes >= 1 ? changed : []), ...(passes >= 2 ? validateObjectMeta(object.metadata, namespaced, kind.validateName) : []), ...own];
}

/** True for writes in the process that took over the stored metadata: what is stored was looked at before. */
function sharesMetadata(meta: ObjectMeta, old: ObjectMeta): boolean {
  return meta.labels === old.labels && meta.annotations === old.annotations && meta.ownerReferences === old.ownerReferences && meta.finalizers === old.finalizers
    && meta.deletionTimestamp === old.deletionTimestamp && meta.creationTimestamp === old.creationTimestamp && meta.uid === old.uid && meta.name === old.name
    && !!meta.resourceVersion && (meta.generation ?? 0) >= (old.generation ?? 0);
}
