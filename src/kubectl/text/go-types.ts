/** A number that is not of the data: int where a template counts or says it, float64 with a point. */
export class GoNumber {
  readonly value: number;
  readonly type: 'int' | 'float64';
  constructor(value: number, type: 'int' | 'float64') {
    this.value = value;
    this.type = type;
  }
}

export const plain = (value: unknown): unknown => (value instanceof GoNumber ? value.value : value);

/** Go's name of the type that a JSON value has after decoding. */
export function goTypeName(value: unknown): string {
  if (value instanceof GoNumber) return value.type;
  if (value === null || value === undefined) return '<nil>';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'string') return 'string';
  return Array.isArray(value) ? '[]interface {}' : 'map[string]interface {}';
}
