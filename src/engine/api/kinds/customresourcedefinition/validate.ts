import { asGiven } from '../../schema/given-empty.ts';
import type { CustomResourceDefinition } from '../../types.ts';
import { forbiddenField, invalid, notSupported, required, type FieldError } from '../../validation/field.ts';
import { isDNS1035Label, isDNS1123Subdomain } from '../../validation/names.ts';
import { goVersion, hoist, type Version } from './hoist.ts';
import { validateSelectableFields } from './selectable-fields.ts';
import { validateWebhookClient } from '../../validation/webhook-client.ts';
import { validateCustomSchema, type Schema } from './structural-schema.ts';

type Spec = CustomResourceDefinition['spec'];
type Names = Spec['names'];
type Columns = NonNullable<Version['additionalPrinterColumns']>;
type Subresources = NonNullable<Version['subresources']>;

export function validateDefinition(crd: CustomResourceDefinition): FieldError[] {
  const errors: FieldError[] = [];
  const { name } = crd.metadata;
  const spec = crd.spec ?? ({} as Spec);
  if (name && name !== `${spec.names?.plural ?? ''}.${spec.group ?? ''}`) errors.push(invalid('metadata.name', name, 'must be spec.names.plural+"."+spec.group'));
  return [...errors, ...validateSpec(spec), ...validateStoredVersions(crd)];
}

function validateSpec(spec: Spec): FieldError[] {
  const errors = [...validateGroup(spec.group ?? ''), ...validateEnum('spec.scope', spec.scope ?? '', ['Cluster', 'Namespaced'])];
  if (spec.preserveUnknownFields) errors.push(invalid('spec.preserveUnknownFields', true, 'must be false in order to use v1 openAPI schemas'));
  const { versions, validation, subresources, additionalPrinterColumns, selectableFields } = hoist(spec);
  if (!validation?.openAPIV3Schema) {
    versions.forEach((version, i) => { if (!version.schema?.openAPIV3Schema) errors.push(required(`spec.versions[${i}].schema.openAPIV3Schema`, 'schemas are required')); });
  }
  versions.forEach((version, i) => errors.push(...validateVersion(version, spec.versions![i]!, `spec.versions[${i}]`)));
  const names = versions.map((version) => version.name);
  const printed = spec.versions?.length ? versions.map(goVersion) : asGiven(spec, 'versions');
  if (new Set(names).size < names.length) errors.push(invalid('spec.versions', printed, 'must contain unique version names'));
  if (versions.filter((version) => version.storage).length !== 1) errors.push(invalid('spec.versions', printed, 'must have exactly one version marked as storage version'));
  const first = names[0];
  if (first) errors.push(...invalidUnless1035(first, 'spec.version'));
  for (const field of ['plural', 'singular', 'kind', 'listKind'] as const) if (!spec.names?.[field]) errors.push(required(`spec.names.${field}`));
  if (spec.names) errors.push(...validateNames(spec.names, 'spec.names'));
  if (validation?.openAPIV3Schema) errors.push(...validateCustomSchema(validation.openAPIV3Schema, 'spec.validation.openAPIV3Schema'));
  if (subresources) errors.push(...validateSubresources(subresources, 'spec.subresources'));
  if (additionalPrinterColumns) errors.push(...validateColumns(additionalPrinterColumns, 'spec.additionalPrinterColumns'));
  if (selectableFields) errors.push(...validateSelectableFields(selectableFields, spec.versions?.[0]?.schema?.openAPIV3Schema as Schema | undefined, 'spec.selectableFields'));
  return [...errors, ...validateConversion(spec)];
}

function validateGroup(group: string): FieldError[] {
  if (!group) return [required('spec.group')];
  const bad = isDNS1123Subdomain(group);
  if (bad.length) return [invalid('spec.group', group, bad.join(','))];
  return group.includes('.') ? [] : [invalid('spec.group', group, 'should be a domain with at least one dot')];
}

function validateEnum(field: string, value: string, supported: readonly string[]): FieldError[] {
  if (!value) return [required(field)];
  return supported.includes(value) ? [] : [notSupported(field, value, supported)];
}

function invalidUnless1035(value: string, field: string, prefix = '', checked = value): FieldError[] {
  const bad = isDNS1035Label(checked);
  return bad.length ? [invalid(field, value, prefix + bad.join(','))] : [];
}

/** `whole` is the version with what it shares with all others. */
function validateVersion(version: Version, whole: Version, path: string): FieldError[] {
  const errors = invalidUnless1035(version.name ?? '', `${path}.name`);
  if (version.deprecationWarning !== undefined && !version.deprecated) errors.push(invalid(`${path}.deprecationWarning`, version.deprecationWarning, 'can only be set for deprecated versions'));
  if (version.schema?.openAPIV3Schema) errors.push(...validateCustomSchema(version.schema.openAPIV3Schema, `${path}.schema.openAPIV3Schema`));
  if (version.subresources) errors.push(...validateSubresources(version.subresources, `${path}.subresources`));
  if (version.additionalPrinterColumns) errors.push(...validateColumns(version.additionalPrinterColumns, `${path}.additionalPrinterColumns`));
  if (version.selectableFields) errors.push(...validateSelectableFields(version.selectableFields, whole.schema?.openAPIV3Schema as Schema | undefined, `${path}.selectableFields`));
  return errors;
}

