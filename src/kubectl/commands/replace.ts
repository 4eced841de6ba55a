import type { AnyObject } from '../../engine/api/types.ts';
import type { Call } from '../call.ts';
import { pathOf } from '../client/discovery.ts';
import { readFile, stdin, stdout, type Steps } from '../effect.ts';
import { at, Failure, isNotFound, ServerFailure } from '../failure.ts';
import { kindNameOf } from '../client/discovery.ts';
import { objectPrinter } from '../printers/object.ts';
import { fileTargets, fromFiles, targetPath, type Target } from '../resources/builder.ts';
import { dryRunOf, fieldValidationOf, writeQuery } from '../resources/dry-run.ts';
import { getObject, report } from '../resources/objects.ts';
import type { Command } from './command.ts';
import { LAST_APPLIED, withLastApplied } from './create.ts';
import { cascadeOf, waitGone } from './delete.ts';

/** The file's bytes as they are. */
function* replaceRaw(call: Call, files: readonly string[]): Steps {
  const [path] = files;
  if (path === undefined || files.length > 1) throw new Failure('--raw can only use a single local file or stdin');
  const file = path === '-' ? { text: yield* stdin() } : yield* readFile(path);
  if (!('text' in file)) throw new Failure(`open ${path}: no such file or directory`);
  const reply = yield* call.client.send('PUT', call.flags.string('raw'), { body: file.text, contentType: 'application/json' });
  yield* stdout(reply.body);
}

/** Replacing may be allowed where reading is not. */
function* liveOrNone(call: Call, target: Target): Steps<AnyObject | undefined> {
  try {
    return yield* getObject(call, target);
  } catch (error) {
    if (error instanceof ServerFailure) return undefined;
    throw error;
  }
}

export const replaceCommand: Command = {
  path: 'replace',
  *run(call) {
    const { flags } = call;
    const files = flags.list('filename');
    if (!fromFiles(call)) throw new Failure('must specify one of -f and -k');
    if (flags.int('grace-period') >= 0 && !flags.bool('force')) throw new Failure('--grace-period must have --force specified');
    if (flags.duration('timeout') !== 0 && !flags.bool('force')) throw new Failure('--timeout must have --force specified');
    if (flags.string('raw') !== '') return yield* replaceRaw(call, files);
    const dryRun = dryRunOf(call);
    const policy = yield* cascadeOf(call);
    const validation = fieldValidationOf(call);
    const print = yield* objectPrinter(call);
    const targets = yield* fileTargets(call, files, { args: [], recursive: flags.bool('recursive'), validate: validation === 'Strict' });
    if (targets.length === 0) throw new Failure('no objects passed to replace');
    const failures: Failure[] = [];
    if (flags.bool('force')) {
      const gone = [];
      const grace = flags.int('grace-period');
      for (const target of targets) {
        try {
          const live = yield* call.client.write<AnyObject & { details?: { uid?: string } }>('DELETE', targetPath(target), { ...(grace >= 0 ? { gracePeriodSeconds: grace } : {}), propagationPolicy: policy });
          gone.push({ target, uid: live.metadata?.uid ?? live.details?.uid });
          yield* stdout(`${kindNameOf(target.mapping)} ${JSON.stringify(target.name)} deleted${target.namespace === undefined ? '' : ` from ${target.namespace} namespace`}\n`);
        } catch (error) {
          if (!(error instanceof Failure)) throw error;
          if (!isNotFound(error)) throw at(error, 'deleting', target.source);
        }
      }
      yield* waitGone(call, gone, failures);
    }
    for (const target of targets) {
      try {
        let object = target.object!;
        if (flags.bool('force')) {
          object = yield* call.client.write<AnyObject>('POST', pathOf(target.mapping, target.namespace), object, writeQuery(call, dryRun, { fieldValidation: validation }));
        } else {
          const live = yield* liveOrNone(call, target);
          if (flags.bool('save-config') || live?.metadata.annotations?.[LAST_APPLIED] !== undefined && object.metadata.annotations?.[LAST_APPLIED] !== undefined) object = withLastApplied(object);
          const version = object.metadata.resourceVersion ?? live?.metadata.resourceVersion;
          const body = { ...object, metadata: { ...object.metadata, ...(version === undefined ? {} : { resourceVersion: version }) } };
          if (dryRun !== 'client') object = yield* call.client.write<AnyObject>('PUT', targetPath(target, flags.string('subresource')), body, writeQuery(call, dryRun, { fieldValidation: validation }));
        }
        yield* stdout(print(object, 'replaced'));
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        failures.push(at(error, 'replacing', target.source));
      }
    }
    report(failures);
  },
};
