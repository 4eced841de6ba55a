import { NAMESPACES, NODES } from '../../api/resource.ts';
import type { Namespace, Node } from '../../api/types.ts';
import { age, byText, NONE } from './format.ts';
import { AGE, column, defineTable, NAME, wide } from './table.ts';

const nodes = defineTable<Node>({
  columns: [
    NAME,
    column('Status', 'string', 'The status of the node'),
    column('Roles', 'string', 'The roles of the node'),
    AGE,
    column('Version', 'string', 'Kubelet Version reported by the node.'),
    wide('Internal-IP', 'string', "List of addresses reachable to the node. Queried from cloud provider, if available. More info: https://kubernetes.io/docs/reference/node/node-status/#addresses Note: This field is declared as mergeable, but the merge key is not sufficiently unique, which can cause data corruption when it is merged. Callers should instead use a full-replacement patch. See https://pr.k8s.io/79391 for an example. Consumers should assume that addresses can change during the lifetime of a Node. However, there are some exceptions where this may not be possible, such as Pods that inherit a Node's address in its own status or consumers of the downward API (status.hostIP)."),
    wide('External-IP', 'string', "List of addresses reachable to the node. Queried from cloud provider, if available. More info: https://kubernetes.io/docs/reference/node/node-status/#addresses Note: This field is declared as mergeable, but the merge key is not sufficiently unique, which can cause data corruption when it is merged. Callers should instead use a full-replacement patch. See https://pr.k8s.io/79391 for an example. Consumers should assume that addresses can change during the lifetime of a Node. However, there are some exceptions where this may not be possible, such as Pods that inherit a Node's address in its own status or consumers of the downward API (status.hostIP)."),
    wide('OS-Image', 'string', 'OS Image reported by the node from /etc/os-release (e.g. Debian GNU/Linux 7 (wheezy)).'),
    wide('Kernel-Version', 'string', "Kernel Version reported by the node from 'uname -r' (e.g. 3.16.0-0.bpo.4-amd64)."),
    wide('Container-Runtime', 'string', 'ContainerRuntime Version reported by the node through runtime remote API (e.g. containerd://1.4.2).'),
  ],
  cells: (node, nowMs) => {
    const info = node.status?.nodeInfo;
    const address = (type: string): string => node.status?.addresses?.find((a) => a.type === type)?.address ?? NONE;
    const kernel = info?.kernelVersion ? (info.architecture ? `${info.kernelVersion} (${info.architecture})` : info.kernelVersion) : '<unknown>';
    return [
      node.metadata.name!, nodeStatus(node), nodeRoles(node), age(node, nowMs), info?.kubeletVersion ?? '',
      address('InternalIP'), address('ExternalIP'), info?.osImage || '<unknown>', kernel, info?.containerRuntimeVersion || '<unknown>',
    ];
  },
});

function nodeStatus(node: Node): string {
  const ready = node.status?.conditions?.find((c) => c.type === 'Ready');
  const status = ready ? (ready.status === 'True' ? 'Ready' : 'NotReady') : 'Unknown';
  return node.spec?.unschedulable ? `${status},SchedulingDisabled` : status;
}

const ROLE_PREFIX = 'node-role.kubernetes.io/';

function nodeRoles(node: Node): string {
  const roles = new Set<string>();
  const labels = node.metadata.labels ?? {};
  for (const key of Object.keys(labels)) {
    if (key.startsWith(ROLE_PREFIX)) {
      if (key.length > ROLE_PREFIX.length) roles.add(key.slice(ROLE_PREFIX.length));
    } else if (key === 'kubernetes.io/role' && labels[key]) roles.add(labels[key]);
  }
  return roles.size ? [...roles].sort(byText).join(',') : NONE;
}

const namespaces = defineTable<Namespace>({
  columns: [
    NAME,
    column('Status', 'string', 'The status of the namespace'),
    AGE,
  ],
  cells: (namespace, nowMs) => [namespace.metadata.name!, namespace.status?.phase ?? '', age(namespace, nowMs)],
});

export const nodeTables = [[NODES, nodes], [NAMESPACES, namespaces]] as const;
