/**
 * How many pods a CPU second the scheduler places on 5,000 nodes, in the workloads of Kubernetes' own scheduler_perf: the
 * decisions alone, and with API server, watches, bindings and events; no controllers, no kubelets. Every node is scored.
 * https://github.com/kubernetes/kubernetes/tree/master/test/integration/scheduler_perf
 */
import { cpuSeconds, type Figure } from './figure.ts';
import { KINDS } from '../../engine/api/kinds/index.ts';
import { NAMESPACES, NODES, PODS } from '../../engine/api/resource.ts';
import type { Node, Pod, PodSpec } from '../../engine/api/types.ts';
import { ApiServer } from '../../engine/apiserver/server.ts';
import { Client, SYSTEM_ADMIN } from '../../engine/client/client.ts';
import { Component } from '../../engine/client/component.ts';
import { Kernel } from '../../engine/kernel/kernel.ts';
import { createRandom } from '../../engine/kernel/random.ts';
import { bareView } from '../../engine/scheduler/cluster-view.ts';
import { Cycle } from '../../engine/scheduler/cycle.ts';
import { NodeTable } from '../../engine/scheduler/node-table.ts';
import { PodShapes } from '../../engine/scheduler/pod-info.ts';
import { defaultPlugins } from '../../engine/scheduler/plugins/index.ts';
import { startScheduler } from '../../engine/scheduler/scheduler.ts';

const NODE_COUNT = 5000;
const ZONE = 'topology.kubernetes.io/zone', HOST = 'kubernetes.io/hostname';
const MAX_VIRTUAL_MS = 3_600_000;

interface Workload {
  readonly zones: number;
  readonly before: { count: number; spec?: Partial<PodSpec>; labels?: Record<string, string> };
  readonly measured: { count: number; spec?: Partial<PodSpec>; labels?: Record<string, string> };
  readonly cpu?: { before: string; measured: string };
}

const template = (name: string, spec: Partial<PodSpec> = {}, labels: Record<string, string> = {}, cpu = '100m'): Omit<Pod, 'metadata'> & { metadata: { namespace: string; labels: Record<string, string>; name: string } } => ({
  apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'default', labels },
  spec: { containers: [{ name: 'pause', image: 'registry.k8s.io/pause:3.10', resources: { requests: { cpu, memory: '500Mi' } } }], ...spec },
});

function nodeOf(i: number, zones: number): Node {
  const name = `node-${i}`;
  const quantities = { cpu: '4', memory: '32Gi', pods: '110' };
  return {
    apiVersion: 'v1', kind: 'Node', metadata: { name, labels: { [HOST]: name, ...(zones > 0 ? { [ZONE]: `zone-${i % zones}` } : {}) } },
    status: { capacity: quantities, allocatable: quantities, conditions: [{ type: 'Ready', status: 'True', reason: 'KubeletReady' }] },
  };
}

/** Pods a CPU second. Throws when not all are placed. */
function placedASecond(workload: Workload): number {
  const kernel = new Kernel({ seed: 1 });
  const errors: unknown[] = [];
  kernel.onError = (error) => errors.push(error);
  const api = new ApiServer({ kernel, kinds: KINDS, admission: () => [], podSpecInputs: new Set() });
  const admin = new Client(api, SYSTEM_ADMIN, 'bench');
  const component = new Component({ kernel, api, name: 'kube-scheduler', user: { username: 'system:kube-scheduler', groups: ['system:masters'] }, onError: (error) => errors.push(error) });
  startScheduler(component);
  admin.create(NAMESPACES, { metadata: { name: 'default' } });
  for (let i = 0; i < NODE_COUNT; i++) admin.create(NODES, nodeOf(i, workload.zones));
  let placed = 0;
  admin.watch({
    resource: PODS,
    deliver: (events) => { for (const { type, object } of events) if (type === 'MODIFIED' && (object as unknown as Pod).status?.conditions?.some((c) => c.type === 'PodScheduled' && c.status === 'True')) placed++; },
  });
  const place = (prefix: string, { count, spec, labels }: Workload['measured'], cpu: string | undefined): number => {
    const shared = template(prefix, spec, labels, cpu);
    for (let i = 0; i < count; i++) admin.create(PODS, { ...shared, metadata: { ...shared.metadata, name: `${prefix}-${i}` } });
    placed = 0;
    const until = kernel.now + MAX_VIRTUAL_MS;
    const seconds = cpuSeconds(() => { while (placed < count && kernel.now < until && errors.length === 0) kernel.run(kernel.now + 100); });
    if (placed < count) throw new Error(`only ${placed} of ${count} pods were placed: ${String(errors[0] ?? '')}`);
    return count / seconds;
  };
  place('before', workload.before, workload.cpu?.before);
  return place('measured', workload.measured, workload.cpu?.measured);
}

