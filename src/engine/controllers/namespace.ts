/**
 * The namespace controller: empties a namespace that is being deleted, says in its conditions what is left, and
 * takes the `kubernetes` finalizer off when nothing is. https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/
 */
import { internalError, isConflict, isNotFound } from '../api/errors.ts';
import { NAMESPACES, PODS, type AnyResource } from '../api/resource.ts';
import type { AnyObject, Namespace, Pod } from '../api/types.ts';
import { defineController } from '../client/controller.ts';
import { keyOf } from '../client/informer.ts';
import { formatTime, parseTime } from '../kernel/time.ts';
import { errorText } from './support/pod-control.ts';
import { isPodTerminal } from './support/pods.ts';
import { servedResources } from './support/served-resources.ts';

/** Time for writers with old caches to notice the deletion before content goes. */
const DELETION_GRACE_MS = 5000;
/** What upstream assumes a resource with finalizers takes to go away. */
const FINALIZER_ESTIMATE_SECONDS = 15;

type NamespaceCondition = NonNullable<NonNullable<Namespace['status']>['conditions']>[number];

/** What one pass over the content found. */
interface Found {
  remaining: Map<string, number>;
  finalizers: Map<string, number>;
  errors: string[];
  estimateSeconds: number;
}

export const namespace = defineController({
  name: 'namespace',
  component: 'namespace-controller',
  start(context) {
    const { client, queue } = context;
    const namespaces = context.informer(NAMESPACES);
    const served = servedResources(context);

    const consider = (ns: Namespace): void => { if (ns.metadata.deletionTimestamp) queue.addAfter(keyOf(ns), DELETION_GRACE_MS); };
    namespaces.addHandler({ onAdd: consider, onUpdate: consider });

    /** Deletes what it can of one resource and notes what stays. */
    const emptyResource = (ns: Namespace, resource: AnyResource, found: Found): void => {
      const name = ns.metadata.name!;
      const before = client.list<AnyObject>(resource, name).items;
      if (before.length === 0) return;
      const graceSeconds = resource === PODS ? graceLeft(before as unknown as Pod[], ns, context.now()) : 0;
      client.deleteCollection(resource, name, { propagationPolicy: 'Background' });
      const left = client.list<AnyObject>(resource, name).items;
      if (left.length === 0) return;
      const finalizers = left.flatMap((o) => o.metadata.finalizers ?? []);
      found.remaining.set(`${resource.resource}.${resource.group}`, left.length);
      for (const finalizer of finalizers) found.finalizers.set(finalizer, (found.finalizers.get(finalizer) ?? 0) + 1);
      if (graceSeconds) found.estimateSeconds = Math.max(found.estimateSeconds, graceSeconds);
      else if (finalizers.length) found.estimateSeconds = Math.max(found.estimateSeconds, FINALIZER_ESTIMATE_SECONDS);
      else {
        const gvr = `${resource.group}/${resource.version}, Resource=${resource.resource}`;
        throw new Error(`unexpected items still remain in namespace: ${name} for gvr: ${gvr}`);
      }
    };

    const attempt = (ns: Namespace, resource: AnyResource, found: Found): void => {
      try { emptyResource(ns, resource, found); } catch (error) { found.errors.push(errorText(error)); }
    };

    /** Pods go first, and everything else only once they are gone: they may need its Secrets and policies to end well. */
    const empty = (ns: Namespace): Found => {
      const found: Found = { remaining: new Map(), finalizers: new Map(), errors: [], estimateSeconds: 0 };
      attempt(ns, PODS, found);
      if (found.remaining.size) return { ...found, remaining: new Map(), finalizers: new Map() };
      for (const resource of served.list()) if (resource.namespaced && resource !== PODS) attempt(ns, resource, found);
      return found;
    };

    const report = (ns: Namespace, found: Found): Namespace => {
      let conditions = ns.status?.conditions ?? [];
      for (const condition of conditionsOf(found, formatTime(context.now()))) conditions = withCondition(conditions, condition);
      if (conditions === ns.status?.conditions) return ns;
      return client.updateStatus(NAMESPACES, { ...ns, status: { ...ns.status, conditions } });
    };

    return {
      reconcile(key) {
        const cached = namespaces.get(key);
        if (!cached?.metadata.deletionTimestamp) return;
        let ns: Namespace;
        try { ns = client.get(NAMESPACES, key); } catch (error) {
          if (isNotFound(error)) return;
          throw error;
        }
        if (!ns.metadata.deletionTimestamp || ns.metadata.uid !== cached.metadata.uid || !ns.spec?.finalizers?.length) return;
        if (ns.status?.phase !== 'Terminating') ns = client.updateStatus(NAMESPACES, { ...ns, status: { ...ns.status, phase: 'Terminating' } });

        const found = empty(ns);
        try { ns = report(ns, found); } catch (error) { if (!isConflict(error)) throw error; }
        if (found.errors.length) throw internalError(found.errors.join(', '));
        if (found.estimateSeconds) {
          queue.addAfter(key, (Math.floor(found.estimateSeconds / 2) + 1) * 1000);
          return;
        }
        const finalizers = ns.spec!.finalizers!.filter((f) => f !== 'kubernetes');
        client.api.handle({
          verb: 'update', resource: NAMESPACES, name: key, subresource: 'finalize', options: { fieldManager: client.fieldManager }, user: client.user,
          body: { ...ns, spec: { ...ns.spec, finalizers } },
        });
      },
    };
  },
});

