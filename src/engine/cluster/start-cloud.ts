/** Puts a cloud under the cluster: its processes, its first machines, its disks. */
import { CSI_DRIVERS, STORAGE_CLASSES } from '../api/resource.ts';
import { AUTOSCALER_ELECTION, CLOUD_ELECTION, LeaderElection } from '../client/leader-election.ts';
import { clusterAutoscaler } from '../cloud/autoscaler/autoscaler.ts';
import type { CloudMachines, CloudOptions } from '../cloud/cloud.ts';
import { cloudNodeController, cloudNodeLifecycleController } from '../cloud/cloud-nodes.ts';
import { CSI_DRIVER, STANDARD } from '../cloud/disks.ts';
import { serviceController } from '../cloud/load-balancers.ts';
import { NodeGroups } from '../cloud/node-groups.ts';
import type { Machines } from '../node/machines.ts';
import type { Cluster } from './cluster.ts';
import { SchedulerPlacement } from './scheduler-placement.ts';

/** The driver of the disks, and the class that a claim gets which names none. Without a cloud every machine reaches every disk. */
export function installDisks(cluster: Cluster): void {
  const client = cluster.client('cloud-provider');
  client.create(CSI_DRIVERS, CSI_DRIVER);
  client.create(STORAGE_CLASSES, STANDARD);
}

export function startCloud(cluster: Cluster, options: CloudOptions, nodes: number, controlPlanes: number): NodeGroups {
  installDisks(cluster);
  const groups = new NodeGroups(cluster.kernel, racks(cluster.machines), options, nodes);
  const managers = new LeaderElection(CLOUD_ELECTION);
  for (let i = 1; i <= controlPlanes; i++) {
    const suffix = controlPlanes === 1 ? '' : `-${i}`;
    const manager = cluster.addComponent('cloud-controller-manager', 'cloud-controller-manager', `cloud-controller-manager${suffix}`);
    managers.enter(manager, `controlplane${suffix}`);
    for (const controller of [cloudNodeController(groups), cloudNodeLifecycleController(groups), serviceController]) manager.run(controller);
  }
  if (options.autoscaler !== false) {
    const autoscaler = cluster.addComponent('cluster-autoscaler', 'serviceaccount:kube-system:cluster-autoscaler');
    new LeaderElection(AUTOSCALER_ELECTION).enter(autoscaler, 'cluster-autoscaler');
    autoscaler.run(clusterAutoscaler(groups, new SchedulerPlacement(autoscaler)));
  }
  groups.begin(options.groups !== undefined);
  return groups;
}

function racks(machines: Machines): CloudMachines {
  return {
    get(name) {
      const kubelet = machines.get(name);
      return kubelet && { ...kubelet.machine, powered: kubelet.powered };
    },
    add: (shape) => machines.add({ ...shape, external: true }),
    remove: (name) => machines.remove(name, true),
  };
}
