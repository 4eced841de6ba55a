import type { AnyObject, Node, Taint } from '../../engine/api/types.ts';
import { isLabelValue, isQualifiedName } from '../../engine/api/validation/names.ts';
import type { Call } from '../call.ts';
import { stdout } from '../effect.ts';
import { Failure, UsageFailure } from '../failure.ts';
import { dryRunNote, objectPrinter, type ObjectPrinter } from '../printers/object.ts';
import { dryRunOf } from '../resources/dry-run.ts';
import { findObjects, report } from '../resources/objects.ts';
import { patchObject } from '../resources/patch-object.ts';
import { mappingsOf } from '../resources/builder.ts';
import { selectByFlags } from '../resources/types.ts';
import type { Command } from './command.ts';

const usage = (call: Call, message: string): UsageFailure => new UsageFailure(call.usage(message));

/** `key`, `key:effect`, `key=value:effect`. */
function parseTaint(call: Call, text: string): Taint {
  const parts = text.split(':');
  if (parts.length > 2) throw usage(call, `invalid taint spec: ${text}`);
  const [pair = '', effect = ''] = parts;
  if (parts.length === 2 && !EFFECTS.includes(effect)) throw usage(call, `invalid taint effect: ${effect}, unsupported taint effect`);
  const [key = '', value, ...rest] = parts.length === 2 ? pair.split('=') : [pair];
  if (rest.length > 0) throw usage(call, `invalid taint spec: ${text}`);
  const wrong = [...(value === undefined ? [] : isLabelValue(value)), ...isQualifiedName(key)];
  if (wrong.length > 0) throw usage(call, `invalid taint spec: ${text}, ${wrong.join('; ')}`);
  return { key, ...(value === undefined || value === '' ? {} : { value }), effect };
}

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

export const taintCommand: Command = {
  path: 'taint',
  *run(call) {
    const at = call.args.findIndex((arg) => arg.includes('=') || arg.endsWith('-') || /:/.test(arg));
    const resources = at < 0 ? call.args : call.args.slice(0, at);
    const words = at < 0 ? [] : call.args.slice(at);
    if (resources.length < 1) throw new UsageFailure('error: one or more resources must be specified as <resource> <name>');
    if (words.length < 1) throw new Failure('at least one taint update is required');
    const added: Taint[] = [];
    const removed: { key: string; effect: string }[] = [];
    for (const word of words) {
      if (word.endsWith('-')) {
        removed.push(parseTaint(call, word.slice(0, -1)));
        continue;
      }
      const taint = parseTaint(call, word);
      if (taint.effect === '') throw usage(call, `invalid taint spec: ${word}`);
      if (added.some(({ key, effect }) => key === taint.key && effect === taint.effect)) throw usage(call, `duplicated taints with the same key and effect: {${taint.key} ${taint.value ?? ''} ${taint.effect} <nil>}`);
      added.push(taint);
    }
    const both = removed.filter(({ key, effect }) => added.some((taint) => taint.key === key && (effect === '' || effect === taint.effect)));
    if (both.length > 0) throw new Failure(`can not both modify and remove the following taint(s) in the same command: ${both.map(({ key, effect }) => `${key}=${effect}`).join(', ')}`);
    const [word = ''] = resources[0]!.split('/');
    for (const { resource } of yield* mappingsOf(call, word)) if (resource !== 'nodes') throw new Failure(`invalid resource type ${word}, only node types are supported`);
    const dryRun = dryRunOf(call);
    const printed = yield* objectPrinter(call, true);
    // Nothing is said here about a dry run.
    const print: ObjectPrinter = (object, operation) => printed(object, operation).replace(dryRunNote(call), '');
    const selection = yield* selectByFlags(call, resources);
    const { found, failures } = yield* findObjects(call, selection, { typed: true, selector: call.flags.string('selector') });
    for (const { target, object } of found) {
      try {
        const existing = (object as Node).spec?.taints ?? [];
        const taken = added.filter(({ key, effect }) => existing.some((taint) => taint.key === key && taint.effect === effect));
        if (taken.length > 0 && !call.flags.bool('overwrite')) throw new Failure(`node ${target.name} already has ${taken.map(({ key }) => key).join(',')} taint(s) with same effect(s) and --overwrite is false`);
        for (const { key, effect } of removed) if (!existing.some((taint) => taint.key === key && (effect === '' || taint.effect === effect))) throw new Failure(`taint ${JSON.stringify(effect === '' ? key : `${key}:${effect}`)} not found`);
        const kept = existing.filter((taint) => !removed.some(({ key, effect }) => taint.key === key && (effect === '' || taint.effect === effect)) && !added.some(({ key, effect }) => key === taint.key && effect === taint.effect));
        const taints = [...added, ...kept];
        const { taints: _, ...spec } = (object as Node).spec ?? {};
        const after = { ...object, spec: { ...spec, ...(taints.length > 0 ? { taints } : {}) } } as AnyObject;
        const shown = dryRun === 'client' ? after : yield* patchObject(call, target, object, after, dryRun);
        yield* stdout(print(shown, taken.length > 0 ? 'modified' : added.length === 0 ? 'untainted' : removed.length > 0 ? 'modified' : 'tainted'));
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        failures.push(error);
      }
    }
    report(failures);
  },
};
