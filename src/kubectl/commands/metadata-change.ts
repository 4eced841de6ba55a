/** `kubectl label` and `kubectl annotate`: the same words (`key=value`, `key-`) on two maps of the metadata. */
import { labelValueError } from './metadata-names.ts';
import { sortedJson } from '../../engine/api/sorted-json.ts';
import type { AnyObject } from '../../engine/api/types.ts';
import type { Call } from '../call.ts';
import { stdout, type Steps } from '../effect.ts';
import { Failure, Failures, UsageFailure } from '../failure.ts';
import { mergeDiff, type Fields } from '../patch/strategic-diff.ts';
import { objectPrinter } from '../printers/object.ts';
import { fromFiles, targetPath } from '../resources/builder.ts';
import { dryRunOf, writeQuery } from '../resources/dry-run.ts';
import { findObjects, report } from '../resources/objects.ts';
import { selectByFlags } from '../resources/types.ts';
import type { Command } from './command.ts';

interface Change { readonly set: ReadonlyMap<string, string>; readonly remove: readonly string[] }

interface Words { readonly field: 'labels' | 'annotations'; readonly noun: string; readonly done: string; readonly undone: string }

const LABELS: Words = { field: 'labels', noun: 'label', done: 'labeled', undone: 'unlabeled' };
const ANNOTATIONS: Words = { field: 'annotations', noun: 'annotation', done: 'annotated', undone: 'annotated' };

export const labelCommand: Command = { path: 'label', run: (call) => change(call, LABELS) };
export const annotateCommand: Command = { path: 'annotate', run: (call) => change(call, ANNOTATIONS) };

function split(args: readonly string[], { noun }: Words): { resources: string[]; words: string[] } {
  const resources: string[] = [];
  const words: string[] = [];
  for (const arg of args) {
    const pair = (arg.includes('=') && !arg.startsWith('=')) || arg.endsWith('-');
    if (!pair && words.length > 0) throw new UsageFailure(`error: all resources must be specified before ${noun} changes: ${arg}`);
    (pair ? words : resources).push(arg);
  }
  return { resources, words };
}

function parse(words: readonly string[], kind: Words): Change {
  const set = new Map<string, string>();
  const remove: string[] = [];
  for (const word of words) {
    const equals = word.indexOf('=');
    if (equals >= 0) {
      const key = word.slice(0, equals), value = word.slice(equals + 1);
      if (key === '') throw new Failure(kind.field === 'labels' ? `invalid label spec: ${word}` : `invalid annotation format: ${word}`);
      if (kind.field === 'labels') {
        if (value.includes('=')) throw new Failure(`invalid label spec: ${word}`);
        const wrong = labelValueError(value);
        if (wrong !== undefined) throw new Failure(`invalid label value: ${JSON.stringify(word)}: ${wrong}`);
      }
      set.set(key, value);
    } else {
      remove.push(word.slice(0, -1));
    }
  }
  const both = remove.filter((key) => set.has(key));
  if (both.length > 0) throw new Failure(kind.field === 'labels' ? 'can not both modify and remove a label in the same command' : `can not both modify and remove the following annotation(s) in the same command: ${both.join(', ')}`);
  return { set, remove };
}

function* change(call: Call, words: Words): Steps {
  const { flags } = call;
  const { resources, words: given } = split(call.args, words);
  const listing = flags.bool('list');
  if (resources.length === 0 && !fromFiles(call)) throw new Failure('one or more resources must be specified as <resource> <name> or <resource>/<name>');
  if (given.length === 0 && !listing) throw new Failure(`at least one ${words.noun} update is required`);
  if (flags.bool('all') && flags.string('selector') !== '') throw new Failure('cannot set --all and --selector at the same time');
  if (flags.bool('all') && flags.string('field-selector') !== '') throw new Failure('cannot set --all and --field-selector at the same time');
  const changes = parse(given, words);
  const dryRun = dryRunOf(call);
  const print = yield* objectPrinter(call);
  const selection = yield* selectByFlags(call, resources);
  const local = flags.bool('local');
  const failures: Failure[] = [];
  const { inOrder } = yield* findObjects(call, selection, { selector: flags.string('selector'), fieldSelector: flags.string('field-selector') }, local);
  for (const one of inOrder) {
    if (one instanceof Failure) {
      failures.push(one);
      continue;
    }
    const { target, object } = one;
    try {
      if (listing) {
        const map = changed(object, changes, words, call).after.metadata[words.field] ?? {};
        const several = selection.by !== 'name' || !selection.single;
        if (several) yield* stdout(`Listing ${words.field} for ${target.mapping.kind}.${target.mapping.group}/${target.name}:\n`);
        for (const key of Object.keys(map).sort()) yield* stdout(`${several ? ' ' : ''}${key}=${map[key]}\n`);
        continue;
      }
      const { after, outcome, notes } = changed(object, changes, words, call);
      yield* stdout(notes.filter((note) => note.out).map((note) => note.text).join(''));
      const patch = sortedJson(mergeDiff(object as unknown as Fields, after as unknown as Fields));
      let shown = after;
      if (dryRun !== 'client' && !local && (words.field === 'annotations' || outcome !== 'not labeled')) {
        shown = yield* call.client.write<AnyObject>('PATCH', targetPath(target), patch, writeQuery(call, dryRun), 'application/merge-patch+json');
      }
      yield* stdout(print(shown, outcome));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      failures.push(error);
    }
  }
  report(failures);
}

function changed(object: AnyObject, { set, remove }: Change, words: Words, call: Call): { after: AnyObject; outcome: string; notes: { out: boolean; text: string }[] } {
  const before = object.metadata[words.field] ?? {};
  const notes: { out: boolean; text: string }[] = [];
  if (!call.flags.bool('overwrite')) {
    const taken = [...set].filter(([key, value]) => Object.hasOwn(before, key) && before[key] !== value);
    if (taken.length > 0 && words.field === 'labels') throw new Failures(taken.map(([key]) => new Failure(`'${key}' already has a value (${before[key]}), and --overwrite is false`)));
    if (taken.length > 0) throw new Failure(`--overwrite is false but found the following declared annotation(s): ${taken.map(([key]) => `'${key}' already has a value (${before[key]})`).join('; ')}`);
  }
  const after: Record<string, string> = { ...before };
  for (const [key, value] of set) after[key] = value;
  for (const key of remove) {
    if (!Object.hasOwn(after, key) && words.field === 'labels') notes.push({ out: true, text: `label ${JSON.stringify(key)} not found.\n` });
    delete after[key];
  }
  const version = call.flags.string('resource-version');
  const metadata = { ...object.metadata, [words.field]: after, ...(version === '' ? {} : { resourceVersion: version }) };
  const lost = remove.some((key) => Object.hasOwn(before, key));
  const gained = [...set].some(([key, value]) => before[key] !== value);
  const outcome = words.field === 'annotations' ? 'annotated' : lost && !gained ? words.undone : lost || gained ? words.done : 'not labeled';
  return { after: { ...object, metadata }, outcome, notes };
}
