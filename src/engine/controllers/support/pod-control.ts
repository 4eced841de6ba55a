/** Creates and deletes pods on behalf of a controller, with the Events that it records on the owner. */
import { isNotFound, StatusError } from '../../api/errors.ts';
import { PODS } from '../../api/resource.ts';
import type { ApiObject, ObjectMeta, OwnerReference, Pod, PodTemplateSpec } from '../../api/types.ts';
import type { ControllerContext } from '../../client/controller.ts';

type Owner = ApiObject & { metadata: ObjectMeta };

/** True when the API server refused because the namespace is being deleted. */
export const isNamespaceTerminating = (error: unknown): boolean =>
  error instanceof StatusError && !!error.status.details?.causes?.some((c) => c.reason === 'NamespaceTerminating');

/** The text of an error as Go's `%v` prints it. */
export const errorText = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** A pod of the template, owned by `ref`. The spec is shared with the template, not copied. */
export function podFromTemplate(template: PodTemplateSpec, owner: Owner, ref: OwnerReference | undefined, more: Partial<ObjectMeta> = {}): Pod {
  const metadata: ObjectMeta = { generateName: generateName(owner.metadata.name!), namespace: owner.metadata.namespace };
  const { labels, annotations, finalizers } = template.metadata ?? {};
  if (labels && Object.keys(labels).length) metadata.labels = labels;
  if (annotations && Object.keys(annotations).length) metadata.annotations = annotations;
  if (finalizers?.length) metadata.finalizers = finalizers;
  if (ref) metadata.ownerReferences = [ref];
  return { apiVersion: 'v1', kind: 'Pod', metadata: { ...metadata, ...more }, spec: template.spec };
}

/** `web-`, unless that prefix would be no valid name of a pod. */
const generateName = (owner: string): string => (owner.length + 1 > 253 || owner.endsWith('.') ? owner : `${owner}-`);

export function createPod(context: ControllerContext, pod: Pod, owner: Owner): Pod {
  let created: Pod;
  try {
    created = context.client.create(PODS, pod);
  } catch (error) {
    if (!isNamespaceTerminating(error)) context.events.event(owner, 'Warning', 'FailedCreate', `Error creating: ${errorText(error)}`);
    throw error;
  }
  context.events.event(owner, 'Normal', 'SuccessfulCreate', `Created pod: ${created.metadata.name}`);
  return created;
}

/** Throws NotFound too, so that the caller can lower its expectations. */
export function deletePod(context: ControllerContext, pod: Pod, owner: Owner): void {
  try {
    context.client.delete(PODS, pod.metadata.name!, pod.metadata.namespace);
  } catch (error) {
    if (!isNotFound(error)) context.events.event(owner, 'Warning', 'FailedDelete', `Error deleting: ${errorText(error)}`);
    throw error;
  }
  context.events.event(owner, 'Normal', 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`);
}
