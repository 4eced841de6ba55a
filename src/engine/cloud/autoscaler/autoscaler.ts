/**
 * The cluster autoscaler: every ten seconds it looks for pods that fit nowhere and machines that nobody needs, and orders
 * or gives back machines of the cloud's node groups. `scale-up.ts` and `scale-down.ts` decide, here it is done and told.
 * https://kubernetes.io/docs/concepts/cluster-administration/node-autoscaling/
 */
import { isNotFound, StatusError } from '../../api/errors.ts';
import { compileLabelSelector } from '../../api/labels.ts';
import { CONFIG_MAPS, DAEMON_SETS, NODES, POD_DISRUPTION_BUDGETS, PODS } from '../../api/resource.ts';
import type { ApiObject, Node, Pod, Taint } from '../../api/types.ts';
import { defineController, type Controller } from '../../client/controller.ts';
import { keyOf } from '../../client/informer.ts';
import { MINUTE, SECOND } from '../../kernel/time.ts';
import type { Placement } from '../cloud.ts';
import type { NodeGroups } from '../node-groups.ts';
import { isDone, isOfNode, isUnschedulable } from './pods.ts';
import { isReady, Unneeded, type Removable } from './scale-down.ts';
import { planGrowth, type Situation } from './scale-up.ts';
import { spaced, StatusText } from './status.ts';

/** --scan-interval, --scale-down-delay-after-add, --max-pod-eviction-time */
const SCAN_MS = 10 * SECOND;
const DELAY_AFTER_ADD_MS = 10 * MINUTE;
const EVICTION_MS = 2 * MINUTE;
/** How often a node that is drained is looked at. */
const DRAIN_MS = 5 * SECOND;
/** So many nodes that are not ready, and that part of all, and the cluster is left alone. */
const OK_UNREADY = 3;
const MAX_UNREADY = 0.45;
const TO_BE_DELETED = 'ToBeDeletedByClusterAutoscaler';
const CANDIDATE = 'DeletionCandidateOfClusterAutoscaler';
const STATUS = { namespace: 'kube-system', name: 'cluster-autoscaler-status' };

interface Leaving { readonly removable: Removable; readonly sinceMs: number }

