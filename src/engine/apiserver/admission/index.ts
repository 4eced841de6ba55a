/** v1.36's default admission plugins, in its order (`kube-apiserver -h`, --enable-admission-plugins). */
import type { ApiServer } from '../server.ts';
import type { AdmissionPlugin } from './admission.ts';
import { defaultIngressClass, defaultStorageClass } from './default-class.ts';
import { defaultTolerationSeconds } from './default-toleration-seconds.ts';
import { limitRanger } from './limit-ranger.ts';
import { namespaceLifecycle } from './namespace-lifecycle.ts';
import { priority } from './priority.ts';
import { runtimeClass } from './runtime-class.ts';
import { serviceAccount } from './service-account.ts';
import { serviceIP } from './service-ip.ts';
import { persistentVolumeClaimResize, storageObjectInUseProtection } from './storage-protection.ts';
import { taintNodesByCondition } from './taint-nodes-by-condition.ts';

export const defaultAdmission = (server: ApiServer): readonly AdmissionPlugin[] => [
  namespaceLifecycle(server),
  limitRanger(server),
  serviceAccount(server),
  taintNodesByCondition(),
  priority(server),
  defaultTolerationSeconds(),
  defaultStorageClass(server),
  storageObjectInUseProtection(),
  persistentVolumeClaimResize(server),
  runtimeClass(server),
  defaultIngressClass(server),
  serviceIP(server),
];

/** Writes of these change what admission makes of a pod's spec. */
export const POD_SPEC_INPUTS: ReadonlySet<string> = new Set(['serviceaccounts', 'limitranges', 'priorityclasses.scheduling.k8s.io', 'runtimeclasses.node.k8s.io']);
