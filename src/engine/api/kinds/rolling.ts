/** `25%` or `1`: how far a rolling change may go at once. */
import { invalid, type FieldError } from '../validation/field.ts';
import { NOT_NEGATIVE } from '../validation/metadata.ts';
import { isValidPercent } from '../validation/names.ts';

export type IntOrString = number | string;

export function validateIntOrPercent(value: IntOrString | undefined, field: string): FieldError[] {
  if (typeof value === 'string') return isValidPercent(value).map((text) => invalid(field, value, text));
  return (value ?? 0) < 0 ? [invalid(field, value, NOT_NEGATIVE)] : [];
}

const percentOf = (value: IntOrString | undefined): number | undefined => (typeof value === 'string' && isValidPercent(value).length === 0 ? Number(value.slice(0, -1)) : undefined);

export const validateAtMostAll = (value: IntOrString | undefined, field: string): FieldError[] =>
  (percentOf(value) ?? 0) > 100 ? [invalid(field, value, 'must not be greater than 100%')] : [];

/** The number in it, percent or not. */
export const amountOf = (value: IntOrString | undefined): number => percentOf(value) ?? (typeof value === 'number' ? value : 0);

export function notNegative(object: object | undefined, path: string, ...fields: string[]): FieldError[] {
  return fields.flatMap((field) => {
    const value = (object as Record<string, unknown> | undefined)?.[field];
    return typeof value === 'number' && value < 0 ? [invalid(`${path}.${field}`, value, NOT_NEGATIVE)] : [];
  });
}
