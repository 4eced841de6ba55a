/** Posts the pod's Binding to the API server. */
import { PODS } from '../../api/resource.ts';
import type { Pod } from '../../api/types.ts';
import type { Client } from '../../client/client.ts';
import type { SchedulerPlugin } from '../framework.ts';

export const defaultBinder: SchedulerPlugin & { bind(client: Client, pod: Pod, nodeName: string): void } = {
  name: 'DefaultBinder', weight: 0, events: [],
  bind(client, pod, nodeName) {
    const { name, namespace, uid } = pod.metadata;
    client.post(PODS, name!, namespace, 'binding', {
      apiVersion: 'v1', kind: 'Binding', metadata: { name, namespace, uid }, target: { kind: 'Node', name: nodeName },
    });
  },
};
