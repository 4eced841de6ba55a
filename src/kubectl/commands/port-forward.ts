/**
 * `kubectl port-forward`: local ports that lead to a pod's. Requests to a local port go through the API server's `proxy`
 * subresource; the driver keeps the ports while the command runs.
 */
import type { Pod, Service } from '../../engine/api/types.ts';
import type { Call } from '../call.ts';
import { sleep, stdout, type Steps } from '../effect.ts';
import { Failure, UsageFailure } from '../failure.ts';
import { getObject } from '../resources/objects.ts';
import { selectByFlags } from '../resources/types.ts';
import type { Command } from './command.ts';
import { podOf } from './exec.ts';

interface Forward { readonly local: number; readonly remote: number }

const DAY_MS = 86_400_000;
/** Local ports that are drawn when none is given, from here on. */
const FREE_PORTS = 30_000;

export const portForwardCommand: Command = {
  path: 'port-forward',
  *run(call) {
    const [word = '', ...ports] = call.args;
    if (call.args.length < 2) throw new UsageFailure(call.usage('TYPE/NAME and list of ports are required for port-forward'));
    const service = yield* serviceOf(call, word);
    const pod = yield* podOf(call, word);
    if (pod.status?.phase !== 'Running') throw new Failure(`unable to forward port because pod is not running. Current status=${pod.status?.phase}`);
    yield* mayForward(call, pod);
    const forwards = ports.map((text, i) => forwardOf(text, pod, service, i));
    const addresses = call.flags.list('address').flatMap((address) => (address === 'localhost' ? ['127.0.0.1', '[::1]'] : [address]));
    for (const address of addresses) if (!/^(\d{1,3}(\.\d{1,3}){3}|\[?[\da-fA-F:]*:[\da-fA-F:.]*\]?)$/.test(address)) throw new Failure(`${address} is not a valid IP`);
    for (const { local, remote } of forwards) {
      yield { do: 'forward', port: local, path: `/api/v1/namespaces/${pod.metadata.namespace}/pods/${pod.metadata.name}:${remote}/proxy` };
      yield* stdout(addresses.map((address) => `Forwarding from ${address}:${local} -> ${remote}\n`).join(''));
    }
    for (;;) yield* sleep(DAY_MS);
  },
};

/** A real one connects at once and is refused then. */
function* mayForward(call: Call, { metadata: { namespace, name } }: Pod): Steps {
  const review = (kind: string, spec: object): Steps<Answer> => call.client.write<Answer>('POST', `/apis/${kind.includes('Access') ? 'authorization' : 'authentication'}.k8s.io/v1/${kind.toLowerCase()}s`, { apiVersion: `${kind.includes('Access') ? 'authorization' : 'authentication'}.k8s.io/v1`, kind, spec });
  const { status } = yield* review('SelfSubjectAccessReview', { resourceAttributes: { namespace, verb: 'create', resource: 'pods', subresource: 'portforward', name } });
  if (status?.allowed !== false) return;
  const who = (yield* review('SelfSubjectReview', {})).status?.userInfo?.username ?? '';
  throw new Failure(`error upgrading connection: unable to upgrade connection: pods ${JSON.stringify(name)} is forbidden: User ${JSON.stringify(who)} cannot create resource "pods/portforward" in API group "" in the namespace ${JSON.stringify(namespace)}`);
}

interface Answer { readonly status?: { readonly allowed?: boolean; readonly userInfo?: { readonly username?: string } } }

function* serviceOf(call: Call, word: string): Steps<Service | undefined> {
  if (!word.includes('/')) return undefined;
  const selection = yield* selectByFlags(call, [word], { files: [], selector: '' });
  if (selection.by !== 'name' || selection.targets[0]!.mapping.kind !== 'Service') return undefined;
  const service = yield* getObject<Service>(call, selection.targets[0]!);
  if (!service.spec?.selector) throw new Failure(`cannot attach to *v1.Service: invalid service '${service.metadata.name}': Service is defined without a selector`);
  return service;
}

/** `8080:80`, `80`, `:80`, `8080:http`. */
function forwardOf(text: string, pod: Pod, service: Service | undefined, index: number): Forward {
  const parts = text.split(':');
  if (parts.length > 2 || parts.at(-1) === '') throw new Failure(`invalid port format '${text}'`);
  const [given, target] = parts.length === 2 ? parts as [string, string] : [undefined, parts[0]!];
  const remote = service ? servicePort(target, pod, service) : podPort(target, pod);
  const asked = given === undefined ? (/^\d+$/.test(target) ? Number(target) : remote) : given === '' ? FREE_PORTS + index : Number(given);
  const shown = given ?? target;
  if (!Number.isInteger(asked) || asked < 1 || asked > 65_535) throw new Failure(`error parsing local port '${shown}': strconv.ParseUint: parsing ${JSON.stringify(shown)}: ${/^\d+$/.test(shown) ? 'value out of range' : 'invalid syntax'}`);
  return { local: asked, remote };
}

function podPort(target: string, pod: Pod): number {
  if (/^\d+$/.test(target)) return Number(target);
  for (const { ports = [] } of pod.spec?.containers ?? []) for (const { name, containerPort } of ports) if (name === target) return containerPort;
  throw new Failure(`Pod '${pod.metadata.name}' does not have a named port '${target}'`);
}

function servicePort(target: string, pod: Pod, { spec, metadata }: Service): number {
  const port = spec?.ports?.find((own) => own.name === target || String(own.port) === target);
  if (!port) throw new Failure(/^\d+$/.test(target) ? `Service ${metadata.name} does not have a service port ${target}` : `Service '${metadata.name}' does not have a named port '${target}'`);
  return typeof port.targetPort === 'string' ? podPort(port.targetPort, pod) : Number(port.targetPort ?? port.port);
}
