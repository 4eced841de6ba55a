/** Snapshots of templates that DaemonSets and StatefulSets keep. Their data never changes. */
import { CONTROLLER_REVISIONS } from '../resource.ts';
import type { ControllerRevision } from '../types.ts';
import { invalid, required, type FieldError } from '../validation/field.ts';
import { IMMUTABLE } from '../validation/metadata.ts';
import { defineKind } from './kind.ts';
import { semanticEqual } from './pod/equal.ts';
import { notNegative } from './rolling.ts';

function validate(revision: ControllerRevision): FieldError[] {
  const errors = revision.data === undefined || revision.data === null ? [required('data', 'data is mandatory')] : [];
  for (const error of notNegative(revision, '', 'revision')) errors.push({ ...error, field: 'revision' });
  return errors;
}

export const CONTROLLER_REVISION = defineKind({
  resource: CONTROLLER_REVISIONS,
  singular: 'controllerrevision',
  hasGeneration: false,
  validate,
  validateUpdate(revision, old) {
    const errors = validate(revision);
    if (!semanticEqual(revision.data, old.data)) errors.push(invalid('data', revision.data, IMMUTABLE));
    return errors;
  },
});
