/**
 * MutatingAdmissionWebhook and ValidatingAdmissionWebhook: other programs are asked what they make of a request
 * (https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/). How they are reached stands in
 * `webhook-backend.ts`.
 */
import { decodeText } from '../../api/base64.ts';
import { deepEqual } from '../../api/deep-equal.ts';
import { failure, internalError, StatusError } from '../../api/errors.ts';
import { applyJsonPatch } from '../../api/patch/json-patch.ts';
import { apiVersionOf, groupResource, MUTATING_WEBHOOK_CONFIGURATIONS, VALIDATING_WEBHOOK_CONFIGURATIONS } from '../../api/resource.ts';
import type { AnyObject, MutatingWebhookConfiguration, ValidatingWebhookConfiguration } from '../../api/types.ts';
import type { Table } from '../../store/table.ts';
import type { ApiServer } from '../server.ts';
import type { AdmissionAttributes, AdmissionPlugin } from './admission.ts';
import { compileConditions, runConditions, type MatchCondition } from './match-conditions.ts';
import { requestOf, requestVariables } from './policy-variables.ts';
import { redecode } from './redecode.ts';
import { isExempt, matchesRequest, type RequestRule, type RequestSelection } from './request-match.ts';
import { callWebhook, CallFailed, type AdmissionReviewResponse, type ClientConfig } from './webhook-backend.ts';

type Webhook = NonNullable<MutatingWebhookConfiguration['webhooks']>[number] | NonNullable<ValidatingWebhookConfiguration['webhooks']>[number];

const DEFAULT_TIMEOUT_SECONDS = 10;

const conditionsOf = new WeakMap<object, readonly MatchCondition[]>();

export function mutatingAdmissionWebhook(server: ApiServer): AdmissionPlugin {
  const configurations = server.store.table(groupResource(MUTATING_WEBHOOK_CONFIGURATIONS));
  return {
    name: 'MutatingAdmissionWebhook',
    perObject: () => configurations.size > 0,
    admit(attributes) {
      if (configurations.size === 0 || !attributes.object) return undefined;
      const all = relevant(server, configurations, attributes);
      if (all.length === 0) return undefined;
      let object = attributes.object;
      const left = all.map((webhook) => (object = mutate(server, webhook, { ...attributes, object })));
      all.forEach((webhook, i) => {
        if ('reinvocationPolicy' in webhook && webhook.reinvocationPolicy === 'IfNeeded' && left[i] !== object) object = mutate(server, webhook, { ...attributes, object });
      });
      return object === attributes.object ? undefined : object;
    },
  };
}

export function validatingAdmissionWebhook(server: ApiServer): AdmissionPlugin {
  const configurations = server.store.table(groupResource(VALIDATING_WEBHOOK_CONFIGURATIONS));
  return {
    name: 'ValidatingAdmissionWebhook',
    validate(attributes) {
      if (configurations.size === 0) return;
      // All are asked, whatever the others say; the first refusal counts.
      let refused: unknown;
      for (const webhook of relevant(server, configurations, attributes)) {
        try {
          ask(server, webhook, attributes);
        } catch (error) {
          if (!(error instanceof StatusError)) throw error;
          refused ??= error;
        }
      }
      if (refused !== undefined) throw refused;
    },
  };
}

/** The webhooks whose rules and selectors take the request: configurations by name, webhooks as listed. */
function relevant(server: ApiServer, configurations: Table, attributes: AdmissionAttributes): Webhook[] {
  if (isExempt(attributes)) return [];
  return configurations.sorted().flatMap(({ value }) => ((value as ValidatingWebhookConfiguration).webhooks ?? [] as Webhook[]).filter((webhook) => matchesRequest(server, selectionOf(webhook), attributes, false)));
}

const selectionOf = ({ rules, namespaceSelector, objectSelector, matchPolicy }: Webhook): RequestSelection => ({
  resourceRules: (rules ?? []) as readonly RequestRule[], ...(namespaceSelector ? { namespaceSelector } : {}), ...(objectSelector ? { objectSelector } : {}), ...(matchPolicy ? { matchPolicy } : {}),
});

