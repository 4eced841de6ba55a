import type { AnyObject } from '../../engine/api/types.ts';
import { parseSelector } from '../../engine/api/labels.ts';
import { sortedJson } from '../../engine/api/sorted-json.ts';
import { pathOf } from '../client/discovery.ts';
import { readFile, stdin, stdout, type Steps } from '../effect.ts';
import { at, Failure, UsageFailure } from '../failure.ts';
import { formatOf, objectPrinter, unknownFormat, type ObjectPrinter } from '../printers/object.ts';
import { fileTargets, type Target } from '../resources/builder.ts';
import { dryRunOf, fieldValidationOf, writeQuery, type DryRun } from '../resources/dry-run.ts';
import { report } from '../resources/objects.ts';
import type { Call } from '../call.ts';
import { recorded } from './change-cause.ts';
import type { Command } from './command.ts';
import { editing } from './edit/editing.ts';

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
    if (flags.string('raw') !== '') {
      if (flags.bool('edit')) throw new Failure('--raw and --edit are mutually exclusive');
      if (files.length !== 1) throw new Failure('--raw can only use a single local file or stdin');
      if (flags.string('selector') !== '') throw new Failure('--raw and --selector (-l) are mutually exclusive');
      return yield* createRaw(call, files[0]!);
    }
    const format = formatOf(call);
    if (flags.bool('edit') && !['', 'json', 'kyaml', 'yaml'].includes(format.name)) throw unknownFormat(flags.string('output'), ['json', 'kyaml', 'yaml']);
    const dryRun = dryRunOf(call);
    const validation = fieldValidationOf(call);
    const print = yield* objectPrinter(call);
    const targets = yield* fileTargets(call, files, { args: [], recursive: flags.bool('recursive'), selector: flags.string('selector'), validate: validation === 'Strict' });
    const wanted = targets.filter(({ object }) => matches(object!, flags.string('selector')));
    const failures: Failure[] = [];
    if (flags.bool('edit')) {
      for (const target of wanted) {
        yield* editing(call, {
          objects: [target.object!], first: target,
          *save(edited) { for (const one of edited) yield* create(call, one, dryRun, validation, print); },
        });
      }
      if (wanted.length > 0) return;
    }
    for (const target of wanted) {
      try {
        yield* create(call, target, dryRun, validation, print);
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        failures.push(at(error, 'creating', target.source));
      }
    }
    if (wanted.length === 0) throw new Failure('no objects passed to create');
    report(failures);
  },
};

function* create(call: Call, target: Target, dryRun: DryRun, validation: string, print: ObjectPrinter): Steps {
  const object = recorded(call, call.flags.bool('save-config') ? withLastApplied(target.object!) : target.object!);
  const made = dryRun === 'client' ? object
    : yield* call.client.write<AnyObject>('POST', pathOf(target.mapping, target.namespace), object, writeQuery(call, dryRun, { fieldValidation: validation }));
  yield* stdout(print(made, 'created'));
}

const unexpected = (call: Call): Failure => new UsageFailure(`error: Unexpected args: [${call.args.join(' ')}]\nSee 'kubectl create -h' for help and examples`);

/** The file's bytes as they are. */
function* createRaw(call: Call, path: string): Steps {
  const file = path === '-' ? { text: yield* stdin() } : yield* readFile(path);
  if (!('text' in file)) throw new Failure(`error opening ${path}: open ${path}: no such file or directory`);
  const reply = yield* call.client.send('POST', call.flags.string('raw'), { body: file.text, contentType: 'application/json' });
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
