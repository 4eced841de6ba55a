import type { AnyObject, Pod } from '../../engine/api/types.ts';
import { compileLabelSelector } from '../../engine/api/labels.ts';
import type { Call } from '../call.ts';
import { close, read, stderr, stdout, type Steps } from '../effect.ts';
import { Failure, isNotFound, UsageFailure } from '../failure.ts';
import { goTypeOf } from '../text/go-type.ts';
import { selectByFlags } from '../resources/types.ts';
import { getObject, requireGoType } from '../resources/objects.ts';
import type { Command } from './command.ts';

export const logsCommand: Command = {
  path: 'logs',
  *run(call) {
    const { flags, args } = call;
    const selector = flags.string('selector');
    if (args.length === 0 && selector === '') throw usage("expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command");
    if (args.length > 2) throw usage("expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command");
    if (args.length > 0 && selector !== '') throw usage('only a selector (-l) or a POD name is allowed');
    if (flags.duration('since') !== 0 && flags.string('since-time') !== '') throw new Failure('at most one of `sinceTime` or `sinceSeconds` may be specified');
    if (flags.bool('all-containers') && flags.string('container') !== '') throw new Failure(`--all-containers=true should not be specified with container name ${flags.string('container')}`);
    if (flags.string('since-time') !== '' && !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(flags.string('since-time'))) throw new Failure(timeError(flags.string('since-time')));
    if (flags.int('limit-bytes') < 0 || (flags.changed('limit-bytes') && flags.int('limit-bytes') === 0)) throw new Failure('--limit-bytes must be greater than 0');
    if (flags.changed('tail') && flags.int('tail') < -1) throw new Failure('--tail must be greater than or equal to -1');
    if (flags.changed('pod-running-timeout') && flags.duration('pod-running-timeout') <= 0) throw new UsageFailure('error: --pod-running-timeout must be higher than zero');
    const pods = selector === '' ? yield* podsOf(call, args[0]!) : yield* podsBySelector(call, selector);
    const named = args[1] ?? flags.string('container');
    const every = flags.bool('all-containers');
    const sources: { pod: Pod; container: string }[] = [];
    for (const pod of pods) {
      const { spec } = pod;
      const all = [...(spec?.initContainers ?? []), ...(spec?.containers ?? []), ...(spec?.ephemeralContainers ?? [])].map(({ name }) => name);
      if (every) { sources.push(...all.map((container) => ({ pod, container }))); continue; }
      const container = named || (yield* defaultContainer(pod));
      if (!all.includes(container)) throw new Failure(`container ${container} is not valid for pod ${pod.metadata.name} out of: ${choices(pod).join(', ')}`);
      sources.push({ pod, container });
    }
    const follow = flags.bool('follow');
    const limit = flags.int('max-log-requests');
    if (follow && sources.length > limit) throw new Failure(`you are attempting to follow ${sources.length} log streams, but maximum allowed concurrency is ${limit}, use --max-log-requests to increase the limit`);
    if (follow && sources.length > 1) return yield* together(call, sources, selector !== '' && !flags.changed('tail'));
    for (const { pod, container } of sources) {
      try {
        yield* copy(call, pod, container, selector !== '' && !flags.changed('tail'));
      } catch (error) {
        if (!(error instanceof Failure) || !flags.bool('ignore-errors')) throw error;
        yield* stderr(`error: ${error.message}\n`);
      }
    }
  },
};

