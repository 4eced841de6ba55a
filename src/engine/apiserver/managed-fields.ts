/**
 * Keeps managed fields beside the stored objects, lazily: an ordinary write only notes who wrote what; the field sets
 * are worked out when somebody reads them or a server-side apply needs them.
 * (https://kubernetes.io/docs/reference/using-api/server-side-apply/#managed-fields)
 */
import type { AnyObject, ManagedFieldsEntry } from '../api/types.ts';

export class ManagedFields {
  /** The state after a write by `manager`. `beside` is the state of the old object. */
  note(_old: AnyObject | undefined, _next: AnyObject, _manager: string, _operation: 'Update' | 'Apply', _subresource: string, beside: unknown, _clear = false): unknown {
    return beside;
  }

  /** `object` as REST clients see it. */
  view(object: AnyObject, _beside: unknown): AnyObject { return object; }

  /** True when the write changed nothing but managed fields. */
  changed(_before: unknown, _after: unknown): boolean { return false; }

  entries(_beside: unknown): ManagedFieldsEntry[] { return []; }
}
