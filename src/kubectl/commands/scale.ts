import type { AnyObject, Scale } from '../../engine/api/types.ts';
import { kindNameOf } from '../client/discovery.ts';
import { now, sleep, stdout } from '../effect.ts';
import { Failure, isConflict } from '../failure.ts';
import { objectPrinter } from '../printers/object.ts';
import { targetPath } from '../resources/builder.ts';
import { dryRunOf } from '../resources/dry-run.ts';
import { findObjects, report } from '../resources/objects.ts';
import { selectByFlags } from '../resources/types.ts';
import type { Command } from './command.ts';

export const scaleCommand: Command = {
  path: 'scale',
  required: ['replicas'],
  *run(call) {
    const { flags } = call;
    const replicas = flags.int('replicas');
    if (replicas < 0) throw new Failure('The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0');
    const dryRun = dryRunOf(call);
    const print = yield* objectPrinter(call);
    const selection = yield* selectByFlags(call, call.args);
    const { found, failures } = yield* findObjects(call, selection, { selector: flags.string('selector') });
    if (found.length === 0 && failures.length === 0) throw new Failure('no objects passed to scale');
    const expectedVersion = flags.string('resource-version');
    if (expectedVersion !== '' && found.length > 1) throw new Failure('cannot use --resource-version with multiple resources');
    const expected = flags.int('current-replicas');
    for (const { target, object } of found) {
      const path = targetPath(target, 'scale');
      try {
        if (dryRun !== 'client') {
          const scale = expected >= 0 || expectedVersion !== '' ? yield* call.client.get<Scale>(path) : undefined;
          if (scale && expected >= 0 && scale.spec?.replicas !== expected) throw new Failure(`Expected replicas to be ${expected}, was ${scale.spec?.replicas ?? 0}`);
          if (scale && expectedVersion !== '' && scale.metadata.resourceVersion !== expectedVersion) throw new Failure(`Expected resource version to be ${expectedVersion}, was ${scale.metadata.resourceVersion}`);
          const query = dryRun === 'server' ? { dryRun: 'All' } : {};
          if (scale) yield* call.client.write('PUT', path, { ...scale, spec: { ...scale.spec, replicas } }, query);
          else yield* call.client.write('PATCH', path, { spec: { replicas } }, query, 'application/merge-patch+json');
        }
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        failures.push(isConflict(error) ? error : error);
        continue;
      }
      yield* stdout(print(object, 'scaled'));
      const timeout = flags.duration('timeout');
      if (timeout !== 0 && dryRun === 'none') {
        const deadline = (yield* now()) + timeout;
        for (;;) {
          const live = yield* call.client.get<AnyObject>(targetPath(target));
          const status = live['status'] as { replicas?: number; observedGeneration?: number } | undefined;
          if ((status?.replicas ?? 0) === replicas && (status?.observedGeneration ?? 0) >= (live.metadata.generation ?? 0)) break;
          if ((yield* now()) >= deadline) throw new Failure(`timed out waiting for ${JSON.stringify(`${kindNameOf(target.mapping)}/${target.name}`)} to be synced`);
          yield* sleep(100);
        }
      }
    }
    report(failures);
  },
};
