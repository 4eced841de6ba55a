/** https://kubernetes.io/docs/concepts/configuration/secret/ */
import { decodeText, encodeText } from '../base64.ts';
import { goJSONError } from '../go-json.ts';
import { SECRETS } from '../resource.ts';
import type { Secret } from '../types.ts';
import { invalid, required, tooLong, type FieldError } from '../validation/field.ts';
import { isConfigMapKey } from '../validation/names.ts';
import { validateImmutableData } from './immutable-data.ts';
import { defineKind } from './kind.ts';

const MAX_BYTES = 1024 * 1024;

function setDefaults(secret: Secret): void {
  if (!secret.type) secret.type = 'Opaque';
  const { stringData } = secret;
  delete secret.stringData;
  if (!stringData || Object.keys(stringData).length === 0) return;
  secret.data = { ...secret.data };
  for (const [key, value] of Object.entries(stringData)) secret.data[key] = encodeText(value);
}

function validate(secret: Secret): FieldError[] {
  const errors: FieldError[] = [];
  const data = secret.data ?? {};
  let bytes = 0;
  for (const [key, value] of Object.entries(data)) {
    for (const text of isConfigMapKey(key)) errors.push(invalid(`data[${key}]`, key, text));
    bytes += Math.floor((value.length * 3) / 4);
  }
  if (bytes > MAX_BYTES) errors.push(tooLong('data', MAX_BYTES));
  errors.push(...validateType(secret, data));
  return errors;
}

function validateType(secret: Secret, data: Record<string, string>): FieldError[] {
  const need = (key: string): FieldError[] => (key in data ? [] : [required(`data[${key}]`)]);
  switch (secret.type) {
    case 'kubernetes.io/service-account-token':
      return secret.metadata.annotations?.['kubernetes.io/service-account.name'] ? [] : [required('metadata.annotations[kubernetes.io/service-account.name]')];
    case 'kubernetes.io/dockercfg': return validateDockerConfig(data, '.dockercfg');
    case 'kubernetes.io/dockerconfigjson': return validateDockerConfig(data, '.dockerconfigjson');
    case 'kubernetes.io/basic-auth':
      return 'username' in data || 'password' in data ? [] : [required('data[username]'), required('data[password]')];
    case 'kubernetes.io/ssh-auth': return data['ssh-privatekey'] ? [] : [required('data[ssh-privatekey]')];
    case 'kubernetes.io/tls': return [...need('tls.crt'), ...need('tls.key')];
    default: return [];
  }
}

function validateDockerConfig(data: Record<string, string>, key: string): FieldError[] {
  const field = `data[${key}]`;
  const content = data[key];
  if (content === undefined) return [required(field)];
  const error = goJSONError(decodeText(content) ?? '', 'map[string]interface {}');
  return error ? [invalid(field, '<secret contents redacted>', error)] : [];
}

export const SECRET = defineKind({
  resource: SECRETS,
  singular: 'secret',
  setDefaults,
  validate,
  validateUpdate: (secret, old) => [
    ...(secret.type === old.type ? [] : [invalid('type', secret.type, 'field is immutable')]),
    ...validateImmutableData(secret, old, ['data']),
    ...validate(secret),
  ],
  fieldLabels: { type: (secret) => secret.type ?? '' },
});
