/** What variables of the downward API stand for (https://kubernetes.io/docs/concepts/workloads/pods/downward-api/). */
import type { Container, Pod } from '../../engine/api/types.ts';
import { isZeroQuantity, quantityMilliValue, quantityValue } from '../../engine/api/quantity.ts';

/** kubectl knows the name and the namespace; other paths are only named. */
export const fieldText = ({ metadata }: Pod, path: string): string =>
  (path === 'metadata.name' ? metadata.name : path === 'metadata.namespace' ? metadata.namespace : undefined) ?? '';

/** The value of a `resourceFieldRef` in units of its divisor, rounded up. */
export function resourceFieldText(resource: string, divisor: string | undefined, container: Container): string {
  const [side, name] = resource.split(/\.(.*)/s) as [string, string];
  if ((side !== 'limits' && side !== 'requests') || !/^(cpu|memory|ephemeral-storage|hugepages-.*)$/.test(name)) return '';
  const quantity = container.resources?.[side]?.[name] ?? '0';
  const unit = divisor === undefined || isZeroQuantity(divisor) ? '1' : divisor;
  const value = name === 'cpu' ? quantityMilliValue(quantity) / quantityMilliValue(unit) : quantityValue(quantity) / quantityValue(unit);
  const text = String(Math.ceil(value));
  return text === '0' && (resource === 'limits.cpu' || resource === 'limits.memory') ? 'node allocatable' : text;
}
