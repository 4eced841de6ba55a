/** The subresources of a pod that end at its node: log, exec, attach, portforward. */
import { badRequest, failure } from '../engine/api/errors.ts';
import type { Pod } from '../engine/api/types.ts';
import type { Sink, RestReply } from './exchange.ts';
import type { Connection, ExecOptions, Kubelet, LogOptions, Process, Streams } from './kubelet.ts';
import { parseBoolean } from './options.ts';

/** Which container of the pod is meant. Throws as the API server does when that is not clear. */
export function chooseContainer(pod: Pod, wanted: string): string {
  const names = (pod.spec?.containers ?? []).map((c) => c.name);
  const initNames = (pod.spec?.initContainers ?? []).map((c) => c.name);
  const ephemeralNames = (pod.spec?.ephemeralContainers ?? []).map((c) => c.name);
  const name = pod.metadata.name ?? '';
  if (wanted === '') {
    if (names.length === 1 && !initNames.length && !ephemeralNames.length) return names[0]!;
    if (names.length === 1) return names[0]!;
    let message = `a container name must be specified for pod ${name}, choose one of: [${names.join(' ')}]`;
    if (initNames.length) message += ` or one of the init containers: [${initNames.join(' ')}]`;
    if (ephemeralNames.length) message += ` or one of the ephemeral containers: [${ephemeralNames.join(' ')}]`;
    throw badRequest(message);
  }
  if (![...names, ...initNames, ...ephemeralNames].includes(wanted)) throw badRequest(`container ${wanted} is not valid for pod ${name}`);
  return wanted;
}

function checkHost(pod: Pod): void {
  if (!pod.spec?.nodeName) throw badRequest(`pod ${pod.metadata.name} does not have a host assigned`);
}

function integer(query: URLSearchParams, key: string): number | undefined {
  const text = query.get(key);
  if (text === null || text === '') return undefined;
  if (!/^[-+]?\d+$/.test(text)) throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  return Number(text);
}

export function logOptions(query: URLSearchParams, container: string): LogOptions {
  const sinceSeconds = integer(query, 'sinceSeconds');
  const tailLines = integer(query, 'tailLines');
  const limitBytes = integer(query, 'limitBytes');
  const sinceTime = query.get('sinceTime') ?? undefined;
  return {
    container, follow: parseBoolean(query.get('follow')) ?? false, previous: parseBoolean(query.get('previous')) ?? false, timestamps: parseBoolean(query.get('timestamps')) ?? false,
    ...(sinceSeconds === undefined ? {} : { sinceSeconds }), ...(tailLines === undefined ? {} : { tailLines }), ...(limitBytes === undefined ? {} : { limitBytes }),
    ...(sinceTime ? { sinceTime } : {}),
  };
}

/** A log that is not followed is read at once, so that a refusal of the node becomes the answer's status. */
export function readLog(kubelet: Kubelet, pod: Pod, query: URLSearchParams): RestReply {
  const options = logOptions(query, chooseContainer(pod, query.get('container') ?? ''));
  checkHost(pod);
  const headers = { 'content-type': 'text/plain' };
  if (options.follow) {
    // The first call finds out whether the node answers; the stream begins when the client reads.
    kubelet.logs(pod, { ...options, follow: false, limitBytes: 0 }, { write: () => {}, end: () => {} })();
    return { status: 200, headers, body: { start: (sink: Sink) => kubelet.logs(pod, options, sink) } };
  }
  const chunks: string[] = [];
  const decoder = new TextDecoder();
  const stop = kubelet.logs(pod, options, { write: (chunk) => { chunks.push(typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true })); }, end: () => {} });
  stop();
  return { status: 200, headers, body: chunks.join('') };
}

export function execOptions(pod: Pod, query: URLSearchParams): ExecOptions {
  const flag = (key: string): boolean => parseBoolean(query.get(key)) ?? false;
  const options = {
    container: chooseContainer(pod, query.get('container') ?? ''), command: query.getAll('command'),
    stdin: flag('stdin'), stdout: flag('stdout'), stderr: flag('stderr'), tty: flag('tty'),
  };
  if (!options.stdin && !options.stdout && !options.stderr) throw badRequest('you must specify at least 1 of stdin, stdout, stderr');
  checkHost(pod);
  return options;
}

/** A way to the node, open once the client's connection is upgraded. */
export type Connect =
  | { readonly kind: 'process'; readonly options: ExecOptions; start(streams: Streams): Process }
  | { readonly kind: 'portforward'; open(port: number, receive: { data(chunk: Uint8Array): void; close(error?: string): void }): Connection };

export function connectTo(kubelet: Kubelet, pod: Pod, subresource: string, query: URLSearchParams): Connect {
  if (subresource === 'portforward') {
    checkHost(pod);
    return { kind: 'portforward', open: (port, receive) => kubelet.portForward(pod, port, receive) };
  }
  const options = execOptions(pod, query);
  return { kind: 'process', options, start: (streams) => (subresource === 'exec' ? kubelet.exec(pod, options, streams) : kubelet.attach(pod, options, streams)) };
}

/** What a connection subresource answers to plain HTTP: it needs an upgraded connection. */
export const upgradeRequired = (): Error => failure(400, 'BadRequest', 'Upgrade request required');
