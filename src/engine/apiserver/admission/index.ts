/** v1.36's default admission plugins, in its order (`kube-apiserver -h`, --enable-admission-plugins). */
import type { ApiServer } from '../server.ts';
import type { AdmissionPlugin } from './admission.ts';
import { defaultTolerationSeconds } from './default-toleration-seconds.ts';
import { namespaceLifecycle } from './namespace-lifecycle.ts';
import { priority } from './priority.ts';
import { serviceAccount } from './service-account.ts';
import { serviceIP } from './service-ip.ts';
import { taintNodesByCondition } from './taint-nodes-by-condition.ts';

export const defaultAdmission = (server: ApiServer): readonly AdmissionPlugin[] => [
  namespaceLifecycle(server),
  serviceAccount(server),
  taintNodesByCondition(),
  priority(server),
  defaultTolerationSeconds(),
  serviceIP(server),
];
