/** ControllerRevisions: the templates a StatefulSet or DaemonSet has had. https://kubernetes.io/docs/tasks/manage-daemon/rollback-daemon-set/ */
import { isNotFound } from '../../api/errors.ts';
import { CONTROLLER_REVISIONS, type AnyResource } from '../../api/resource.ts';
import type { ControllerRevision, ObjectMeta, PodTemplateSpec } from '../../api/types.ts';
import type { Client } from '../../client/client.ts';
import { semanticEqual } from './equal.ts';
import { controllerRef } from './owners.ts';

interface Owner { metadata: ObjectMeta }

export interface RevisionData { spec: { template: PodTemplateSpec & { $patch: 'replace' } } }

/** What a revision remembers of its owner: the template, as a patch that replaces it. */
export const revisionData = (template: PodTemplateSpec): RevisionData => ({ spec: { template: { ...template, $patch: 'replace' } } });

export const dataOf = (revision: ControllerRevision): RevisionData | undefined => revision.data as RevisionData | undefined;

/** The template a revision stands for. */
export function templateOf(revision: ControllerRevision): PodTemplateSpec {
  const { $patch: _, ...template } = dataOf(revision)!.spec.template;
  return template;
}

export const sameData = (a: ControllerRevision, data: RevisionData): boolean => semanticEqual(a.data, data);

export const byRevision = (a: ControllerRevision, b: ControllerRevision): number => {
  if (a.revision !== b.revision) return a.revision - b.revision;
  const at = a.metadata.creationTimestamp ?? '', bt = b.metadata.creationTimestamp ?? '';
  if (at !== bt) return at < bt ? -1 : 1;
  return a.metadata.name! < b.metadata.name! ? -1 : 1;
};

export function newRevision(ownerResource: AnyResource, owner: Owner, template: PodTemplateSpec, hash: string, hashLabel: string, revision: number): ControllerRevision {
  const annotations = owner.metadata.annotations;
  return {
    apiVersion: 'apps/v1', kind: 'ControllerRevision',
    metadata: {
      name: `${owner.metadata.name!.slice(0, 223)}-${hash}`, namespace: owner.metadata.namespace,
      labels: { ...template.metadata?.labels, [hashLabel]: hash },
      ...(annotations && Object.keys(annotations).length ? { annotations } : {}),
      ownerReferences: [controllerRef(ownerResource, owner)],
    },
    data: revisionData(template), revision,
  } as ControllerRevision;
}

export function deleteRevision(client: Client, revision: ControllerRevision): void {
  try { client.delete(CONTROLLER_REVISIONS, revision.metadata.name!, revision.metadata.namespace); } catch (error) { if (!isNotFound(error)) throw error; }
}
