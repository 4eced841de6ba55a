/**
 * What every object's metadata must be, on create and on update. The API server runs it before a kind's own `validate`:
 * see `validateNew` and `validateChanged` in `./object.ts`.
 */
import type { ObjectMeta, OwnerReference } from '../types.ts';
import { validateFinalizers, validateStandardFinalizer } from './finalizers.ts';
import { forbiddenField, invalid, required, tooLong, type FieldError } from './field.ts';
import { byteLength, isDNS1123Label, isDNS1123Subdomain, isLabelValue, isQualifiedName, maskTrailingDash, type Check } from './names.ts';

const ANNOTATION_BYTES = 256 * 1024;
export const IMMUTABLE = 'field is immutable';
export const NOT_NEGATIVE = 'must be greater than or equal to 0';

const each = (check: Check, value: string, field: string): readonly FieldError[] => {
  const texts = check(value);
  return texts.length ? texts.map((text) => invalid(field, value, text)) : NONE;
};

const NONE: readonly FieldError[] = [];

/** Keys in a fixed order: Go's map order is random, ours is not. */
const sortedKeys = (map: object): string[] => Object.keys(map).sort();

export function validateObjectMeta(meta: ObjectMeta, namespaced: boolean, validateName: Check = isDNS1123Subdomain, path = 'metadata'): FieldError[] {
  const errors: FieldError[] = [];
  if (meta.generateName) for (const text of validateName(maskTrailingDash(meta.generateName))) errors.push(invalid(`${path}.generateName`, meta.generateName, text));
  if (!meta.name) errors.push(required(`${path}.name`, 'name or generateName is required'));
  else errors.push(...each(validateName, meta.name, `${path}.name`));
  if (!namespaced) {
    if (meta.namespace) errors.push(forbiddenField(`${path}.namespace`, 'not allowed on this type'));
  } else if (!meta.namespace) errors.push(required(`${path}.namespace`));
  else errors.push(...each(isDNS1123Label, meta.namespace, `${path}.namespace`));
  if ((meta.generation ?? 0) < 0) errors.push(invalid(`${path}.generation`, meta.generation, NOT_NEGATIVE));
  errors.push(...validateLabels(meta.labels, `${path}.labels`), ...validateAnnotations(meta.annotations, `${path}.annotations`));
  errors.push(...validateOwnerReferences(meta.ownerReferences, `${path}.ownerReferences`));
  errors.push(...validateFinalizers(meta.finalizers, `${path}.finalizers`));
  return errors;
}

/** That an update names a resourceVersion where its kind asks for one is for the API server to see to. */
export function validateObjectMetaUpdate(meta: ObjectMeta, old: ObjectMeta, path = 'metadata'): FieldError[] {
  const errors: FieldError[] = [];
  if (old.deletionTimestamp !== undefined) {
    const added = (meta.finalizers ?? []).filter((f) => !old.finalizers?.includes(f)).sort();
    if (added.length) {
      errors.push(forbiddenField(`${path}.finalizers`,
        `no new finalizers can be added if the object is being deleted, found new finalizers []string{${added.map((f) => JSON.stringify(f)).join(', ')}}`));
    }
  }
  if ((meta.generation ?? 0) < (old.generation ?? 0)) errors.push(invalid(`${path}.generation`, meta.generation ?? 0, 'must not be decremented'));
  for (const field of ['name', 'namespace', 'uid', 'creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds'] as const) {
    if (meta[field] !== old[field]) errors.push(invalid(`${path}.${field}`, meta[field], IMMUTABLE));
  }
  // What is the stored part itself was checked when it was stored.
  if (meta.labels !== old.labels) errors.push(...validateLabels(meta.labels, `${path}.labels`));
  if (meta.annotations !== old.annotations) errors.push(...validateAnnotations(meta.annotations, `${path}.annotations`));
  if (meta.ownerReferences !== old.ownerReferences) errors.push(...validateOwnerReferences(meta.ownerReferences, `${path}.ownerReferences`));
  meta.finalizers?.forEach((finalizer, i) => errors.push(...validateStandardFinalizer(finalizer, `${path}.finalizers[${i}]`)));
  return errors;
}

export function validateLabels(labels: Record<string, string> | undefined, path: string): FieldError[] {
  if (!labels) return [];
  const errors: FieldError[] = [];
  for (const key of sortedKeys(labels)) {
    errors.push(...each(isQualifiedName, key, path), ...each(isLabelValue, labels[key]!, path));
  }
  return errors;
}

export const validateLabelName = (name: string, path: string): FieldError[] => [...each(isQualifiedName, name, path)];

export function validateAnnotations(annotations: Record<string, string> | undefined, path: string): FieldError[] {
  if (!annotations) return [];
  const errors: FieldError[] = [];
  let bytes = 0;
  for (const key of sortedKeys(annotations)) {
    for (const text of isQualifiedName(key.toLowerCase())) errors.push(invalid(path, key, text));
    bytes += byteLength(key) + byteLength(annotations[key]!);
  }
  if (bytes > ANNOTATION_BYTES) errors.push(tooLong(path, ANNOTATION_BYTES));
  return errors;
}

/** Fields of the errors have no index: upstream gives the list's own path. */
function validateOwnerReferences(references: readonly OwnerReference[] | undefined, path: string): FieldError[] {
  const errors: FieldError[] = [];
  let controller: string | undefined;
  for (const { apiVersion = '', kind = '', name = '', uid = '', ...rest } of references ?? []) {
    const version = apiVersion.slice(apiVersion.indexOf('/') + 1);
    if (!version) errors.push(invalid(`${path}.apiVersion`, apiVersion, 'version must not be empty'));
    if (!kind) errors.push(invalid(`${path}.kind`, kind, 'must not be empty'));
    if (!name) errors.push(invalid(`${path}.name`, name, 'must not be empty'));
    if (!uid) errors.push(invalid(`${path}.uid`, uid, 'must not be empty'));
    if (kind === 'Event' && (apiVersion === 'v1' || apiVersion === 'events.k8s.io/v1')) {
      errors.push(invalid(path, { apiVersion, kind, name, uid, ...rest }, `${apiVersion.replace(/^v1$/, '/v1')}, Kind=Event is disallowed from being an owner`));
    }
    if (!rest.controller) continue;
    if (controller === undefined) controller = name;
    else errors.push(invalid(path, references, `Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${name}`));
  }
  return errors;
}
