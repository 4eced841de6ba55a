/** https://kubernetes.io/docs/concepts/configuration/configmap/ */
import { utf8Bytes } from '../base64.ts';
import { CONFIG_MAPS } from '../resource.ts';
import type { ConfigMap } from '../types.ts';
import { invalid, tooLong, type FieldError } from '../validation/field.ts';
import { isConfigMapKey } from '../validation/names.ts';
import { validateImmutableData } from './immutable-data.ts';
import { defineKind } from './kind.ts';

const MAX_BYTES = 1024 * 1024;

const NOTHING: Readonly<Record<string, string>> = {};

function validate(map: ConfigMap): FieldError[] {
  const errors: FieldError[] = [];
  const { data = NOTHING, binaryData = NOTHING } = map;
  let bytes = 0;
  for (const key in data) {
    const value = data[key]!;
    for (const text of isConfigMapKey(key)) errors.push(invalid(`data[${key}]`, key, text));
    if (key in binaryData) errors.push(invalid(`data[${key}]`, key, 'duplicate of key present in binaryData'));
    bytes += value.length <= MAX_BYTES / 3 ? value.length : utf8Bytes(value).length;
  }
  for (const key in binaryData) {
    const value = binaryData[key]!;
    for (const text of isConfigMapKey(key)) errors.push(invalid(`binaryData[${key}]`, key, text));
    if (key in data) errors.push(invalid(`binaryData[${key}]`, key, 'duplicate of key present in data'));
    bytes += Math.floor((value.length * 3) / 4);
  }
  if (bytes > MAX_BYTES) errors.push(tooLong('', MAX_BYTES));
  return errors;
}

export const CONFIG_MAP = defineKind({
  resource: CONFIG_MAPS,
  singular: 'configmap',
  shortNames: ['cm'],
  validate,
  validateUpdate: (map, old) => (old.immutable ? [...validateImmutableData(map, old, ['data', 'binaryData']), ...validate(map)] : validate(map)),
});
