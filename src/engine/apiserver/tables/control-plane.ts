import type { ObjectMeta } from '../../api/types.ts';
import { age, NONE } from './format.ts';
import { AGE, column, defineTable, NAME } from './table.ts';

interface Condition { type: string; status: string; reason?: string; message?: string; error?: string }

interface APIService { metadata: ObjectMeta; spec?: { service?: { namespace?: string; name?: string } }; status?: { conditions?: Condition[] } }

const apiServices = defineTable<APIService>({
  columns: [
    NAME,
    column('Service', 'string', 'The reference to the service that hosts this API endpoint.'),
    column('Available', 'string', 'Whether this service is available.'),
    AGE,
  ],
  cells: (object, nowMs) => {
    const service = object.spec?.service;
    const available = object.status?.conditions?.find((c) => c.type === 'Available');
    const status = !available ? 'Unknown' : available.status !== 'True' && available.reason ? `${available.status} (${available.reason})` : available.status;
    return [object.metadata.name!, service ? `${service.namespace ?? ''}/${service.name ?? ''}` : 'Local', status, age(object, nowMs)];
  },
});

const componentStatuses = defineTable<{ metadata: ObjectMeta; conditions?: Condition[] }>({
  columns: [
    NAME,
    column('Status', 'string', 'Status of the component conditions'),
    column('Message', 'string', 'Message of the component conditions'),
    column('Error', 'string', 'Error of the component conditions'),
  ],
  cells: (object) => {
    const healthy = object.conditions?.find((c) => c.type === 'Healthy');
    return [object.metadata.name!, !healthy ? 'Unknown' : healthy.status === 'True' ? 'Healthy' : 'Unhealthy', healthy?.message ?? '', healthy?.error ?? ''];
  },
});

interface FlowSchema {
  metadata: ObjectMeta;
  spec?: { priorityLevelConfiguration?: { name: string }; matchingPrecedence?: number; distinguisherMethod?: { type: string } };
  status?: { conditions?: Condition[] };
}

const flowSchemas = defineTable<FlowSchema>({
  columns: [
    NAME,
    column('PriorityLevel', 'string', '`name` is the name of the priority level configuration being referenced Required.'),
    column('MatchingPrecedence', 'string', '`matchingPrecedence` is used to choose among the FlowSchemas that match a given request. The chosen FlowSchema is among those with the numerically lowest (which we take to be logically highest) MatchingPrecedence.  Each MatchingPrecedence value must be ranged in [1,10000]. Note that if the precedence is not specified, it will be set to 1000 as default.'),
    column('DistinguisherMethod', 'string', '`distinguisherMethod` defines how to compute the flow distinguisher for requests that match this schema. `nil` specifies that the distinguisher is disabled and thus will always be the empty string.'),
    AGE,
    column('MissingPL', 'string', 'references a broken or non-existent PriorityLevelConfiguration'),
  ],
  cells: (object, nowMs) => [
    object.metadata.name!, object.spec?.priorityLevelConfiguration?.name ?? NONE, object.spec?.matchingPrecedence ?? 0, object.spec?.distinguisherMethod?.type ?? NONE,
    age(object, nowMs), object.status?.conditions?.find((c) => c.type === 'Dangling')?.status ?? '?',
  ],
});

interface PriorityLevelConfiguration {
  metadata: ObjectMeta;
  spec?: { type?: string; limited?: { nominalConcurrencyShares?: number; limitResponse?: { queuing?: { queues?: number; handSize?: number; queueLengthLimit?: number } } } };
}

const priorityLevelConfigurations = defineTable<PriorityLevelConfiguration>({
  columns: [
    NAME,
    column('Type', 'string', "`type` indicates whether this priority level is subject to limitation on request execution.  A value of `\"Exempt\"` means that requests of this priority level are not subject to a limit (and thus are never queued) and do not detract from the capacity made available to other priority levels.  A value of `\"Limited\"` means that (a) requests of this priority level _are_ subject to limits and (b) some of the server's limited capacity is made available exclusively to this priority level. Required."),
    column('NominalConcurrencyShares', 'string', "`nominalConcurrencyShares` (NCS) contributes to the computation of the NominalConcurrencyLimit (NominalCL) of this level. This is the number of execution seats available at this priority level. This is used both for requests dispatched from this priority level as well as requests dispatched from other priority levels borrowing seats from this level. The server's concurrency limit (ServerCL) is divided among the Limited priority levels in proportion to their NCS values:\n\nNominalCL(i)  = ceil( ServerCL * NCS(i) / sum_ncs ) sum_ncs = sum[priority level k] NCS(k)\n\nBigger numbers mean a larger nominal concurrency limit, at the expense of every other priority level.\n\nIf not specified, this field defaults to a value of 30.\n\nSetting this field to zero supports the construction of a \"jail\" for this priority level that is used to hold some request(s)"),
    column('Queues', 'string', '`queues` is the number of queues for this priority level. The queues exist independently at each apiserver. The value must be positive.  Setting it to 1 effectively precludes shufflesharding and thus makes the distinguisher method of associated flow schemas irrelevant.  This field has a default value of 64.'),
    column('HandSize', 'string', "`handSize` is a small positive number that configures the shuffle sharding of requests into queues.  When enqueuing a request at this priority level the request's flow identifier (a string pair) is hashed and the hash value is used to shuffle the list of queues and deal a hand of the size specified here.  The request is put into one of the shortest queues in that hand. `handSize` must be no larger than `queues`, and should be significantly smaller (so that a few heavy flows do not saturate most of the queues).  See the user-facing documentation for more extensive guidance on setting this field.  This field has a default value of 8."),
    column('QueueLengthLimit', 'string', '`queueLengthLimit` is the maximum number of requests allowed to be waiting in a given queue of this priority level at a time; excess requests are rejected.  This value must be positive.  If not specified, it will be defaulted to 50.'),
    AGE,
  ],
  cells: (object, nowMs) => {
    const limited = object.spec?.limited;
    const queuing = limited?.limitResponse?.queuing;
    return [
      object.metadata.name!, object.spec?.type ?? '', limited?.nominalConcurrencyShares ?? NONE, queuing?.queues ?? NONE, queuing?.handSize ?? NONE,
      queuing?.queueLengthLimit ?? NONE, age(object, nowMs),
    ];
  },
});

const flowControl = (resource: string): { group: string; resource: string } => ({ group: 'flowcontrol.apiserver.k8s.io', resource });

export const controlPlaneTables = [
  [{ group: 'apiregistration.k8s.io', resource: 'apiservices' }, apiServices],
  [{ group: '', resource: 'componentstatuses' }, componentStatuses],
  [flowControl('flowschemas'), flowSchemas],
  [flowControl('prioritylevelconfigurations'), priorityLevelConfigurations],
] as const;