/** As Go's time package says what it expected first. */
function timeError(text: string): string {
  const layout = '2006-01-02T15:04:05Z07:00';
  const parts: readonly (readonly [RegExp, string])[] = [[/^\d{4}/, '2006'], [/^-/, '-'], [/^\d\d/, '01'], [/^-/, '-'], [/^\d\d/, '02'], [/^T/, 'T'], [/^\d\d/, '15'], [/^:/, ':'], [/^\d\d/, '04'], [/^:/, ':'], [/^\d\d/, '05'], [/^(\.\d+)?(Z|[+-]\d\d:\d\d)$/, 'Z07:00']];
  let rest = text;
  for (const [pattern, name] of parts) {
    const m = pattern.exec(rest);
    if (!m) return `parsing time ${JSON.stringify(text)} as ${JSON.stringify(layout)}: cannot parse ${JSON.stringify(rest)} as ${JSON.stringify(name)}`;
    rest = rest.slice(m[0].length);
  }
  return `parsing time ${JSON.stringify(text)}`;
}

const usage = (message: string): Failure => new UsageFailure(`error: ${message}\nSee 'kubectl logs -h' for help and examples`);

/** A log as the flags want it. `tenLines`: no more of each, unless told. */
function* sourceOf(call: Call, pod: Pod, container: string, tenLines: boolean): Steps<Source> {
  const { flags } = call;
  const { name = '', namespace = '' } = pod.metadata;
  const query: Record<string, string | undefined> = { container };
  if (flags.bool('follow')) query['follow'] = 'true';
  if (flags.bool('previous')) query['previous'] = 'true';
  if (flags.bool('timestamps')) query['timestamps'] = 'true';
  if (flags.bool('insecure-skip-tls-verify-backend')) query['insecureSkipTLSVerifyBackend'] = 'true';
  if (flags.duration('since') !== 0) query['sinceSeconds'] = String(Math.round(flags.duration('since') / 1000));
  if (flags.string('since-time') !== '') query['sinceTime'] = flags.string('since-time');
  if (flags.int('limit-bytes') !== 0) query['limitBytes'] = String(flags.int('limit-bytes'));
  if (flags.int('tail') >= 0) query['tailLines'] = String(flags.int('tail'));
  else if (tenLines) query['tailLines'] = '10';
  const prefix = flags.bool('prefix') || (flags.has('all-pods') && flags.bool('all-pods')) ? `[pod/${name}/${container}] ` : '';
  const path = `/api/v1/namespaces/${namespace}/pods/${name}/log`;
  return { stream: yield* call.client.stream(path, query, 'application/json, */*'), prefix, rest: '', ended: false };
}

interface Source { readonly stream: number; readonly prefix: string; rest: string; ended: boolean }

/** Prints what came next of a log, its prefix before whole lines. */
function* print(source: Source, timeoutMs?: number): Steps {
  const chunk = yield* read(source.stream, timeoutMs);
  if (chunk === 'timeout' && timeoutMs !== undefined) return;
  if (chunk === 'end' || chunk === 'timeout') {
    source.ended = true;
    if (source.rest !== '') yield* stdout(`${source.prefix}${source.rest}`);
    return yield* close(source.stream);
  }
  if (source.prefix === '') return yield* stdout(chunk.text);
  const lines = (source.rest + chunk.text).split('\n');
  source.rest = lines.pop()!;
  yield* stdout(lines.map((one) => `${source.prefix}${one}\n`).join(''));
}

function* copy(call: Call, pod: Pod, container: string, tenLines: boolean): Steps {
  const source = yield* sourceOf(call, pod, container, tenLines);
  while (!source.ended) yield* print(source);
}

const TURN_MS = 100;

/** Several logs at once, each in its turn. */
function* together(call: Call, wanted: readonly { pod: Pod; container: string }[], tenLines: boolean): Steps {
  const sources: Source[] = [];
  for (const { pod, container } of wanted) sources.push(yield* sourceOf(call, pod, container, tenLines));
  while (sources.some(({ ended }) => !ended)) for (const source of sources) if (!source.ended) yield* print(source, TURN_MS);
}

export function choices(pod: Pod): string[] {
  const { containers = [], initContainers = [], ephemeralContainers = [] } = pod.spec ?? {};
  return [...containers.map(({ name }) => name), ...initContainers.map(({ name }) => `${name} (init)`), ...ephemeralContainers.map(({ name }) => `${name} (ephem)`)];
}

