/** `kubectl apply edit-last-applied`: the annotation that `apply` keeps, in the user's editor. */
import type { AnyObject } from '../../../engine/api/types.ts';
import { stdout } from '../../effect.ts';
import { Failure } from '../../failure.ts';
import { objectPrinter } from '../../printers/object.ts';
import { fromFiles, provide, targetPath } from '../../resources/builder.ts';
import { findObjects, report } from '../../resources/objects.ts';
import { selectByFlags } from '../../resources/types.ts';
import { sortedJson } from '../../../engine/api/sorted-json.ts';
import type { Command } from '../command.ts';
import { LAST_APPLIED } from '../create.ts';
import { editing } from './editing.ts';

export const editLastAppliedCommand: Command = {
  path: 'apply edit-last-applied',
  *run(call) {
    if (call.args.length === 0 && !fromFiles(call)) throw provide();
    const print = yield* objectPrinter(call);
    const { found, failures } = yield* findObjects(call, yield* selectByFlags(call, call.args, { typesMeanAll: true }));
    report(failures);
    const kept = found.filter(({ object }) => object.metadata.annotations?.[LAST_APPLIED] !== undefined);
    if (kept.length === 0) throw new Failure('no last-applied-configuration annotation found on resources, to create the annotation, use command `kubectl apply set-last-applied --create-annotation`');
    const before = kept.map(({ object }) => JSON.parse(object.metadata.annotations![LAST_APPLIED]!) as AnyObject);
    yield* editing(call, {
      objects: before, first: kept[0]!.target, header: HEADER,
      *save(edited) {
        for (const target of edited) {
          const after = target.object!;
          // The annotation's objects have no uid: upstream compares each with the first.
          if (sortedJson(after) === sortedJson(before[0])) {
            yield* stdout(print(after, 'skipped'));
            continue;
          }
          yield* call.client.write<AnyObject>('PATCH', targetPath(target), { metadata: { annotations: { [LAST_APPLIED]: sortedJson(after) } } }, { fieldManager: call.flags.string('field-manager') }, 'application/merge-patch+json');
          yield* stdout(print(after, 'edited'));
        }
      },
    });
  },
};

const HEADER = `# Please edit the 'last-applied-configuration' annotations below.
# Lines beginning with a '#' will be ignored, and an empty file will abort the edit.
#
`;
