/** What `edit`, `create --edit` and `apply edit-last-applied` share: the text goes to the user's editor until it is good or given up. */
import type { AnyObject } from '../../../engine/api/types.ts';
import type { Call } from '../../call.ts';
import { edit, now, stderr, writeFile, type Steps } from '../../effect.ts';
import { Failure } from '../../failure.ts';
import { parseYaml } from '../../files/yaml.ts';
import { toJson } from '../../printers/json.ts';
import { toYaml } from '../../printers/yaml.ts';

const HEADER = `# Please edit the object below. Lines beginning with a '#' will be ignored,
# and an empty file will abort the edit. If an error occurs while saving this file will be
# reopened with the relevant failures.
#
`;

/** What is wrong with a text that was saved; the editor is opened again. */
export class Refused extends Error {
  /** For the user to see at once, '' for nothing. */
  readonly shown: string;
  constructor(message: string, shown: string) {
    super(message);
    this.shown = shown;
  }
}

const bare = (text: string): string => text.split('\n').filter((line) => !line.trimStart().startsWith('#')).join('\n').trimEnd();

/**
 * Shows the objects (several as a List) and hands what was saved to `save`, which throws Refused. Nothing is saved when
 * nothing was changed, or the file is empty.
 */
export function* editing(call: Call, objects: readonly AnyObject[], save: (edited: readonly AnyObject[]) => Steps): Steps {
  const json = call.flags.string('output') === 'json';
  const ending = json ? 'json' : 'yaml';
  const shown = objects.length === 1 ? objects[0]! : { apiVersion: 'v1', items: objects, kind: 'List', metadata: {} };
  const original = json ? toJson(shown) : toYaml(shown);
  let text = original;
  let problem: Refused | undefined;
  for (;;) {
    const notes = problem ? `${problem.message.split('\n').map((line) => `# ${line}\n`).join('')}#\n` : '';
    const edited = yield* edit(`kubectl-edit.${ending}`, `${json && !problem ? '' : `${HEADER}${notes}`}${text}`);
    const body = bare(edited);
    if (problem && body === bare(text)) {
      yield* keep(edited, ending);
      throw new Failure('Edit cancelled, no valid changes were saved.');
    }
    if (body === bare(original)) return yield* stderr('Edit cancelled, no changes made.\n');
    if (body.trim() === '') return yield* stderr('Edit cancelled, saved file was empty.\n');
    text = `${body}\n`;
    try {
      yield* save(objectsOf(body, objects));
      return;
    } catch (error) {
      if (error instanceof Failure) {
        yield* keep(edited, ending);
        throw error;
      }
      if (!(error instanceof Refused)) throw error;
      yield* stderr(error.shown);
      problem = error;
    }
  }
}

function* keep(text: string, ending: string): Steps {
  const path = `/tmp/kubectl-edit-${Math.floor((yield* now()) / 1000)}.${ending}`;
  yield* writeFile(path, text);
  yield* stderr(`A copy of your changes has been stored to ${JSON.stringify(path)}\n`);
}

function objectsOf(body: string, before: readonly AnyObject[]): AnyObject[] {
  let value: AnyObject & { items?: AnyObject[] };
  try {
    value = parseYaml(body) as AnyObject;
  } catch (error) {
    throw new Refused(`The edited file had a syntax error: ${error instanceof Error ? error.message : String(error)}`, '');
  }
  const after = before.length === 1 ? [value] : value?.items ?? [];
  if (after.length !== before.length || after.some((object) => typeof object?.metadata !== 'object')) throw new Refused('The edited file had a syntax error: objects are missing', '');
  if (after.some((object, i) => object.kind !== before[i]!.kind || object.apiVersion !== before[i]!.apiVersion)) throw new Failure('At least one of apiVersion, kind and name was changed');
  return after;
}
