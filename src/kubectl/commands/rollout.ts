import { sortedJson } from '../../engine/api/sorted-json.ts';
import type { AnyObject, Deployment, PodTemplateSpec } from '../../engine/api/types.ts';
import { formatTime } from '../../engine/kernel/time.ts';
import type { Call } from '../call.ts';
import { groupResourceOf, pathOf } from '../client/discovery.ts';
import { podTemplateLines } from '../describe/pod-template.ts';
import { DescribeWriter } from '../describe/describer.ts';
import { now, stderr, stdout, type Steps } from '../effect.ts';
import { Failure, UsageFailure } from '../failure.ts';
import { formatOf, objectPrinter, typeName, valuePrinter } from '../printers/object.ts';
import { fromFiles, targetPath, type Target } from '../resources/builder.ts';
import { dryRunOf } from '../resources/dry-run.ts';
import { findObjects, report, type Found } from '../resources/objects.ts';
import { patchObject } from '../resources/patch-object.ts';
import { selectByFlags } from '../resources/types.ts';
import { listOne, watchEvents } from '../resources/watch.ts';
import { aligned } from '../text/tabwriter.ts';
import type { Command } from './command.ts';
import { LAST_APPLIED } from './create.ts';
import { historyOf, progressOf, type Revision } from './rollout-kinds.ts';

function* objectsOf(call: Call): Steps<{ found: Found[]; failures: Failure[] }> {
  if (call.args.length === 0 && !fromFiles(call)) throw new UsageFailure('error: required resource not specified');
  const selection = yield* selectByFlags(call, call.args, { typesMeanAll: true });
  return yield* findObjects(call, selection, { typed: true, selector: call.flags.has('selector') ? call.flags.string('selector') : '' });
}

export const rolloutStatusCommand: Command = {
  path: 'rollout status',
  *run(call) {
    const { flags } = call;
    const revision = flags.int('revision');
    if (revision < 0) throw new Failure(`revision must be a positive integer: ${revision}`);
    const { found, failures } = yield* objectsOf(call);
    report(failures);
    if (found.length === 0) yield* stderr(`No resources found in ${call.namespace} namespace.\n`);
    const timeout = flags.duration('timeout');
    const deadline = timeout > 0 ? (yield* now()) + timeout : undefined;
    for (const { target, object } of found) yield* follow(call, target, object, revision, deadline);
  },
};

function* follow(call: Call, { mapping, namespace, name }: Target, first: AnyObject, revision: number, deadline: number | undefined): Steps {
  const progress = progressOf(first, revision);
  if (!call.flags.bool('watch')) return yield* stdout(progress.text);
  yield* stdout(progress.text);
  if (progress.done) return;
  const { version } = yield* listOne(call, pathOf(mapping, namespace), name);
  const stream = watchEvents<AnyObject>(call, pathOf(mapping, namespace), { fieldSelector: `metadata.name=${name}`, resourceVersion: version, watch: 'true' });
  for (;;) {
    const event = yield* stream.next(deadline);
    if (event === undefined) throw new Failure('timed out waiting for the condition');
    if (event.type === 'DELETED') throw new Failure('object has been deleted');
    if (event.type === 'BOOKMARK' || event.type === 'ERROR') continue;
    const { text, done } = progressOf({ ...event.object, kind: mapping.kind }, revision);
    yield* stdout(text);
    if (done) return yield* stream.close();
  }
}

