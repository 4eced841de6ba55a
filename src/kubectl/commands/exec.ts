/** `kubectl exec`, `attach`, `port-forward`, `cp`: what they ask of the API server; the driver joins the streams. */
import type { Status } from '../../engine/api/errors.ts';
import type { Pod } from '../../engine/api/types.ts';
import type { Call } from '../call.ts';
import { encodeQuery } from '../client/client.ts';
import { open, read, stderr, stdin, stdout, type HttpReply, type Steps } from '../effect.ts';
import { Exit, Failure, UsageFailure } from '../failure.ts';
import { getObject, requireGoType } from '../resources/objects.ts';
import { fileTargets } from '../resources/builder.ts';
import { selectByFlags } from '../resources/types.ts';
import type { Command } from './command.ts';
import { choices, defaultContainer, podsBehind } from './logs.ts';

export function* podOf(call: Call, word: string): Steps<Pod> {
  if (!word.includes('/')) return yield* getObject<Pod>(call, { mapping: yield* call.mapping('pods'), namespace: call.namespace, name: word });
  const selection = yield* selectByFlags(call, [word], { files: [], selector: '' });
  if (selection.by === 'type') throw new Failure('a pod must be named');
  const object = yield* getObject(call, selection.targets[0]!);
  requireGoType(object, call.path === 'port-forward' ? 'k8s.io/client-go/kubernetes/scheme/register.go:82' : undefined);
  if (object.kind === 'Pod') return object as Pod;
  const [first] = yield* podsBehind(call, object);
  if (!first) throw new Failure(`timed out waiting for the condition`);
  return first;
}

/** Connections here are plain requests (`rest/plain-connect.ts`). */
const PLAIN = { 'user-agent': 'kubectl', 'x-bottleship-connect': 'plain' };

type Query = Readonly<Record<string, string | readonly string[]>>;

function* connect(call: Call, pod: Pod, subresource: 'exec' | 'attach' | 'portforward', query: Query, stdin = ''): Steps<HttpReply> {
  const { name = '', namespace = '' } = pod.metadata;
  const request = { method: 'POST', path: `/api/v1/namespaces/${namespace}/pods/${name}/${subresource}`, query: encodeQuery(query), headers: { ...call.client.login, ...PLAIN }, body: stdin };
  const reply = (yield { do: 'connect', protocol: subresource, request }) as HttpReply;
  refused(reply.status, reply.body);
  return reply;
}

function refused(status: number, body: string): void {
  if (status >= 300 && body.startsWith('{')) {
    const { message = '' } = JSON.parse(body) as Status;
    // What the node refuses comes over the stream; what the API server refuses was never one.
    throw new Failure(message.startsWith('Internal error occurred: ') ? message : `unable to upgrade connection: ${message}`);
  }
  if (status >= 300) throw new Failure(`error dialing backend: ${body.trim()}`);
}

