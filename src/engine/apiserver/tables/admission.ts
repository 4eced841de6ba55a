import { MUTATING_WEBHOOK_CONFIGURATIONS, VALIDATING_ADMISSION_POLICIES, VALIDATING_ADMISSION_POLICY_BINDINGS, VALIDATING_WEBHOOK_CONFIGURATIONS } from '../../api/resource.ts';
import type { AnyObject, LabelSelector, MutatingWebhookConfiguration, ValidatingAdmissionPolicy, ValidatingAdmissionPolicyBinding, ValidatingWebhookConfiguration } from '../../api/types.ts';
import { age, formatLabelSelector, UNSET } from './format.ts';
import { AGE, column, defineTable, NAME } from './table.ts';

const paramKind = (kind: { apiVersion?: string; kind?: string } | undefined): string => (kind ? `${kind.apiVersion ?? ''}/${kind.kind ?? ''}` : UNSET);

interface ParamRef { name?: string; namespace?: string; selector?: LabelSelector }

function paramRef(reference: ParamRef | undefined): string {
  if (!reference) return UNSET;
  if (reference.name) return `${reference.namespace || '*'}/${reference.name}`;
  return formatLabelSelector(reference.selector);
}

const validatingAdmissionPolicies = defineTable<ValidatingAdmissionPolicy>({
  columns: [
    NAME,
    column('Validations', 'integer', 'Validations indicates the number of validation rules defined in this configuration'),
    column('ParamKind', 'string', 'ParamKind specifies the kind of resources used to parameterize this policy'),
    AGE,
  ],
  cells: (policy, nowMs) => [policy.metadata.name!, policy.spec?.validations?.length ?? 0, paramKind(policy.spec?.paramKind), age(policy, nowMs)],
});

const mutatingAdmissionPolicies = defineTable<AnyObject & { spec?: { mutations?: unknown[]; paramKind?: { apiVersion?: string; kind?: string } } }>({
  columns: [
    NAME,
    column('Mutations', 'integer', 'Mutation indicates the number of mutations rules defined in this configuration'),
    column('ParamKind', 'string', 'ParamKind specifies the kind of resources used to parameterize this policy'),
    AGE,
  ],
  cells: (policy, nowMs) => [policy.metadata.name!, policy.spec?.mutations?.length ?? 0, paramKind(policy.spec?.paramKind), age(policy, nowMs)],
});

const bindings = defineTable<ValidatingAdmissionPolicyBinding>({
  columns: [
    NAME,
    column('PolicyName', 'string', 'PolicyName indicates the policy definition which the policy binding binded to'),
    column('ParamRef', 'string', 'ParamRef indicates the param resource which sets the configuration param'),
    AGE,
  ],
  cells: (binding, nowMs) => [binding.metadata.name!, binding.spec?.policyName ?? '', paramRef(binding.spec?.paramRef), age(binding, nowMs)],
});

const webhookConfigurations = defineTable<ValidatingWebhookConfiguration | MutatingWebhookConfiguration>({
  columns: [
    NAME,
    column('Webhooks', 'integer', 'Webhooks indicates the number of webhooks registered in this configuration'),
    AGE,
  ],
  cells: (configuration, nowMs) => [configuration.metadata.name!, configuration.webhooks?.length ?? 0, age(configuration, nowMs)],
});

export const admissionTables = [
  [VALIDATING_ADMISSION_POLICIES, validatingAdmissionPolicies],
  [{ group: 'admissionregistration.k8s.io', resource: 'mutatingadmissionpolicies' }, mutatingAdmissionPolicies],
  [VALIDATING_ADMISSION_POLICY_BINDINGS, bindings],
  [{ group: 'admissionregistration.k8s.io', resource: 'mutatingadmissionpolicybindings' }, bindings],
  [VALIDATING_WEBHOOK_CONFIGURATIONS, webhookConfigurations],
  [MUTATING_WEBHOOK_CONFIGURATIONS, webhookConfigurations],
] as const;
