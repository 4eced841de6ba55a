/**
 * The loops of kube-controller-manager. One file (or folder) each; `support/` is what several share.
 * The order of this list is the order they start in.
 */
import type { Controller } from '../client/controller.ts';
import { attachdetach } from './attachdetach.ts';
import { clusterroleAggregation } from './clusterrole-aggregation.ts';
import { cronjob } from './cronjob/cronjob.ts';
import { csr } from './csr.ts';
import { daemonset } from './daemonset/daemonset.ts';
import { deployment } from './deployment/deployment.ts';
import { disruption } from './disruption/disruption.ts';
import { endpoints } from './endpoints.ts';
import { endpointslice } from './endpointslice.ts';
import { endpointslicemirroring } from './endpointslicemirroring.ts';
import { ephemeralVolume } from './ephemeral-volume.ts';
import { garbagecollector } from './garbagecollector/garbagecollector.ts';
import { horizontalpodautoscaler } from './horizontalpodautoscaler/horizontalpodautoscaler.ts';
import { job } from './job/job.ts';
import { namespace } from './namespace.ts';
import { nodeipam } from './nodeipam.ts';
import { nodelifecycle } from './nodelifecycle/nodelifecycle.ts';
import { persistentvolume } from './persistentvolume/persistentvolume.ts';
import { podgc } from './podgc.ts';
import { pvProtection } from './pv-protection.ts';
import { pvcProtection } from './pvc-protection.ts';
import { replicaset } from './replicaset.ts';
import { replicationcontroller } from './replicationcontroller.ts';
import { resourcequota } from './resourcequota.ts';
import { rootca } from './rootca.ts';
import { statefulset } from './statefulset/statefulset.ts';
import { serviceaccountToken } from './serviceaccount-token.ts';
import { serviceaccount } from './serviceaccount.ts';
import { tainteviction } from './tainteviction.ts';
import { ttl } from './ttl.ts';
import { ttlafterfinished } from './ttlafterfinished.ts';
import type { DiskService } from './support/disk-service.ts';
import { volumeprovisioner } from './volumeprovisioner.ts';

/** Runs where node ranges are to be given out. */
export { nodeipam };
/** Runs with the others; it has to be given a type checker. */
export { validatingAdmissionPolicyStatus } from './validatingadmissionpolicy-status.ts';

/** All loops of kube-controller-manager, in the order in which they start. */
export const controllersOver = (disks: DiskService): readonly Controller[] => [
  serviceaccount, rootca, serviceaccountToken, namespace,
  deployment, replicaset, replicationcontroller, statefulset, daemonset, job, cronjob,
  disruption, horizontalpodautoscaler,
  endpoints, endpointslice, endpointslicemirroring,
  nodelifecycle, tainteviction, podgc, garbagecollector,
  resourcequota, ttlafterfinished, pvcProtection, pvProtection, clusterroleAggregation,
  persistentvolume, volumeprovisioner(disks), attachdetach(disks), ephemeralVolume, ttl, csr,
];