function running(pod: Pod, verb = 'exec into'): void {
  if (pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed') throw new Failure(`cannot ${verb} a container in a completed pod; current phase is ${pod.status.phase}`);
}

/** `-c`, or the default one. Throws Failure for a name that the pod has not. */
export function* containerOf(call: Call, pod: Pod, lead = '', note: (text: string) => Steps = stderr): Steps<string> {
  const named = call.flags.string('container');
  if (named === '') return yield* defaultContainer(pod, note);
  const known = choices(pod);
  if (!known.some((choice) => choice.replace(/ \((init|ephem)\)$/, '') === named)) throw new Failure(`${lead}container ${named} is not valid for pod ${pod.metadata.name} out of: ${known.join(', ')}`);
  return named;
}

export interface Outcome { readonly stdout: string; readonly stderr: string; readonly code: number; readonly error?: string }

/** Runs a command in a container and gives back what it wrote. */
export function* runIn(call: Call, pod: Pod, container: string, command: readonly string[], input = ''): Steps<Outcome> {
  const reply = yield* connect(call, pod, 'exec', { command, container, stdout: 'true', stderr: 'true', ...(input === '' ? {} : { stdin: 'true' }) }, input);
  return JSON.parse(reply.body) as Outcome;
}

/** What the command wrote, and how it ended (`rest/plain-connect.ts`). */
function* ended(reply: HttpReply): Steps {
  const outcome = JSON.parse(reply.body) as Outcome;
  if (outcome.stdout) yield* stdout(outcome.stdout);
  if (outcome.stderr) yield* stderr(outcome.stderr);
  if (outcome.error !== undefined) throw new Failure(outcome.error);
  if (outcome.code === 0) return;
  yield* stderr(`command terminated with exit code ${outcome.code}\n`);
  throw new Exit(outcome.code);
}

export const execCommand: Command = {
  path: 'exec',
  *run(call) {
    const { flags, args, dashAt } = call;
    const named = flags.list('filename').length > 0;
    if (!named && (args.length === 0 || dashAt === 0)) throw new UsageFailure('error: pod, type/name or --filename must be specified');
    const command = dashAt < 0 ? args.slice(named ? 0 : 1) : args.slice(dashAt);
    if (dashAt < 0 && command.length > 0) throw new UsageFailure("error: exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead\nSee 'kubectl exec -h' for help and examples");
    if (command.length === 0) throw new UsageFailure("error: you must specify at least one command for the container");
    const pod = named ? yield* podInFile(call) : yield* podOf(call, args[0]!);
    running(pod);
    const container = yield* containerOf(call, pod);
    yield* noTerminal(call);
    const query = { command, container, stdout: 'true', ...(flags.bool('stdin') ? { stdin: 'true' } : {}), ...(flags.bool('tty') ? { tty: 'true' } : { stderr: 'true' }) };
    yield* ended(yield* connect(call, pod, 'exec', query, flags.bool('stdin') ? yield* stdin() : ''));
  },
};

export const attachCommand: Command = {
  path: 'attach',
  *run(call) {
    const { args } = call;
    if (args.length !== 1) throw new UsageFailure(args.length === 0 ? 'error: at least 1 argument is required for attach' : `error: expected POD, TYPE/NAME, or TYPE NAME, (at most 2 arguments) saw ${args.length}: [${args.join(' ')}]`);
    const pod = yield* podOf(call, args[0]!);
    running(pod, 'attach');
    yield* attachTo(call, pod, yield* containerOf(call, pod, 'cannot attach to the container: '));
  },
};

/** The pod of a file, as the file has it. */
function* podInFile(call: Call): Steps<Pod> {
  const [first] = yield* fileTargets(call, call.flags.list('filename'), { args: [] });
  if (first?.object?.kind !== 'Pod') throw new Failure(`selector for ${first?.object?.kind ?? ''} is not known`);
  return first.object as Pod;
}

function* noTerminal({ flags, environment }: Call): Steps {
  if (flags.has('tty') && flags.bool('tty') && !environment.terminal) yield* stderr('Unable to use a TTY - input is not a terminal or the right kind of file\n');
}

/** What is said to somebody who is about to see a container's terminal. */
export function* sessionNotes(call: Call): Steps {
  const { flags } = call;
  yield* noTerminal(call);
  if (flags.has('quiet') && flags.bool('quiet')) return;
  yield* stderr('All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.\nIf you don\'t see a command prompt, try pressing enter.\n');
}

/**
 * Streams what a container that has just started writes, from its first word: we may attach a moment too late, so without
 * anything to type its log is followed.
 */
export function* joinFromStart(call: Call, pod: Pod, container: string, input: string): Steps {
  if (input !== '') return yield* attachTo(call, pod, container, input);
  yield* sessionNotes(call);
  const stream = yield* call.client.stream(`/api/v1/namespaces/${pod.metadata.namespace}/pods/${pod.metadata.name}/log`, { container, follow: 'true' }, 'application/json, */*');
  for (;;) {
    const chunk = yield* read(stream);
    if (chunk === 'end' || chunk === 'timeout') return;
    yield* stdout(chunk.text);
  }
}

/** Streams what the container's program writes, until it ends. */
export function* attachTo(call: Call, pod: Pod, container: string, input = ''): Steps {
  const { flags } = call;
  yield* sessionNotes(call);
  const query = encodeQuery({ container, stdout: 'true', stderr: 'true', ...(flags.bool('stdin') ? { stdin: 'true' } : {}), ...(flags.bool('tty') ? { tty: 'true' } : {}) });
  const path = `/api/v1/namespaces/${pod.metadata.namespace}/pods/${pod.metadata.name}/attach`;
  const reply = yield* open({ method: 'POST', path, query, headers: { ...call.client.login, ...PLAIN }, body: input });
  refused(reply.status, reply.body);
  for (;;) {
    const chunk = yield* read(reply.stream!);
    if (chunk === 'end' || chunk === 'timeout') break;
    yield* stdout(chunk.text);
  }
}
