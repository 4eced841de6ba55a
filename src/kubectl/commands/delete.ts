import type { AnyObject } from '../../engine/api/types.ts';
import type { Call } from '../call.ts';
import { kindNameOf, pathOf } from '../client/discovery.ts';
import { now, sleep, stderr, stdin, stdout, type Steps } from '../effect.ts';
import { at, Failure, isNotFound, UsageFailure } from '../failure.ts';
import { dryRunNote, formatOf } from '../printers/object.ts';
import type { Target } from '../resources/builder.ts';
import { targetPath } from '../resources/builder.ts';
import { dryRunOf, type DryRun } from '../resources/dry-run.ts';
import { chunked, refusedList } from '../resources/list.ts';
import { report } from '../resources/objects.ts';
import { selectByFlags } from '../resources/types.ts';
import type { Command } from './command.ts';

export const deleteCommand: Command = {
  path: 'delete',
  *run(call) {
    const { flags } = call;
    if (flags.string('raw') !== '') {
      const { body } = yield* call.client.send('DELETE', flags.string('raw'));
      return yield* stdout(body);
    }
    const format = formatOf(call).name;
    if (format !== '' && format !== 'name') throw new Failure(`unexpected -o output mode: ${format}. We only support '-o name'`);
    const dryRun = dryRunOf(call);
    const policy = yield* cascadeOf(call);
    if (flags.bool('all') && flags.string('selector') !== '') throw new Failure("setting 'all' parameter but found a non empty selector. ");
    const grace = graceOf(call);
    const selection = yield* selectByFlags(call, call.args, {});
    const all = flags.bool('all') && selection.by === 'type';
    let ignoreMissing = flags.bool('ignore-not-found') || (all && !flags.changed('ignore-not-found'));
    if (selection.by === 'type' && flags.string('selector') !== '' && !flags.changed('ignore-not-found')) ignoreMissing = true;
    if (grace.force) yield* stderr('Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.\n');
    const failures: Failure[] = [];
    const targets: Target[] = selection.by === 'type' ? yield* listed(call, selection.collections) : [...selection.targets];
    if (call.flags.bool('all-namespaces') === false && selection.by !== 'type' && targets.some(({ mapping }) => !mapping.namespaced) && call.namespaceGiven) {
      yield* stderr('Warning: deleting cluster-scoped resources, not scoped to the provided namespace\n');
    }
    if (flags.bool('interactive') && dryRun === 'none' && targets.length > 0) {
      const names = targets.map(({ mapping, name }) => `${kindNameOf(mapping)}/${name}\n`).join('');
      yield* stdout(`You are about to delete the following ${targets.length} resource(s):\n${names}Do you want to continue? (y/N): `);
      if (!/^(y|yes)$/i.test((yield* stdin()).trim())) return yield* stdout('deletion is cancelled\n');
    }
    const deleted: { target: Target; uid: string | undefined }[] = [];
    for (const target of targets) {
      try {
        if (dryRun !== 'client') {
          const answer = yield* call.client.write<AnyObject & { details?: { uid?: string } }>('DELETE', targetPath(target), { ...(grace.seconds >= 0 ? { gracePeriodSeconds: grace.seconds } : {}), propagationPolicy: policy, ...(dryRun === 'server' ? { dryRun: ['All'] } : {}) });
          deleted.push({ target, uid: answer.metadata?.uid ?? answer.details?.uid });
        }
        yield* stdout(deletedText(call, target, grace.seconds === 0 && grace.force, format === 'name', dryRun));
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        if (isNotFound(error) && ignoreMissing) continue;
        failures.push(at(error, 'deleting', target.source));
      }
    }
    if (targets.length === 0 && format !== 'name') yield* stdout('No resources found\n');
    if (flags.bool('wait') && dryRun === 'none') yield* waitGone(call, deleted, failures);
    report(failures);
  },
};

function* listed(call: Call, collections: readonly { mapping: Target['mapping']; namespace: string | undefined }[]): Steps<Target[]> {
  const targets: Target[] = [];
  const { flags } = call;
  for (const { mapping, namespace } of collections) {
    const query = { ...(flags.string('selector') === '' ? {} : { labelSelector: flags.string('selector') }), ...(flags.string('field-selector') === '' ? {} : { fieldSelector: flags.string('field-selector') }) };
    try {
      for (const { items } of yield* chunked<{ items: AnyObject[] }>(call, pathOf(mapping, namespace), query, undefined)) {
        for (const { metadata } of items) targets.push({ mapping, namespace: mapping.namespaced ? metadata.namespace : undefined, name: metadata.name ?? '' });
      }
    } catch (error) {
      throw refusedList(error, mapping, query);
    }
  }
  return targets;
}

/** `--cascade` as a propagation policy. */
export function* cascadeOf(call: Call): Steps<string> {
  const value = call.flags.string('cascade');
  if (/^(1|t|true|0|f|false)$/i.test(value)) {
    const instead = /^[1t]/i.test(value) ? 'background' : 'orphan';
    yield* stderr(`warning: --cascade=${value} is deprecated (boolean value) and can be replaced with --cascade=${instead}.\n`);
    return instead === 'background' ? 'Background' : 'Orphan';
  }
  switch (value) {
    case 'background': return 'Background';
    case 'foreground': return 'Foreground';
    case 'orphan': return 'Orphan';
    default: throw new Failure(`invalid cascade value (${value}). Must be "background", "foreground", or "orphan"`);
  }
}

function graceOf(call: Call): { seconds: number; force: boolean } {
  const { flags } = call;
  let seconds = flags.int('grace-period');
  const force = flags.bool('force');
  if (flags.bool('now') && seconds !== -1) throw new Failure('--now and --grace-period cannot be specified together');
  if (flags.bool('now')) seconds = 1;
  if (seconds === 0 && !force) seconds = 1;
  if (force && seconds < 0) seconds = 0;
  if (force && seconds > 0) throw new Failure('--force and --grace-period greater than 0 cannot be specified together');
  return { seconds, force };
}

function deletedText(call: Call, { mapping, namespace, name }: Target, forced: boolean, short: boolean, dryRun: DryRun): string {
  if (short) return `${kindNameOf(mapping)}/${name}\n`;
  const where = namespace === undefined ? '' : ` from ${namespace} namespace`;
  return `${kindNameOf(mapping)} ${JSON.stringify(name)} ${forced ? 'force deleted' : 'deleted'}${where}${dryRun === 'none' ? '' : dryRunNote(call)}\n`;
}

const POLL_MS = 200;

/** Until each object is gone, or another one of its name has come. */
export function* waitGone(call: Call, deleted: readonly { target: Target; uid: string | undefined }[], failures: Failure[]): Steps {
  const timeout = call.flags.has('timeout') ? call.flags.duration('timeout') : 0;
  const deadline = (yield* now()) + (timeout > 0 ? timeout : 168 * 3_600_000);
  for (const { target, uid } of deleted) {
    for (;;) {
      try {
        const live = yield* call.client.get<AnyObject>(targetPath(target));
        if (uid !== undefined && live.metadata.uid !== uid) break;
      } catch (error) {
        if (isNotFound(error)) break;
        if (!(error instanceof Failure)) throw error;
        failures.push(error);
        break;
      }
      if ((yield* now()) >= deadline) {
        failures.push(new UsageFailure(`error: timed out waiting for the condition on ${target.mapping.resource}/${target.name}`));
        break;
      }
      yield* sleep(POLL_MS);
    }
  }
}
