import { describe, expect, it } from 'vitest';
import { readyCluster } from '../../testing/writes.ts';
import { CONFIG_MAPS, PODS } from '../api/resource.ts';
import type { Container, Pod } from '../api/types.ts';
import type { Cluster } from './cluster.ts';

const BUSYBOX = 'busybox:1.36', AGNHOST = 'registry.k8s.io/e2e-test-images/agnhost:2.56';

function given(spec: object, metadata: object = {}): { cluster: Cluster; pod: () => Pod; log: (container?: string) => string } {
  const cluster = readyCluster();
  cluster.client().create(CONFIG_MAPS, { metadata: { name: 'settings', namespace: 'default' }, data: { 'data-1': 'value-1' } });
  cluster.client().create(PODS, { metadata: { name: 'p', namespace: 'default', ...metadata }, spec: { restartPolicy: 'Never', ...spec } } as Pod);
  cluster.run(20_000);
  const pod = (): Pod => cluster.findPod('default', 'p')!;
  const log = (container = 'c'): string => cluster.network.container(pod(), container)!.log!.lines(-Infinity, cluster.now).map(({ text, partial }) => `${text}${partial ? '' : '\n'}`).join('');
  return { cluster, pod, log };
}

const shell = (line: string, more: Partial<Container> = {}): Container => ({ name: 'c', image: BUSYBOX, command: ['/bin/sh', '-c', line], ...more });

describe('containers', () => {
  it('see their environment, volumes and rights', () => {
    const { log, pod } = given({
      securityContext: { runAsUser: 1000, fsGroup: 2000 },
      containers: [shell('echo $(GREETING) $POD; cat /etc/config/data-1; stat -c " %a %g" /etc/config/data-1; echo x > /etc/config/y; id -G', {
        env: [{ name: 'GREETING', value: 'hello' }, { name: 'POD', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }], volumeMounts: [{ name: 'v', mountPath: '/etc/config' }],
      })],
      volumes: [{ name: 'v', configMap: { name: 'settings', defaultMode: 0o440 } }],
    });
    expect(log()).toBe("hello p\nvalue-1 440 2000\n/bin/sh: can't create /etc/config/y: Read-only file system\n0 2000\n");
    expect(pod().status!.phase).toBe('Succeeded');
  });

  it('share what they write into an emptyDir, and say a last word', () => {
    const mount = { volumeMounts: [{ name: 'v', mountPath: '/shared' }] };
    const { log, pod } = given({
      containers: [shell('until [ -f /shared/a ]; do sleep 1; done; cat /shared/a; echo -n DONE > /dev/termination-log; exit 3', mount), { ...shell('sleep 5; echo from b > /shared/a', mount), name: 'b' }],
      volumes: [{ name: 'v', emptyDir: {} }],
    });
    expect(log()).toBe('from b\n');
    expect(pod().status!.containerStatuses!.find(({ name }) => name === 'c')!.state!.terminated).toMatchObject({ exitCode: 3, message: 'DONE' });
  });

  it('the end of the log is the last word of one that fails, where that is wanted', () => {
    const { pod } = given({ containers: [shell('echo -n why; false', { terminationMessagePolicy: 'FallbackToLogsOnError' })] });
    expect(pod().status!.containerStatuses![0]!.state!.terminated).toMatchObject({ exitCode: 1, message: 'why' });
  });

  it('are restarted when what a probe looks for is gone', () => {
    const { cluster, pod } = given({ restartPolicy: 'Always', containers: [shell('echo ok > /tmp/health; sleep 10; rm /tmp/health; sleep 600', { livenessProbe: { exec: { command: ['cat', '/tmp/health'] }, periodSeconds: 1, failureThreshold: 1 } })] });
    cluster.run(60_000);
    expect(pod().status!.containerStatuses![0]!.restartCount).toBeGreaterThan(0);
  });

  it('answer probes as their program does', () => {
    const ready = (port: number): boolean => given({ containers: [{ name: 'c', image: AGNHOST, args: ['test-webserver'], readinessProbe: { httpGet: { port, path: '/' } } }] }).pod().status!.containerStatuses![0]!.ready;
    expect([ready(80), ready(81)]).toEqual([true, false]);
    const { cluster, pod } = given({ restartPolicy: 'Always', containers: [{ name: 'c', image: AGNHOST, args: ['liveness'], livenessProbe: { httpGet: { port: 8080, path: '/healthz' }, periodSeconds: 2, failureThreshold: 1 } }] });
    cluster.run(30_000);
    expect(pod().status!.containerStatuses![0]!.restartCount).toBeGreaterThan(0);
  });

  it('run their hooks: the first before they count as running, the last before they stop', () => {
    const { cluster, pod, log } = given({ containers: [shell('sleep 3; cat /tmp/hook; sleep 600', { lifecycle: { postStart: { exec: { command: ['sh', '-c', 'echo started > /tmp/hook; sleep 8'] } } } })] });
    expect(log()).toBe('started\n');
    const status = pod().status!.containerStatuses![0]!;
    expect(status.state!.running).toBeDefined();
    expect(cluster.network.container(pod(), 'c')!.startedMs).toBeLessThan(cluster.now - 8000);
  });

  it('a file that is copied in is there for the container', () => {
    const { cluster, pod, log } = given({ containers: [shell('until [ -f /tmp/go ]; do sleep 1; done; cat /tmp/go; sleep 600')] });
    expect(cluster.exec(pod(), 'c', ['sh', '-c', 'cat > /tmp/go'], 'now\n').code).toBe(0);
    cluster.run(3000);
    expect(log()).toBe('now\n');
  });

  it('cannot be made where a path leads out of its volume, or root may not run', () => {
    const why = (more: object): unknown => given(more).pod().status!.containerStatuses![0]!.state!.waiting;
    expect(why({ containers: [shell('true', { env: [{ name: 'UP', value: '..' }], volumeMounts: [{ name: 'v', mountPath: '/v', subPathExpr: '$(UP)' }] })], volumes: [{ name: 'v', emptyDir: {} }] })).toMatchObject({ reason: 'CreateContainerConfigError' });
    expect(why({ containers: [shell('true', { securityContext: { runAsNonRoot: true } })] })).toMatchObject({ message: expect.stringContaining('container has runAsNonRoot and image will run as root') as string });
  });
});
