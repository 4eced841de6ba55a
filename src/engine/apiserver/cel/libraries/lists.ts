/** Kubernetes' functions on lists (https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-list-library). */
import type { Environment } from '@marcbachmann/cel-js';
import { celEqual, compareValues } from './compare.ts';

export function addLists(environment: Environment): void {
  const add = (signature: string, handler: (...args: never[]) => unknown): void => { environment.registerFunction(signature, handler as (...args: unknown[]) => unknown); };
  const best = (name: string, better: (a: unknown, b: unknown) => boolean) => (list: unknown[]): unknown => {
    if (list.length === 0) throw new Error(`${name} called on empty list`);
    return list.reduce((chosen, item) => (better(item, chosen) ? item : chosen));
  };
  add('list.isSorted(): bool', (list: unknown[]) => list.every((item, i) => i === 0 || compareValues(list[i - 1], item) <= 0));
  add('list.sum(): dyn', (list: unknown[]) => sum(list));
  add('list.min(): dyn', best('min', (a, b) => compareValues(a, b) < 0) as (...args: never[]) => unknown);
  add('list.max(): dyn', best('max', (a, b) => compareValues(a, b) > 0) as (...args: never[]) => unknown);
  add('list.indexOf(dyn): int', (list: unknown[], item: unknown) => BigInt(list.findIndex((one) => celEqual(one, item))));
  add('list.lastIndexOf(dyn): int', (list: unknown[], item: unknown) => BigInt(list.findLastIndex((one) => celEqual(one, item))));
  add('list.slice(int, int): list', (list: unknown[], from: bigint, to: bigint) => {
    if (from < 0n || to > BigInt(list.length) || from > to) throw new Error(`cannot slice(${from}, ${to}), list is length ${list.length}`);
    return list.slice(Number(from), Number(to));
  });
  add('list.distinct(): list', (list: unknown[]) => list.filter((item, i) => list.findIndex((one) => celEqual(one, item)) === i));
  add('list.flatten(): list', (list: unknown[]) => list.flat());
  add('list.flatten(int): list', (list: unknown[], depth: bigint) => list.flat(Number(depth)));
  add('list.sort(): list', (list: unknown[]) => [...list].sort(compareValues));
  add('list.reverse(): list', (list: unknown[]) => [...list].reverse());
}

function sum(list: readonly unknown[]): unknown {
  if (list.length === 0) return 0n;
  return list.reduce((total, item) => {
    if (typeof total === 'bigint' && typeof item === 'bigint') return total + item;
    if (typeof total === 'number' && typeof item === 'number') return total + item;
    const add = (total as { addDuration?(other: unknown): unknown }).addDuration;
    if (add) return add.call(total, item);
    throw new Error('no such overload');
  });
}
