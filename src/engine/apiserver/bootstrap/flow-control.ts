/**
 * The FlowSchemas and PriorityLevelConfigurations that an API server makes at its start
 * (https://kubernetes.io/docs/concepts/cluster-administration/flow-control/#defaults).
 */
import type { FlowSchema, PriorityLevelConfiguration } from '../../api/types.ts';

const apiVersion = 'flowcontrol.apiserver.k8s.io/v1';
const metadata = (name: string): FlowSchema['metadata'] => ({ name, annotations: { 'apf.kubernetes.io/autoupdate-spec': 'true' } });

type Rule = NonNullable<NonNullable<FlowSchema['spec']>['rules']>[number];
type Subject = Rule['subjects'][number];
type ResourceRule = NonNullable<Rule['resourceRules']>[number];
type NonResourceRule = NonNullable<Rule['nonResourceRules']>[number];

const user = (name: string): Subject => ({ kind: 'User', user: { name } });
const group = (name: string): Subject => ({ kind: 'Group', group: { name } });
const account = (name: string): Subject => ({ kind: 'ServiceAccount', serviceAccount: { namespace: 'kube-system', name } });
const resources = (verbs: string, apiGroups: string[], names: string, clusterScope = false): ResourceRule =>
  ({ verbs: verbs.split(' '), apiGroups, resources: names.split(' '), ...(clusterScope ? { clusterScope } : {}), namespaces: ['*'] });

const ANY_RESOURCE = resources('*', ['*'], '*', true);
const ANY_PATH: NonResourceRule = { verbs: ['*'], nonResourceURLs: ['*'] };
const EVERYBODY = [group('system:unauthenticated'), group('system:authenticated')];
const LEASES = resources('get create update', ['coordination.k8s.io'], 'leases');
const CONTROLLER_MANAGER = user('system:kube-controller-manager');

const anything = (...subjects: Subject[]): Rule => ({ subjects, resourceRules: [ANY_RESOURCE], nonResourceRules: [ANY_PATH] });

function flow(name: string, level: string, matchingPrecedence: number, distinguisher: 'ByUser' | 'ByNamespace' | undefined, ...rules: Rule[]): FlowSchema {
  return {
    apiVersion, kind: 'FlowSchema', metadata: metadata(name),
    spec: { priorityLevelConfiguration: { name: level }, matchingPrecedence, ...(distinguisher ? { distinguisherMethod: { type: distinguisher } } : {}), rules },
  };
}

export const BOOTSTRAP_FLOW_SCHEMAS: readonly FlowSchema[] = [
  flow('exempt', 'exempt', 1, undefined, anything(group('system:masters'))),
  flow('probes', 'exempt', 2, undefined, { subjects: EVERYBODY, nonResourceRules: [{ verbs: ['get'], nonResourceURLs: ['/healthz', '/readyz', '/livez'] }] }),
  flow('system-leader-election', 'leader-election', 100, 'ByUser', { subjects: [CONTROLLER_MANAGER, user('system:kube-scheduler'), account('*')], resourceRules: [LEASES] }),
  flow('endpoint-controller', 'workload-high', 150, 'ByUser', {
    subjects: [CONTROLLER_MANAGER, account('endpoint-controller'), account('endpointslicemirroring-controller')],
    resourceRules: [resources('get create update', [''], 'endpoints')],
  }),
  flow('workload-leader-election', 'leader-election', 200, 'ByUser', { subjects: [account('*')], resourceRules: [LEASES] }),
  flow('system-node-high', 'node-high', 400, 'ByUser', {
    subjects: [group('system:nodes')], resourceRules: [resources('*', [''], 'nodes nodes/status', true), resources('*', ['coordination.k8s.io'], 'leases')],
  }),
  flow('system-nodes', 'system', 500, 'ByUser', anything(group('system:nodes'))),
  flow('kube-controller-manager', 'workload-high', 800, 'ByNamespace', anything(CONTROLLER_MANAGER)),
  flow('kube-scheduler', 'workload-high', 800, 'ByNamespace', anything(user('system:kube-scheduler'))),
  flow('kube-system-service-accounts', 'workload-high', 900, 'ByNamespace', anything(account('*'))),
  flow('service-accounts', 'workload-low', 9000, 'ByUser', anything(group('system:serviceaccounts'))),
  flow('global-default', 'global-default', 9900, 'ByUser', anything(...EVERYBODY)),
  flow('catch-all', 'catch-all', 10000, 'ByUser', anything(...EVERYBODY)),
];

/** With `queues` a level queues what it cannot run at once; without, it refuses. */
function level(name: string, nominalConcurrencyShares: number, lendablePercent: number, queues?: number, handSize = 6): PriorityLevelConfiguration {
  const limitResponse = queues === undefined ? { type: 'Reject' } : { type: 'Queue', queuing: { queues, handSize, queueLengthLimit: 50 } };
  return { apiVersion, kind: 'PriorityLevelConfiguration', metadata: metadata(name), spec: { type: 'Limited', limited: { nominalConcurrencyShares, limitResponse, lendablePercent } } };
}

export const BOOTSTRAP_PRIORITY_LEVELS: readonly PriorityLevelConfiguration[] = [
  level('catch-all', 5, 0),
  { apiVersion, kind: 'PriorityLevelConfiguration', metadata: metadata('exempt'), spec: { type: 'Exempt', exempt: { nominalConcurrencyShares: 0, lendablePercent: 0 } } },
  level('global-default', 20, 50, 128),
  level('leader-election', 10, 0, 16, 4),
  level('node-high', 40, 25, 64),
  level('system', 30, 33, 64),
  level('workload-high', 40, 50, 128),
  level('workload-low', 100, 90, 128),
];
