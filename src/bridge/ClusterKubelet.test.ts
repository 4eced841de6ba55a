import { beforeAll, describe, expect, it } from 'vitest';
import { CONFIG_MAPS, DEPLOYMENTS, PODS, SECRETS, SERVICES, VALIDATING_WEBHOOK_CONFIGURATIONS, MUTATING_WEBHOOK_CONFIGURATIONS } from '../engine/api/resource.ts';
import type { Pod } from '../engine/api/types.ts';
import { replay, type Cluster } from '../engine/cluster/cluster.ts';
import type { LogOptions, Streams } from '../rest/kubelet.ts';
import { deploymentOf } from '../testing/manifests.ts';
import { readyCluster } from '../testing/writes.ts';
import { ClusterKubelet } from './ClusterKubelet.ts';

const OPTIONS: LogOptions = { container: 'c', follow: false, previous: false, timestamps: false };
const podOf = (name: string, container: object): Pod => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'default' }, spec: { containers: [{ name: 'c', image: 'busybox', ...container }] } });

let cluster: Cluster;
let kubelet: ClusterKubelet;
let due: (() => void)[];
const find = (name: string): Pod => cluster.findPod('default', name)!;
const web = (): Pod => cluster.client().list(PODS, 'default', { labelSelector: 'app=web' }).items[0]!;

beforeAll(() => {
  cluster = readyCluster();
  due = [];
  kubelet = new ClusterKubelet(cluster, (callback) => { due.push(callback); return () => { due = due.filter((one) => one !== callback); }; });
  const client = cluster.client();
  client.create(SERVICES, { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace: 'default' }, spec: { selector: { app: 'web' }, ports: [{ port: 80 }] } });
  client.create(DEPLOYMENTS, deploymentOf('web', { replicas: 1 }));
  client.create(PODS, podOf('counter', { args: ['sh', '-c', 'i=0; while true; do echo $i; i=$((i+1)); sleep 1; done'] }));
  client.create(PODS, podOf('crash', { args: ['sh', '-c', 'echo starting; sleep 1; exit 3'] }));
  client.create(PODS, podOf('nowhere', { image: 'nosuch/nonexistent' }));
  cluster.run(20_000);
});

function read(pod: Pod, options: Partial<LogOptions> = {}): { text(): string; stop(): void } {
  let text = '';
  const stop = kubelet.logs(pod, { ...OPTIONS, ...options }, { write: (chunk) => { text += String(chunk); }, end: () => { text += '<end>'; } });
  return { text: () => text, stop };
}

function run(pod: Pod, command: readonly string[], stdin?: string, tty = false): { out: string; err: string; exit: unknown } {
  const result = { out: '', err: '', exit: undefined as unknown };
  const decode = (chunk: Uint8Array): string => new TextDecoder().decode(chunk);
  const streams: Streams = { stdout: (chunk) => { result.out += decode(chunk); }, stderr: (chunk) => { result.err += decode(chunk); }, exit: (exit) => { result.exit = exit; } };
  const process = kubelet.exec(pod, { container: pod.spec!.containers[0]!.name, command, stdin: stdin !== undefined, stdout: true, stderr: !tty, tty }, streams);
  if (stdin !== undefined) { process.stdin(new TextEncoder().encode(stdin)); process.closeStdin(); }
  return result;
}

describe('logs', () => {
  it('tell what the program wrote so far; a tail, the run before, and what is refused', () => {
    expect(read(find('counter'), { tailLines: 2 }).text()).toMatch(/^(\d+)\n\d+\n<end>$/);
    expect(read(find('crash'), { previous: true }).text()).toBe('starting\n<end>');
    expect(() => read(find('counter'), { previous: true })).toThrow('previous terminated container "c" in pod "counter" not found');
    expect(() => read(find('nowhere'))).toThrow('container "c" in pod "nowhere" is waiting to start: trying and failing to pull image');
  });

  it('followed, go on with virtual time, and stop', () => {
    const log = read(find('counter'), { follow: true, tailLines: 0 });
    cluster.run(2000);
    due.shift()!();
    expect(log.text()).toMatch(/^\d+\n\d+\n$/);
    log.stop();
    expect(due).toEqual([]);
  });
});

describe('exec', () => {
  it('tells of a container that does not run as of an internal error of the connection', () => {
    expect(() => run(find('nowhere'), ['ls'])).toThrow('Internal error occurred: unable to upgrade connection: container not found ("c")');
  });
  it('tells of a node that is gone what the request to it met', () => {
    const unscheduled = { ...find('counter'), spec: { ...find('counter').spec!, nodeName: 'gone' } };
    expect(() => run(unscheduled, ['ls', '-l'])).toThrow(/^Internal error occurred: error sending request: Post "https:\/\/[\d.]*:10250\/exec\/default\/counter\/c\?command=ls&command=-l&error=1&output=1": dial tcp [\d.]*:10250: connect: no route to host$/);
  });
  it('answers with output and exit code', () => {
    expect(run(web(), ['sh', '-c', 'hostname; exit 4'])).toEqual({ out: `${web().metadata.name}\n`, err: '', exit: { code: 4 } });
    expect(run(web(), ['nosuch']).exit).toMatchObject({ error: expect.stringContaining('exec: "nosuch": executable file not found in $PATH') });
  });

  it('a shell takes lines, on a terminal with echo and prompt', () => {
    expect(run(web(), ['sh'], 'echo a\nexit 2\n')).toEqual({ out: 'a\n', err: '', exit: { code: 2 } });
    expect(run(web(), ['sh'], 'echo b\rexit\r', true)).toMatchObject({ out: '/ # echo b\r\nb\n/ # exit\r\n', exit: { code: 0 } });
  });
});

