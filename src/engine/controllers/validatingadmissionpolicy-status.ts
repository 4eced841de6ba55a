/** Notes in a ValidatingAdmissionPolicy's status that its expressions were checked against the types it matches, and what was found. */
import { VALIDATING_ADMISSION_POLICIES } from '../api/resource.ts';
import type { ValidatingAdmissionPolicy } from '../api/types.ts';
import { defineController, type Controller } from '../client/controller.ts';

/** What the check finds; the checker knows the types of the API server. */
export type TypeChecker = (policy: ValidatingAdmissionPolicy) => readonly { readonly fieldRef: string; readonly warning: string }[];

export const validatingAdmissionPolicyStatus = (check: TypeChecker): Controller => defineController({
  name: 'validatingadmissionpolicy-status',
  component: 'validatingadmissionpolicy-status',
  start({ client, queue, informer }) {
    const policies = informer(VALIDATING_ADMISSION_POLICIES);
    const consider = (policy: ValidatingAdmissionPolicy): void => { if (policy.metadata.generation !== policy.status?.observedGeneration) queue.add(policy.metadata.name!); };
    policies.addHandler({ onAdd: consider, onUpdate: consider });
    return {
      reconcile(key) {
        const policy = policies.get(key);
        if (!policy || policy.metadata.generation === policy.status?.observedGeneration) return;
        const warnings = check(policy);
        client.updateStatus(VALIDATING_ADMISSION_POLICIES, {
          ...policy, status: { ...policy.status, observedGeneration: policy.metadata.generation!, typeChecking: warnings.length ? { expressionWarnings: [...warnings] } : {} },
        });
      },
    };
  },
});
