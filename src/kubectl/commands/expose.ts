import type { AnyObject, LabelSelector } from '../../engine/api/types.ts';
import type { Call } from '../call.ts';
import { Failure } from '../failure.ts';
import { findObjects, report } from '../resources/objects.ts';
import { selectByFlags } from '../resources/types.ts';
import { make } from './make.ts';
import type { Command } from './command.ts';
import { overlay } from './overrides.ts';
import { podSpecOf } from './pod-specs.ts';
import { labelsOf } from './run.ts';

const EXPOSABLE = new Set(['ReplicationController', 'Service', 'Pod', 'Deployment', 'ReplicaSet']);

export const exposeCommand: Command = {
  path: 'expose',
  *run(call) {
    const { flags } = call;
    const selection = yield* selectByFlags(call, call.args, { selector: '', all: false });
    const { found, failures } = yield* findObjects(call, selection, { typed: true }, true);
    for (const { object, target } of found) {
      if (!EXPOSABLE.has(object.kind ?? '')) throw new Failure(`cannot expose a ${object.kind}${target.mapping.group === '' ? '' : `.${target.mapping.group}`}`);
      const name = (flags.string('name') || target.name).slice(0, 63);
      const selector = flags.string('selector') === '' ? selectorOf(object) : labelsOf(flags.string('selector'));
      const headless = flags.string('cluster-ip') === 'None';
      const ports = portsOf(call, object);
      if (ports.length === 0 && !headless) throw new Failure("couldn't find port via --port flag or introspection");
      const labels = flags.string('labels') === '' ? object.metadata.labels : labelsOf(flags.string('labels'));
      const type = flags.string('type');
      const spec = {
        ...(ports.length > 0 ? { ports } : {}), selector,
        ...(flags.string('cluster-ip') === '' ? {} : { clusterIP: flags.string('cluster-ip') }),
        ...(type === '' ? {} : { type }),
        ...(flags.string('external-ip') === '' ? {} : { externalIPs: [flags.string('external-ip')] }),
        ...(flags.string('session-affinity') === '' ? {} : { sessionAffinity: flags.string('session-affinity') }),
        ...(flags.string('load-balancer-ip') === '' ? {} : { loadBalancerIP: flags.string('load-balancer-ip') }),
      };
      const service: AnyObject = { kind: 'Service', apiVersion: 'v1', metadata: { name, ...(labels ? { labels } : {}) }, spec, status: { loadBalancer: {} } };
      const overrides = flags.list('overrides').at(-1) ?? '';
      yield* make(call, 'services', overrides === '' ? service : overlay(service, overrides, flags.string('override-type')), 'exposed');
    }
    report(failures);
  },
};

function selectorOf(object: AnyObject): Record<string, string> {
  const spec = (object['spec'] ?? {}) as { selector?: unknown };
  if (object.kind === 'Pod') {
    if (!object.metadata.labels) throw new Failure('the pod has no labels and cannot be exposed');
    return object.metadata.labels;
  }
  if (object.kind === 'Service' || object.kind === 'ReplicationController') {
    if (!spec.selector) throw new Failure('the service has no pod selector set');
    return spec.selector as Record<string, string>;
  }
  const { matchLabels = {}, matchExpressions = [] } = (spec.selector ?? {}) as LabelSelector;
  if (matchExpressions.length > 0) throw new Failure(`couldn't convert expressions - "${JSON.stringify(matchExpressions)}" to map-based selector format`);
  if (Object.keys(matchLabels).length === 0) throw new Failure('invalid deployment: no selectors, therefore cannot be exposed');
  return matchLabels;
}

interface Port { name?: string; protocol: string; port: number; targetPort: number | string }

function portsOf(call: Call, object: AnyObject): Port[] {
  const { flags } = call;
  const protocols = new Map<number, string[]>();
  const listed = object.kind === 'Service' ? ((object['spec'] as { ports?: { port: number; protocol?: string }[] }).ports ?? []).map(({ port, protocol }) => ({ port, protocol }))
    : (podSpecOf(object)?.containers ?? []).flatMap(({ ports = [] }) => ports.map(({ containerPort, protocol }) => ({ port: containerPort, protocol })));
  for (const { port, protocol = 'TCP' } of listed) protocols.set(port, [...(protocols.get(port) ?? []), protocol]);
  const given = flags.string('port') === '' ? [...protocols.keys()] : flags.string('port').split(',').map((text) => {
    if (!/^\d+$/.test(text)) throw new Failure(`strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`);
    return Number(text);
  });
  const ports: Port[] = [];
  const named = given.length > 1;
  const target = flags.string('target-port');
  given.forEach((port, i) => {
    const chosen = flags.string('protocol') === '' ? protocols.get(port) ?? ['TCP'] : [flags.string('protocol')];
    chosen.forEach((protocol) => {
      const name = named || chosen.length > 1 ? `port-${i + 1}${chosen.length > 1 ? `-${protocol.toLowerCase()}` : ''}` : undefined;
      ports.push({ ...(name === undefined ? {} : { name }), protocol, port, targetPort: target === '' ? port : /^\d+$/.test(target) ? Number(target) : target });
    });
  });
  return ports;
}
