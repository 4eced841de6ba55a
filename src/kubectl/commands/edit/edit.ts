/** `kubectl edit`: live objects in the user's editor; what was changed is sent as a patch. */
import { stdout } from '../../effect.ts';
import { Failure, ServerFailure } from '../../failure.ts';
import type { AnyObject } from '../../../engine/api/types.ts';
import { groupResourceOf } from '../../client/discovery.ts';
import { objectPrinter, withoutManagedFields } from '../../printers/object.ts';
import { findObjects, report } from '../../resources/objects.ts';
import { patchText } from '../../resources/patch-object.ts';
import { provide, fromFiles, targetPath, type Target } from '../../resources/builder.ts';
import { fieldValidationOf, writeQuery } from '../../resources/dry-run.ts';
import { selectByFlags } from '../../resources/types.ts';
import { recorded } from '../change-cause.ts';
import type { Command } from '../command.ts';
import { withLastApplied } from '../create.ts';
import { editing, Refused } from './editing.ts';

export const editCommand: Command = {
  path: 'edit',
  *run(call) {
    const { flags } = call;
    if (call.args.length === 0 && !fromFiles(call)) throw provide();
    const print = yield* objectPrinter(call);
    const selection = yield* selectByFlags(call, call.args, { typesMeanAll: true });
    const subresource = flags.string('subresource');
    const { found, failures } = yield* findObjects(call, selection);
    report(failures);
    if (found.length === 0) throw new Failure('edit cancelled, no objects found');
    const before: AnyObject[] = [];
    for (const { target, object } of found) before.push(withoutManagedFields(subresource === '' ? object : yield* call.client.get<AnyObject>(targetPath(target, subresource))));
    yield* editing(call, before, function* save(edited) {
      for (const [i, after] of edited.entries()) {
        const { target } = found[i]!;
        if (after.metadata.name !== before[i]!.metadata.name) throw new Failure('At least one of apiVersion, kind and name was changed');
        const wanted = recorded(call, flags.bool('save-config') ? withLastApplied(after) : after);
        const patch = patchText(before[i]!, wanted, target);
        if (patch.text === '{}') {
          yield* stdout(print(before[i]!, 'skipped'));
          continue;
        }
        if (flags.bool('output-patch')) yield* stdout(`Patch: ${patch.text}\n`);
        try {
          const shown = yield* call.client.write<AnyObject>('PATCH', targetPath(target, subresource), patch.text, writeQuery(call, 'none', { fieldValidation: fieldValidationOf(call) }), patch.contentType);
          yield* stdout(print(shown, 'edited'));
        } catch (error) {
          if (!(error instanceof ServerFailure)) throw error;
          throw refusal(target, error);
        }
      }
    });
  },
};

/** In the words of the editor; the reasons stand in the file when it opens again. */
function refusal({ mapping, name }: Target, { status, message }: ServerFailure): Refused {
  const what = `${groupResourceOf(mapping)} ${JSON.stringify(name)}`;
  const reasons = (status.details?.causes ?? []).map(({ field, message: why }) => `* ${field}: ${why}`);
  switch (status.reason) {
    case 'Invalid': return new Refused([`${what} was not valid:`, ...(reasons.length > 0 ? reasons : [`* ${message}`])].join('\n'), `error: ${what} is invalid\n`);
    case 'NotFound': return new Refused(`${what} could not be found on the server`, `error: ${what} could not be found on the server\n`);
    default: return new Refused(`${what} could not be patched: ${message}`, `error: ${what} could not be patched: ${message}\nYou can run \`kubectl replace -f /tmp/kubectl-edit.yaml\` to try this update again.\n`);
  }
}
