/** Apply conflicts: fields that an applier wants to change and somebody else has set. */
import { failure, type StatusError } from '../errors.ts';
import { intersection, difference, type FieldSet } from './fieldset.ts';
import { pathsOf } from './fieldsv1.ts';
import { type CompareAt, identity, type ManagedEntry, type Manager } from './managed-fields.ts';
import { union } from './fieldset.ts';

export interface Conflict {
  readonly with: Manager;
  readonly fields: FieldSet;
}

/** Where a change takes fields from others than `applier`. */
export function findConflicts(entries: readonly ManagedEntry[], applier: ManagedEntry, compareAt: CompareAt): Conflict[] {
  return entries.flatMap((entry) => {
    const comparison = entry === applier ? undefined : compareAt(entry.apiVersion);
    const fields = comparison && intersection(entry.fields, union(comparison.modified, comparison.added));
    return fields && fields.size > 0 ? [{ with: entry, fields }] : [];
  });
}

/** Conflicts without the fields of `allowed`. */
export const withoutFields = (conflicts: readonly Conflict[], allowed: FieldSet): Conflict[] =>
  conflicts.map((conflict) => ({ ...conflict, fields: difference(conflict.fields, allowed) })).filter((conflict) => conflict.fields.size > 0);

/** The 409 that lists them. */
export function conflictError(conflicts: readonly Conflict[]): StatusError {
  const sorted = [...conflicts].sort((a, b) => (identity(a.with) < identity(b.with) ? -1 : 1));
  const listed = sorted.map((conflict) => ({ manager: printManager(conflict.with), paths: pathsOf(conflict.fields) }));
  const causes = listed.flatMap(({ manager, paths }) => paths.map((field) => ({ reason: 'FieldManagerConflict', message: `conflict with ${manager}`, field })));
  const message = causes.length === 1
    ? `Apply failed with 1 conflict: ${causes[0]!.message}: ${causes[0]!.field}`
    : `Apply failed with ${causes.length} conflicts: ${listed.map(({ manager, paths }) => [`conflicts with ${manager}:`, ...paths.map((path) => `- ${path}`)].join('\n')).join('\n')}`;
  return failure(409, 'Conflict', message, { causes });
}

function printManager(m: Manager): string {
  const name = `${JSON.stringify(m.manager)}${m.subresource ? ` with subresource ${JSON.stringify(m.subresource)}` : ''}`;
  return m.operation === 'Update' ? `${name} using ${m.apiVersion}` : name;
}