export const clusterAutoscaler = (groups: NodeGroups, placement: Placement): Controller => defineController({
  name: 'cluster-autoscaler',
  component: 'cluster-autoscaler',
  start(context) {
    const { client, queue } = context;
    const nodes = context.informer(NODES);
    const pods = context.informer(PODS);
    const daemonSets = context.informer(DAEMON_SETS);
    const budgets = context.informer(POD_DISRUPTION_BUDGETS).byNamespace();
    const byNode = pods.index('node', (pod) => pod.spec?.nodeName || undefined, (pod) => pod.spec);
    const unschedulable = pods.index('unschedulable', (pod) => (isUnschedulable(pod) ? '' : undefined));
    const unneeded = new Unneeded();
    const leaving = new Map<string, Leaving>();
    const text = new StatusText();
    let lastGrowthMs = -Infinity;
    let nextScanMs = context.now() + SCAN_MS;

    // A pod that fits nowhere is no rest: the next scan may order a machine for it.
    const awaitScan = (): void => { context.kernel.after(nextScanMs - context.now() + 1, () => {}); };
    pods.addHandler({
      onAdd(pod) { if (isUnschedulable(pod)) awaitScan(); },
      onUpdate(pod, old) { if (isUnschedulable(pod) && !isUnschedulable(old)) awaitScan(); },
    });

    const statusMap: ApiObject = { apiVersion: 'v1', kind: 'ConfigMap', metadata: STATUS };
    const tellCluster = (reason: string, message: string): void => context.events.event(statusMap, 'Normal', reason, message);
    const hasBudget = (pod: Pod): boolean => {
      for (const budget of budgets.get(pod.metadata.namespace!)) if (compileLabelSelector(budget.spec?.selector ?? {}).matches(pod.metadata.labels ?? {})) return true;
      return false;
    };

    // --- growing ---

    const grow = (situation: Situation): void => {
      const { option, helpless } = planGrowth(situation, [...unschedulable.get('')]);
      for (const { pod, reasons } of helpless) context.events.event(pod, 'Normal', 'NotTriggerScaleUp', `pod didn't trigger scale-up: ${reasons}`);
      if (!option) return;
      const { group, machines } = option;
      const before = group.target, after = before + machines;
      tellCluster('ScaledUpGroup', `Scale-up: setting group ${group.name} size to ${after} instead of ${before} (max: ${group.max})`);
      groups.increase(group, machines);
      lastGrowthMs = context.now();
      tellCluster('ScaledUpGroup', `Scale-up: group ${group.name} size set to ${after} instead of ${before} (max: ${group.max})`);
      for (const pod of option.pods) context.events.event(pod, 'Normal', 'TriggeredScaleUp', `pod triggered scale-up: [{${group.name} ${before}->${after} (max: ${group.max})}]`);
    };

    // --- shrinking ---

    const setTaint = (name: string, key: string, effect: Taint['effect'] | undefined): void => {
      const node = nodes.get(name);
      const taints = node?.spec?.taints ?? [];
      if (!node || taints.some((t) => t.key === key) === (effect !== undefined)) return;
      const fresh = client.get(NODES, name);
      const others = (fresh.spec?.taints ?? []).filter((t) => t.key !== key);
      client.update(NODES, { ...fresh, spec: { ...fresh.spec, taints: effect ? [...others, { key, value: String(Math.floor(context.now() / SECOND)), effect }] : others } });
    };

    const shrink = (situation: Situation): void => {
      const removable = unneeded.find(situation, (name) => byNode.get(name), leaving.keys(), hasBudget);
      const ripe = unneeded.ripe(removable, context.now());
      for (const node of situation.nodes) setTaint(node.metadata.name!, CANDIDATE, unneeded.has(node.metadata.name!) ? 'PreferNoSchedule' : undefined);
      if (context.now() - lastGrowthMs < DELAY_AFTER_ADD_MS) return;
      const draining = [...leaving.values()].some((l) => l.removable.moved.length > 0);
      for (const each of ripe) if (each.moved.length === 0 || !draining) send(each);
    };

    const send = (removable: Removable): void => {
      const { node, moved, utilization: { cpu, memory } } = removable;
      const name = node.metadata.name!;
      setTaint(name, TO_BE_DELETED, 'NoSchedule');
      unneeded.forget(name);
      leaving.set(name, { removable, sinceMs: context.now() });
      if (moved.length === 0) tellCluster('ScaleDownEmpty', `Scale-down: removing empty node "${name}"`);
      else tellCluster('ScaleDown', `Scale-down: removing node ${name}, utilization: {${cpu} ${memory} 0 0 ${cpu >= memory ? 'cpu' : 'memory'} ${Math.max(cpu, memory)}}, pods to reschedule: ${moved.map(keyOf).join(',')}`);
      context.events.event(node, 'Normal', 'ScaleDown', 'marked the node as toBeDeleted/unschedulable');
      queue.add(name);
    };

    const evict = (pod: Pod): void => {
      const { name, namespace } = pod.metadata;
      try {
        client.post(PODS, name!, namespace, 'eviction', { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace } });
        context.events.event(pod, 'Normal', 'ScaleDown', 'deleting pod for node scale down');
      } catch (error) {
        // A budget that refuses is asked again.
        if (!(error instanceof StatusError)) throw error;
      }
    };

    const drain = (name: string): void => {
      const entry = leaving.get(name);
      if (!entry) return;
      const { node, moved } = entry.removable;
      const here = [...byNode.get(name)].filter((pod) => !isOfNode(pod) && !isDone(pod));
      const stuck = here.filter((pod) => !pod.metadata.deletionTimestamp);
      if (stuck.length > 0 && context.now() - entry.sinceMs > EVICTION_MS) {
        leaving.delete(name);
        setTaint(name, TO_BE_DELETED, undefined);
        context.events.event(node, 'Warning', 'ScaleDownFailed', `failed to drain the node: Failed to drain node /${name}, due to following errors: [${stuck.map((pod) => `failed to evict pod ${keyOf(pod)} within allowed timeout`).join(' ')}]`);
        return;
      }
      for (const pod of stuck) evict(pod);
      if (here.length > 0) { queue.addAfter(name, DRAIN_MS); return; }
      leaving.delete(name);
      groups.remove(name);
      context.events.event(node, 'Normal', 'ScaleDown', 'node removed by cluster autoscaler');
      if (moved.length === 0) tellCluster('ScaleDownEmpty', `Scale-down: empty node ${name} removed`);
      else tellCluster('ScaleDown', `Scale-down: node ${name} removed with drain`);
    };

    // --- the scan ---

    const report = (all: readonly Node[], healthy: boolean): void => {
      const counts = groups.groups.map((group) => {
        const own = all.filter((node) => group.members.has(node.metadata.name!));
        return { group, registered: own.length, ready: own.filter(isReady).length, candidates: own.filter((node) => unneeded.has(node.metadata.name!)).length };
      });
      const metadata = { ...STATUS, annotations: { 'cluster-autoscaler.kubernetes.io/last-updated': spaced(context.now()) } };
      const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { status: text.of({ nowMs: context.now(), healthy, groups: counts }) } };
      try {
        client.update(CONFIG_MAPS, body);
      } catch (error) {
        if (!isNotFound(error)) throw error;
        client.create(CONFIG_MAPS, body);
      }
    };

    context.every(SCAN_MS, () => {
      nextScanMs = context.now() + SCAN_MS;
      const all = [...nodes.list()];
      const unready = all.filter((node) => !isReady(node)).length;
      const healthy = unready <= OK_UNREADY || unready <= all.length * MAX_UNREADY;
      const assigned: Pod[] = [];
      // What is about to go takes no pod any more, nor counts for spreading.
      const staying = all.filter((node) => !node.spec?.taints?.some((t) => t.key === TO_BE_DELETED));
      for (const node of staying) for (const pod of byNode.get(node.metadata.name!)) if (!isDone(pod)) assigned.push(pod);
      const situation: Situation = { placement, groups, nodes: staying, assigned, daemonSets: [...daemonSets.list()] };
      if (healthy) { grow(situation); shrink(situation); }
      report(all, healthy);
    });

    return { reconcile: drain };
  },
});
