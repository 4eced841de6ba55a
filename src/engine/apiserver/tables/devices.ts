/** Dynamic resource allocation (https://kubernetes.io/docs/concepts/scheduling-eviction/dynamic-resource-allocation/). */
import type { ObjectMeta } from '../../api/types.ts';
import { age } from './format.ts';
import { AGE, column, defineTable, NAME } from './table.ts';

const deviceClasses = defineTable<{ metadata: ObjectMeta }>({
  columns: [
    NAME,
    AGE,
  ],
  cells: (object, nowMs) => [object.metadata.name!, age(object, nowMs)],
});

interface ResourceClaim { metadata: ObjectMeta; status?: { allocation?: object; reservedFor?: unknown[] } }

const resourceClaims = defineTable<ResourceClaim>({
  columns: [
    NAME,
    column('State', 'string', 'A summary of the current state (allocated, pending, reserved, etc.).'),
    AGE,
  ],
  cells: (claim, nowMs) => [claim.metadata.name!, claimState(claim), age(claim, nowMs)],
});

function claimState(claim: ResourceClaim): string {
  const states: string[] = [];
  if (claim.metadata.deletionTimestamp) states.push('deleted');
  if (claim.status?.allocation) {
    states.push('allocated');
    if (claim.status.reservedFor?.length) states.push('reserved');
  } else if (!claim.metadata.deletionTimestamp) states.push('pending');
  return states.join(',');
}

interface ResourceSlice { metadata: ObjectMeta; spec?: { nodeName?: string; driver?: string; pool?: { name?: string } } }

const resourceSlices = defineTable<ResourceSlice>({
  columns: [
    NAME,
    column('Node', 'string', "NodeName identifies the node which provides the resources in this pool. A field selector can be used to list only ResourceSlice objects belonging to a certain node.\n\nThis field can be used to limit access from nodes to ResourceSlices with the same node name. It also indicates to autoscalers that adding new nodes of the same type as some old node might also make new resources available.\n\nExactly one of NodeName, NodeSelector, AllNodes, and PerDeviceNodeSelection must be set. This field is immutable."),
    column('Driver', 'string', "Driver identifies the DRA driver providing the capacity information. A field selector can be used to list only ResourceSlice objects with a certain driver name.\n\nMust be a DNS subdomain and should end with a DNS domain owned by the vendor of the driver. It should use only lower case characters. This field is immutable."),
    column('Pool', 'string', "Name is used to identify the pool. For node-local devices, this is often the node name, but this is not required.\n\nIt must not be longer than 253 characters and must consist of one or more DNS sub-domains separated by slashes. This field is immutable."),
    AGE,
  ],
  cells: (slice, nowMs) => [slice.metadata.name!, slice.spec?.nodeName ?? '', slice.spec?.driver ?? '', slice.spec?.pool?.name ?? '', age(slice, nowMs)],
});

const dra = (resource: string): { group: string; resource: string } => ({ group: 'resource.k8s.io', resource });

export const deviceTables = [
  [dra('deviceclasses'), deviceClasses], [dra('resourceclaims'), resourceClaims], [dra('resourceclaimtemplates'), deviceClasses], [dra('resourceslices'), resourceSlices],
] as const;
