/** `kubectl apply`: the file's object is created, or what it changes is patched; the file's text is kept in an annotation. */
import { applyMergePatch } from '../../engine/api/patch/merge-patch.ts';
import type { JsonObject } from '../../engine/api/patch/json-value.ts';
import { applyStrategicMergePatch } from '../../engine/api/patch/strategic-merge-patch.ts';
import { schemaOf } from '../../engine/api/schema/types.ts';
import { sortedJson } from '../../engine/api/sorted-json.ts';
import type { AnyObject } from '../../engine/api/types.ts';
import type { Call } from '../call.ts';
import { apiVersionOf, pathOf } from '../client/discovery.ts';
import { stderr, stdout, type Steps } from '../effect.ts';
import { at, Failure, isConflict, isNotFound, ServerFailure, UsageFailure } from '../failure.ts';
import { threeWayDiff, threeWayMergePatch, type Fields } from '../patch/strategic-diff.ts';
import { objectPrinter, type ObjectPrinter } from '../printers/object.ts';
import { fileTargets, targetPath, type Target } from '../resources/builder.ts';
import { dryRunOf, fieldValidationOf, writeQuery, type DryRun } from '../resources/dry-run.ts';
import { getObject, report } from '../resources/objects.ts';
import { applyServerSide } from './apply-server-side.ts';
import { prunedKinds, pruneObjects } from './apply-prune.ts';
import type { Command } from './command.ts';
import { cascadeOf } from './delete.ts';
import { LAST_APPLIED, matches, withLastApplied } from './create.ts';

export const applyCommand: Command = {
  path: 'apply',
  *run(call) {
    const { flags } = call;
    const files = flags.list('filename');
    if (call.args.length > 0) throw new UsageFailure(`error: Unexpected args: [${call.args.join(' ')}]\nSee 'kubectl apply -h' for help and examples`);
    if (files.length === 0 && flags.string('kustomize') === '') throw new Failure('must specify one of -f and -k');
    const dryRun = dryRunOf(call);
    const serverSide = flags.bool('server-side');
    yield* cascadeOf(call);
    if (flags.bool('force-conflicts') && !serverSide) throw new Failure('--force-conflicts only works with --server-side');
    if (flags.bool('force') && serverSide) throw new Failure('--force cannot be used with --server-side');
    if (flags.string('subresource') !== '' && !serverSide) throw new Failure('--subresource can only be specified for --server-side');
    if (flags.bool('all') && flags.string('selector') !== '') throw new Failure('cannot set --all and --selector at the same time');
    if (dryRun === 'client' && serverSide) throw new Failure("--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)");
    if (flags.bool('prune') && flags.string('selector') === '' && !flags.bool('all')) throw new Failure('all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all flag. If you did not mean to prune all resources, specify a label selector');
    const validation = fieldValidationOf(call);
    const print = yield* objectPrinter(call);
    const pruned = flags.bool('prune') ? yield* prunedKinds(call) : [];
    const targets = (yield* fileTargets(call, files, { args: [], recursive: flags.bool('recursive'), validate: validation === 'Strict' })).filter(({ object }) => matches(object!, flags.string('selector')));
    if (targets.length === 0) throw new Failure('no objects passed to apply');
    const failures: Failure[] = [];
    const applied: { target: Target; object: AnyObject }[] = [];
    for (const target of targets) {
      try {
        const object = serverSide ? yield* applyServerSide(call, target, dryRun, validation, print) : yield* applyOne(call, target, dryRun, validation, print);
        applied.push({ target, object });
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        failures.push(error);
      }
    }
    report(failures);
    if (flags.bool('prune')) yield* pruneObjects(call, applied, pruned, dryRun, print);
  },
};

function* applyOne(call: Call, target: Target, dryRun: DryRun, validation: string, print: ObjectPrinter): Steps<AnyObject> {
  const modified = withLastApplied(target.object!);
  let live: AnyObject;
  try {
    live = yield* getObject(call, target);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    if (!isNotFound(error)) throw retrieving(target, error);
    return yield* createNew(call, target, modified, dryRun, validation, print);
  }
  if (live.metadata.annotations?.[LAST_APPLIED] === undefined) {
    yield* stderr(`Warning: resource ${target.mapping.resource}/${target.name} is missing the ${LAST_APPLIED} annotation which is required by ${call.program} apply. ${call.program} apply should only be used on resources created declaratively by either ${call.program} create --save-config or ${call.program} apply. The missing annotation will be patched automatically.\n`);
  }
  if (dryRun === 'client') {
    const patch = patchOf(live, modified, target);
    yield* stdout(print(patched(live, patch, target), Object.keys(patch).length === 0 ? 'unchanged' : 'configured'));
    return live;
  }
  const { object, patch } = yield* patchLive(call, target, modified, live, dryRun, validation);
  yield* stdout(print(object, patch === '{}' ? 'unchanged' : 'configured'));
  return object;
}