/** The longest grace of the pods still running, 0 once it should have passed. */
function graceLeft(pods: readonly Pod[], ns: Namespace, nowMs: number): number {
  let grace = 0;
  for (const pod of pods) if (!isPodTerminal(pod)) grace = Math.max(grace, pod.spec?.terminationGracePeriodSeconds ?? 0);
  return nowMs - parseTime(ns.metadata.deletionTimestamp!) >= grace * 1000 ? 0 : grace;
}

/** Keeps the transition time of a condition whose status stays; the same list when nothing changes. */
function withCondition(conditions: NamespaceCondition[], next: NamespaceCondition): NamespaceCondition[] {
  const at = conditions.findIndex((c) => c.type === next.type);
  if (at < 0) return [...conditions, next];
  const current = conditions[at];
  if (current.status === next.status && current.message === next.message && current.reason === next.reason) return conditions;
  const merged = current.status === next.status ? { ...next, lastTransitionTime: current.lastTransitionTime } : next;
  return conditions.map((c, i) => (i === at ? merged : c));
}

function conditionsOf(found: Found, at: string): NamespaceCondition[] {
  const condition = (type: string, bad: boolean, reason: string, message: string): NamespaceCondition =>
    ({ type, status: bad ? 'True' : 'False', lastTransitionTime: at, reason, message });
  const left = [...found.remaining].map(([r, n]) => `${r} has ${n} resource instances`).sort();
  const held = [...found.finalizers].map(([f, n]) => `${f} in ${n} resource instances`).sort();
  return [
    condition('NamespaceDeletionDiscoveryFailure', false, 'ResourcesDiscovered', 'All resources successfully discovered'),
    condition('NamespaceDeletionGroupVersionParsingFailure', false, 'ParsedGroupVersions', 'All legacy kube types successfully parsed'),
    found.errors.length
      ? condition('NamespaceDeletionContentFailure', true, 'ContentDeletionFailed', `Failed to delete all resource types, ${found.errors.length} remaining: ${[...found.errors].sort().join(', ')}`)
      : condition('NamespaceDeletionContentFailure', false, 'ContentDeleted', 'All content successfully deleted, may be waiting on finalization'),
    left.length
      ? condition('NamespaceContentRemaining', true, 'SomeResourcesRemain', `Some resources are remaining: ${left.join(', ')}`)
      : condition('NamespaceContentRemaining', false, 'ContentRemoved', 'All content successfully removed'),
    held.length
      ? condition('NamespaceFinalizersRemaining', true, 'SomeFinalizersRemain', `Some content in the namespace has finalizers remaining: ${held.join(', ')}`)
      : condition('NamespaceFinalizersRemaining', false, 'ContentHasNoFinalizers', 'All content-preserving finalizers finished'),
  ];
}
