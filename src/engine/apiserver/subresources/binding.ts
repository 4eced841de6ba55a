/** `pods/binding`: the scheduler's one act. Assigns the pod to a node, for good. */
import type { ApiRequest, ApiResponse } from '../../api/api.ts';
import { conflict } from '../../api/errors.ts';
import { NODES } from '../../api/resource.ts';
import type { AnyObject, Node, Pod, PodCondition, PodSpec, PodStatus } from '../../api/types.ts';
import { invalidObject, required, notSupported } from '../../api/validation/field.ts';
import { formatTime } from '../../kernel/time.ts';
import { stamp } from '../create.ts';
import type { Registration } from '../registry.ts';
import type { ApiServer } from '../server.ts';
import { checkSame, found } from './found.ts';

/** Labels of the node that a bound pod gets too (KEP-4742, PodTopologyLabels). */
const TOPOLOGY_LABELS = ['topology.kubernetes.io/zone', 'topology.kubernetes.io/region'];

interface Binding {
  metadata?: { name?: string; uid?: string; annotations?: Record<string, string> };
  target?: { kind?: string; name?: string };
}

export function binding(server: ApiServer, registration: Registration, request: ApiRequest): ApiResponse {
  const { metadata, target } = (request.body ?? {}) as Binding;
  const name = request.name ?? metadata?.name ?? '';
  if (target?.kind && target.kind !== 'Node') {
    throw invalidObject({ group: '', kind: 'Binding' }, name, [notSupported('target.kind', target.kind, ['Node', '<empty>'])]);
  }
  if (!target?.name) throw invalidObject({ group: '', kind: 'Binding' }, name, [required('target.name')]);
  const entry = found(registration, { ...request, name });
  checkSame(registration, entry, metadata);
  const pod = entry.value as Pod;
  const where = { group: '', resource: 'pods/binding' };
  if (pod.metadata.deletionTimestamp) throw conflict(where, name, `pod ${name} is being deleted, cannot be assigned to a host`);
  if (pod.spec?.nodeName) throw conflict(where, name, `pod ${name} is already assigned to node "${pod.spec.nodeName}"`);
  if (pod.spec?.schedulingGates?.length) throw conflict(where, name, `pod ${name} has non-empty .spec.schedulingGates`);
  const next: Pod = {
    ...pod,
    metadata: withLabelsOfNode(server, metadata?.annotations ? { ...pod.metadata, annotations: { ...pod.metadata.annotations, ...metadata.annotations } } : { ...pod.metadata }, target.name),
    spec: placed(pod.spec!, target.name),
    status: scheduledStatus(pod.status, formatTime(server.kernel.now)),
  };
  if (!request.options.dryRun) {
    server.store.update(registration.table, entry, stamp(next as unknown as AnyObject, server.store.nextRevision), entry.beside);
  }
  return { code: 201, object: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 } as unknown as AnyObject };
}

const templates = new WeakMap<PodSpec, PodSpec>();

/** The spec with a node. Pods of one template share a spec until they are bound, so also what it looks like with a node. */
function placed(spec: PodSpec, nodeName: string): PodSpec {
  let template = templates.get(spec);
  if (!template) {
    template = {} as PodSpec;
    for (const field in spec) template[field as keyof PodSpec] = spec[field as keyof PodSpec] as never;
    template.nodeName = nodeName;
    templates.set(spec, template);
  }
  return { ...template, nodeName };
}

/** A new pod's status is a phase and a class: most are bound as such. */
function scheduledStatus(status: Pod['status'], now: string): PodStatus {
  const conditions = scheduled(status?.conditions ?? [], now);
  for (const field in status) if (field !== 'phase' && field !== 'qosClass' && field !== 'conditions') return { ...withoutNomination(status), conditions };
  return { phase: status?.phase, qosClass: status?.qosClass, conditions };
}

/** A bound pod counts on no node any more but its own (ClearingNominatedNodeNameAfterBinding). */
function withoutNomination(status: Pod['status']): Pod['status'] {
  if (!status?.nominatedNodeName) return status;
  const { nominatedNodeName: _, ...rest } = status;
  return rest;
}

/** By the labels before, then by the values put in: pods of one template on nodes of one zone go on sharing their labels. */
const joined = new WeakMap<object, Map<string, Record<string, string>>>();
const NO_LABELS: Record<string, string> = {};

function withLabelsOfNode(server: ApiServer, metadata: Pod['metadata'], nodeName: string): Pod['metadata'] {
  const node = server.lookup(NODES).table.get(nodeName)?.value as Node | undefined;
  const before = (metadata.labels as Record<string, string> | undefined) ?? NO_LABELS;
  let added = '';
  for (const label of TOPOLOGY_LABELS) {
    const value = node?.metadata.labels?.[label];
    if (value !== undefined && before[label] === undefined) added += `${label}=${value},`;
  }
  if (added === '') return metadata;
  let known = joined.get(before);
  if (!known) joined.set(before, (known = new Map()));
  let labels = known.get(added);
  if (!labels) {
    labels = { ...before };
    for (const label of TOPOLOGY_LABELS) {
      const value = node!.metadata.labels?.[label];
      if (value !== undefined && before[label] === undefined) labels[label] = value;
    }
    known.set(added, labels);
  }
  return { ...metadata, labels };
}

function scheduled(conditions: readonly PodCondition[], now: string): PodCondition[] {
  const next: PodCondition = { type: 'PodScheduled', status: 'True', lastProbeTime: null as never, lastTransitionTime: now };
  return [...conditions.filter((c) => c.type !== 'PodScheduled'), next];
}
