/** What a kubelet says of its machine: capacity, conditions, addresses, images. */
import type { Node, NodeCondition } from '../api/types.ts';
import { formatTime } from '../kernel/time.ts';
import type { Machine } from './machines.ts';

export const KUBELET_VERSION = 'v1.36.2';

export type Pressure = 'MemoryPressure' | 'DiskPressure' | 'PIDPressure';

const WORDS: Record<Pressure, { good: [string, string]; bad: [string, string] }> = {
  MemoryPressure: { good: ['KubeletHasSufficientMemory', 'kubelet has sufficient memory available'], bad: ['KubeletHasInsufficientMemory', 'kubelet has insufficient memory available'] },
  DiskPressure: { good: ['KubeletHasNoDiskPressure', 'kubelet has no disk pressure'], bad: ['KubeletHasDiskPressure', 'kubelet has disk pressure'] },
  PIDPressure: { good: ['KubeletHasSufficientPID', 'kubelet has sufficient PID available'], bad: ['KubeletHasInsufficientPID', 'kubelet has insufficient PID available'] },
};

/** Until the cloud has said what the machine is, no pod goes there. */
const UNINITIALIZED = { key: 'node.cloudprovider.kubernetes.io/uninitialized', value: 'true', effect: 'NoSchedule' };

/** The Node object a kubelet registers. */
export function newNode(machine: Machine, nowMs: number): Node {
  return {
    apiVersion: 'v1', kind: 'Node',
    metadata: {
      name: machine.name,
      labels: {
        'beta.kubernetes.io/arch': 'amd64', 'beta.kubernetes.io/os': 'linux', ...machine.labels,
        'kubernetes.io/arch': 'amd64', 'kubernetes.io/hostname': machine.name, 'kubernetes.io/os': 'linux',
      },
    },
    spec: machine.external ? { taints: [UNINITIALIZED, ...machine.taints] } : { providerID: `bottleship://${machine.name}`, ...(machine.taints.length ? { taints: [...machine.taints] } : {}) },
    status: nodeStatus(machine, undefined, nowMs, new Set(), []),
  };
}

export function nodeStatus(machine: Machine, old: Node | undefined, nowMs: number, pressures: ReadonlySet<Pressure>, images: NonNullable<Node['status']>['images'] & object): NonNullable<Node['status']> {
  const now = formatTime(nowMs);
  const condition = (type: string, status: boolean, [reason, message]: readonly [string, string]): NodeCondition => {
    const before = old?.status?.conditions?.find((c) => c.type === type);
    const text = status ? 'True' : 'False';
    return { type, status: text, lastHeartbeatTime: now, lastTransitionTime: before?.status === text ? before.lastTransitionTime : now, reason, message };
  };
  const own = ['MemoryPressure', 'DiskPressure', 'PIDPressure', 'Ready'];
  // What others said that the machine has beside that stays, and may all be given out.
  const extended = Object.fromEntries(Object.entries(old?.status?.capacity ?? {}).filter(([name]) => name.includes('/')));
  const resources = { ...extended, cpu: machine.cpu, 'ephemeral-storage': '20Gi', memory: machine.memory, pods: String(machine.pods) };
  return {
    ...old?.status,
    capacity: resources,
    allocatable: resources,
    conditions: [
      ...(old?.status?.conditions ?? []).filter((c) => !own.includes(c.type)),
      ...(Object.keys(WORDS) as Pressure[]).map((type) => condition(type, pressures.has(type), pressures.has(type) ? WORDS[type].bad : WORDS[type].good)),
      condition('Ready', true, ['KubeletReady', 'kubelet is posting ready status']),
    ],
    // What a cloud has said of the machine stays.
    addresses: machine.external && old?.status?.addresses?.length ? old.status.addresses : [{ type: 'InternalIP', address: machine.address }, { type: 'Hostname', address: machine.name }],
    daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
    nodeInfo: {
      machineID: '', systemUUID: '', bootID: '', kernelVersion: '6.12.0-bottleship', osImage: 'Bottleship Linux (simulated)',
      containerRuntimeVersion: 'containerd://2.1.4', kubeletVersion: KUBELET_VERSION, kubeProxyVersion: '', operatingSystem: 'linux', architecture: 'amd64',
    },
    ...(images.length ? { images } : {}),
  };
}

const CHANGES: readonly (readonly [type: string, bad: string, good: string])[] = [
  ['MemoryPressure', 'NodeHasInsufficientMemory', 'NodeHasSufficientMemory'], ['DiskPressure', 'NodeHasDiskPressure', 'NodeHasNoDiskPressure'],
  ['PIDPressure', 'NodeHasInsufficientPID', 'NodeHasSufficientPID'],
];

/** Reasons of the Events that a kubelet writes when conditions turned between two statuses. */
export function nodeStatusEvents(before: Node['status'], after: Node['status']): string[] {
  const of = (status: Node['status'], type: string): string | undefined => status?.conditions?.find((c) => c.type === type)?.status;
  const found: string[] = [];
  for (const [type, bad, good] of CHANGES) if (of(before, type) !== of(after, type)) found.push(of(after, type) === 'True' ? bad : good);
  if (of(before, 'Ready') !== of(after, 'Ready')) found.push(of(after, 'Ready') === 'True' ? 'NodeReady' : 'NodeNotReady');
  return found;
}

/** True when the two statuses differ in more than heartbeat times. */
export function nodeStatusChanged(a: Node['status'], b: Node['status']): boolean {
  const plain = (status: Node['status']): string => JSON.stringify({ ...status, conditions: status?.conditions?.map((c) => ({ ...c, lastHeartbeatTime: '' })) });
  return plain(a) !== plain(b);
}
