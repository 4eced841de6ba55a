/**
 * The disruption controller: keeps the status of PodDisruptionBudgets, from which evictions are allowed or refused.
 * https://kubernetes.io/docs/concepts/workloads/pods/disruptions/
 */
import { internalError, isConflict, isNotFound } from '../../api/errors.ts';
import { POD_DISRUPTION_BUDGETS, PODS } from '../../api/resource.ts';
import type { Condition, Pod, PodCondition, PodDisruptionBudget } from '../../api/types.ts';
import { defineController } from '../../client/controller.ts';
import { keyOf } from '../../client/informer.ts';
import { formatTime, parseTime } from '../../kernel/time.ts';
import { semanticEqual } from '../support/equal.ts';
import { labelIndex, selected } from '../support/label-index.ts';
import { errorText } from '../support/pod-control.ts';
import { isPodReady, isPodTerminal, podCondition } from '../support/pods.ts';
import { selectorOf } from '../support/selector.ts';
import { servedResources } from '../support/served-resources.ts';
import { Scales } from './expected.ts';

/** An eviction whose pod is not deleted by then does not count any more. */
const DELETION_TIMEOUT_MS = 120_000;
/** A DisruptionTarget condition on a pod that is not deleted by then is taken back. */
const STALE_TIMEOUT_MS = 120_000;

type Status = NonNullable<PodDisruptionBudget['status']>;

