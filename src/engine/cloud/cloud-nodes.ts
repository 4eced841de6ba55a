/**
 * The cloud's node controllers: one tells each new Node what the cloud knows of its machine and lets it be used, the
 * other deletes Nodes whose machine is gone and marks those whose machine is switched off.
 * https://kubernetes.io/docs/concepts/architecture/cloud-controller/#node-controller
 */
import { isNotFound } from '../api/errors.ts';
import { CSI_NODES, NODES } from '../api/resource.ts';
import type { CSINode, Node } from '../api/types.ts';
import { defineController, type Controller } from '../client/controller.ts';
import { SECOND } from '../kernel/time.ts';
import { providerID, UNINITIALIZED, type CloudMachine } from './cloud.ts';
import { DISK_DRIVER, DISKS_A_MACHINE } from './disks.ts';
import type { NodeGroups } from './node-groups.ts';

/** --node-monitor-period */
const MONITOR_MS = 5 * SECOND;
const SHUTDOWN = 'node.cloudprovider.kubernetes.io/shutdown';

/** 198.18.0.0/15 is for tests (RFC 2544). */
const externalAddress = ({ index }: CloudMachine): string => `198.18.${index >> 8}.${index & 255}`;
const isNew = (node: Node): boolean => node.spec?.taints?.some((t) => t.key === UNINITIALIZED.key) ?? false;

export const cloudNodeController = (groups: NodeGroups): Controller => defineController({
  name: 'cloud-node-controller',
  component: 'cloud-node-controller',
  start(context) {
    const { client, queue } = context;
    const nodes = context.informer(NODES);
    const csiNodes = context.informer(CSI_NODES);
    const consider = (node: Node): void => { if (isNew(node)) queue.add(node.metadata.name!); };
    nodes.addHandler({ onAdd: consider, onUpdate: consider });

    // --- the driver's part: its node plugin says that disks can be attached here ---
    const registering = context.addQueue('register', (name) => {
      const csiNode = csiNodes.get(name);
      if (!csiNode || csiNode.spec.drivers.some((driver) => driver.name === DISK_DRIVER)) return;
      const driver: CSINode['spec']['drivers'][number] = { name: DISK_DRIVER, nodeID: name, topologyKeys: ['topology.kubernetes.io/zone'], allocatable: { count: DISKS_A_MACHINE } };
      client.update(CSI_NODES, { ...csiNode, spec: { ...csiNode.spec, drivers: [...csiNode.spec.drivers, driver] } });
    });
    csiNodes.addHandler({ onAdd: (csiNode) => registering.add(csiNode.metadata.name!) });

    return {
      reconcile(name) {
        const cached = nodes.get(name);
        const machine = groups.machines.get(name);
        if (!cached || !isNew(cached) || !machine) return;
        const node = client.get(NODES, name);
        const others = (node.status?.addresses ?? []).filter((address) => address.type !== 'ExternalIP');
        const addressed = client.updateStatus(NODES, { ...node, status: { ...node.status, addresses: [...others, { type: 'ExternalIP', address: externalAddress(machine) }] } });
        client.update(NODES, {
          ...addressed,
          metadata: { ...addressed.metadata, labels: { ...addressed.metadata.labels, ...groups.labelsOf(machine) } },
          spec: { ...addressed.spec, providerID: addressed.spec?.providerID || providerID(name), taints: addressed.spec?.taints?.filter((t) => t.key !== UNINITIALIZED.key) },
        });
        context.events.event(cached, 'Normal', 'Synced', 'Node synced successfully');
      },
    };
  },
});

export const cloudNodeLifecycleController = (groups: NodeGroups): Controller => defineController({
  name: 'cloud-node-lifecycle-controller',
  component: 'cloud-node-lifecycle-controller',
  start(context) {
    const { client } = context;
    const nodes = context.informer(NODES);

    const setShutdown = (node: Node, on: boolean): void => {
      if ((node.spec?.taints ?? []).some((t) => t.key === SHUTDOWN) === on) return;
      const fresh = client.get(NODES, node.metadata.name!);
      const others = (fresh.spec?.taints ?? []).filter((t) => t.key !== SHUTDOWN);
      client.update(NODES, { ...fresh, spec: { ...fresh.spec, taints: on ? [...others, { key: SHUTDOWN, effect: 'NoSchedule' }] : others } });
    };

    context.every(MONITOR_MS, () => {
      for (const node of nodes.list()) {
        const name = node.metadata.name!;
        const ready = node.status?.conditions?.some((c) => c.type === 'Ready' && c.status === 'True');
        // Only a silent node is asked after: the cloud is slow to answer.
        if (ready) { setShutdown(node, false); continue; }
        const machine = groups.machines.get(name);
        if (machine) { setShutdown(node, !machine.powered); continue; }
        groups.forget(name);
        context.events.event(node, 'Normal', 'DeletingNode', `Deleting node ${name} because it does not exist in the cloud provider`);
        try { client.delete(NODES, name); } catch (error) { if (!isNotFound(error)) throw error; }
      }
    });
    return { reconcile() {} };
  },
});