/** The annotated or first container; says so when there are several. */
export function* defaultContainer(pod: Pod, note: (text: string) => Steps = stderr): Steps<string> {
  const annotated = pod.metadata.annotations?.['kubectl.kubernetes.io/default-container'];
  const { containers = [] } = pod.spec ?? {};
  if (annotated) {
    if (containers.some(({ name }) => name === annotated)) return annotated;
    yield* note(`Default container name ${JSON.stringify(annotated)} not found in pod ${pod.metadata.name}\n`);
  }
  const names = choices(pod);
  const first = containers[0]!.name;
  if (names.length > 1) yield* note(`Defaulted container ${JSON.stringify(first)} out of: ${names.join(', ')}\n`);
  return first;
}

function* podsBySelector(call: Call, selector: string): Steps<Pod[]> {
  const { items } = yield* call.client.get<{ items: Pod[] }>(`/api/v1/namespaces/${call.namespace}/pods`, { labelSelector: selector });
  if (items.length === 0) yield* stderr(`No resources found in ${call.namespace} namespace.\n`);
  return items.map((item) => ({ kind: 'Pod', apiVersion: 'v1', ...item }));
}

function* podsOf(call: Call, word: string): Steps<Pod[]> {
  if (!word.includes('/')) {
    const mapping = yield* call.mapping('pods');
    try {
      return [yield* getObject<Pod>(call, { mapping, namespace: call.namespace, name: word })];
    } catch (error) {
      if (isNotFound(error)) throw new UsageFailure(`error: error from server (NotFound): ${error.message} in namespace ${JSON.stringify(call.namespace)}`);
      throw error;
    }
  }
  const selection = yield* selectByFlags(call, [word], { selector: '' });
  if (selection.by !== 'name') return [];
  let object: AnyObject;
  try {
    object = yield* getObject(call, selection.targets[0]!);
  } catch (error) {
    if (isNotFound(error)) throw new UsageFailure(`error: error from server (NotFound): ${error.message} in namespace ${JSON.stringify(call.namespace)}`);
    throw error;
  }
  if (object.kind === 'Pod') return [object as Pod];
  requireGoType(object);
  if (!(object['spec'] as { selector?: object } | undefined)?.selector) throw new Failure(`cannot get the logs from *${goTypeOf(object)}: selector for *${goTypeOf(object)} not ${'implemented'}`);
  const pods = yield* podsBehind(call, object);
  const [first] = pods;
  if (!first) throw new Failure(`timed out waiting for the condition`);
  if (call.flags.has('all-pods') && call.flags.bool('all-pods')) return pods;
  if (pods.length > 1) yield* stderr(`Found ${pods.length} pods, using pod/${first.metadata.name}\n`);
  return [first];
}

/** The pods of a workload or service, those that most likely run first. */
export function* podsBehind(call: Call, object: AnyObject): Steps<Pod[]> {
  const spec = object['spec'] as { selector?: object } | undefined;
  if (!spec?.selector) throw new Failure(`selector for ${object.kind} is not known`);
  const plain = object.kind === 'Service' || object.kind === 'ReplicationController';
  const selector = compileLabelSelector(plain ? { matchLabels: spec.selector as Record<string, string> } : spec.selector).toString();
  const { items } = yield* call.client.get<{ items: Pod[] }>(`/api/v1/namespaces/${object.metadata.namespace}/pods`, { labelSelector: selector });
  const rank = (pod: Pod): string => `${pod.spec?.nodeName ? 0 : 1}${pod.status?.phase === 'Running' ? 0 : pod.status?.phase === 'Pending' ? 2 : 1}${pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ? 0 : 1}${pod.metadata.creationTimestamp}`;
  return items.map((item) => ({ kind: 'Pod', apiVersion: 'v1', ...item })).sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
}
