/** `kubectl drain`: cordons the nodes, then evicts their pods until none is left that may go. */
import type { AnyObject, Node, Pod } from '../../engine/api/types.ts';
import { parseSelector } from '../../engine/api/labels.ts';
import type { Call } from '../call.ts';
import { now, sleep, stderr, stdout, type Steps } from '../effect.ts';
import { Failure, Failures, isNotFound, ServerFailure, UsageFailure } from '../failure.ts';
import { dryRunNote } from '../printers/object.ts';
import { dryRunOf } from '../resources/dry-run.ts';
import type { Command } from './command.ts';
import { cordon, nodesOf } from './nodes.ts';

interface Verdict { readonly go: boolean; readonly warning?: string; readonly fatal?: string }

const DAEMON_WARNING = 'ignoring DaemonSet-managed Pods';
const EMPTYDIR_FATAL = 'cannot delete Pods with local storage (use --delete-emptydir-data to override)';
const UNMANAGED_FATAL = 'cannot delete Pods that declare no controller (use --force to override)';
const DAEMON_FATAL = 'cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore)';
const UNMANAGED_WARNING = 'deleting Pods that declare no controller';
const EMPTYDIR_WARNING = 'deleting Pods with local storage';

export const drainCommand: Command = {
  path: 'drain',
  *run(call) {
    const nodes = yield* nodesOf(call);
    try {
      parseSelector(call.flags.string('pod-selector'));
    } catch {
      throw new Failure('--pod-selector=<pod_selector> must be a valid label selector');
    }
    for (const node of nodes) yield* cordon(call, node, true);
    const failed: string[] = [];
    let last: Failure | undefined;
    for (const node of nodes) {
      try {
        yield* drainNode(call, node.object as Node);
        yield* stdout(`node/${node.target.name} drained${dryRunNote(call)}\n`);
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        yield* stderr(`error: unable to drain node ${JSON.stringify(node.target.name)} due to error: ${error instanceof Failures ? `[${error.message}]` : error.message}, continuing command...\n`);
        failed.push(node.target.name);
        last = error;
      }
    }
    if (!last) return;
    yield* stderr('There are pending nodes to be drained:\n');
    for (const name of failed) yield* stderr(` ${name}\n`);
    throw last instanceof Failures ? new UsageFailure(last.all.map(({ message }) => message).join('\n')) : last.message.startsWith('cannot delete') ? new UsageFailure(last.message) : last;
  },
};

function verdictOf(call: Call, pod: Pod): Verdict {
  const { flags } = call;
  const { metadata, status, spec } = pod;
  if (metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined) return { go: false };
  const skip = flags.int('skip-wait-for-delete-timeout');
  if (metadata.deletionTimestamp && skip > 0) return { go: false };
  const controller = metadata.ownerReferences?.find((owner) => owner.controller);
  const over = status?.phase === 'Succeeded' || status?.phase === 'Failed';
  if (controller?.kind === 'DaemonSet' && !over) return flags.bool('ignore-daemonsets') ? { go: false, warning: DAEMON_WARNING } : { go: false, fatal: DAEMON_FATAL };
  const warnings: string[] = [];
  if (!over && (spec?.volumes ?? []).some(({ emptyDir }) => emptyDir !== undefined)) {
    if (!flags.bool('delete-emptydir-data')) return { go: false, fatal: EMPTYDIR_FATAL };
    warnings.push(EMPTYDIR_WARNING);
  }
  if (!over && !controller) {
    if (!flags.bool('force')) return { go: false, fatal: UNMANAGED_FATAL };
    warnings.push(UNMANAGED_WARNING);
  }
  return { go: true, ...(warnings.length > 0 ? { warning: warnings.at(-1)! } : {}) };
}

