/** `kubectl apply view-last-applied` and `set-last-applied`. */
import { sortedJson } from '../../engine/api/sorted-json.ts';
import type { AnyObject } from '../../engine/api/types.ts';
import { stdout } from '../effect.ts';
import { Failure, UsageFailure } from '../failure.ts';
import { indented } from '../printers/json.ts';
import { objectPrinter } from '../printers/object.ts';
import { toYaml } from '../printers/yaml.ts';
import { fileTargets, fromFiles, provide, targetPath, type Target } from '../resources/builder.ts';
import { dryRunOf } from '../resources/dry-run.ts';
import { findObjects, getObject, report } from '../resources/objects.ts';
import { selectByFlags } from '../resources/types.ts';
import type { Command } from './command.ts';
import { LAST_APPLIED } from './create.ts';

export const viewLastAppliedCommand: Command = {
  path: 'apply view-last-applied',
  *run(call) {
    const { flags } = call;
    const output = flags.string('output');
    if (output !== 'yaml' && output !== 'json') throw new UsageFailure(`error: Unexpected -o output mode: ${output}, the flag 'output' must be one of yaml|json\nSee 'kubectl apply view-last-applied -h' for help and examples`);
    const selection = yield* selectByFlags(call, call.args);
    const { found, failures } = yield* findObjects(call, selection, { selector: flags.string('selector') });
    report(failures);
    if (found.length === 0) throw new Failure(`Unable to find any resources`);
    for (const { object } of found) {
      const text = object.metadata.annotations?.[LAST_APPLIED];
      if (text === undefined) continue;
      const value = JSON.parse(text) as unknown;
      yield* stdout(output === 'json' ? `${indented(value, '', '  ')}\n` : toYaml(value));
    }
  },
};

export const setLastAppliedCommand: Command = {
  path: 'apply set-last-applied',
  *run(call) {
    const { flags } = call;
    const dryRun = dryRunOf(call);
    const print = yield* objectPrinter(call);
    if (!fromFiles(call)) throw provide();
    // Every object is looked at before the first one is written.
    const patches: { target: Target; live: AnyObject; text: string }[] = [];
    const failures: Failure[] = [];
    for (const target of yield* fileTargets(call, flags.list('filename'), { args: [] })) {
      const { annotations: given, ...metadata } = target.object!.metadata;
      const { [LAST_APPLIED]: _, ...annotations } = given ?? {};
      const text = `${sortedJson({ ...target.object!, metadata: { ...metadata, ...(Object.keys(annotations).length > 0 ? { annotations } : {}) } })}\n`;
      try {
        const live = yield* getObject(call, target);
        if (live.metadata.annotations?.[LAST_APPLIED] === undefined && !flags.bool('create-annotation')) throw new Failure(`no last-applied-configuration annotation found on resource: ${target.name}, to create the annotation, run the command with --create-annotation`);
        patches.push({ target, live, text });
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        failures.push(error);
      }
    }
    report(failures);
    for (const { target, live, text } of patches) {
      let shown = live;
      if (live.metadata.annotations?.[LAST_APPLIED] === text) {
        yield* stdout(`set-last-applied ${target.name}: no changes required.\n`);
        continue;
      }
      if (dryRun !== 'client') {
        shown = yield* call.client.write('PATCH', targetPath(target), { metadata: { annotations: { [LAST_APPLIED]: text } } }, dryRun === 'server' ? { dryRun: 'All' } : {}, 'application/merge-patch+json');
      }
      yield* stdout(print(shown, 'configured'));
    }
  },
};
