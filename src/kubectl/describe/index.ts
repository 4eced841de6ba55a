/** The describers, and which one an object gets. */
import type { AnyObject } from '../../engine/api/types.ts';
import type { Steps } from '../effect.ts';
import { DescribeWriter, type DescribeContext, type Describer } from './describer.ts';
import { genericDescriber } from './generic.ts';
import { certificateSigningRequestDescriber } from './certificatesigningrequest.ts';
import { configMapDescriber } from './configmap.ts';
import { daemonSetDescriber } from './daemonset.ts';
import { deploymentDescriber } from './deployment.ts';
import { endpointsDescriber, endpointSliceDescriber } from './endpoints.ts';
import { horizontalPodAutoscalerDescriber } from './horizontalpodautoscaler.ts';
import { ingressClassDescriber, ingressDescriber } from './ingress.ts';
import { cronJobDescriber, jobDescriber } from './job.ts';
import { limitRangeDescriber } from './limitrange.ts';
import { namespaceDescriber } from './namespace.ts';
import { networkPolicyDescriber } from './networkpolicy.ts';
import { nodeDescriber } from './node.ts';
import { persistentVolumeDescriber } from './persistentvolume.ts';
import { persistentVolumeClaimDescriber } from './persistentvolumeclaim.ts';
import { podDescriber } from './pod.ts';
import { podDisruptionBudgetDescriber } from './poddisruptionbudget.ts';
import { priorityClassDescriber } from './priorityclass.ts';
import { clusterRoleBindingDescriber, clusterRoleDescriber, roleBindingDescriber, roleDescriber } from './rbac.ts';
import { replicaSetDescriber, replicationControllerDescriber } from './replicaset.ts';
import { resourceQuotaDescriber } from './resourcequota.ts';
import { secretDescriber } from './secret.ts';
import { serviceDescriber } from './service.ts';
import { serviceAccountDescriber } from './serviceaccount.ts';
import { ipAddressDescriber, serviceCIDRDescriber } from './servicecidr.ts';
import { statefulSetDescriber } from './statefulset.ts';
import { csiNodeDescriber, storageClassDescriber, volumeAttributesClassDescriber } from './storageclass.ts';

export const DESCRIBERS: readonly Describer[] = [
  certificateSigningRequestDescriber, configMapDescriber, daemonSetDescriber, deploymentDescriber, endpointsDescriber, endpointSliceDescriber,
  horizontalPodAutoscalerDescriber, ingressClassDescriber, ingressDescriber, cronJobDescriber, jobDescriber, limitRangeDescriber, namespaceDescriber,
  networkPolicyDescriber, nodeDescriber, persistentVolumeDescriber, persistentVolumeClaimDescriber, podDescriber, podDisruptionBudgetDescriber,
  priorityClassDescriber, clusterRoleBindingDescriber, clusterRoleDescriber, roleBindingDescriber, roleDescriber, replicaSetDescriber,
  replicationControllerDescriber, resourceQuotaDescriber, secretDescriber, serviceDescriber, serviceAccountDescriber, ipAddressDescriber,
  serviceCIDRDescriber, statefulSetDescriber, csiNodeDescriber, storageClassDescriber, volumeAttributesClassDescriber,
];

/** The text `kubectl describe` prints for one object. */
export function* describeObject(context: DescribeContext, object: AnyObject): Steps<string> {
  const [first = '', second] = (object.apiVersion ?? '').split('/');
  const group = second === undefined ? '' : first;
  const describer = DESCRIBERS.find((d) => d.group === group && d.kind === object.kind) ?? genericDescriber;
  const out = new DescribeWriter();
  const steps = describer.describe(context, object, out);
  if (steps) yield* steps;
  return out.text();
}
