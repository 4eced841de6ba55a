/** Stand-ins for workload kinds whose own files are on their way. */
import { CRON_JOBS, DAEMON_SETS, DEPLOYMENTS, JOBS, PODS, POD_DISRUPTION_BUDGETS, REPLICA_SETS, REPLICATION_CONTROLLERS, STATEFUL_SETS } from '../resource.ts';
import type { PodTemplateSpec } from '../types.ts';
import { defineKind, type Kind } from './kind.ts';
import { setPodDefaults, setTemplateDefaults } from './pod/defaults.ts';
import { preparePodForCreate } from './pod/prepare.ts';

const template = (spec: { template?: PodTemplateSpec } | undefined): void => setTemplateDefaults(spec?.template);
const scale = { specReplicas: '.spec.replicas', statusReplicas: '.status.replicas', selector: '.spec.selector' };
const clear = <T extends { status?: unknown }>(object: T): void => { object.status = undefined as never; };

export const INTERIM: readonly Kind[] = [
  defineKind({ resource: PODS, singular: 'pod', hasGeneration: true, setDefaults: setPodDefaults, prepareForCreate: preparePodForCreate,
    fieldLabels: { 'spec.nodeName': (p) => p.spec?.nodeName ?? '', 'status.phase': (p) => p.status?.phase ?? '' } }),
  defineKind({ resource: DEPLOYMENTS, singular: 'deployment', hasGeneration: true, scale, prepareForCreate: clear, setDefaults(d) {
    const s = d.spec!; s.replicas ??= 1; s.strategy ??= {}; s.strategy.type ??= 'RollingUpdate';
    if (s.strategy.type === 'RollingUpdate') { s.strategy.rollingUpdate ??= {}; s.strategy.rollingUpdate.maxSurge ??= '25%'; s.strategy.rollingUpdate.maxUnavailable ??= '25%'; }
    s.revisionHistoryLimit ??= 10; s.progressDeadlineSeconds ??= 600; template(s);
  } }),
  defineKind({ resource: REPLICA_SETS, singular: 'replicaset', hasGeneration: true, scale, prepareForCreate: (o) => { o.status = { replicas: 0 }; }, setDefaults(o) { o.spec!.replicas ??= 1; template(o.spec); } }),
  defineKind({ resource: REPLICATION_CONTROLLERS, singular: 'replicationcontroller', hasGeneration: true, scale, prepareForCreate: (o) => { o.status = { replicas: 0 }; }, setDefaults(o) { o.spec!.replicas ??= 1; template(o.spec); } }),
  defineKind({ resource: STATEFUL_SETS, singular: 'statefulset', hasGeneration: true, scale, prepareForCreate: clear, setDefaults(o) { const s = o.spec!; s.replicas ??= 1; s.podManagementPolicy ??= 'OrderedReady'; s.updateStrategy ??= { type: 'RollingUpdate', rollingUpdate: { partition: 0 } }; s.revisionHistoryLimit ??= 10; s.persistentVolumeClaimRetentionPolicy ??= { whenDeleted: 'Retain', whenScaled: 'Retain' }; template(s); } }),
  defineKind({ resource: DAEMON_SETS, singular: 'daemonset', hasGeneration: true, prepareForCreate: clear, setDefaults(o) { const s = o.spec!; s.updateStrategy ??= { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } }; s.revisionHistoryLimit ??= 10; template(s); } }),
  defineKind({ resource: JOBS, singular: 'job', hasGeneration: true, prepareForCreate: clear, setDefaults(o) { const s = o.spec!; s.completions ??= 1; s.parallelism ??= 1; s.backoffLimit ??= 6; s.completionMode ??= 'NonIndexed'; s.suspend ??= false; s.podReplacementPolicy ??= 'TerminatingOrFailed'; template(s); } }),
  defineKind({ resource: CRON_JOBS, singular: 'cronjob', hasGeneration: true, prepareForCreate: clear, setDefaults(o) { const s = o.spec!; s.concurrencyPolicy ??= 'Allow'; s.suspend ??= false; s.successfulJobsHistoryLimit ??= 3; s.failedJobsHistoryLimit ??= 1; template(s.jobTemplate.spec); } }),
  defineKind({ resource: POD_DISRUPTION_BUDGETS, singular: 'poddisruptionbudget', hasGeneration: true, prepareForCreate: clear }),
];
