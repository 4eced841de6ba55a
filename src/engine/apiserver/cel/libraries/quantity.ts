/** Quantities (https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-quantity-library): exact, to the billionth. */
import type { Environment } from '@marcbachmann/cel-js';
import { parseQuantity, quantityError } from '../../../api/quantity.ts';

const ONE = 1_000_000_000n;

export class QuantityValue {
  constructor(readonly nano: bigint) {}
}

export function addQuantity(environment: Environment): void {
  environment.registerType('kubernetes.Quantity', QuantityValue as unknown as new () => QuantityValue);
  const add = (signature: string, handler: (...args: never[]) => unknown): void => { environment.registerFunction(signature, handler as (...args: unknown[]) => unknown); };
  add('quantity(string): kubernetes.Quantity', (text: string) => {
    const parsed = parseQuantity(text);
    if (!parsed) throw new Error(quantityError(text));
    return new QuantityValue(parsed.nano);
  });
  add('isQuantity(string): bool', (text: string) => parseQuantity(text) !== undefined);
  add('kubernetes.Quantity.sign(): int', ({ nano }: QuantityValue) => (nano > 0n ? 1n : nano < 0n ? -1n : 0n));
  add('kubernetes.Quantity.isInteger(): bool', ({ nano }: QuantityValue) => nano % ONE === 0n);
  add('kubernetes.Quantity.asInteger(): int', ({ nano }: QuantityValue) => {
    if (nano % ONE !== 0n) throw new Error('cannot convert value to integer');
    return nano / ONE;
  });
  add('kubernetes.Quantity.asApproximateFloat(): double', ({ nano }: QuantityValue) => Number(nano) / 1e9);
  add('kubernetes.Quantity.compareTo(kubernetes.Quantity): int', (a: QuantityValue, b: QuantityValue) => (a.nano < b.nano ? -1n : a.nano > b.nano ? 1n : 0n));
  add('kubernetes.Quantity.isGreaterThan(kubernetes.Quantity): bool', (a: QuantityValue, b: QuantityValue) => a.nano > b.nano);
  add('kubernetes.Quantity.isLessThan(kubernetes.Quantity): bool', (a: QuantityValue, b: QuantityValue) => a.nano < b.nano);
  for (const [name, sign] of [['add', 1n], ['sub', -1n]] as const) {
    add(`kubernetes.Quantity.${name}(kubernetes.Quantity): kubernetes.Quantity`, (a: QuantityValue, b: QuantityValue) => new QuantityValue(a.nano + sign * b.nano));
    add(`kubernetes.Quantity.${name}(int): kubernetes.Quantity`, (a: QuantityValue, b: bigint) => new QuantityValue(a.nano + sign * b * ONE));
  }
  environment.registerOperator('kubernetes.Quantity == kubernetes.Quantity', (a: QuantityValue, b: QuantityValue) => a.nano === b.nano);
}
