/** Notes on definitions in Kubernetes' own groups (`*.k8s.io`) whether their API was approved (KEP-2337). */
import { CUSTOM_RESOURCE_DEFINITIONS } from '../../api/resource.ts';
import type { CustomResourceDefinition } from '../../api/types.ts';
import { defineController } from '../../client/controller.ts';
import { formatTime } from '../../kernel/time.ts';
import { withCondition, writeStatus, type DefinitionCondition } from './definitions.ts';

const ANNOTATION = 'api-approved.kubernetes.io';
const TYPE = 'KubernetesAPIApprovalPolicyConformant';

const isProtected = (group: string): boolean => group === 'k8s.io' || group.endsWith('.k8s.io') || group === 'kubernetes.io' || group.endsWith('.kubernetes.io');

function judge(crd: CustomResourceDefinition): Omit<DefinitionCondition, 'lastTransitionTime'> | undefined {
  if (!isProtected(crd.spec.group)) return undefined;
  const value = crd.metadata.annotations?.[ANNOTATION] ?? '';
  if (/^https?:\/\/[^/]+\S*$/.test(value)) return { type: TYPE, status: 'True', reason: 'ApprovedAnnotation', message: `approved in ${value}` };
  if (value.startsWith('unapproved')) return { type: TYPE, status: 'False', reason: 'UnapprovedAnnotation', message: `not approved: ${JSON.stringify(value)}` };
  if (value === '') {
    return { type: TYPE, status: 'False', reason: 'MissingAnnotation', message: `protected groups must have approval annotation ${JSON.stringify(ANNOTATION)}, see https://github.com/kubernetes/enhancements/pull/1111` };
  }
  return {
    type: TYPE, status: 'False', reason: 'InvalidAnnotation',
    message: `protected groups must have approval annotation ${JSON.stringify(ANNOTATION)} with either a URL or a reason starting with "unapproved", see https://github.com/kubernetes/enhancements/pull/1111`,
  };
}

export const approvalPolicy = defineController({
  name: 'kubernetes-api-approval-policy-conformant-condition-controller',
  component: 'kubernetes-api-approval-policy-conformant-condition-controller',
  start({ client, queue, informer, now }) {
    const definitions = informer(CUSTOM_RESOURCE_DEFINITIONS);
    const consider = (crd: CustomResourceDefinition): void => { if (isProtected(crd.spec.group)) queue.add(crd.metadata.name!); };
    definitions.addHandler({ onAdd: consider, onUpdate: consider });
    return {
      reconcile(key) {
        const crd = definitions.get(key);
        const condition = crd && judge(crd);
        if (!crd || !condition) return;
        const next = withCondition(crd, condition, formatTime(now()));
        if (next !== crd) writeStatus(client, next);
      },
    };
  },
});
