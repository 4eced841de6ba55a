/** `kubectl edit`: live objects in the user's editor; what was changed is sent as a patch. */
import { stderr, stdout, type Steps } from '../../effect.ts';
import { Failure, ServerFailure } from '../../failure.ts';
import { sortedJson } from '../../../engine/api/sorted-json.ts';
import type { AnyObject } from '../../../engine/api/types.ts';
import type { Call } from '../../call.ts';
import { objectPrinter, withoutManagedFields } from '../../printers/object.ts';
import { findObjects, report } from '../../resources/objects.ts';
import { patchText } from '../../resources/patch-object.ts';
import { provide, fromFiles, targetPath } from '../../resources/builder.ts';
import { fieldValidationOf, writeQuery } from '../../resources/dry-run.ts';
import { selectByFlags } from '../../resources/types.ts';
import { goSyntax } from '../../text/go-value.ts';
import { recorded } from '../change-cause.ts';
import type { Command } from '../command.ts';
import { withLastApplied } from '../create.ts';
import { editing } from './editing.ts';

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
    const originals = yield* liveObjects(call, found, subresource);
    yield* editing(call, {
      objects: originals.map(withoutManagedFields), first: found[0]!.target,
      *save(edited, results) {
        for (const { object, target } of edited.map((one) => ({ object: one.object!, target: one }))) {
          const before = originals.find(({ metadata }) => metadata.uid === object.metadata.uid);
          if (!before) throw new Failure(`no original object found for &unstructured.Unstructured{Object:${goSyntax(object)}}`);
          const { managedFields } = before.metadata;
          const kept = managedFields ? { ...object, metadata: { ...object.metadata, managedFields } } : object;
          const wanted = recorded(call, flags.bool('save-config') ? withLastApplied(kept) : kept);
          if (sortedJson(wanted) === sortedJson(before)) {
            yield* stdout(print(before, 'skipped'));
            continue;
          }
          if (wanted.apiVersion !== before.apiVersion || wanted.kind !== before.kind || wanted.metadata.name !== before.metadata.name) throw new Failure('At least one of apiVersion, kind and name was changed');
          const patch = patchText(before, wanted, target);
          if (flags.bool('output-patch')) yield* stdout(`Patch: ${patch.text}\n`);
          try {
            const shown = yield* call.client.write<AnyObject>('PATCH', targetPath(target, subresource), patch.text, writeQuery(call, 'none', { fieldValidation: fieldValidationOf(call) }), patch.contentType);
            yield* stdout(print(shown, 'edited'));
          } catch (error) {
            if (!(error instanceof ServerFailure)) throw error;
            yield* stderr(`${results.refuse(target, error)}\n`);
          }
        }
      },
    });
  },
};

function* liveObjects(call: Call, found: readonly { target: Parameters<typeof targetPath>[0]; object: AnyObject }[], subresource: string): Steps<AnyObject[]> {
  if (subresource === '') return found.map(({ object }) => object);
  const objects: AnyObject[] = [];
  for (const { target } of found) objects.push(yield* call.client.get<AnyObject>(targetPath(target, subresource)));
  return objects;
}
