/** Quantities as the scheduler counts them: cpu in thousandths, all else in whole units, both rounded up. Texts repeat, so answers are kept. */
import { quantityMilliValue, quantityValue } from '../api/quantity.ts';

const KEPT = 4096;
const millis = new Map<string | number, number>();
const values = new Map<string | number, number>();

function kept(cache: Map<string | number, number>, text: string | number, parse: (text: string | number) => number): number {
  let n = cache.get(text);
  if (n === undefined) {
    if (cache.size >= KEPT) cache.clear();
    cache.set(text, (n = parse(text)));
  }
  return n;
}

export const milliOf = (text: string | number): number => kept(millis, text, quantityMilliValue);
export const valueOf = (text: string | number): number => kept(values, text, quantityValue);
