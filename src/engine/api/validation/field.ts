/**
 * Field errors: what validation answers. An object that breaks rules gets one `Invalid` Status with all of them as
 * causes, in the order the rules ran. Texts follow apimachinery's util/validation/field as observed on v1.36.
 */
import { goJSON, goQuote } from '../go-quote.ts';
import { failure, type StatusCause, type StatusError } from '../errors.ts';

export interface FieldError {
  reason: 'FieldValueRequired' | 'FieldValueInvalid' | 'FieldValueNotSupported' | 'FieldValueDuplicate' | 'FieldValueForbidden'
    | 'FieldValueTooLong' | 'FieldValueTooMany' | 'FieldValueNotFound' | 'FieldValueTypeInvalid' | 'InternalError';
  /** `spec.template.spec.containers[0].name` */
  field: string;
  /** Without the field: `Required value: must not be empty`. */
  message: string;
}

export const required = (field: string, detail = ''): FieldError =>
  ({ reason: 'FieldValueRequired', field, message: detail ? `Required value: ${detail}` : 'Required value' });

export const invalid = (field: string, value: unknown, detail: string): FieldError =>
  ({ reason: 'FieldValueInvalid', field, message: `Invalid value: ${printValue(value)}: ${detail}` });

export const notSupported = (field: string, value: unknown, supported: readonly string[]): FieldError => ({
  reason: 'FieldValueNotSupported', field,
  message: `Unsupported value: ${printValue(value)}` + (supported.length ? `: supported values: ${[...supported].map(goQuote).join(', ')}` : ''),
});

export const duplicate = (field: string, value: unknown): FieldError =>
  ({ reason: 'FieldValueDuplicate', field, message: `Duplicate value: ${printValue(value)}` });

export const forbiddenField = (field: string, detail: string): FieldError =>
  ({ reason: 'FieldValueForbidden', field, message: `Forbidden: ${detail}` });

export const tooLong = (field: string, maxBytes: number): FieldError =>
  ({ reason: 'FieldValueTooLong', field, message: `Too long: may not be more than ${maxBytes} bytes` });

export const tooMany = (field: string, actual: number, max: number): FieldError =>
  ({ reason: 'FieldValueTooMany', field, message: `Too many: ${actual}: must have at most ${max} item${max === 1 ? '' : 's'}` });

export const notFoundField = (field: string, value: unknown): FieldError =>
  ({ reason: 'FieldValueNotFound', field, message: `Not found: ${printValue(value)}` });

/** As Go prints a bad value: strings quoted, numbers and booleans bare, anything else as compact JSON. */
function printValue(value: unknown): string {
  if (value === undefined || value === null) return 'null';
  return typeof value === 'object' ? goJSON(value) : typeof value === 'string' ? goQuote(value) : String(value);
}

/** The 422 answer that carries `errors`. `kind` is qualified by group when there is one: `Deployment.apps`. */
export function invalidObject(kind: { group: string; kind: string }, name: string, errors: FieldError[]): StatusError {
  const causes: StatusCause[] = errors.map(({ reason, field, message }) => ({ reason, message, field }));
  const lines = [...new Set(errors.map((e) => `${e.field}: ${e.message}`))];
  const list = lines.length === 1 ? lines[0]! : `[${lines.join(', ')}]`;
  const qualified = kind.group ? `${kind.kind}.${kind.group}` : kind.kind;
  return failure(422, 'Invalid', `${qualified} "${name}" is invalid: ${list}`, {
    ...(name ? { name } : {}), ...(kind.group ? { group: kind.group } : {}), kind: kind.kind, causes,
  });
}
