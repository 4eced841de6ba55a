/** Validating and mutating webhooks (https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/). */
import { MUTATING_WEBHOOK_CONFIGURATIONS, VALIDATING_WEBHOOK_CONFIGURATIONS } from '../resource.ts';
import type { MutatingWebhookConfiguration, ValidatingWebhookConfiguration } from '../types.ts';
import { duplicate, invalid, notSupported, required, type FieldError } from '../validation/field.ts';
import { isDNS1035Label, isFullyQualifiedName } from '../validation/names.ts';
import { validateWebhookClient } from '../validation/webhook-client.ts';
import { defaultRules, validateOperationRule, validateSelectors } from './admission-rules.ts';
import { defineKind } from './kind.ts';

type MutatingWebhook = NonNullable<MutatingWebhookConfiguration['webhooks']>[number];
type ValidatingWebhook = NonNullable<ValidatingWebhookConfiguration['webhooks']>[number];
type Webhook = MutatingWebhook | ValidatingWebhook;

const DEFAULT_TIMEOUT_SECONDS = 10;
const MAX_TIMEOUT_SECONDS = 30;

function defaultWebhook<W extends Webhook>(webhook: W): W {
  const { service } = webhook.clientConfig ?? {};
  return {
    ...webhook,
    clientConfig: service && service.port == null ? { ...webhook.clientConfig, service: { ...service, port: 443 } } : webhook.clientConfig,
    ...(webhook.rules ? { rules: defaultRules(webhook.rules) } : {}),
    failurePolicy: webhook.failurePolicy ?? 'Fail', matchPolicy: webhook.matchPolicy ?? 'Equivalent', timeoutSeconds: webhook.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS,
    namespaceSelector: webhook.namespaceSelector ?? {}, objectSelector: webhook.objectSelector ?? {},
  };
}

function validateWebhooks(webhooks: readonly Webhook[] | undefined): FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set<string>();
  (webhooks ?? []).forEach((webhook, i) => {
    const path = `webhooks[${i}]`;
    errors.push(...validateWebhook(webhook, path));
    if (names.has(webhook.name)) errors.push(duplicate(`${path}.name`, webhook.name));
    names.add(webhook.name);
  });
  return errors;
}

function validateWebhook(webhook: Webhook, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const { name = '', rules = [], failurePolicy, sideEffects, timeoutSeconds, admissionReviewVersions: versions = [] } = webhook;
  if (!name) errors.push(required(`${path}.name`));
  else for (const text of isFullyQualifiedName(name)) errors.push(invalid(`${path}.name`, name, text));
  errors.push(...validateReviewVersions(versions, `${path}.admissionReviewVersions`));
  rules.forEach((rule, i) => errors.push(...validateOperationRule(rule, `${path}.rules[${i}]`)));
  if (failurePolicy && !['Fail', 'Ignore'].includes(failurePolicy)) errors.push(notSupported(`${path}.failurePolicy`, failurePolicy, ['Fail', 'Ignore']));
  if (!sideEffects) errors.push(required(`${path}.sideEffects`, 'must specify one of None, NoneOnDryRun'));
  else if (!['None', 'NoneOnDryRun'].includes(sideEffects)) errors.push(notSupported(`${path}.sideEffects`, sideEffects, ['None', 'NoneOnDryRun']));
  if (timeoutSeconds !== undefined && (timeoutSeconds < 1 || timeoutSeconds > MAX_TIMEOUT_SECONDS)) {
    errors.push(invalid(`${path}.timeoutSeconds`, timeoutSeconds, 'the timeout value must be between 1 and 30 seconds'));
  }
  errors.push(...validateSelectors(webhook, path));
  const reinvocation = 'reinvocationPolicy' in webhook ? webhook.reinvocationPolicy : undefined;
  if (reinvocation && !['IfNeeded', 'Never'].includes(reinvocation)) errors.push(notSupported(`${path}.reinvocationPolicy`, reinvocation, ['IfNeeded', 'Never']));
  return [...errors, ...validateWebhookClient(webhook.clientConfig ?? {}, `${path}.clientConfig`)];
}

function validateReviewVersions(versions: readonly string[], path: string): FieldError[] {
  if (!versions.length) return [required(path, 'must specify one of v1, v1beta1')];
  const errors: FieldError[] = [];
  versions.forEach((version, i) => {
    if (versions.indexOf(version) < i) errors.push(duplicate(`${path}[${i}]`, version));
    for (const text of isDNS1035Label(version)) errors.push(invalid(`${path}[${i}]`, version, text));
  });
  if (!versions.includes('v1') && !versions.includes('v1beta1')) errors.push(invalid(path, versions, 'must include at least one of v1, v1beta1'));
  return errors;
}

const shared = { categories: ['api-extensions'], hasGeneration: true, requiresResourceVersion: true } as const;

export const MUTATING_WEBHOOK_CONFIGURATION = defineKind({
  ...shared,
  resource: MUTATING_WEBHOOK_CONFIGURATIONS,
  singular: 'mutatingwebhookconfiguration',
  setDefaults(configuration) {
    if (configuration.webhooks) configuration.webhooks = configuration.webhooks.map((webhook) => ({ ...defaultWebhook(webhook), reinvocationPolicy: webhook.reinvocationPolicy ?? 'Never' }));
  },
  validate: (configuration) => validateWebhooks(configuration.webhooks),
  validateUpdate: (configuration) => validateWebhooks(configuration.webhooks),
});

export const VALIDATING_WEBHOOK_CONFIGURATION = defineKind({
  ...shared,
  resource: VALIDATING_WEBHOOK_CONFIGURATIONS,
  singular: 'validatingwebhookconfiguration',
  setDefaults(configuration) {
    if (configuration.webhooks) configuration.webhooks = configuration.webhooks.map(defaultWebhook);
  },
  validate: (configuration) => validateWebhooks(configuration.webhooks),
  validateUpdate: (configuration) => validateWebhooks(configuration.webhooks),
});
