/**
 * Fields that a write does not change whatever the client sends, and which it therefore cannot own: `status` for writes
 * of the object itself, `spec` (and more for some kinds) for writes of its status.
 */
import { type FieldSet, NO_FIELDS, setOfPaths } from './fieldset.ts';

const STATUS = setOfPaths(['f:status']);
const SPEC = setOfPaths(['f:spec']);
const SPEC_AND_METADATA = setOfPaths(['f:spec'], ['f:metadata']);

/** By `group/Kind`, for writes of the status. */
const OF_STATUS: Readonly<Record<string, FieldSet>> = {
  '/Pod': setOfPaths(['f:spec'], ['f:metadata', 'f:deletionTimestamp'], ['f:metadata', 'f:ownerReferences']),
  'apps/Deployment': setOfPaths(['f:spec'], ['f:metadata', 'f:labels']),
  'apiextensions.k8s.io/CustomResourceDefinition': SPEC_AND_METADATA,
};

/** Kinds whose `status` is an ordinary field, written with the rest of the object. */
const WITHOUT_STATUS = new Set(['/Binding', '/PodTemplate', '/Endpoints', '/LimitRange']);

export interface ResetKind {
  readonly group: string;
  readonly kind: string;
  /** A custom resource: its status writes leave all metadata alone, and only a CRD's `subresources.status` splits it. */
  readonly custom?: boolean;
  readonly hasStatus?: boolean;
}

export function resetFields(of: ResetKind, subresource: string): FieldSet {
  if (of.custom) {
    if (!of.hasStatus) return NO_FIELDS;
    return subresource === 'status' ? SPEC_AND_METADATA : subresource === '' ? STATUS : NO_FIELDS;
  }
  const name = `${of.group}/${of.kind}`;
  if (subresource === 'status') return OF_STATUS[name] ?? SPEC;
  return subresource === '' && !WITHOUT_STATUS.has(name) ? STATUS : NO_FIELDS;
}
