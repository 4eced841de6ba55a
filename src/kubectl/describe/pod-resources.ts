/**
 * What a pod requests of its node and may use at most: containers together, or the largest moment of initialisation,
 * with pod-level values in their place and the overhead on top.
 * https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#resource-sharing-within-containers
 */
import { addQuantities, compareQuantities, isZeroQuantity } from '../../engine/api/quantity.ts';
import type { Container, ContainerStatus, Pod } from '../../engine/api/types.ts';

export type ResourceList = Record<string, string>;
type Side = 'requests' | 'limits';

/** With `actual`, containers count with what they were resized to where that is more. */
export function podResources({ spec, status }: Pod, side: Side, actual: boolean): ResourceList {
  const infeasible = status?.conditions?.some(({ type, reason }) => type === 'PodResizePending' && reason === 'Infeasible') ?? false;
  const own = (container: Container, statuses: readonly ContainerStatus[] | undefined): ResourceList => {
    const asked = container.resources?.[side] ?? {};
    const found = actual ? statuses?.find(({ name }) => name === container.name) : undefined;
    if (!found?.resources) return asked;
    const given = largest(found.resources[side] ?? {}, side === 'requests' ? found.allocatedResources ?? {} : {});
    return infeasible ? given : largest(asked, given);
  };
  let total: ResourceList = {};
  for (const container of spec?.containers ?? []) total = sum(total, own(container, status?.containerStatuses));
  let sidecars: ResourceList = {}, initial: ResourceList = {};
  for (const container of spec?.initContainers ?? []) {
    const asked = own(container, status?.initContainerStatuses);
    if (container.restartPolicy === 'Always') {
      total = sum(total, asked);
      sidecars = sum(sidecars, asked);
      initial = largest(initial, sidecars);
    } else initial = largest(initial, sum(asked, sidecars));
  }
  total = largest(total, initial);
  for (const [name, quantity] of Object.entries(spec?.resources?.[side] ?? {})) {
    if (name === 'cpu' || name === 'memory' || name.startsWith('hugepages-')) total = { ...total, [name]: quantity };
  }
  const overhead = spec?.overhead ?? {};
  if (side === 'requests') return sum(total, overhead);
  const limited = Object.entries(overhead).filter(([name]) => total[name] !== undefined && !isZeroQuantity(total[name]));
  return sum(total, Object.fromEntries(limited));
}

export function sum(a: ResourceList, b: ResourceList): ResourceList {
  const result = { ...a };
  for (const name in b) result[name] = result[name] === undefined ? b[name]! : addQuantities(result[name], b[name]!);
  return result;
}

function largest(a: ResourceList, b: ResourceList): ResourceList {
  const result = { ...a };
  for (const name in b) if (result[name] === undefined || compareQuantities(b[name]!, result[name]) > 0) result[name] = b[name]!;
  return result;
}
