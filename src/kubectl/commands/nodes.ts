/** `kubectl cordon` and `kubectl uncordon`. */
import type { AnyObject, Node } from '../../engine/api/types.ts';
import type { Call } from '../call.ts';
import { stdout, type Steps } from '../effect.ts';
import { UsageFailure } from '../failure.ts';
import { dryRunNote } from '../printers/object.ts';
import { dryRunOf } from '../resources/dry-run.ts';
import { findObjects, report, type Found } from '../resources/objects.ts';
import { select } from '../resources/builder.ts';
import { targetPath } from '../resources/builder.ts';
import type { Command } from './command.ts';

/** The nodes named, or those that `-l` selects. */
export function* nodesOf(call: Call): Steps<Found[]> {
  const { flags, args } = call;
  const selector = flags.string('selector');
  if (args.length === 0 && selector === '') throw new UsageFailure(call.usage(`USAGE: ${call.path} NODE [flags]`));
  if (args.length > 0 && selector !== '') throw new UsageFailure(call.usage('cannot specify both a node name and a --selector option'));
  const words = args.some((arg) => arg.includes('/')) ? [...args] : ['nodes', ...args];
  const selection = yield* select(call, { args: words, selector, typesMeanAll: true });
  const { found, failures } = yield* findObjects(call, selection, { typed: true, selector, chunkSize: flags.has('chunk-size') ? flags.int('chunk-size') : 500 });
  report(failures);
  return found;
}

/** Says what came of it; sends nothing when it is so already. */
export function* cordon(call: Call, { target, object }: Found, wanted: boolean): Steps {
  const dryRun = dryRunOf(call);
  const now = (object as Node).spec?.unschedulable ?? false;
  const done = wanted ? 'cordoned' : 'uncordoned';
  if (now === wanted) return yield* stdout(`node/${target.name} already ${done}${dryRunNote(call)}\n`);
  if (dryRun !== 'client') {
    yield* call.client.write<AnyObject>('PATCH', targetPath(target), { spec: { unschedulable: wanted ? true : null } }, dryRun === 'server' ? { dryRun: 'All' } : {}, 'application/strategic-merge-patch+json');
  }
  yield* stdout(`node/${target.name} ${done}${dryRunNote(call)}\n`);
}

function switching(path: string, wanted: boolean): Command {
  return { path, *run(call) { for (const node of yield* nodesOf(call)) yield* cordon(call, node, wanted); } };
}

export const cordonCommand = switching('cordon', true);
export const uncordonCommand = switching('uncordon', false);
