/** v1.36's default admission plugins, in its order (`kube-apiserver -h`, --enable-admission-plugins). */
import type { ApiServer } from '../server.ts';
import type { AdmissionPlugin } from './admission.ts';
import { certificates } from './certificates.ts';
import { defaultIngressClass, defaultStorageClass } from './default-class.ts';
import { defaultTolerationSeconds } from './default-toleration-seconds.ts';
import { limitRanger } from './limit-ranger.ts';
import { mutatingAdmissionPolicy } from './mutating-admission-policy.ts';
import { namespaceLifecycle } from './namespace-lifecycle.ts';
import { podSecurity } from './pod-security/pod-security.ts';
import { priority } from './priority.ts';
import { rbacEscalation } from './rbac-escalation.ts';
import { resourceQuota } from './resource-quota.ts';
import { runtimeClass } from './runtime-class.ts';
import { serviceAccount } from './service-account.ts';
import { serviceAllocation } from './service-allocation/service-allocation.ts';
import { persistentVolumeClaimResize, storageObjectInUseProtection } from './storage-protection.ts';
import { taintNodesByCondition } from './taint-nodes-by-condition.ts';
import { validatingAdmissionPolicy } from './validating-admission-policy.ts';
import { mutatingAdmissionWebhook, validatingAdmissionWebhook } from './webhooks.ts';

export const defaultAdmission = (server: ApiServer): readonly AdmissionPlugin[] => [
  namespaceLifecycle(server),
  limitRanger(server),
  serviceAccount(server),
  taintNodesByCondition(),
  podSecurity(server),
  priority(server),
  defaultTolerationSeconds(),
  defaultStorageClass(server),
  storageObjectInUseProtection(),
  persistentVolumeClaimResize(server),
  runtimeClass(server),
  defaultIngressClass(server),
  mutatingAdmissionPolicy(server),
  mutatingAdmissionWebhook(server),
  validatingAdmissionPolicy(server),
  validatingAdmissionWebhook(server),
  certificates(server),
  rbacEscalation(server),
  serviceAllocation(server),
  resourceQuota(server),
];

/** What kube-apiserver does itself, whatever plugins it runs. */
const BUILT_IN: ReadonlySet<string> = new Set(['RBACEscalation', 'ServiceAllocation']);

/** The default plugins but some, as kube-apiserver with `--disable-admission-plugins`. Throws an Error for a name that is none. */
export const admissionWithout = (names: readonly string[]) => (server: ApiServer): readonly AdmissionPlugin[] => {
  const plugins = defaultAdmission(server);
  for (const name of names) if (BUILT_IN.has(name) || !plugins.some((plugin) => plugin.name === name)) throw new Error(`admission-control plugin "${name}" is unknown`);
  return plugins.filter((plugin) => !names.includes(plugin.name));
};

/** Writes of these change what admission makes of a pod's spec. */
export const POD_SPEC_INPUTS: ReadonlySet<string> = new Set([
  'serviceaccounts', 'limitranges', 'priorityclasses.scheduling.k8s.io', 'runtimeclasses.node.k8s.io',
  ...['mutatingadmissionpolicies', 'mutatingadmissionpolicybindings', 'mutatingwebhookconfigurations'].map((resource) => `${resource}.admissionregistration.k8s.io`),
]);
