import type { AnyObject } from '../../engine/api/types.ts';
import { edit, stderr, stdout } from '../effect.ts';
import { Failure, UsageFailure } from '../failure.ts';
import { parseYaml } from '../files/yaml.ts';
import { objectPrinter, withoutManagedFields } from '../printers/object.ts';
import { toJson } from '../printers/json.ts';
import { toYaml } from '../printers/yaml.ts';
import { findObjects, report } from '../resources/objects.ts';
import { patchText } from '../resources/patch-object.ts';
import { targetPath } from '../resources/builder.ts';
import { fieldValidationOf, writeQuery } from '../resources/dry-run.ts';
import { selectByFlags } from '../resources/types.ts';
import type { Command } from './command.ts';

const HEADER = `# Please edit the object below. Lines beginning with a '#' will be ignored,
# and an empty file will abort the edit. If an error occurs while saving this file will be
# reopened with the relevant failures.
#
`;

export const editCommand: Command = {
  path: 'edit',
  *run(call) {
    const { flags } = call;
    const print = yield* objectPrinter(call);
    const selection = yield* selectByFlags(call, call.args, { typesMeanAll: true });
    const { found, failures } = yield* findObjects(call, selection);
    report(failures);
    if (found.length === 0) throw new Failure('edit cancelled, no objects found');
    const json = flags.string('output') === 'json';
    for (const { target, object } of found) {
      const before = withoutManagedFields(object);
      const text = json ? toJson(before) : HEADER + toYaml(before);
      const edited = yield* edit(`kubectl-edit.${json ? 'json' : 'yaml'}`, text);
      const body = edited.split('\n').filter((line) => !line.startsWith('#')).join('\n');
      if (edited === text || body === text.split('\n').filter((line) => !line.startsWith('#')).join('\n')) {
        yield* stderr('Edit cancelled, no changes made.\n');
        continue;
      }
      if (body.trim() === '') {
        yield* stderr('Edit cancelled, saved file was empty.\n');
        continue;
      }
      let after: AnyObject;
      try {
        after = parseYaml(body) as AnyObject;
      } catch (error) {
        throw new Failure(`Edit cancelled, no valid changes were saved.\n${error instanceof Error ? error.message : String(error)}`);
      }
      if (after?.kind !== object.kind || after.metadata?.name !== object.metadata.name) throw new UsageFailure('error: Edit cancelled, no valid changes were saved.');
      const patch = patchText(before, after, target);
      const shown = yield* call.client.write<AnyObject>('PATCH', targetPath(target, flags.string('subresource')), patch.text, writeQuery(call, 'none', { fieldValidation: fieldValidationOf(call) }), patch.contentType);
      yield* stdout(print(shown, 'edited'));
    }
  },
};
