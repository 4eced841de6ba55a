/** What `edit`, `create --edit` and `apply edit-last-applied` share: the text goes to the user's editor until it is good or given up. */
import { sortedJson } from '../../../engine/api/sorted-json.ts';
import type { AnyObject } from '../../../engine/api/types.ts';
import type { Call } from '../../call.ts';
import { edit, now, stderr, writeFile, type Steps } from '../../effect.ts';
import { Exit, Failure } from '../../failure.ts';
import { objectsOf, split } from '../../files/documents.ts';
import { parseYaml } from '../../files/yaml.ts';
import { toJson } from '../../printers/json.ts';
import { toYaml } from '../../printers/yaml.ts';
import { fileTarget, type Target } from '../../resources/builder.ts';
import { EditResults } from './results.ts';

export interface Editing {
  /** As the editor shows them, several as a List. */
  readonly objects: readonly AnyObject[];
  /** What errors of the whole file name. */
  readonly first: Target;
  /** The comment at the head of a YAML file. */
  readonly header?: string;
  /** Sends what was edited; refusals of the server go to `results`. */
  save(edited: readonly Target[], results: EditResults): Steps;
}

const HEADER = `# Please edit the object below. Lines beginning with a '#' will be ignored,
# and an empty file will abort the edit. If an error occurs while saving this file will be
# reopened with the relevant failures.
#
`;

const withoutComments = (text: string): string => text.split('\n').filter((line) => !/^\s*#(?!!)/.test(line)).join('\n');

/** What texts are compared by: their value, or their lines when they have none. */
function contentOf(text: string): string {
  try {
    return sortedJson(parseYaml(text) ?? null);
  } catch {
    return withoutComments(text);
  }
}

/** Nothing is saved when nothing was changed. Throws Failure when the user gave up, or what was saved cannot be used. */
export function* editing(call: Call, { objects, first, header = HEADER, save }: Editing): Steps {
  const json = call.flags.string('output') === 'json';
  const ending = json ? 'json' : 'yaml';
  const shown = objects.length === 1 ? objects[0]! : { apiVersion: 'v1', items: objects, kind: 'List', metadata: {} };
  const original = json ? toJson(shown) : toYaml(shown);
  let results = new EditResults();
  let edited = '', failed = false;
  for (;;) {
    const text = failed ? withoutComments(edited) : original;
    const before = edited;
    edited = yield* edit(`kubectl-edit.${ending}`, `${json ? '' : `${header}${results.notes()}`}${text}`);
    const file = `/tmp/kubectl-edit-${Math.floor((yield* now()) / 1000)}.${ending}`;
    if (failed && contentOf(before) === contentOf(edited)) throw yield* preserved(new Failure('Edit cancelled, no valid changes were saved.'), file, edited);
    results = new EditResults();
    const wrong = problemOf(edited);
    if (wrong !== '') {
      failed = true;
      yield* stderr(`${results.invalid(first, [`<nil>: Invalid value: "The edited file failed validation": ${wrong}`])}\n`);
      continue;
    }
    if (contentOf(edited) === contentOf(original)) return yield* stderr('Edit cancelled, no changes made.\n');
    let targets: Target[];
    try {
      targets = yield* targetsOf(call, edited);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      failed = true;
      results.note(`The edited file had a syntax error: ${error.message}`);
      continue;
    }
    try {
      for (const target of targets) requireNamespace(call, target);
      yield* save(targets, results);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      throw yield* preserved(error, file, edited);
    }
    if (results.retryable || results.gone) {
      yield* writeFile(file, edited);
      yield* stderr(results.retryable ? `You can run \`${call.program} replace -f ${file}\` to try this update again.\n` : `The edits you made on deleted resources have been saved to ${JSON.stringify(file)}\n`);
      throw new Exit(1);
    }
    if (!results.refused) return;
    failed = true;
  }
}

function* preserved(failure: Failure, file: string, text: string): Steps<Failure> {
  yield* writeFile(file, text);
  yield* stderr(`A copy of your changes has been stored to ${JSON.stringify(file)}\n`);
  return failure;
}

/** '' for a text that is an object with a kind and version. */
function problemOf(text: string): string {
  let value: unknown;
  try {
    value = parseYaml(text);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'invalid object to validate';
  const { apiVersion, kind } = value as AnyObject;
  const unset = [apiVersion ? '' : 'apiVersion not set', kind ? '' : 'kind not set'].filter((one) => one !== '');
  return unset.length > 1 ? `[${unset.join(', ')}]` : unset[0] ?? '';
}

function* targetsOf(call: Call, text: string): Steps<Target[]> {
  const targets: Target[] = [];
  for (const document of split(text, 'edited-file')) {
    const { kind = '', metadata } = document.value as AnyObject;
    if (kind.endsWith('List') && typeof (metadata ?? {}) !== 'object') throw new Failure('unable to decode "edited-file": json: cannot unmarshal string into Go struct field ListMeta.metadata');
    for (const object of objectsOf(document, false)) targets.push(yield* fileTarget(call, object, 'edited-file'));
  }
  return targets;
}

/** Objects cannot be moved out of the namespace that the command is about. */
function requireNamespace(call: Call, { mapping, object }: Target): void {
  const own = object!.metadata.namespace;
  if (!mapping.namespaced || !own || own === call.namespace) return;
  throw new Failure(`the namespace from the provided object ${JSON.stringify(own)} does not match the namespace ${JSON.stringify(call.namespace)}. You must pass '--namespace=${own}' to perform this operation.`);
}
