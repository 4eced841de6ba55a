import type { AnyObject } from '../../engine/api/types.ts';
import { parseSelector } from '../../engine/api/labels.ts';
import { sortedJson } from '../../engine/api/sorted-json.ts';
import { pathOf } from '../client/discovery.ts';
import { stdout, type Steps } from '../effect.ts';
import { at, Failure, UsageFailure } from '../failure.ts';
import { objectPrinter } from '../printers/object.ts';
import { fileTargets } from '../resources/builder.ts';
import { dryRunOf, fieldValidationOf, writeQuery } from '../resources/dry-run.ts';
import { report } from '../resources/objects.ts';
import type { Call } from '../call.ts';
import type { Command } from './command.ts';

export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

export const createCommand: Command = {
  path: 'create',
  *run(call) {
    const { flags } = call;
    const files = flags.list('filename');
    if (files.length === 0 && flags.string('kustomize') === '') {
      throw call.args.length > 0 ? unexpected(call) : new Failure('must specify one of -f and -k');
    }
    if (call.args.length > 0) throw unexpected(call);
    if (flags.string('raw') !== '') return yield* createRaw(call, files);
    const dryRun = dryRunOf(call);
    const validation = fieldValidationOf(call);
    const print = yield* objectPrinter(call);
    const targets = yield* fileTargets(call, files, { args: [], recursive: flags.bool('recursive'), selector: flags.string('selector'), validate: validation === 'Strict' });
    const wanted = targets.filter(({ object }) => matches(object!, flags.string('selector')));
    const failures: Failure[] = [];
    for (const target of wanted) {
      const object = flags.bool('save-config') ? withLastApplied(target.object!) : target.object!;
      try {
        const made = dryRun === 'client' ? object
          : yield* call.client.write<AnyObject>('POST', pathOf(target.mapping, target.namespace), object, writeQuery(call, dryRun, { fieldValidation: validation }));
        yield* stdout(print(made, 'created'));
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        failures.push(at(error, 'creating', target.source));
      }
    }
    if (wanted.length === 0) throw new Failure('no objects passed to create');
    report(failures);
  },
};

const unexpected = (call: Call): Failure => new UsageFailure(`error: Unexpected args: [${call.args.join(' ')}]\nSee 'kubectl create -h' for help and examples`);

function* createRaw(call: Call, files: readonly string[]): Steps {
  const [target] = yield* fileTargets(call, files, { args: [] });
  const reply = yield* call.client.send('POST', call.flags.string('raw'), { body: JSON.stringify(target?.object), contentType: 'application/json' });
  yield* stdout(reply.body);
}

/** Whether the labels fit `-l` on objects that are not on the server yet: only `key=value` and `key` forms reach here. */
export function matches(object: AnyObject, selector: string): boolean {
  if (selector === '') return true;
  return parseSelector(selector).matches(object.metadata.labels ?? {});
}

/** What `apply` remembers of an object, in its annotation. */
export function lastAppliedText(object: AnyObject): string {
  const annotations = { ...object.metadata.annotations };
  delete annotations[LAST_APPLIED];
  return `${sortedJson({ ...object, metadata: { ...object.metadata, annotations } })}\n`;
}

export function withLastApplied(object: AnyObject): AnyObject {
  return { ...object, metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, [LAST_APPLIED]: lastAppliedText(object) } } };
}
