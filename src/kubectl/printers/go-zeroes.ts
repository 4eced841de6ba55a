import type { AnyObject } from '../../engine/api/types.ts';

type Fields = Readonly<Record<string, unknown>>;

const WORKLOAD_STATUS: Readonly<Record<string, unknown>> = {
  Deployment: {}, Pod: {}, Job: {}, CronJob: {}, Service: { loadBalancer: {} }, ReplicaSet: { replicas: 0 }, ReplicationController: { replicas: 0 },
  StatefulSet: { availableReplicas: 0, replicas: 0 }, DaemonSet: { currentNumberScheduled: 0, desiredNumberScheduled: 0, numberMisscheduled: 0, numberReady: 0 },
};

/**
 * The object as Go's types write it: structs that are not pointers show even when nothing is in them. For what kubectl
 * reads into its own types and prints without asking the server (`set --local`).
 */
export function withGoZeroes(object: AnyObject): AnyObject {
  const { kind = '' } = object;
  const spec = object['spec'] as Fields | undefined;
  if (!(kind in WORKLOAD_STATUS)) return object;
  return { ...object, ...(spec ? { spec: specOf(kind, spec) } : {}), status: { ...WORKLOAD_STATUS[kind] as object, ...object['status'] as object | undefined } };
}

function specOf(kind: string, spec: Fields): Fields {
  if (kind === 'Pod') return podSpec(spec);
  if (kind === 'Service') return { ...spec, ...(Array.isArray(spec['ports']) ? { ports: (spec['ports'] as Fields[]).map((port) => ({ ...port, targetPort: port['targetPort'] ?? 0 })) } : {}) };
  if (kind === 'CronJob') {
    const job = (spec['jobTemplate'] ?? {}) as Fields;
    return { ...spec, jobTemplate: { metadata: {}, ...job, spec: specOf('Job', (job['spec'] ?? {}) as Fields) } };
  }
  const template = (spec['template'] ?? {}) as Fields;
  return {
    ...spec, template: { metadata: {}, ...template, spec: podSpec((template['spec'] ?? {}) as Fields) },
    ...(kind === 'Deployment' ? { strategy: spec['strategy'] ?? {} } : {}), ...(kind === 'StatefulSet' || kind === 'DaemonSet' ? { updateStrategy: spec['updateStrategy'] ?? {} } : {}),
  };
}

function podSpec(spec: Fields): Fields {
  const containers = (field: string): object => (Array.isArray(spec[field]) ? { [field]: (spec[field] as Fields[]).map((container) => ({ ...container, resources: container['resources'] ?? {} })) } : {});
  return { ...spec, ...containers('containers'), ...containers('initContainers') };
}
