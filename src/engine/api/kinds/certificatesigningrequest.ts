/** https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/ */
import { decodeText } from '../base64.ts';
import { deepEqual } from '../deep-equal.ts';
import { CERTIFICATE_SIGNING_REQUESTS } from '../resource.ts';
import type { CertificateSigningRequest } from '../types.ts';
import { duplicate, forbiddenField, invalid, notSupported, required, type FieldError } from '../validation/field.ts';
import { isDNS1123Label, isDNS1123Subdomain } from '../validation/names.ts';
import { defineKind } from './kind.ts';

const USAGES = [
  'any', 'cert sign', 'client auth', 'code signing', 'content commitment', 'crl sign', 'data encipherment', 'decipher only', 'digital signature', 'email protection',
  'encipher only', 'ipsec end system', 'ipsec tunnel', 'ipsec user', 'key agreement', 'key encipherment', 'microsoft sgc', 'netscape sgc', 'ocsp signing', 's/mime',
  'server auth', 'signing', 'timestamping',
];
const MIN_SECONDS = 600;
const MAX_SIGNER_SEGMENT = 571;

function validate(csr: CertificateSigningRequest): FieldError[] {
  const { usages = [], signerName = '', expirationSeconds } = csr.spec ?? {};
  const request = csr.spec?.request ?? '';
  const errors: FieldError[] = [];
  if (!/-----BEGIN (NEW )?CERTIFICATE REQUEST-----[\s\S]+-----END (NEW )?CERTIFICATE REQUEST-----/.test(decodeText(request) ?? '')) {
    errors.push(invalid('spec.request', request, 'PEM block type must be CERTIFICATE REQUEST'));
  }
  if (!usages.length) errors.push(required('spec.usages'));
  usages.forEach((usage, i) => { if (!USAGES.includes(usage)) errors.push(notSupported(`spec.usages[${i}]`, usage, USAGES)); });
  usages.forEach((usage, i) => { if (usages.indexOf(usage) < i) errors.push(duplicate(`spec.usages[${i}]`, usage)); });
  if (signerName === 'kubernetes.io/legacy-unknown') errors.push(invalid('spec.signerName', signerName, 'the legacy signerName is not allowed via this API version'));
  else errors.push(...validateSignerName(signerName, 'spec.signerName'));
  if (expirationSeconds !== undefined && expirationSeconds < MIN_SECONDS) {
    errors.push(invalid('spec.expirationSeconds', expirationSeconds, 'may not specify a duration less than 600 seconds (10 minutes)'));
  }
  return [...errors, ...validateConditions(csr)];
}

export function validateSignerName(name: string, field: string): FieldError[] {
  if (!name) return [required(field)];
  const [domain = '', path, ...more] = name.split('/');
  if (path === undefined || more.length) return [invalid(field, name, 'must be a fully qualified domain and path of the form \'example.com/signer-name\'')];
  const errors: FieldError[] = [];
  for (const text of isDNS1123Subdomain(domain)) errors.push(invalid(field, name, `validating label ${JSON.stringify(domain)}: ${text}`));
  if (!domain.includes('.')) errors.push(invalid(field, name, 'should be a domain with at least two segments separated by dots'));
  for (const label of path.split('.')) for (const text of isDNS1123Label(label)) errors.push(invalid(field, name, `validating label ${JSON.stringify(label)}: ${text}`));
  if (name.length > MAX_SIGNER_SEGMENT) errors.push(invalid(field, name, `must be no more than ${MAX_SIGNER_SEGMENT} characters`));
  return errors;
}

function validateConditions(csr: CertificateSigningRequest): FieldError[] {
  const errors: FieldError[] = [];
  const conditions = csr.status?.conditions ?? [];
  const has = (type: string): boolean => conditions.some((condition) => condition.type === type);
  conditions.forEach(({ type, status }, i) => {
    const path = `status.conditions[${i}]`;
    if (!type) errors.push(required(`${path}.type`));
    if (!status) errors.push(required(`${path}.status`));
    else if ((type === 'Approved' || type === 'Denied' || type === 'Failed') && status !== 'True') errors.push(notSupported(`${path}.status`, status, ['True']));
    else if (!['True', 'False', 'Unknown'].includes(status)) errors.push(notSupported(`${path}.status`, status, ['False', 'True', 'Unknown']));
    if ((type === 'Approved' && has('Denied')) || (type === 'Denied' && has('Approved'))) {
      if (conditions.findIndex((other) => other.type === 'Approved' || other.type === 'Denied') < i) errors.push(invalid(`${path}.type`, type, 'Approved and Denied conditions are mutually exclusive'));
    }
  });
  return errors;
}

/** What was decided stays decided. */
function validateStatusUpdate(csr: CertificateSigningRequest, old: CertificateSigningRequest): FieldError[] {
  const errors = validateConditions(csr);
  for (const type of ['Approved', 'Denied', 'Failed']) {
    const before = old.status?.conditions?.filter((c) => c.type === type) ?? [], now = csr.status?.conditions?.filter((c) => c.type === type) ?? [];
    if (before.length && !now.length) errors.push(forbiddenField('status.conditions', `updates may not remove a condition of type ${JSON.stringify(type)}`));
  }
  const certificate = old.status?.certificate;
  if (certificate && csr.status?.certificate !== certificate) errors.push(forbiddenField('status.certificate', 'updates may not change the certificate once set'));
  return errors;
}

export const CERTIFICATE_SIGNING_REQUEST = defineKind({
  resource: CERTIFICATE_SIGNING_REQUESTS,
  singular: 'certificatesigningrequest',
  shortNames: ['csr'],
  subresources: ['approval', 'status'],
  hasGeneration: false,
  createOnUpdate: true,
  prepareForCreate(csr) { csr.status = {}; },
  /** The request itself never changes. */
  prepareForUpdate(csr, old) { if (!deepEqual(csr.spec, old.spec)) csr.spec = old.spec; },
  validate,
  validateUpdate: (csr, old) => validateStatusUpdate(csr, old),
  validateStatusUpdate,
  fieldLabels: { 'spec.signerName': (csr) => csr.spec?.signerName ?? '' },
});