function validateNames(names: Names, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const mixed = 'may have mixed case, but should otherwise match: ';
  if (names.plural) errors.push(...invalidUnless1035(names.plural, `${path}.plural`));
  if (names.singular) errors.push(...invalidUnless1035(names.singular, `${path}.singular`));
  if (names.kind) errors.push(...invalidUnless1035(names.kind, `${path}.kind`, mixed, names.kind.toLowerCase()));
  if (names.listKind) errors.push(...invalidUnless1035(names.listKind, `${path}.listKind`, mixed, names.listKind.toLowerCase()));
  names.shortNames?.forEach((name, i) => errors.push(...invalidUnless1035(name, `${path}.shortNames[${i}]`)));
  if (names.kind && names.kind === names.listKind) errors.push(invalid(`${path}.listKind`, names.listKind, 'kind and listKind may not be the same'));
  names.categories?.forEach((name, i) => errors.push(...invalidUnless1035(name, `${path}.categories[${i}]`)));
  return errors;
}

const SIMPLE_PATH = /^(\.[A-Za-z_][\w-]*|\['[^']+'\])+$/;

function validateSubresources({ scale }: Subresources, path: string): FieldError[] {
  if (!scale) return [];
  const errors: FieldError[] = [];
  const check = (field: 'specReplicasPath' | 'statusReplicasPath' | 'labelSelectorPath', roots: readonly string[], where: string): void => {
    const value = scale[field];
    if (!value) {
      if (field !== 'labelSelectorPath') errors.push(required(`${path}.scale.${field}`));
    } else if (!SIMPLE_PATH.test(value)) errors.push(invalid(`${path}.scale.${field}`, value, 'must be a json path in the dot notation'));
    else if (!roots.some((root) => value.startsWith(`${root}.`))) errors.push(invalid(`${path}.scale.${field}`, value, `should be a json path under ${where}`));
  };
  check('specReplicasPath', ['.spec'], '.spec');
  check('statusReplicasPath', ['.status'], '.status');
  check('labelSelectorPath', ['.spec', '.status'], 'either .spec or .status');
  return errors;
}

const COLUMN_TYPES = ['boolean', 'date', 'integer', 'number', 'string'];
const COLUMN_FORMATS = ['byte', 'date', 'date-time', 'double', 'float', 'int32', 'int64', 'password'];

function validateColumns(columns: Columns, path: string): FieldError[] {
  return columns.flatMap(({ name, type = '', format, jsonPath }, i) => {
    const at = `${path}[${i}]`;
    const errors = name ? [] : [required(`${at}.name`)];
    if (!type) errors.push(required(`${at}.type`, `must be one of ${COLUMN_TYPES.join(',')}`));
    else if (!COLUMN_TYPES.includes(type)) errors.push(invalid(`${at}.type`, type, `must be one of ${COLUMN_TYPES.join(',')}`));
    if (format && !COLUMN_FORMATS.includes(format)) errors.push(invalid(`${at}.format`, format, `must be one of ${COLUMN_FORMATS.join(',')}`));
    if (!jsonPath) errors.push(required(`${at}.jsonPath`));
    return errors;
  });
}

function validateConversion({ conversion }: Spec): FieldError[] {
  if (!conversion) return [];
  const errors = validateEnum('spec.conversion.strategy', conversion.strategy ?? '', ['None', 'Webhook']);
  const { webhook } = conversion;
  if (conversion.strategy !== 'Webhook') {
    if (webhook?.clientConfig) errors.push(forbiddenField('spec.conversion.webhookClientConfig', 'should not be set when strategy is not set to Webhook'));
    if (webhook?.conversionReviewVersions?.length) errors.push(forbiddenField('spec.conversion.conversionReviewVersions', 'should not be set when strategy is not set to Webhook'));
    return errors;
  }
  const { clientConfig } = webhook ?? {};
  if (!clientConfig) errors.push(required('spec.conversion.webhookClientConfig', 'required when strategy is set to Webhook'));
  else errors.push(...validateWebhookClient(clientConfig, 'spec.conversion.webhookClientConfig'));
  if (!webhook?.conversionReviewVersions?.length) errors.push(required('spec.conversion.conversionReviewVersions'));
  else if (!webhook.conversionReviewVersions.some((v) => v === 'v1' || v === 'v1beta1')) {
    errors.push(invalid('spec.conversion.conversionReviewVersions', webhook.conversionReviewVersions, 'must include at least one of v1, v1beta1'));
  }
  return errors;
}

export function validateStoredVersions(crd: CustomResourceDefinition): FieldError[] {
  const field = 'status.storedVersions';
  const stored = crd.status?.storedVersions ?? null;
  if (!stored?.length) return [invalid(field, stored, 'must have at least one stored version')];
  const errors: FieldError[] = [];
  const left = new Map(stored.map((name, i) => [name, i]));
  for (const { name, storage } of crd.spec.versions ?? []) {
    if (storage && !left.has(name)) errors.push(invalid(field, stored, `must have the storage version ${name}`));
    left.delete(name);
  }
  for (const [name, i] of left) errors.push(invalid(`${field}[${i}]`, name, 'must appear in spec.versions'));
  return errors;
}
