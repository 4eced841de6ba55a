/** The same story on @ngrok/webernetes, which runs in real time: its CPU seconds are measured until all pods are Ready. */
import { BaseImage, Cluster, type ProcessContext } from '@ngrok/webernetes';
import { cpuSecondsOf } from './figure.ts';

/** It is given up after so long. */
const LIMIT_MS = 240_000;

class Server extends BaseImage {
  static readonly imageName = 'nginx';
  static readonly imageVersion = '1.25';
  readonly defaultCommand = ['server'];
  override async exec(context: ProcessContext, argv: readonly string[]): Promise<number> {
    return argv[0] === 'server' ? context.waitUntilKilled() : super.exec(context, argv);
  }
}

export function bringUpWebernetes(pods: number): Promise<number> {
  return cpuSecondsOf(async () => {
    const cluster = new Cluster();
    cluster.registerImage(Server);
    await cluster.init();
    const ready = new Set<string>();
    const informer = cluster.informer('pods', (_type, pod) => {
      if (pod.status?.conditions?.some((c) => c.type === 'Ready' && c.status === 'True')) ready.add(pod.metadata?.name ?? '');
    });
    await cluster.apply([{
      apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: 'default' },
      spec: {
        replicas: pods, selector: { matchLabels: { app: 'web' } },
        template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'nginx', image: 'nginx:1.25' }] } },
      },
    }] as never);
    const started = Date.now();
    while (ready.size < pods) {
      if (Date.now() - started > LIMIT_MS) throw new Error(`only ${ready.size} of ${pods} pods are Ready after ${LIMIT_MS / 1000} s`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await informer.stop();
    await cluster.close();
  });
}
