/** From label and field selector texts to one predicate. */
import { parseFieldSelector } from '../api/fieldselector.ts';
import type { Kind } from '../api/kinds/kind.ts';
import { parseSelector } from '../api/labels.ts';
import type { AnyObject } from '../api/types.ts';

/** Undefined when everything matches. Throws 400 with Kubernetes' text for a selector that cannot be read. */
export function selection(kind: Kind, labelSelector: string | undefined, fieldSelector: string | undefined): ((object: AnyObject) => boolean) | undefined {
  const labels = labelSelector ? parseSelector(labelSelector) : undefined;
  const fields = fieldSelector ? parseFieldSelector(fieldSelector, kind) : undefined;
  if (labels && fields) return (object) => labels.matches(object.metadata.labels ?? {}) && fields(object);
  if (labels) return (object) => labels.matches(object.metadata.labels ?? {});
  return fields;
}

/** The value that `selector` pins `label` to, when it asks for nothing else: `spec.nodeName=node-1`. */
export function pinnedField(selector: string | undefined, label: string): string | undefined {
  if (!selector || selector.includes(',') || selector.includes('!')) return undefined;
  const m = /^([^=]+)==?(.*)$/.exec(selector);
  return m && m[1] === label ? m[2] : undefined;
}
