import { canonicalQuantity } from '../../engine/api/quantity.ts';
import type { AnyObject, Lease, Node, Pod, ResourceSlice } from '../../engine/api/types.ts';
import type { Describer, DescribeWriter } from './describer.ts';
import { rfc1123, sortedKeys } from './go-values.ts';
import { nodeResourceLines } from './node-resources.ts';
import { annotationLines, eventLines, labelLines } from './parts.ts';
import { PODS } from './pod-phases.ts';
import { taintLines } from './scheduling.ts';

const ROLE_PREFIX = 'node-role.kubernetes.io/';
const ROLE = 'kubernetes.io/role';
const LEASES = { group: 'coordination.k8s.io', version: 'v1', resource: 'leases' } as const;
const SLICES = { group: 'resource.k8s.io', version: 'v1', resource: 'resourceslices' } as const;
const MAX_POOLS = 10;

export const nodeDescriber: Describer = {
  group: '', kind: 'Node',
  *describe(context, object, out) {
    const { metadata, spec, status } = object as Node;
    const name = metadata.name!;
    out.line(0, `Name:\t${name}`);
    out.line(0, `Roles:\t${rolesOf(metadata.labels).join(',') || '<none>'}`);
    labelLines(out, 'Labels', metadata.labels);
    annotationLines(out, 'Annotations', metadata.annotations);
    out.line(0, `CreationTimestamp:\t${rfc1123(metadata.creationTimestamp)}`);
    taintLines(out, spec?.taints);
    out.line(0, `Unschedulable:\t${spec?.unschedulable ?? false}`);
    const pods = yield* context.list<AnyObject>(PODS, undefined, { fieldSelector: `spec.nodeName=${name},status.phase!=Succeeded,status.phase!=Failed` });
    const events = yield* context.events(object);
    // The kubelet's events name the node by its name in the place of the uid.
    const byName = events && metadata.uid !== name ? yield* context.events({ ...object, metadata: { ...metadata, uid: name } }) : [];
    const slices = yield* context.list<AnyObject>(SLICES, undefined, { fieldSelector: `spec.nodeName=${name}` });
    leaseLines(out, name, (yield* context.get<AnyObject>(LEASES, 'kube-node-lease', name)) as Lease | undefined);
    conditionLines(out, status?.conditions ?? []);
    out.line(0, 'Addresses:');
    for (const { type, address } of status?.addresses ?? []) out.line(1, `${type}:\t${address}`);
    quantityLines(out, 'Capacity', status?.capacity);
    quantityLines(out, 'Allocatable', status?.allocatable);
    sliceLines(out, (slices ?? []) as unknown as ResourceSlice[]);
    systemLines(out, status?.nodeInfo);
    if (spec?.podCIDR) out.line(0, `PodCIDR:\t${spec.podCIDR}`);
    if (spec?.podCIDRs?.length) out.line(0, `PodCIDRs:\t${spec.podCIDRs.join(',')}`);
    if (spec?.providerID) out.line(0, `ProviderID:\t${spec.providerID}`);
    if (pods) nodeResourceLines(out, pods as unknown as Pod[], object as Node, context.nowMs);
    else out.line(0, 'Pods:\tnot authorized');
    eventLines(out, events && [...events, ...(byName ?? [])], context.nowMs);
  },
};

function rolesOf(labels: Readonly<Record<string, string>> = {}): string[] {
  const roles = new Set<string>();
  for (const [key, value] of Object.entries(labels)) {
    if (key.startsWith(ROLE_PREFIX) && key !== ROLE_PREFIX) roles.add(key.slice(ROLE_PREFIX.length));
    else if (key === ROLE && value !== '') roles.add(value);
  }
  return [...roles].sort();
}

function leaseLines(out: DescribeWriter, name: string, lease: Lease | undefined): void {
  if (!lease) return out.line(0, `Lease:\tFailed to get lease: leases.coordination.k8s.io "${name}" not found`);
  const { holderIdentity, acquireTime, renewTime } = lease.spec ?? {};
  out.line(0, 'Lease:');
  out.line(1, `HolderIdentity:\t${holderIdentity ?? '<unset>'}`);
  out.line(1, `AcquireTime:\t${acquireTime ? rfc1123(acquireTime) : '<unset>'}`);
  out.line(1, `RenewTime:\t${renewTime ? rfc1123(renewTime) : '<unset>'}`);
}

function conditionLines(out: DescribeWriter, conditions: NonNullable<NonNullable<Node['status']>['conditions']>): void {
  if (conditions.length === 0) return;
  out.line(0, 'Conditions:\n  Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage');
  out.line(1, '----\t------\t-----------------\t------------------\t------\t-------');
  for (const c of conditions) out.line(1, `${c.type} \t${c.status} \t${rfc1123(c.lastHeartbeatTime)} \t${rfc1123(c.lastTransitionTime)} \t${c.reason ?? ''} \t${c.message ?? ''}`);
}

function quantityLines(out: DescribeWriter, title: string, list: Readonly<Record<string, string>> | undefined): void {
  const names = sortedKeys(list);
  if (names.length > 0) out.line(0, `${title}:`);
  for (const name of names) out.line(1, `${name}:\t${canonicalQuantity(list![name]!)}`);
}

/** Devices that only this node has, by driver and pool. */
function sliceLines(out: DescribeWriter, slices: readonly ResourceSlice[]): void {
  const pools = new Map<string, { driver: string; pool: string; slices: number; devices: number }>();
  for (const { spec } of slices) {
    const key = `${spec.driver}/${spec.pool.name}`;
    const before = pools.get(key) ?? { driver: spec.driver, pool: spec.pool.name, slices: 0, devices: 0 };
    pools.set(key, { ...before, slices: before.slices + 1, devices: before.devices + (spec.devices?.length ?? 0) });
  }
  if (pools.size === 0) return;
  out.line(0, 'Node-Local ResourceSlices:');
  out.line(1, 'Driver\tPool\tSlices\tDevices');
  out.line(1, '------\t----\t------\t-------');
  for (const key of [...pools.keys()].sort().slice(0, MAX_POOLS)) {
    const p = pools.get(key)!;
    out.line(1, `${p.driver}\t${p.pool}\t${p.slices}\t${p.devices}`);
  }
  if (pools.size > MAX_POOLS) out.line(1, `...and ${pools.size - MAX_POOLS} more pools`);
}

function systemLines(out: DescribeWriter, info: NonNullable<Node['status']>['nodeInfo']): void {
  out.line(0, 'System Info:');
  out.line(1, `Machine ID:\t${info?.machineID ?? ''}`);
  out.line(1, `System UUID:\t${info?.systemUUID ?? ''}`);
  out.line(1, `Boot ID:\t${info?.bootID ?? ''}`);
  out.line(1, `Kernel Version:\t${info?.kernelVersion ?? ''}`);
  out.line(1, `OS Image:\t${info?.osImage ?? ''}`);
  out.line(1, `Operating System:\t${info?.operatingSystem ?? ''}`);
  out.line(1, `Architecture:\t${info?.architecture ?? ''}`);
  out.line(1, `Container Runtime Version:\t${info?.containerRuntimeVersion ?? ''}`);
  out.line(1, `Kubelet Version:\t${info?.kubeletVersion ?? ''}`);
}
