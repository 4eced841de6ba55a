/** What runs on a node and what of the node is spoken for. */
import { canonicalQuantity, quantityMilliValue, quantityValue } from '../../engine/api/quantity.ts';
import type { Node, Pod } from '../../engine/api/types.ts';
import type { DescribeWriter } from './describer.ts';
import { percent } from './go-values.ts';
import { since } from './parts.ts';
import { podResources, sum, type ResourceList } from './pod-resources.ts';

const STANDARD = new Set(['cpu', 'memory', 'ephemeral-storage', 'pods']);
const isHugePages = (name: string): boolean => name.startsWith('hugepages-');

const amount = (list: ResourceList, name: string): string => canonicalQuantity(list[name] ?? '0');
const measure = (list: ResourceList, name: string): number => (name === 'cpu' ? quantityMilliValue : quantityValue)(list[name] ?? '0');

export function nodeResourceLines(out: DescribeWriter, pods: readonly Pod[], { status }: Node, nowMs: number): void {
  const allocatable = Object.keys(status?.allocatable ?? {}).length > 0 ? status!.allocatable! : status?.capacity ?? {};
  const share = (list: ResourceList, name: string): string => `${amount(list, name)} (${percent(measure(list, name), measure(allocatable, name))}%)`;
  const totalShare = (list: ResourceList, name: string): string => (measure(allocatable, name) === 0 ? `${amount(list, name)} (0%)` : share(list, name));
  out.line(0, `Non-terminated Pods:\t(${pods.length} in total)`);
  out.line(1, 'Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge');
  out.line(1, '---------\t----\t\t------------\t----------\t---------------\t-------------\t---');
  let requests: ResourceList = {}, limits: ResourceList = {};
  for (const pod of pods) {
    const asked = podResources(pod, 'requests', true), limit = podResources(pod, 'limits', true);
    const cells = [share(asked, 'cpu'), share(limit, 'cpu'), share(asked, 'memory'), share(limit, 'memory')];
    out.line(1, `${pod.metadata.namespace}\t${pod.metadata.name}\t\t${cells.join('\t')}\t${since(pod.metadata.creationTimestamp, nowMs)}`);
    requests = sum(requests, podResources(pod, 'requests', false));
    limits = sum(limits, podResources(pod, 'limits', false));
  }
  out.line(0, 'Allocated resources:\n  (Total limits may be over 100 percent, i.e., overcommitted.)');
  out.line(1, 'Resource\tRequests\tLimits');
  out.line(1, '--------\t--------\t------');
  const names = Object.keys(allocatable).sort();
  for (const name of ['cpu', 'memory', 'ephemeral-storage', ...names.filter(isHugePages)]) {
    out.line(1, `${name}\t${totalShare(requests, name)}\t${totalShare(limits, name)}`);
  }
  for (const name of names) if (!STANDARD.has(name) && !isHugePages(name)) out.line(1, `${name}\t${amount(requests, name)}\t${amount(limits, name)}`);
}
