/**
 * The loops of kube-controller-manager. One file (or folder) each; `support/` is what several share.
 * The order of this list is the order they start in.
 */
import type { Controller } from '../client/controller.ts';
import { deployment } from './deployment/deployment.ts';
import { replicaset } from './replicaset.ts';
import { replicationcontroller } from './replicationcontroller.ts';

export const CONTROLLERS: readonly Controller[] = [
  deployment, replicaset, replicationcontroller,
];
