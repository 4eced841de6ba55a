import type { AnyObject, CronJob } from '../../../engine/api/types.ts';
import { pathOf } from '../../client/discovery.ts';
import { Failure } from '../../failure.ts';
import { generated, usageOf } from './generator.ts';

/** An image's name without registry, tag and digest, as a name for its container. */
const containerName = (image: string): string => image.split('/').at(-1)!.split(/[:@]/)[0]!.replace(/[^A-Za-z0-9-]/g, '-').replace(/_/g, '-');

export const createDeployment = generated({
  path: 'create deployment', resource: 'deployments', required: ['image'],
  *object(call, name) {
    const { flags } = call;
    const images = flags.list('image');
    const command = call.dashAt >= 0 ? call.args.slice(call.dashAt) : [];
    if (images.length > 1 && command.length > 0) throw new Failure('cannot specify multiple --image options and command');
    const labels = { app: name };
    const port = flags.int('port');
    const seen = new Map<string, number>();
    const containers = images.map((image) => {
      const base = containerName(image);
      const count = seen.get(base) ?? 0;
      seen.set(base, count + 1);
      return { name: base, image, ...(command.length > 0 ? { command } : {}), ...(port >= 0 ? { ports: [{ containerPort: port }] } : {}), resources: {} };
    });
    return {
      kind: 'Deployment', apiVersion: 'apps/v1', metadata: { name, labels },
      spec: { replicas: flags.int('replicas'), selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers } }, strategy: {} }, status: {},
    } as AnyObject;
  },
});

export const createJob = generated({
  path: 'create job', resource: 'jobs',
  *object(call, name) {
    const { flags } = call;
    const image = flags.string('image'), from = flags.string('from');
    const command = call.dashAt >= 0 ? call.args.slice(call.dashAt) : [];
    if ((image === '') === (from === '')) throw new Failure('either --image or --from must be specified');
    if (from !== '' && command.length > 0) throw new Failure('cannot specify --from and command');
    if (image !== '') {
      const container = { name, image, ...(command.length > 0 ? { command } : {}), resources: {} };
      return { kind: 'Job', apiVersion: 'batch/v1', metadata: { name }, spec: { template: { metadata: {}, spec: { containers: [container], restartPolicy: 'Never' } } }, status: {} } as AnyObject;
    }
    const [type = '', source = ''] = from.split('/');
    const mapping = yield* call.mapping(type);
    if (source === '') throw new Failure('resource(s) were provided, but no name was specified');
    const cron = yield* call.client.get<CronJob>(pathOf(mapping, call.namespace, source));
    if (mapping.kind !== 'CronJob') throw new Failure(`unknown object type *${mapping.version}.${mapping.kind}`);
    const { metadata, spec } = cron.spec!.jobTemplate;
    return {
      kind: 'Job', apiVersion: 'batch/v1',
      metadata: {
        name, ...(metadata?.labels ? { labels: metadata.labels } : {}), annotations: { 'cronjob.kubernetes.io/instantiate': 'manual', ...metadata?.annotations },
        ownerReferences: [{ apiVersion: 'batch/v1', kind: 'CronJob', name: cron.metadata.name!, uid: cron.metadata.uid!, controller: true }],
      },
      spec, status: {},
    } as AnyObject;
  },
});

export const createCronJob = generated({
  path: 'create cronjob', resource: 'cronjobs', required: ['image', 'schedule'],
  *object(call, name) {
    const { flags } = call;
    const command = call.dashAt >= 0 ? call.args.slice(call.dashAt) : [];
    const container = { name, image: flags.string('image'), ...(command.length > 0 ? { command } : {}), resources: {} };
    yield* [];
    return {
      kind: 'CronJob', apiVersion: 'batch/v1', metadata: { name },
      spec: { schedule: flags.string('schedule'), jobTemplate: { metadata: { name }, spec: { template: { metadata: {}, spec: { containers: [container], restartPolicy: flags.string('restart') || 'OnFailure' } } } } }, status: {},
    } as AnyObject;
  },
});

