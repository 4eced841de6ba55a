/** `kubectl apply --server-side`, and the move from client-side apply. */
import { upgradePatch } from '../../engine/api/apply/csa-upgrade.ts';
import { sortedJson } from '../../engine/api/sorted-json.ts';
import type { AnyObject, ManagedFieldsEntry } from '../../engine/api/types.ts';
import type { Call } from '../call.ts';
import { stderr, stdout, type Steps } from '../effect.ts';
import { at, Failure, isConflict } from '../failure.ts';
import type { ObjectPrinter } from '../printers/object.ts';
import { targetPath, type Target } from '../resources/builder.ts';
import type { DryRun } from '../resources/dry-run.ts';
import { getObject } from '../resources/objects.ts';
import { LAST_APPLIED } from './create.ts';

const APPLY_PATCH = 'application/apply-patch+yaml';
/** Managers whose client-side applies are taken over. */
const CLIENT_SIDE = 'kubectl-client-side-apply';

export const CONFLICT_ADVICE = `Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the \`--force-conflicts\` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts`;

export function* applyServerSide(call: Call, target: Target, dryRun: DryRun, validation: string, print: ObjectPrinter): Steps<AnyObject> {
  const { flags } = call;
  const manager = flags.changed('field-manager') ? flags.string('field-manager') : 'kubectl';
  const base = { ...(dryRun === 'server' ? { dryRun: 'All' } : {}), fieldManager: manager, fieldValidation: validation };
  const apply = (): Steps<AnyObject> => call.client.write<AnyObject>('PATCH', targetPath(target, flags.string('subresource')), sortedJson(target.object), { ...base, force: String(flags.bool('force-conflicts')) }, APPLY_PATCH);
  let object: AnyObject;
  try {
    object = yield* apply();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    if (isConflict(error)) throw new Failure(`${error.message}\n${CONFLICT_ADVICE}`);
    throw at(error, 'applying patch', undefined);
  }
  if (dryRun === 'none') {
    if (manager === 'kubectl') yield* keepLastApplied(call, target, object, base);
    if (yield* migrate(call, target, object, base, manager)) object = yield* apply();
  }
  if (object.metadata.deletionTimestamp) {
    yield* stderr(`Warning: Detected changes to resource ${target.name} which is currently being deleted.\n`);
  }
  yield* stdout(print(object, 'serverside-applied'));
  return object;
}

const owns = ({ operation, subresource, fieldsV1 }: ManagedFieldsEntry): boolean => {
  const metadata = (fieldsV1 as Record<string, Record<string, unknown>> | undefined)?.['f:metadata']?.['f:annotations'] as Record<string, unknown> | undefined;
  return operation === 'Update' && !subresource && metadata?.[`f:${LAST_APPLIED}`] !== undefined;
};

/** The annotation of client-side apply would be lost with its manager; an applier of its own keeps it. */
function* keepLastApplied(call: Call, target: Target, object: AnyObject, base: Readonly<Record<string, string>>): Steps {
  if (object.metadata.annotations?.[LAST_APPLIED] === undefined || !object.metadata.managedFields?.some(owns)) return;
  const text = `${sortedJson(target.object)}\n`;
  const { apiVersion, kind } = object;
  const metadata = { annotations: { [LAST_APPLIED]: text }, name: target.name, ...(target.namespace === undefined ? {} : { namespace: target.namespace }) };
  yield* call.client.write('PATCH', targetPath(target), sortedJson({ apiVersion, kind, metadata }), { ...base, fieldManager: 'kubectl-last-applied' }, APPLY_PATCH);
}

const ATTEMPTS = 5;

function* migrate(call: Call, target: Target, first: AnyObject, base: Readonly<Record<string, string>>, manager: string): Steps<boolean> {
  let object = first;
  const updaters = new Set([CLIENT_SIDE, ...(first.metadata.managedFields ?? []).filter(owns).map((entry) => entry.manager ?? '')]);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const patch = upgradePatch(object, updaters, manager);
    if (patch === undefined) return false;
    try {
      yield* call.client.write('PATCH', targetPath(target), patch, base, 'application/json-patch+json');
      return true;
    } catch (error) {
      if (!isConflict(error)) throw error;
      object = yield* getObject(call, target);
    }
  }
  return false;
}