function mutate(server: ApiServer, webhook: Webhook, attributes: AdmissionAttributes): AnyObject {
  const object = attributes.object!;
  const response = ask(server, webhook, attributes);
  if (!response?.patch) return object;
  const failed = (why: string): AnyObject => {
    if (webhook.failurePolicy === 'Ignore') return object;
    throw internalError(`failed calling webhook ${JSON.stringify(webhook.name)}: ${why}`);
  };
  if (response.patchType !== 'JSONPatch') return failed(`received invalid webhook response: webhook response had no patchType or an unsupported one: ${JSON.stringify(response.patchType ?? '')}`);
  try {
    const changed = applyJsonPatch(object, JSON.parse(decodeText(response.patch) ?? '')) as AnyObject;
    return deepEqual(changed, object) ? object : redecode(server, attributes, changed);
  } catch (error) {
    if (error instanceof StatusError) throw internalError(error.message);
    if (error instanceof SyntaxError) return failed('received undecodable patch in webhook response');
    throw error;
  }
}

/** The answer of one webhook; undefined when it is passed by. Throws what the client is told of a refusal or a failure. */
function ask(server: ApiServer, webhook: Webhook, attributes: AdmissionAttributes): AdmissionReviewResponse | undefined {
  const { name, failurePolicy = 'Fail', timeoutSeconds = DEFAULT_TIMEOUT_SECONDS } = webhook;
  const failed = (why: string): undefined => {
    if (failurePolicy === 'Ignore') return undefined;
    throw internalError(`failed calling webhook ${JSON.stringify(name)}: ${why}`);
  };
  const matched = runConditions(compiledConditions(webhook), requestVariables(server, attributes));
  if (matched.error !== undefined) return failed(matched.error);
  if (!matched.matches) return undefined;
  const uid = server.random('admissionreview', attributes.options).uuid();
  const version = webhook.admissionReviewVersions?.includes('v1') === false ? 'v1beta1' : 'v1';
  let response: AdmissionReviewResponse | undefined;
  try {
    response = callWebhook(server, webhook.clientConfig as ClientConfig, timeoutSeconds, {
      kind: 'AdmissionReview', apiVersion: `admission.k8s.io/${version}`,
      request: { ...requestOf(attributes), uid, object: withType(attributes, attributes.object), oldObject: withType(attributes, attributes.old) },
    });
  } catch (error) {
    if (!(error instanceof CallFailed)) throw error;
    return failed(`failed to call webhook: ${error.message}`);
  }
  if (!response) return failed('received invalid webhook response: webhook response was absent');
  if (response.uid !== uid) return failed(`received invalid webhook response: expected response.uid=${JSON.stringify(uid)}, got ${JSON.stringify(response.uid ?? '')}`);
  for (const text of response.warnings ?? []) attributes.warn(text);
  if (!response.allowed) throw denied(name, response.status);
  return response;
}

function compiledConditions(webhook: Webhook): readonly MatchCondition[] {
  if (!webhook.matchConditions?.length) return [];
  let conditions = conditionsOf.get(webhook);
  if (!conditions) conditionsOf.set(webhook, (conditions = compileConditions(webhook.matchConditions)));
  return conditions;
}

const withType = ({ resource }: AdmissionAttributes, object: AnyObject | undefined): AnyObject | null => (object ? { ...object, apiVersion: apiVersionOf(resource), kind: resource.kind } : null);

function denied(name: string, status: AdmissionReviewResponse['status']): StatusError {
  const by = `admission webhook ${JSON.stringify(name)} denied the request`;
  const { message = '', reason = '', code = 0 } = status ?? {};
  return failure(code < 400 ? 400 : code, reason, message ? `${by}: ${message}` : reason ? `${by}: ${reason}` : `${by} without explanation`);
}
