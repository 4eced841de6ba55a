/** Lists as sets: `sets.contains`, `sets.equivalent`, `sets.intersects`. */
import type { Environment } from '@marcbachmann/cel-js';
import { celEqual } from './compare.ts';
import { registered } from './strings.ts';

class SetsNamespace {}

const contains = (list: readonly unknown[], item: unknown): boolean => list.some((one) => celEqual(one, item));

export function addSets(environment: Environment): void {
  environment.registerConstant('sets', registered(environment, 'SetsNamespace', SetsNamespace), new SetsNamespace());
  const add = (name: string, handler: (a: unknown[], b: unknown[]) => boolean): void => {
    environment.registerFunction(`SetsNamespace.${name}(list, list): bool`, (_: unknown, a: unknown[], b: unknown[]) => handler(a, b));
  };
  add('contains', (a, b) => b.every((item) => contains(a, item)));
  add('equivalent', (a, b) => b.every((item) => contains(a, item)) && a.every((item) => contains(b, item)));
  add('intersects', (a, b) => a.some((item) => contains(b, item)));
}
