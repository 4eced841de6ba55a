import { quantityMilliValue } from '../../engine/api/quantity.ts';
import { NODES } from '../../engine/api/resource.ts';
import { hasEnded, podsOf, stored, type Checker } from './checker.ts';

/** No node is promised more than it has: number of pods, cpu, memory. */
export const capacity: Checker = {
  name: 'capacity', when: 'always',
  check(cluster) {
    const wrong: string[] = [];
    const used = new Map<string, { pods: number; cpu: number; memory: number }>();
    for (const pod of podsOf(cluster)) {
      const node = pod.spec?.nodeName;
      if (!node || hasEnded(pod)) continue;
      const sum = used.get(node) ?? { pods: 0, cpu: 0, memory: 0 };
      sum.pods++;
      for (const { resources } of pod.spec!.containers) {
        sum.cpu += quantityMilliValue(resources?.requests?.['cpu'] ?? '0');
        sum.memory += quantityMilliValue(resources?.requests?.['memory'] ?? '0');
      }
      used.set(node, sum);
    }
    for (const { metadata, status } of stored(cluster, NODES)) {
      const sum = used.get(metadata.name!);
      if (!sum) continue;
      const has = (name: string): number => quantityMilliValue(status?.allocatable?.[name] ?? '0');
      if (sum.pods * 1000 > has('pods')) wrong.push(`${metadata.name} has ${sum.pods} pods`);
      if (sum.cpu > has('cpu')) wrong.push(`${metadata.name} has promised ${sum.cpu}m cpu of ${has('cpu')}m`);
      if (sum.memory > has('memory')) wrong.push(`${metadata.name} has promised more memory than it has`);
    }
    return wrong;
  },
};
