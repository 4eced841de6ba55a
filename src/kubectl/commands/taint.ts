import type { AnyObject, Node, Taint } from '../../engine/api/types.ts';
import { stdout } from '../effect.ts';
import { Failure, UsageFailure } from '../failure.ts';
import { objectPrinter } from '../printers/object.ts';
import { dryRunOf } from '../resources/dry-run.ts';
import { findObjects, report } from '../resources/objects.ts';
import { patchObject } from '../resources/patch-object.ts';
import { selectByFlags } from '../resources/types.ts';
import type { Command } from './command.ts';

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
        const [key = '', effect = ''] = word.slice(0, -1).split(':');
        removed.push({ key: key.split('=')[0]!, effect });
        continue;
      }
      const m = /^([^=:]+)(?:=([^:]*))?:(\w+)$/.exec(word);
      if (!m) throw new Failure(`invalid taint spec: ${word}`);
      if (!EFFECTS.includes(m[3]!)) throw new UsageFailure(`error: invalid taint effect: ${m[3]}, unsupported taint effect\nSee 'kubectl taint -h' for help and examples`);
      added.push({ key: m[1]!, ...(m[2] === undefined || m[2] === '' ? {} : { value: m[2] }), effect: m[3]! });
    }
    const dryRun = dryRunOf(call);
    const print = yield* objectPrinter(call);
    const selection = yield* selectByFlags(call, resources);
    const { found, failures } = yield* findObjects(call, selection, { selector: call.flags.string('selector') });
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