/** As `placedASecond`, of the decisions alone: no API server, no bindings, no events. */
function decidedASecond(workload: Workload): number {
  const table = new NodeTable(), shapes = new PodShapes();
  const cycle = new Cycle(bareView(table), defaultPlugins, createRandom(1, 'bench'));
  for (let i = 0; i < NODE_COUNT; i++) table.setNode(nodeOf(i, workload.zones));
  const decide = (prefix: string, { count, spec, labels }: Workload['measured'], cpu: string | undefined): number => {
    const shared = template(prefix, spec, labels, cpu);
    return count / cpuSeconds(() => {
      for (let i = 0; i < count; i++) {
        const info = shapes.info({ ...shared, metadata: { ...shared.metadata, name: `${prefix}-${i}`, uid: `${prefix}-${i}` } });
        let outcome = cycle.schedule(info);
        if (!outcome.placed && outcome.candidate) {
          for (const victim of outcome.candidate.victims) table.removePod(victim);
          outcome = cycle.schedule(info);
        }
        if (!outcome.placed) throw new Error(`${info.key} fits nowhere`);
        table.addPod(info, table.names[outcome.node]!);
      }
    });
  };
  decide('before', workload.before, workload.cpu?.before);
  return decide('measured', workload.measured, workload.cpu?.measured);
}

const spread = (whenUnsatisfiable: string): Partial<PodSpec> =>
  ({ topologySpreadConstraints: [{ maxSkew: 5, topologyKey: ZONE, whenUnsatisfiable, labelSelector: { matchLabels: { color: 'blue' } } }] });

const term = (color: string, topologyKey: string): { labelSelector: { matchLabels: Record<string, string> }; topologyKey: string } => ({ labelSelector: { matchLabels: { color } }, topologyKey });

const nodeAffinity: Partial<PodSpec> = {
  affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [{ key: ZONE, operator: 'In', values: ['zone-0', 'zone-1'] }] }] } } },
};
const antiAffinity: Partial<PodSpec> = { affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term('green', HOST)] } } };
const affinity: Partial<PodSpec> = { affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term('blue', ZONE)] } } };
const blue = { color: 'blue' }, green = { color: 'green' };

const workload = (name: string, aim: number, given: Workload): Figure[] => {
  const figure = (what: string, run: (w: Workload) => number): Figure => ({ name: `scheduling on 5,000 nodes, ${what}: ${name}`, unit: 'pods/s of CPU', largerIsBetter: true, aim, run: () => run(given) });
  return [figure('decisions', decidedASecond), figure('with all writes', placedASecond)];
};

export const schedulingFigures: readonly Figure[] = [
  ...workload('basic', 13_600, { zones: 0, before: { count: 5000 }, measured: { count: 10_000 } }),
  ...workload('topology spreading', 9200, { zones: 3, before: { count: 5000 }, measured: { count: 5000, spec: spread('DoNotSchedule'), labels: blue } }),
  ...workload('preferred topology spreading', 6800, { zones: 3, before: { count: 5000 }, measured: { count: 5000, spec: spread('ScheduleAnyway'), labels: blue } }),
  ...workload('node affinity', 4400, { zones: 1, before: { count: 5000 }, measured: { count: 10_000, spec: nodeAffinity } }),
  ...workload('pod anti-affinity', 1200, { zones: 0, before: { count: 1000, spec: antiAffinity, labels: green }, measured: { count: 2000, spec: antiAffinity, labels: green } }),
  ...workload('pod affinity', 700, { zones: 1, before: { count: 5000, labels: blue }, measured: { count: 5000, spec: affinity, labels: blue } }),
  ...workload('preemption', 11_400, { zones: 0, before: { count: 20_000, spec: { terminationGracePeriodSeconds: 0 } }, measured: { count: 5000, spec: { priority: 10 } }, cpu: { before: '900m', measured: '3' } }),
];