export const createIngress = generated({
  path: 'create ingress', resource: 'ingresses',
  *object(call, name) {
    const { flags } = call;
    const rules = flags.list('rule');
    const fallback = flags.string('default-backend');
    if (rules.length === 0 && fallback === '') throw new Failure('not enough information provided: every ingress has to either specify a default-backend (which catches all traffic) or a list of rules (which catch specific paths)');
    if (fallback !== '' && !/^[^:]+:[^:]+$/.test(fallback)) throw new Failure('default-backend should be in format servicename:serviceport');
    const hosts = new Map<string, object[]>();
    const tls: { hosts?: string[]; secretName?: string }[] = [];
    for (const rule of rules) {
      const m = /^(.*?)=([^,]+)(?:,(tls(?:=.*)?))?$/.exec(rule);
      const backend = m ? /^([^:]+):(.+)$/.exec(m[2]!) : undefined;
      if (!m || !backend) throw new Failure(`rule ${rule} is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]`);
      const slash = m[1]!.indexOf('/');
      const host = slash < 0 ? m[1]! : m[1]!.slice(0, slash);
      const path = slash < 0 ? '/' : m[1]!.slice(slash);
      const prefix = path.endsWith('*');
      const entry = { path: prefix ? path.slice(0, -1) || '/' : path, pathType: prefix ? 'Prefix' : 'Exact', backend: { service: { name: backend[1]!, port: portOf(backend[2]!) } } };
      hosts.set(host, [...(hosts.get(host) ?? []), entry]);
      if (m[3] === undefined) continue;
      const secretName = m[3].startsWith('tls=') ? m[3].slice(4) : '';
      const existing = tls.find((one) => (one.secretName ?? '') === secretName);
      if (existing) existing.hosts = [...new Set([...(existing.hosts ?? []), host])];
      else tls.push({ ...(host === '' ? {} : { hosts: [host] }), ...(secretName === '' ? {} : { secretName }) });
    }
    for (const pair of flags.list('annotation')) if (!pair.includes('=')) throw new Failure(`annotation ${pair} is invalid and should be in format key=[value]`);
    const annotations = Object.fromEntries(flags.list('annotation').map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
    const backend = /^([^:]+):(.+)$/.exec(fallback);
    yield* [];
    return {
      kind: 'Ingress', apiVersion: 'networking.k8s.io/v1', metadata: { name, ...(Object.keys(annotations).length > 0 ? { annotations } : {}) },
      spec: {
        ...(flags.string('class') === '' ? {} : { ingressClassName: flags.string('class') }),
        ...(backend ? { defaultBackend: { service: { name: backend[1]!, port: portOf(backend[2]!) } } } : {}),
        ...(tls.length > 0 ? { tls } : {}),
        ...(hosts.size > 0 ? { rules: [...hosts].map(([host, paths]) => ({ ...(host === '' ? {} : { host }), http: { paths } })) } : {}),
      },
      status: { loadBalancer: {} },
    } as AnyObject;
  },
});

const portOf = (text: string): object => (/^\d+$/.test(text) ? { number: Number(text) } : { name: text });

interface PortFlag { name: string; protocol: string; port: number; targetPort: number | string; nodePort?: number }

function portsOf(call: { flags: { list(name: string): string[]; has(name: string): boolean; int(name: string): number } }): PortFlag[] {
  return call.flags.list('tcp').map((text) => {
    const [port = '', target = port] = text.split(':');
    if (!/^\d+$/.test(port) || Number(port) > 65535) throw new Failure(`strconv.ParseUint: parsing ${JSON.stringify(port)}: ${/^\d+$/.test(port) ? 'value out of range' : 'invalid syntax'}`);
    if (/^\d+$/.test(target) && (Number(target) < 1 || Number(target) > 65535)) throw new Failure('must be between 1 and 65535, inclusive');
    const nodePort = call.flags.has('node-port') ? call.flags.int('node-port') : 0;
    return { name: text.replace(':', '-'), protocol: 'TCP', port: Number(port), targetPort: /^\d+$/.test(target) ? Number(target) : target, ...(nodePort > 0 ? { nodePort } : {}) };
  });
}

function service(path: string, type: string): ReturnType<typeof generated> {
  return generated({
    path: `create service ${path}`, resource: 'services', ...(path === 'externalname' ? { required: ['external-name'] } : {}),
    *object(call, name) {
      const { flags } = call;
      const ports = portsOf(call);
      const clusterIP = flags.has('clusterip') ? flags.string('clusterip') : '';
      if (ports.length === 0 && type !== 'ExternalName' && clusterIP !== 'None') throw usageOf(call, 'at least one tcp port specifier must be provided').message === '' ? new Failure('') : new Failure('at least one tcp port specifier must be provided');
      const labels = { app: name };
      if (type === 'ExternalName' && !/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(flags.string('external-name'))) throw new Failure(`invalid service external name ${flags.string('external-name')}`);
      yield* [];
      return {
        kind: 'Service', apiVersion: 'v1', metadata: { name, labels },
        spec: { ...(ports.length > 0 ? { ports } : {}), selector: labels, ...(clusterIP === '' ? {} : { clusterIP }), type, ...(type === 'ExternalName' ? { externalName: flags.string('external-name') } : {}) },
        status: { loadBalancer: {} },
      } as AnyObject;
    },
  });
}

export const createServices = [service('clusterip', 'ClusterIP'), service('nodeport', 'NodePort'), service('loadbalancer', 'LoadBalancer'), service('externalname', 'ExternalName')];
