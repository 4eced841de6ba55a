import type { AnyObject } from '../../engine/api/types.ts';
import { sortedJson } from '../../engine/api/sorted-json.ts';
import { schemaOf } from '../../engine/api/schema/types.ts';
import { formatTime } from '../../engine/kernel/time.ts';
import { apiVersionOf, pathOf } from '../client/discovery.ts';
import type { Call } from '../call.ts';
import { now, stdout, type Steps } from '../effect.ts';
import { Failure, withCode, Exit, isNotFound, UsageFailure } from '../failure.ts';
import { withoutManagedFields } from '../printers/object.ts';
import { toYaml } from '../printers/yaml.ts';
import { fileTargets, fromFiles, targetPath, type Target } from '../resources/builder.ts';
import { getObject } from '../resources/objects.ts';
import { unifiedDiff } from '../text/unified-diff.ts';
import { patchOf } from './apply.ts';
import type { Command } from './command.ts';
import { matches, withLastApplied } from './create.ts';

/** Exit code 1: there is a difference; greater: something failed. */
export const diffCommand: Command = {
  path: 'diff',
  *run(call) {
    try {
      yield* diff(call);
    } catch (error) {
      // 1 is for differences.
      if (error instanceof Failure && !(error instanceof Exit)) throw withCode(error, 2);
      throw error;
    }
  },
};

function* diff(call: Call): Steps {
  const { flags } = call;
  if (call.args.length > 0) throw new UsageFailure(call.usage(`Unexpected args: [${call.args.join(' ')}]`));
  const files = flags.list('filename');
  if (!fromFiles(call)) throw new UsageFailure('error: must specify one of -f and -k');
  let different = false;
  const stamp = `${formatTime(yield* now()).replace('T', ' ').replace('Z', '')}.000000000 +0000`;
  const show = (value: AnyObject): string => toYaml(masked(flags.bool('show-managed-fields') ? value : withoutManagedFields(value)));
  for (const target of yield* fileTargets(call, files, { args: [], recursive: flags.bool('recursive') })) {
    if (!matches(target.object!, flags.string('selector'))) continue;
    const { live, merged } = yield* bothOf(call, target);
    const name = `${apiVersionOf(target.mapping).replace('/', '.')}.${target.mapping.kind}.${target.namespace ?? ''}.${target.name}`;
    const text = unifiedDiff(live ? show(live) : '', show(merged), `/tmp/LIVE-1/${name}\t${stamp}`, `/tmp/MERGED-1/${name}\t${stamp}`);
    if (text === '') continue;
    different = true;
    yield* stdout(`diff -u -N /tmp/LIVE-1/${name} /tmp/MERGED-1/${name}\n${text}`);
  }
  if (different) throw new Exit(1);
}

function* bothOf(call: Call, target: Target): Steps<{ live: AnyObject | undefined; merged: AnyObject }> {
  const { flags } = call;
  let live: AnyObject | undefined;
  try {
    live = yield* getObject(call, target);
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
  const dry = { dryRun: 'All', fieldManager: flags.bool('server-side') && !flags.changed('field-manager') ? 'kubectl' : flags.string('field-manager') };
  if (flags.bool('server-side')) {
    const merged = yield* call.client.write<AnyObject>('PATCH', targetPath(target), sortedJson(target.object), { ...dry, force: String(flags.bool('force-conflicts')) }, 'application/apply-patch+yaml');
    return { live, merged };
  }
  const modified = withLastApplied(target.object!);
  if (!live) return { live, merged: yield* call.client.write<AnyObject>('POST', pathOf(target.mapping, target.namespace), target.object, dry) };
  const patch = patchOf(live, modified, target);
  const { metadata, ...rest } = patch as { metadata?: { annotations?: Record<string, unknown>; [field: string]: unknown } };
  const annotations = Object.fromEntries(Object.entries(metadata?.annotations ?? {}).filter(([key]) => key !== 'kubectl.kubernetes.io/last-applied-configuration'));
  const { annotations: _, ...others } = metadata ?? {};
  const body = { ...rest, metadata: { ...others, ...(Object.keys(annotations).length > 0 ? { annotations } : {}), resourceVersion: live.metadata.resourceVersion } };
  if (Object.keys(rest).length === 0 && Object.keys(others).length === 0 && Object.keys(annotations).length === 0) return { live, merged: live };
  const type = schemaOf(apiVersionOf(target.mapping), target.mapping.kind) ? 'application/strategic-merge-patch+json' : 'application/merge-patch+json';
  return { live, merged: yield* call.client.write<AnyObject>('PATCH', targetPath(target), sortedJson(body), dry, type) };
}

/** Values of Secrets are not shown. */
function masked(object: AnyObject): AnyObject {
  if (object.kind !== 'Secret' || typeof object['data'] !== 'object' || object['data'] === null) return object;
  return { ...object, data: Object.fromEntries(Object.keys(object['data']).map((key) => [key, '***'])) };
}