export const rolloutHistoryCommand: Command = {
  path: 'rollout history',
  *run(call) {
    const wanted = call.flags.int('revision');
    if (wanted < 0) throw new Failure(`revision must be a positive integer: ${wanted}`);
    const { found, failures } = yield* objectsOf(call);
    const format = formatOf(call);
    const print = format.name === '' ? undefined : yield* valuePrinter(call, format, true);
    for (const { target, object } of found) {
      const revisions = yield* historyOf(call, object);
      const name = `${typeName(object)}/${target.name}`;
      if (wanted > 0) {
        const revision = revisions.find(({ number }) => number === wanted);
        if (!revision) throw new Failure('unable to find the specified revision');
        yield* stdout(print ? print(revision.holder) : `${name} with revision #${wanted}\n${templateText(revision)}\n`);
      } else if (print) {
        for (const { holder } of revisions) yield* stdout(print(holder));
      } else {
        const rows = revisions.map(({ number, cause }) => `${number}\t${cause || '<none>'}\n`).join('');
        yield* stdout(`${name} \n${revisions.length === 0 ? 'No rollout history found.' : aligned(`REVISION\tCHANGE-CAUSE\n${rows}`, { minWidth: 0, padding: 2 })}\n`);
      }
    }
    report(failures);
  },
};

/** Not aligned: kubectl prints the template with bare tabs here. */
function templateText({ template, cause, holder }: Revision): string {
  const shown = cause === '' || holder.kind !== 'ReplicaSet' ? template
    : { ...template, metadata: { ...template.metadata, annotations: { ...template.metadata?.annotations, 'kubernetes.io/change-cause': cause } } };
  const out = new DescribeWriter();
  podTemplateLines(out, shown);
  return out.raw();
}

export const rolloutUndoCommand: Command = {
  path: 'rollout undo',
  *run(call) {
    const to = call.flags.int('to-revision');
    const dryRun = dryRunOf(call);
    const print = yield* objectPrinter(call, true);
    const { found, failures } = yield* objectsOf(call);
    for (const { target, object } of found) {
      if (object.metadata.annotations?.[LAST_APPLIED] !== undefined) {
        yield* stderr(`Warning: resource ${target.mapping.resource}/${target.name} was previously managed with 'kubectl apply'. Rolling back will not update the kubectl.kubernetes.io/last-applied-configuration annotation, which may cause unexpected behavior on future 'kubectl apply' operations. Consider using 'kubectl apply' with your previous configuration file instead.\n`);
      }
      const revisions = yield* historyOf(call, object, 'rollbacker');
      const revision = chosen(revisions, to, object);
      if (dryRun === 'client') { yield* stdout(print(object, templateText(revision))); continue; }
      if (object.kind === 'Deployment' && (object as Deployment).spec?.paused) throw new Failure('you cannot rollback a paused deployment; resume it first with \'kubectl rollout resume\' and try again');
      const outcome = yield* rollBack(call, target, object, revision, dryRun === 'server');
      yield* stdout(print(object, outcome));
    }
    report(failures);
  },
};

function chosen(revisions: readonly Revision[], to: number, { kind, metadata }: AnyObject): Revision {
  const noun = kind === 'Deployment' ? `deployment ${JSON.stringify(metadata.name)}` : kind === 'DaemonSet' ? `daemon set ${JSON.stringify(metadata.name)}` : `statefulset ${JSON.stringify(metadata.name)}`;
  if (to > 0) {
    const found = revisions.find(({ number }) => number === to);
    if (!found) throw new Failure(`unable to find specified revision ${to} in history`);
    return found;
  }
  if (revisions.length < 2) throw new Failure(kind === 'Deployment' ? `no rollout history found for ${noun}` : 'no last revision to roll back to');
  return revisions.at(-2)!;
}