/** What a client-side dry run shows: the live object with the patch. */
function patched(live: AnyObject, patch: Fields, target: Target): AnyObject {
  const schema = schemaOf(apiVersionOf(target.mapping), target.mapping.kind);
  const before = live as unknown as JsonObject;
  return (schema ? applyStrategicMergePatch(before, patch, schema) : applyMergePatch(before, patch)) as unknown as AnyObject;
}

function retrieving(target: Target, error: Failure): Failure {
  const text = `error when retrieving current configuration of:\n${describe(target)}\nfrom server for: ${JSON.stringify(target.source ?? '')}: ${error.message}`;
  return error instanceof ServerFailure ? new ServerFailure({ ...error.status, message: text }) : new Failure(text);
}

/** Resource, kind, name and namespace, as kubectl shows an object it failed on. */
function describe({ mapping, name, namespace }: Target): string {
  const version = `${mapping.group}/${mapping.version}`;
  return `Resource: "${version}, Resource=${mapping.resource}", GroupVersionKind: "${version}, Kind=${mapping.kind}"\nName: ${JSON.stringify(name)}, Namespace: ${JSON.stringify(namespace ?? '')}`;
}

function* createNew(call: Call, target: Target, modified: AnyObject, dryRun: DryRun, validation: string, print: ObjectPrinter): Steps<AnyObject> {
  let made = modified;
  if (dryRun !== 'client') {
    try {
      made = yield* call.client.write<AnyObject>('POST', pathOf(target.mapping, target.namespace), modified, writeQuery(call, dryRun, { fieldValidation: validation }));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      throw at(error, 'creating', target.source);
    }
  }
  yield* stdout(print(made, 'created'));
  return made;
}

/** The patch that leads from the live object to the file's, with regard to what the file said last. */
export function patchOf(live: AnyObject, modified: AnyObject, target: Target): Fields {
  const text = live.metadata.annotations?.[LAST_APPLIED];
  const original = (text === undefined ? {} : JSON.parse(text)) as Fields;
  const schema = schemaOf(apiVersionOf(target.mapping), target.mapping.kind);
  const current = live as unknown as Fields;
  return schema ? threeWayDiff(original, modified as unknown as Fields, current, schema) : threeWayMergePatch(original, modified as unknown as Fields, current);
}

const RETRIES = 5;

function* patchLive(call: Call, target: Target, modified: AnyObject, first: AnyObject, dryRun: DryRun, validation: string): Steps<{ object: AnyObject; patch: string }> {
  let live = first;
  for (let attempt = 0; ; attempt++) {
    const patch = sortedJson(patchOf(live, modified, target));
    if (patch === '{}') return { object: live, patch };
    const strategic = schemaOf(apiVersionOf(target.mapping), target.mapping.kind) !== undefined;
    try {
      const object = yield* call.client.write<AnyObject>('PATCH', targetPath(target), patch, writeQuery(call, dryRun, { fieldValidation: validation }), strategic ? 'application/strategic-merge-patch+json' : 'application/merge-patch+json');
      return { object, patch };
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      if (isConflict(error) && attempt < RETRIES) {
        live = yield* getObject(call, target);
        continue;
      }
      const { status } = error instanceof ServerFailure ? error : { status: undefined };
      if (call.flags.bool('force') && (status?.reason === 'Conflict' || status?.reason === 'Invalid')) return { object: yield* deleteAndCreate(call, target, modified, dryRun, validation), patch };
      const inner = at(error, 'patching', target.source);
      const message = `error when applying patch:\n${patch}\nto:\n${describe(target)}\nfor: ${JSON.stringify(target.source ?? '')}: ${inner.message}`;
      throw status ? new ServerFailure({ ...status, message }) : new Failure(message);
    }
  }
}

function* deleteAndCreate(call: Call, target: Target, modified: AnyObject, dryRun: DryRun, validation: string): Steps<AnyObject> {
  yield* call.client.write('DELETE', targetPath(target), { propagationPolicy: 'Background' }, dryRun === 'server' ? { dryRun: 'All' } : {});
  return yield* call.client.write<AnyObject>('POST', pathOf(target.mapping, target.namespace), modified, writeQuery(call, dryRun, { fieldValidation: validation }));
}

