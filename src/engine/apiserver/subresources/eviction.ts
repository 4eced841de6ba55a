/**
 * `pods/eviction`: a delete that respects PodDisruptionBudgets
 * (https://kubernetes.io/docs/concepts/scheduling-eviction/api-eviction/).
 */
import type { ApiRequest, ApiResponse, RequestOptions } from '../../api/api.ts';
import { badRequest, failure, StatusError } from '../../api/errors.ts';
import { compileLabelSelector } from '../../api/labels.ts';
import { POD_DISRUPTION_BUDGETS } from '../../api/resource.ts';
import type { AnyObject, Pod, PodDisruptionBudget } from '../../api/types.ts';
import { formatTime } from '../../kernel/time.ts';
import { stamp } from '../create.ts';
import { deleteObject } from '../delete.ts';
import { noteManaged } from '../managed-fields.ts';
import type { Registration } from '../registry.ts';
import type { ApiServer } from '../server.ts';
import { found } from './found.ts';

const ALLOWED = 'DisruptionAllowed';

type Condition = NonNullable<NonNullable<PodDisruptionBudget['status']>['conditions']>[number];

interface Eviction { metadata?: { name?: string }; deleteOptions?: RequestOptions & { dryRun?: unknown } }

export function eviction(server: ApiServer, registration: Registration, request: ApiRequest): ApiResponse {
  const body = (request.body ?? {}) as Eviction;
  if (body.metadata?.name && body.metadata.name !== request.name) {
    throw badRequest(`name in URL does not match name in Eviction object: "${request.name}" and "${body.metadata.name}"`);
  }
  const pod = found(registration, request).value as Pod;
  const dryRun = request.options.dryRun || (Array.isArray(body.deleteOptions?.dryRun) && body.deleteOptions.dryRun.length > 0);
  const options: RequestOptions = { ...request.options, ...body.deleteOptions, dryRun };
  if (!canIgnoreBudgets(pod)) takeFromBudget(server, request, pod, dryRun);
  deleteObject(server, registration, { ...request, verb: 'delete', subresource: undefined, body: undefined, options });
  return { code: 201, object: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 } as unknown as AnyObject };
}

/** Pods that have ended, have not started or go already cost no budget. */
function canIgnoreBudgets(pod: Pod): boolean {
  const phase = pod.status?.phase;
  return phase === 'Succeeded' || phase === 'Failed' || phase === 'Pending' || pod.metadata.deletionTimestamp !== undefined;
}

const isReady = (pod: Pod): boolean => pod.status?.conditions?.some((c) => c.type === 'Ready' && c.status === 'True') ?? false;

function takeFromBudget(server: ApiServer, request: ApiRequest, pod: Pod, dryRun: boolean | undefined): void {
  const budgets = server.lookup(POD_DISRUPTION_BUDGETS);
  const namespace = pod.metadata.namespace!;
  const matching = budgets.table.range(`${namespace}/`).filter(({ value }) => {
    const { spec } = value as PodDisruptionBudget;
    return spec?.selector !== undefined && compileLabelSelector(spec.selector).matches(pod.metadata.labels ?? {});
  });
  if (matching.length === 0) return;
  // The one error of the API without a reason.
  if (matching.length > 1) throw new StatusError({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message: 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.', code: 500 });
  const entry = matching[0]!;
  const budget = entry.value as PodDisruptionBudget;
  const { name } = budget.metadata;
  const status = budget.status;
  if (!isReady(pod)) {
    if (budget.spec?.unhealthyPodEvictionPolicy === 'AlwaysAllow') return;
    const healthy = status?.currentHealthy ?? 0, desired = status?.desiredHealthy ?? 0;
    if (healthy >= desired && desired > 0) return;
  }
  if ((status?.observedGeneration ?? 0) < (budget.metadata.generation ?? 0)) throw refused(`Cannot evict pod as it would violate the pod's disruption budget.`, `The disruption budget ${name} is still being processed by the server.`, 10);
  const allowed = status?.disruptionsAllowed ?? 0;
  if (allowed <= 0) {
    throw refused(`Cannot evict pod as it would violate the pod's disruption budget.`,
      `The disruption budget ${name} needs ${status?.desiredHealthy ?? 0} healthy pods and has ${status?.currentHealthy ?? 0} currently`);
  }
  if (dryRun) return;
  const now = formatTime(server.kernel.now);
  const next = {
    ...budget, metadata: { ...budget.metadata },
    status: {
      ...status, disruptionsAllowed: allowed - 1, disruptedPods: { ...status?.disruptedPods, [pod.metadata.name!]: now },
      conditions: allowed > 1 ? status?.conditions : exhausted(status, now),
    },
  } as unknown as AnyObject;
  const beside = noteManaged({ registration: budgets, request: { ...request, options: { fieldManager: 'kube-apiserver' } }, nowMs: server.kernel.now, subresource: 'status', old: entry.value as AnyObject, asked: next, beside: entry.beside });
  server.store.update(budgets.table, entry, stamp(next, server.store.nextRevision), beside);
}

/** Whoever takes the last disruption says that there is none left; the controller confirms it later. */
function exhausted(status: PodDisruptionBudget['status'], now: string): Condition[] {
  const conditions = status?.conditions ?? [];
  const before = conditions.find(({ type }) => type === ALLOWED);
  const condition: Condition = {
    type: ALLOWED, status: 'False', observedGeneration: status?.observedGeneration, lastTransitionTime: before?.status === 'False' ? before.lastTransitionTime : now,
    reason: 'InsufficientPods', message: '',
  };
  return before ? conditions.map((c) => (c === before ? condition : c)) : [...conditions, condition];
}

const refused = (message: string, cause: string, retryAfterSeconds?: number): Error => failure(429, 'TooManyRequests', message, {
  causes: [{ reason: 'DisruptionBudget', message: cause }], ...(retryAfterSeconds ? { retryAfterSeconds } : {}),
});