describe('ports', () => {
  it('a service is answered by a pod behind it, which notes it', () => {
    const [service] = cluster.client().list(SERVICES, 'default', { fieldSelector: 'metadata.name=web' }).items;
    expect(kubelet.proxyService(service!, 80, { method: 'GET', path: '/', query: '', body: '' }).body).toContain('Welcome to nginx!');
    expect(read(web(), { container: web().spec!.containers[0]!.name }).text()).toMatch(/"GET \/ HTTP\/1.1" 200 \d+ "-" "-" "-"\n<end>$/);
    expect(() => kubelet.proxy(web(), 81, { method: 'GET', path: '/', query: '', body: '' })).toThrow(/connect: connection refused/);
  });

  it('a forwarded port speaks HTTP', () => {
    let came = '', closed = false;
    const connection = kubelet.portForward(web(), 80, { data: (chunk) => { came += new TextDecoder().decode(chunk); }, close: () => { closed = true; } });
    const request = new TextEncoder().encode('GET /none HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    connection.send(request.subarray(0, 20));
    expect(came).toBe('');
    connection.send(request.subarray(20));
    expect(came).toMatch(/^HTTP\/1\.1 404 Not Found\r\n/);
    expect(closed).toBe(true);
  });
});

describe('webhooks', () => {
  const hook = (path: string, resource: string, more: object = {}) => ({
    name: `${path.slice(1)}.example.com`, rules: [{ operations: ['CREATE'], apiGroups: [''], apiVersions: ['v1'], resources: [resource] }], sideEffects: 'None', admissionReviewVersions: ['v1'],
    clientConfig: { service: { namespace: 'default', name: 'hook', path, port: 443 }, caBundle: 'Q0E=' }, ...more,
  });
  const configMap = (name: string, data: Record<string, string>) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default' }, data });

  it('are called at their service, and replayed', () => {
    const client = cluster.client();
    client.create(SERVICES, { apiVersion: 'v1', kind: 'Service', metadata: { name: 'hook', namespace: 'default' }, spec: { selector: { app: 'hook' }, ports: [{ port: 443 }] } });
    client.create(DEPLOYMENTS, deploymentOf('hook', { replicas: 1 }, { containers: [{ name: 'c', image: 'registry.k8s.io/e2e-test-images/agnhost:2.56', args: ['webhook'] }] }));
    client.create(VALIDATING_WEBHOOK_CONFIGURATIONS, { metadata: { name: 'v' }, webhooks: [hook('/configmaps', 'configmaps'), hook('/always-allow-delay-5s', 'secrets', { timeoutSeconds: 1 })] } as never);
    client.create(MUTATING_WEBHOOK_CONFIGURATIONS, { metadata: { name: 'm' }, webhooks: [hook('/mutating-configmaps', 'configmaps')] } as never);
    const create = (name: string, data: Record<string, string>) => client.create(CONFIG_MAPS, configMap(name, data) as never);
    expect(() => create('early', {})).toThrow(/failed calling webhook "mutating-configmaps.example.com": failed to call webhook: Post "https:\/\/hook.default.svc:443\/mutating-configmaps\?timeout=10s": dial tcp .*: connect: connection refused/);
    cluster.run(10_000);
    expect(create('a', { 'mutation-start': 'yes' })).toMatchObject({ data: { 'mutation-stage-1': 'yes' } });
    expect(() => create('b', { 'webhook-e2e-test': 'webhook-disallow' })).toThrow('admission webhook "configmaps.example.com" denied the request: the configmap contains unwanted key and value');
    expect(() => client.create(SECRETS, { metadata: { name: 's', namespace: 'default' } } as never)).toThrow(/context deadline exceeded$/);
  });

  it('what somebody did in a container is replayed with the rest', () => {
    const first = readyCluster();
    first.outside.handle({ verb: 'create', resource: PODS as never, namespace: 'default', body: podOf('p', { image: 'nginx' }), options: {}, user: cluster.client().user, untyped: true });
    first.run(10_000);
    first.exec(first.findPod('default', 'p')!, 'c', ['wget', '-q', 'localhost']);
    first.run(5000);
    const again = replay(first.options, JSON.parse(JSON.stringify(first.journal)) as typeof first.journal);
    again.run(5000);
    const logOf = (one: Cluster): string => one.network.container(one.findPod('default', 'p')!, 'c')!.log!.lines(-Infinity, one.now).map(({ text }) => text).join('\n');
    expect(logOf(again)).toBe(logOf(first));
    expect(logOf(first)).toContain('"GET / HTTP/1.1" 200');
    expect(again.digest()).toBe(first.digest());
  });
});
