import type { CustomResourceDefinition } from '../../types.ts';

const CLEANUP = 'customresourcecleanup.apiextensions.k8s.io';

type Conditions = NonNullable<NonNullable<CustomResourceDefinition['status']>['conditions']>;

/** A first delete holds the definition until its objects are gone. */
export function prepareForDelete(crd: CustomResourceDefinition, now: string): CustomResourceDefinition {
  const finalizers = crd.metadata.finalizers ?? [];
  const conditions = (crd.status?.conditions ?? []).filter(({ type }) => type !== 'Terminating');
  const terminating = {
    lastTransitionTime: now, message: 'CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon', reason: 'InstanceDeletionPending', status: 'True', type: 'Terminating',
  } as unknown as Conditions[number];
  return {
    ...crd,
    metadata: { ...crd.metadata, finalizers: finalizers.includes(CLEANUP) ? finalizers : [...finalizers, CLEANUP] },
    status: { ...crd.status!, conditions: [...conditions, terminating] },
  };
}