function* rollBack(call: Call, target: Target, object: AnyObject, { template, holder, number }: Revision, dryRun: boolean): Steps<string> {
  const query = dryRun ? { dryRun: 'All' } : {};
  const path = targetPath(target);
  if (object.kind !== 'Deployment') {
    const live = (object['spec'] as { template: PodTemplateSpec }).template;
    if (sameTemplate(live, template)) return `skipped rollback (current template already matches revision ${number})`;
    yield* call.client.write('PATCH', path, (holder as { data?: unknown }).data, query, 'application/strategic-merge-patch+json');
    return 'rolled back';
  }
  const labels = { ...template.metadata?.labels };
  delete labels['pod-template-hash'];
  const clean = { ...template, metadata: { ...template.metadata, labels } };
  const spec = (object as Deployment).spec!;
  if (sameTemplate(spec.template, clean)) return `skipped rollback (current template already matches revision ${number})`;
  const annotations: Record<string, string> = {};
  for (const [key, value] of Object.entries(object.metadata.annotations ?? {})) if (KEPT.has(key)) annotations[key] = value;
  for (const [key, value] of Object.entries(holder.metadata.annotations ?? {})) if (!KEPT.has(key)) annotations[key] = value;
  yield* call.client.write('PATCH', path, [{ op: 'replace', path: '/spec/template', value: clean }, { op: 'replace', path: '/metadata/annotations', value: annotations }], query, 'application/json-patch+json');
  return 'rolled back';
}

/** Annotations that stay the Deployment's own. */
const KEPT = new Set([LAST_APPLIED, 'deployment.kubernetes.io/revision', 'deployment.kubernetes.io/revision-history', 'deployment.kubernetes.io/desired-replicas', 'deployment.kubernetes.io/max-replicas', 'deprecated.deployment.rollback.to']);

const sameTemplate = (a: PodTemplateSpec | undefined, b: PodTemplateSpec): boolean => sortedJson(plain(a)) === sortedJson(plain(b));

const plain = (template: PodTemplateSpec | undefined): unknown => {
  const { creationTimestamp: _, ...metadata } = template?.metadata ?? {};
  return { metadata, spec: template?.spec };
};

/** A command that changes one field of the spec. */
function changing(path: string, done: string, change: (object: AnyObject, target: Target, nowMs: number) => AnyObject): Command {
  return {
    path,
    *run(call) {
      const dryRun = call.flags.has('dry-run') ? dryRunOf(call) : 'none';
      const print = yield* objectPrinter(call, true);
      const { found, failures } = yield* objectsOf(call);
      const nowMs = yield* now();
      for (const { target, object } of found) {
        try {
          const after = change(object, target, nowMs);
          const shown = dryRun === 'client' ? after : yield* patchObject(call, target, object, after, dryRun);
          yield* stdout(print(shown, done));
        } catch (error) {
          if (!(error instanceof Failure)) throw error;
          failures.push(error);
        }
      }
      report(failures);
    },
  };
}

type Spec = Record<string, unknown> & { paused?: boolean; template?: PodTemplateSpec };
const specOf = (object: AnyObject): Spec => (object['spec'] ?? {}) as Spec;
const named = ({ mapping, name }: Target): string => `${groupResourceOf(mapping)} ${JSON.stringify(name)}`;

export const rolloutPauseCommand = changing('rollout pause', 'paused', (object, target) => {
  if (object.kind !== 'Deployment') throw new Failure(`${named(target)} pausing is not supported`);
  if (specOf(object).paused) throw new Failure(`${named(target)} is already paused`);
  return { ...object, spec: { ...specOf(object), paused: true } };
});

export const rolloutResumeCommand = changing('rollout resume', 'resumed', (object, target) => {
  if (object.kind !== 'Deployment') throw new Failure(`${named(target)} resuming is not supported`);
  if (!specOf(object).paused) throw new Failure(`${named(target)} is not paused`);
  const { paused: _, ...spec } = specOf(object);
  return { ...object, spec };
});

export const rolloutRestartCommand = changing('rollout restart', 'restarted', (object, target, nowMs) => {
  if (!['Deployment', 'DaemonSet', 'StatefulSet'].includes(object.kind ?? '')) throw new Failure(`${named(target)} restarting is not supported`);
  const spec = specOf(object);
  if (spec.paused) throw new Failure(`${named(target)} can't restart paused deployment (run rollout resume first)`);
  const metadata = { ...spec.template?.metadata, annotations: { ...spec.template?.metadata?.annotations, 'kubectl.kubernetes.io/restartedAt': formatTime(nowMs) } };
  return { ...object, spec: { ...spec, template: { ...spec.template, metadata } } };
});
