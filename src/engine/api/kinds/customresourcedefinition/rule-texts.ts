/** What stands around a CEL rule of a schema: message, reason, path of the field. The expressions are compiled elsewhere. */
import { invalid, notSupported, required, type FieldError } from '../../validation/field.ts';
import { fieldAt } from './field-path.ts';
import type { Schema } from './structural-schema.ts';

const REASONS = ['FieldValueDuplicate', 'FieldValueForbidden', 'FieldValueInvalid', 'FieldValueRequired'];
const hasLines = (text: string): boolean => /[\r\n]/.test(text);

export function validateRuleTexts(schema: Schema, path: string): FieldError[] {
  return (schema['x-kubernetes-validations'] ?? []).flatMap(({ rule = '', message = '', messageExpression = '', reason, fieldPath = '' }, i) => {
    const at = `${path}.x-kubernetes-validations[${i}]`;
    const errors = rule.trim() ? [] : [required(`${at}.rule`, 'rule is not specified')];
    if (message && !message.trim()) errors.push(invalid(`${at}.message`, message, 'message must be non-empty if specified'));
    else if (hasLines(message.trim())) errors.push(invalid(`${at}.message`, message, 'message must not contain line breaks'));
    else if (hasLines(rule.trim()) && !message.trim()) errors.push(required(`${at}.message`, 'message must be specified if rule contains line breaks'));
    if (messageExpression && !messageExpression.trim()) errors.push(required(`${at}.messageExpression`, 'messageExpression must be non-empty if specified'));
    if (reason !== undefined && !REASONS.includes(reason)) errors.push(notSupported(`${at}.reason`, reason, REASONS));
    if (!fieldPath) return errors;
    if (!fieldPath.trim()) errors.push(invalid(`${at}.fieldPath`, fieldPath, 'fieldPath must be non-empty if specified'));
    if (hasLines(fieldPath)) errors.push(invalid(`${at}.fieldPath`, fieldPath, 'fieldPath must not contain line breaks'));
    if (!fieldAt(schema, fieldPath.trim())) errors.push(invalid(`${at}.fieldPath`, fieldPath, 'fieldPath must be a valid path: does not refer to a valid field'));
    return errors;
  });
}
