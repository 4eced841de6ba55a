/**
 * Who owns the number of replicas, as `scale` sees it: of the object's managed fields only that one, under the name it has in a
 * Scale, and back again after a server-side apply.
 */
import { NO_FIELDS, LEAF, difference, setOfPaths, type FieldSet } from '../../api/apply/fieldset.ts';
import { sameManager, type ManagedEntry, type ManagedState } from '../../api/apply/managed-fields.ts';

const IN_SCALE = setOfPaths(['f:spec', 'f:replicas']);
export const SCALE_VERSION = 'autoscaling/v1';

/** `.spec.replicas` as elements of a field set. */
const elementsOf = (path: string): string[] => path.split('.').slice(1).map((field) => `f:${field}`);

function has(set: FieldSet, elements: readonly string[]): boolean {
  let at: FieldSet | undefined = set;
  for (const [i, element] of elements.entries()) {
    const node: typeof LEAF | undefined = at?.get(element);
    if (!node) return false;
    if (i === elements.length - 1) return node.member;
    at = node.children;
  }
  return false;
}

/** Entries that own the replicas, as entries of the Scale. */
export function toScale(entries: readonly ManagedEntry[], replicasPath: string): ManagedEntry[] {
  const elements = elementsOf(replicasPath);
  return entries.filter((entry) => has(entry.fields, elements)).map((entry) => ({ ...entry, apiVersion: SCALE_VERSION, fields: IN_SCALE }));
}

/** The object's state once the Scale's entries are `scaled`. New owners are those of the subresource. */
export function fromScale(entries: readonly ManagedEntry[], scaled: readonly ManagedEntry[], replicasPath: string, apiVersion: string): ManagedState {
  const elements = elementsOf(replicasPath);
  const own = setOfPaths(elements);
  const left = scaled.filter((entry) => has(entry.fields, ['f:spec', 'f:replicas']));
  const kept: ManagedEntry[] = [];
  for (const entry of entries) {
    if (!has(entry.fields, elements)) { kept.push(entry); continue; }
    const still = left.find((other) => sameManager({ ...other, apiVersion: entry.apiVersion }, entry));
    if (still) kept.push({ ...entry, time: still.time });
    else {
      const fields = difference(entry.fields, own);
      if (fields !== NO_FIELDS && fields.size > 0) kept.push({ ...entry, fields });
    }
  }
  for (const entry of left) {
    if (!kept.some((other) => sameManager({ ...entry, apiVersion: other.apiVersion }, other))) kept.push({ ...entry, apiVersion, subresource: 'scale', fields: own });
  }
  return { entries: kept, pending: [] };
}