export const disruption = defineController({
  name: 'disruption',
  component: 'controllermanager',
  start(context) {
    const { client, queue } = context;
    const budgets = context.informer(POD_DISRUPTION_BUDGETS);
    const pods = context.informer(PODS);
    const byLabel = labelIndex(pods);
    const podsByNamespace = pods.byNamespace();
    const byNamespace = budgets.byNamespace();
    const scales = new Scales(context, servedResources(context));

    const enqueueOf = (pod: Pod): void => {
      const matching = [...byNamespace.get(pod.metadata.namespace!)].filter((b) => selectorOf(b.spec?.selector).matches(pod.metadata.labels));
      if (matching.length === 0) return;
      if (matching.length > 1) {
        const { namespace, name } = pod.metadata;
        context.events.event(pod, 'Warning', 'MultiplePodDisruptionBudgets', `Pod "${namespace}"/"${name}" matches multiple PodDisruptionBudgets. Chose "${matching[0].metadata.name}" arbitrarily.`);
      }
      queue.add(keyOf(matching[0]));
    };
    const enqueue = (b: PodDisruptionBudget): void => queue.add(keyOf(b));
    budgets.addHandler({ onAdd: enqueue, onUpdate: enqueue, onDelete: enqueue });
    pods.addHandler({
      onAdd(pod) { enqueueOf(pod); watchStale(pod); },
      onUpdate(pod, old) {
        const counts = isPodReady(pod) !== isPodReady(old) || pod.metadata.deletionTimestamp !== old.metadata.deletionTimestamp
          || pod.metadata.labels !== old.metadata.labels || pod.metadata.ownerReferences !== old.metadata.ownerReferences;
        if (counts) enqueueOf(pod);
        if (pod.status?.conditions !== old.status?.conditions) watchStale(pod);
      },
      onDelete: enqueueOf,
    });

    // --- DisruptionTarget conditions whose disruption never came ---

    const staleFor = (pod: Pod): number | undefined => {
      const condition = pod.metadata.deletionTimestamp || isPodTerminal(pod) ? undefined : podCondition(pod, 'DisruptionTarget');
      if (condition?.status !== 'True' || !condition.lastTransitionTime) return undefined;
      return parseTime(condition.lastTransitionTime) + STALE_TIMEOUT_MS - context.now();
    };
    const stale = context.addQueue('stale', (key) => {
      const pod = pods.get(key);
      const wait = pod && staleFor(pod);
      if (!pod || wait === undefined) return;
      if (wait > 0) { stale.addAfter(key, wait); return; }
      const cleared = {
        type: 'DisruptionTarget', status: 'False', lastProbeTime: null, lastTransitionTime: formatTime(context.now()), observedGeneration: pod.metadata.generation,
      } as unknown as PodCondition;
      const conditions = pod.status!.conditions!.map((c) => (c.type === cleared.type ? cleared : c));
      client.updateStatus(PODS, { ...pod, status: { ...pod.status, conditions } });
    });
    const watchStale = (pod: Pod): void => { const wait = staleFor(pod); if (wait !== undefined) stale.addAfter(keyOf(pod), Math.max(0, wait)); };

    // --- the budget ---

    const podsOf = (pdb: PodDisruptionBudget): Pod[] => {
      const selector = pdb.spec?.selector;
      if (!selector) return [];
      const candidates = selector.matchLabels && Object.keys(selector.matchLabels).length
        ? selected(byLabel, pdb.metadata.namespace, selector.matchLabels as Record<string, string>) : podsByNamespace.get(pdb.metadata.namespace!);
      return [...candidates].filter((p) => selectorOf(selector).matches(p.metadata.labels));
    };

    const trySync = (pdb: PodDisruptionBudget): void => {
      const key = keyOf(pdb);
      const now = context.now();
      const matching = podsOf(pdb);
      if (matching.length === 0) context.events.event(pdb, 'Normal', 'NoPods', 'No matching pods found');
      let count;
      try { count = scales.expected(pdb, matching); } catch (error) {
        context.events.event(pdb, 'Warning', 'CalculateExpectedPodCountFailed', `Failed to calculate the number of expected pods: ${errorText(error)}`);
        throw error;
      }
      if (count.unmanaged.length) {
        context.events.event(pdb, 'Warning', 'UnmanagedPods', `Pods selected by this PodDisruptionBudget (selector: ${selectorText(pdb)}) were found to be unmanaged. As a result, the status of the PDB cannot be calculated correctly, `
          + 'which may result in undefined behavior. To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.');
      }
      const disrupted = new Map<string, string>();
      let recheckMs: number | undefined;
      for (const pod of matching) {
        const at = pdb.status?.disruptedPods?.[pod.metadata.name!];
        if (!at || pod.metadata.deletionTimestamp) continue;
        const until = parseTime(at) + DELETION_TIMEOUT_MS;
        if (until < now) {
          context.events.event(pod, 'Warning', 'NotDeleted', `Pod was expected by PDB ${pdb.metadata.namespace}/${pdb.metadata.name} to be deleted but it wasn't`);
          continue;
        }
        disrupted.set(pod.metadata.name!, at);
        recheckMs = Math.min(recheckMs ?? Infinity, until - now);
      }
      const healthy = matching.filter((p) => !p.metadata.deletionTimestamp && !disrupted.has(p.metadata.name!) && isPodReady(p)).length;
      const allowed = count.expected <= 0 ? 0 : Math.max(0, healthy - count.desired);
      writeStatus(pdb, {
        observedGeneration: pdb.metadata.generation, disruptionsAllowed: allowed, currentHealthy: healthy, desiredHealthy: count.desired, expectedPods: count.expected,
        disruptedPods: disrupted.size ? Object.fromEntries(disrupted) : undefined,
        conditions: withAllowed(pdb, allowed > 0, allowed > 0 ? 'SufficientPods' : 'InsufficientPods', ''),
      });
      if (recheckMs !== undefined) queue.addAfter(key, recheckMs);
    };

    const withAllowed = (pdb: PodDisruptionBudget, status: boolean, reason: string, message: string): Condition[] => {
      const conditions = pdb.status?.conditions ?? [];
      const old = conditions.find((c) => c.type === 'DisruptionAllowed');
      const text = status ? 'True' : 'False';
      const next = {
        type: 'DisruptionAllowed', status: text, observedGeneration: pdb.metadata.generation,
        lastTransitionTime: old?.status === text ? old.lastTransitionTime : formatTime(context.now()), reason, message,
      } as Condition;
      return old ? conditions.map((c) => (c === old ? next : c)) : [...conditions, next];
    };

    const writeStatus = (pdb: PodDisruptionBudget, status: Status): void => {
      if (semanticEqual(pdb.status, status)) return;
      client.updateStatus(POD_DISRUPTION_BUDGETS, { ...pdb, status });
    };

    return {
      reconcile(key) {
        const pdb = budgets.get(key);
        if (!pdb) return;
        try { trySync(pdb); } catch (error) {
          if (isConflict(error) || isNotFound(error)) throw error;
          // Not knowing is no reason to allow evictions.
          writeStatus(pdb, { ...pdb.status!, disruptionsAllowed: 0, conditions: withAllowed(pdb, false, 'SyncFailed', errorText(error)) });
          throw internalError(errorText(error));
        }
      },
    };
  },
});

/** As Go prints a LabelSelector. */
function selectorText(pdb: PodDisruptionBudget): string {
  const { matchLabels, matchExpressions } = pdb.spec?.selector ?? {};
  const labels = Object.entries(matchLabels ?? {}).sort().map(([k, v]) => `${k}: ${v},`).join('');
  const expressions = (matchExpressions ?? []).map((e) => `{${e.key} ${e.operator} [${(e.values ?? []).join(' ')}]},`).join('');
  return `&LabelSelector{MatchLabels:map[string]string{${labels}},MatchExpressions:[]LabelSelectorRequirement{${expressions}},}`;
}
