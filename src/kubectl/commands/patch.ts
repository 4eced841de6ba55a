import type { AnyObject } from '../../engine/api/types.ts';
import { schemaOf } from '../../engine/api/schema/types.ts';
import { applyJsonPatch } from '../../engine/api/patch/json-patch.ts';
import { applyMergePatch } from '../../engine/api/patch/merge-patch.ts';
import { applyStrategicMergePatch } from '../../engine/api/patch/strategic-merge-patch.ts';
import type { JsonObject } from '../../engine/api/patch/json-value.ts';
import { goJSONError } from '../../engine/api/go-json.ts';
import { deepEqual } from '../../engine/api/deep-equal.ts';
import { readFile, stdout } from '../effect.ts';
import { Failure, ServerFailure, UsageFailure } from '../failure.ts';
import { parseYaml } from '../files/yaml.ts';
import { dryRunNote, objectPrinter, type ObjectPrinter } from '../printers/object.ts';
import { targetPath } from '../resources/builder.ts';
import { dryRunOf, writeQuery } from '../resources/dry-run.ts';
import { findObjects, report } from '../resources/objects.ts';
import { selectByFlags } from '../resources/types.ts';
import type { Command } from './command.ts';

const TYPES: Readonly<Record<string, string>> = { json: 'application/json-patch+json', merge: 'application/merge-patch+json', strategic: 'application/strategic-merge-patch+json' };

export const patchCommand: Command = {
  path: 'patch',
  *run(call) {
    const { flags } = call;
    const file = flags.string('patch-file');
    if (file !== '' && flags.string('patch') !== '') throw new Failure('cannot specify --patch and --patch-file together');
    if (file === '' && flags.string('patch') === '') throw new UsageFailure("error: must specify --patch or --patch-file containing the contents of the patch");
    const type = flags.string('type').toLowerCase();
    if (!TYPES[type]) throw new UsageFailure(`error: --type must be one of [json merge strategic], not ${JSON.stringify(flags.string('type'))}`);
    let text = flags.string('patch');
    if (file !== '') {
      const found = yield* readFile(file);
      if (!('text' in found)) throw new Failure(`unable to read patch file: open ${file}: no such file or directory`);
      ({ text } = found);
    }
    let patch: unknown;
    const asGiven = /^\s*\{/.test(text);
    try {
      if (!asGiven || goJSONError(text) === '') patch = parseYaml(text);
    } catch (error) {
      throw new Failure(`unable to parse ${JSON.stringify(text)}: ${error instanceof Error ? error.message : String(error)}`);
    }
    const dryRun = dryRunOf(call);
    const printed = yield* objectPrinter(call);
    // A dry run at the client's is not told.
    const print: ObjectPrinter = (object, operation) => (dryRun === 'client' ? printed(object, operation).replace(dryRunNote(call), '') : printed(object, operation));
    const subresource = flags.string('subresource');
    const local = flags.bool('local');
    if (local && call.args.length > 0) throw new Failure('cannot specify --local and server resources');
    const selection = yield* selectByFlags(call, call.args);
    const { found, failures } = yield* findObjects(call, selection, { subresource }, local);
    for (const { target, object } of found) {
      try {
        const after = local || dryRun === 'client' ? patched(object, patch, type)
          : yield* call.client.write<AnyObject>('PATCH', targetPath(target, subresource), asGiven ? text : JSON.stringify(patch), writeQuery(call, dryRun), TYPES[type]!);
        yield* stdout(print(after, deepEqual(object, after) || after.metadata.resourceVersion === object.metadata.resourceVersion && !local && dryRun === 'none' && subresource === '' ? 'patched (no change)' : 'patched'));
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        const unsupported = error instanceof ServerFailure && error.status.reason === 'UnsupportedMediaType';
        failures.push(unsupported ? new Failure(`${TYPES[type]} is not supported by ${object.apiVersion}, Kind=${object.kind}: ${error.message}`) : error);
      }
    }
    if (found.length === 0 && failures.length === 0) throw new Failure('no objects passed to patch');
    report(failures);
  },
};

function patched(object: AnyObject, patch: unknown, type: string): AnyObject {
  const before = object as unknown as JsonObject;
  try {
    if (type === 'json') return applyJsonPatch(before, patch) as AnyObject;
    const schema = schemaOf(object.apiVersion ?? '', object.kind ?? '');
    if (type === 'merge' || !schema) return applyMergePatch(before, patch) as unknown as AnyObject;
    return applyStrategicMergePatch(before, patch, schema) as unknown as AnyObject;
  } catch (error) {
    throw new Failure(error instanceof Error ? error.message : String(error));
  }
}