function* drainNode(call: Call, node: Node): Steps {
  const { flags } = call;
  const selector = flags.string('pod-selector');
  const { items } = yield* call.client.get<{ items: Pod[] }>('/api/v1/pods', { fieldSelector: `spec.nodeName=${node.metadata.name}`, ...(selector === '' ? {} : { labelSelector: parseSelector(selector).toString() }), limit: String(flags.int('chunk-size')) });
  const leaving: Pod[] = [];
  const warnings = new Map<string, string[]>();
  const fatals = new Map<string, string[]>();
  for (const pod of items) {
    const { go, warning, fatal } = verdictOf(call, pod);
    const name = `${pod.metadata.namespace}/${pod.metadata.name}`;
    if (warning !== undefined) warnings.set(warning, [...(warnings.get(warning) ?? []), name]);
    if (fatal !== undefined) fatals.set(fatal, [...(fatals.get(fatal) ?? []), name]);
    if (go) leaving.push(pod);
  }
  const texts = (map: ReadonlyMap<string, string[]>): string[] => [...map].map(([why, pods]) => `${why}: ${pods.join(', ')}`).sort();
  if (fatals.size > 0) {
    const all = texts(fatals);
    throw all.length === 1 ? new Failure(all[0]!) : new Failures(all.map((text) => new Failure(text)));
  }
  if (warnings.size > 0) yield* stderr(`Warning: ${texts(warnings).join('; ')}\n`);
  yield* evictAll(call, leaving);
}

const RETRY_MS = 5000;

function* evictAll(call: Call, pods: readonly Pod[]): Steps {
  const { flags } = call;
  const dryRun = dryRunOf(call);
  const timeout = flags.duration('timeout');
  const start = yield* now();
  const grace = flags.int('grace-period');
  const evicting = !flags.bool('disable-eviction');
  const todo = pods.map((pod) => ({ pod, dueMs: start, sent: false }));
  const verb = evicting ? 'evicting' : 'deleting', done = evicting ? 'evicted' : 'deleted';
  while (todo.length > 0) {
    const nowMs = yield* now();
    if (timeout > 0 && nowMs - start >= timeout) {
      throw new Failure(`global timeout reached: ${timeoutText(timeout)}`);
    }
    for (const entry of [...todo]) {
      const { namespace, name } = entry.pod.metadata;
      const path = `/api/v1/namespaces/${namespace}/pods/${name}`;
      if (!entry.sent) {
        if (entry.dueMs > nowMs) continue;
        if (evicting || dryRun !== 'none') yield* stdout(`${verb} pod ${namespace}/${name}${dryRunNote(call)}\n`);
        if (dryRun === 'client') { todo.splice(todo.indexOf(entry), 1); continue; }
        try {
          const options = { ...(grace >= 0 ? { gracePeriodSeconds: grace } : {}), ...(dryRun === 'server' ? { dryRun: ['All'] } : {}) };
          if (evicting) yield* call.client.write<AnyObject>('POST', `${path}/eviction`, { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace }, deleteOptions: options });
          else yield* call.client.write<AnyObject>('DELETE', path, options);
          entry.sent = true;
          if (dryRun === 'server') { todo.splice(todo.indexOf(entry), 1); continue; }
        } catch (error) {
          if (isNotFound(error)) { todo.splice(todo.indexOf(entry), 1); continue; }
          if (error instanceof ServerFailure && error.status.reason === 'TooManyRequests') {
            yield* stderr(`error when evicting pods/${JSON.stringify(name)} -n ${JSON.stringify(namespace)} (will retry after 5s): ${error.message}\n`);
            entry.dueMs = nowMs + RETRY_MS;
            continue;
          }
          throw error instanceof Failure ? new Failure(`error when evicting pods/${JSON.stringify(name)} -n ${JSON.stringify(namespace)}: ${error.message}`) : error;
        }
      }
      try {
        const live = yield* call.client.get<Pod>(path);
        if (live.metadata.uid === entry.pod.metadata.uid) continue;
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
      yield* stdout(`pod/${name} ${done}\n`);
      todo.splice(todo.indexOf(entry), 1);
    }
    if (todo.length > 0) yield* sleep(200);
  }
}

const timeoutText = (ms: number): string => `${ms / 1000}s`;
