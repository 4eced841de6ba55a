/**
 * Custom objects from one version to another by the webhook that their definition names
 * (https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definition-versioning/#webhook-conversion).
 */
import { failure, type Status } from '../../api/errors.ts';
import { deepEqual } from '../../api/deep-equal.ts';
import type { AnyObject, CustomResourceDefinition, ObjectMeta } from '../../api/types.ts';
import { callWebhook, CallFailed, type ClientConfig } from '../admission/webhook-backend.ts';
import type { ApiServer } from '../server.ts';

/** The object in `desired` (`group/version`). Throws 500 when the webhook does not answer, or not with such an object. */
export type ObjectConverter = (object: AnyObject, desired: string) => AnyObject;

/** Undefined when versions differ in name alone (strategy None). */
export function webhookConverter(server: ApiServer, { spec: { conversion } }: CustomResourceDefinition): ObjectConverter | undefined {
  const { webhook } = conversion ?? {};
  if (conversion?.strategy !== 'Webhook' || !webhook) return undefined;
  const version = webhook.conversionReviewVersions.find((name) => name === 'v1' || name === 'v1beta1') ?? 'v1';
  return (object, desired) => {
    if (object.apiVersion === desired) return object;
    const fail = (why: string): Error => failure(500, '', `conversion webhook for ${gvk(object)} failed: ${why}`);
    // Neither time nor chance may show in what is only read: the object's own id names the question.
    const { managedFields, ...metadata } = object.metadata;
    const request = { uid: metadata.uid ?? '', desiredAPIVersion: desired, objects: [{ ...object, metadata }] };
    let response: ConversionResponse | undefined;
    try {
      response = callWebhook(server, webhook.clientConfig as ClientConfig, TIMEOUT_SECONDS, { kind: 'ConversionReview', apiVersion: `apiextensions.k8s.io/${version}`, request }) as ConversionResponse | undefined;
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error;
      throw fail(error.message);
    }
    if (response?.result?.status !== 'Success') throw fail(response?.result?.message ?? 'no response provided');
    const objects = response.convertedObjects ?? [];
    if (objects.length !== 1) throw failure(500, '', `conversion webhook for ${gvk(object)} returned ${objects.length} objects, expected 1`);
    const [converted] = objects as [AnyObject];
    const wrong = (why: string): Error => failure(500, '', `conversion webhook for ${gvk(object)} returned invalid converted object at index 0: ${why}`);
    if (converted.apiVersion !== desired) throw wrong(`invalid groupVersion (expected ${desired}, received ${converted.apiVersion})`);
    if (converted.kind !== object.kind) throw wrong(`invalid kind (expected ${object.kind}, received ${converted.kind})`);
    return { ...converted, metadata: { ...keptMetadata(metadata, converted.metadata ?? {}, wrong), ...(managedFields ? { managedFields } : {}) } };
  };
}

interface ConversionResponse { readonly result?: Pick<Status, 'message'> & { status?: string }; readonly convertedObjects?: AnyObject[] | null }

const TIMEOUT_SECONDS = 30;

/** `example.com/v1, Kind=Foo` */
const gvk = ({ apiVersion, kind }: AnyObject): string => `${apiVersion}, Kind=${kind}`;

/** A webhook may change labels and annotations, and nothing else of the metadata. */
function keptMetadata(before: ObjectMeta, after: ObjectMeta, wrong: (why: string) => Error): ObjectMeta {
  for (const field of ['name', 'namespace', 'uid'] as const) {
    if (!deepEqual(before[field], after[field])) throw wrong(`must have the same ${field}: ${after[field] ?? ''} != ${before[field] ?? ''}`);
  }
  const metadata: ObjectMeta = { ...before };
  for (const field of ['labels', 'annotations'] as const) {
    if (after[field] && Object.keys(after[field]).length) metadata[field] = after[field]; else delete metadata[field];
  }
  return metadata;
}
