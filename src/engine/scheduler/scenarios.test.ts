/** Small clusters, one pod, and the answer that follows from Kubernetes' rules: features by name, as its own scheduler tests name them. */
import { expect, it } from 'vitest';
import type { Node, PersistentVolume, PersistentVolumeClaim, Pod, StorageClass } from '../api/types.ts';
import { createRandom } from '../kernel/random.ts';
import type { ClusterView } from './cluster-view.ts';
import { Cycle } from './cycle.ts';
import { fitErrorMessage } from './fit-error.ts';
import { given, node, pod, type Labels, type PodGiven } from './given.ts';
import { defaultPlugins } from './plugins/index.ts';

const ZONE = 'topology.kubernetes.io/zone', HOST = 'kubernetes.io/hostname';
const zone = (name: string, z: string, more: Parameters<typeof node>[1] = {}): Node => node(name, { ...more, labels: { [ZONE]: z, ...more.labels } });
const on = (nodeName: string, name: string, more: PodGiven = {}): Pod => pod(name, { nodeName, ...more });
const select = (app: string): { labelSelector: { matchLabels: Labels } } => ({ labelSelector: { matchLabels: { app } } });
const spread = (more: object): Partial<PodGiven> => ({ labels: { app: 'a' }, topologySpreadConstraints: [{ maxSkew: 1, topologyKey: ZONE, whenUnsatisfiable: 'DoNotSchedule', ...select('a'), ...more }] });
const near = (term: object): Partial<PodGiven> => ({ affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: HOST, ...select('a'), ...term }] } } });
const apart = (term: object): Partial<PodGiven> => ({ affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: HOST, ...select('a'), ...term }] } } });
const required = (...nodeSelectorTerms: object[]): Partial<PodGiven> => ({ affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } } });
const A = { labels: { app: 'a' } };

const nowhere = (count: number, why: string, preemption: string): string => `0/${count} nodes are available: ${why}. no new claims to deallocate, preemption: 0/${count} nodes are available: ${preemption}.`;
const unhelpful = (count: number): string => `${count} Preemption is not helpful for scheduling`;
const victimless = (count: number): string => `${count} No preemption victims found for incoming pod`;
const TAINTED = 'node(s) had untolerated taint(s)', SELECTOR = "node(s) didn't match Pod's node affinity/selector", SPREAD = "node(s) didn't match pod topology spread constraints";

const claim = (name: string, spec: object = {}, more: object = {}): PersistentVolumeClaim => ({
  metadata: { name, namespace: 'default', ...more }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...spec }, status: { phase: 'Pending' },
} as PersistentVolumeClaim);
const bound = { annotations: { 'pv.kubernetes.io/bind-completed': 'yes' } };
const volume = (name: string, spec: object = {}, labels: Labels = {}): PersistentVolume => ({ metadata: { name, labels }, spec: { capacity: { storage: '10Gi' }, accessModes: ['ReadWriteOnce'], ...spec }, status: { phase: 'Available' } } as PersistentVolume);
const uses = (name: string): Partial<PodGiven> => ({ volumes: [{ name: 'v', persistentVolumeClaim: { claimName: name } }] });
const inZone = (z: string): object => ({ nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: ZONE, operator: 'In', values: [z] }] }] } } });
const waits: StorageClass = { metadata: { name: 'late' }, provisioner: 'x', volumeBindingMode: 'WaitForFirstConsumer' } as StorageClass;
function storage(claims: PersistentVolumeClaim[], volumes: PersistentVolume[] = [], more: Partial<ClusterView> = {}): Partial<ClusterView> {
  return {
    claim: (_, name) => claims.find((c) => c.metadata.name === name), volume: (name) => volumes.find((v) => v.metadata.name === name),
    volumesOfClass: (name) => volumes.filter((v) => (v.spec?.storageClassName ?? '') === name), storageClass: (name) => (name === 'late' ? waits : undefined), ...more,
  };
}

type Case = [name: string, nodes: Node[], existing: Pod[], pod: PodGiven, answer: string, view?: Partial<ClusterView>];

const CASES: Case[] = [
  // Resources.
  ['two reasons of one node are both told', [node('a', { cpu: '1', memory: '1Gi' })], [], { cpu: '2', memory: '2Gi' }, nowhere(1, '1 Insufficient cpu, 1 Insufficient memory', unhelpful(1))],
  ['a full node of pods', [node('a', { pods: '1' })], [on('a', 'x')], {}, nowhere(1, '1 Too many pods', victimless(1))],
  ['an extended resource that no node has', [node('a')], [], { requests: { 'example.com/gpu': '1' } }, nowhere(1, '1 Insufficient example.com/gpu', unhelpful(1))],
  ['an extended resource that is taken', [node('a', { more: { 'example.com/gpu': '1' } })], [on('a', 'x', { requests: { 'example.com/gpu': '1' } })], { requests: { 'example.com/gpu': '1' } }, nowhere(1, '1 Insufficient example.com/gpu', victimless(1))],
  ['the largest init container counts', [node('small', { cpu: '1' }), node('large', { cpu: '2' })], [], { cpu: '100m', initContainers: [{ name: 'i', image: 'x', resources: { requests: { cpu: '1500m' } } }] }, 'large'],
  ['a sidecar runs beside the containers', [node('small', { cpu: '1' }), node('large', { cpu: '2' })], [], { cpu: '600m', initContainers: [{ name: 's', image: 'x', restartPolicy: 'Always', resources: { requests: { cpu: '600m' } } }] }, 'large'],
  ['an init container after a sidecar has it beside it', [node('small', { cpu: '1' }), node('large', { cpu: '2' })], [], { cpu: '100m', initContainers: [{ name: 's', image: 'x', restartPolicy: 'Always', resources: { requests: { cpu: '600m' } } }, { name: 'i', image: 'x', resources: { requests: { cpu: '600m' } } }] }, 'large'],
  ['overhead is added', [node('small', { cpu: '1' }), node('large', { cpu: '2' })], [], { cpu: '900m', overhead: { cpu: '200m' } }, 'large'],
  ['requests of the pod take the place of its containers\'', [node('a', { cpu: '1' })], [], { cpu: '2', resources: { requests: { cpu: '500m' } } }, 'a'],
  ['hugepages', [node('a', { more: { 'hugepages-2Mi': '4Mi' } })], [], { requests: { 'hugepages-2Mi': '8Mi' } }, nowhere(1, '1 Insufficient hugepages-2Mi', unhelpful(1))],
  // Node selection.
  ['Gt and Lt compare whole numbers', [node('a', { labels: { n: '1' } }), node('b', { labels: { n: '5' } }), node('c', { labels: { n: 'x' } })], [], required({ matchExpressions: [{ key: 'n', operator: 'Gt', values: ['2'] }, { key: 'n', operator: 'Lt', values: ['9'] }] }), 'b'],
  ['terms are alternatives, a selector comes on top', [node('a', { labels: { d: '1' } }), node('b', { labels: { d: '2', s: 'y' } })], [], { ...required({ matchExpressions: [{ key: 'd', operator: 'In', values: ['1'] }] }, { matchExpressions: [{ key: 'd', operator: 'In', values: ['2'] }] }), nodeSelector: { s: 'y' } }, 'b'],
  ['an empty term matches nothing', [node('a')], [], required({}), nowhere(1, `1 ${SELECTOR}`, unhelpful(1))],
  ['by field, not that one', [node('a'), node('b')], [], required({ matchFields: [{ key: 'metadata.name', operator: 'NotIn', values: ['a'] }] }), 'b'],
  ['a taint without a value, tolerated by Exists', [node('a', { taints: [{ key: 'k', effect: 'NoExecute' }] })], [], { tolerations: [{ key: 'k', operator: 'Exists' }] }, 'a'],
  ['a toleration of another effect is none', [node('a', { taints: [{ key: 'k', value: 'v', effect: 'NoSchedule' }] })], [], { tolerations: [{ key: 'k', value: 'v', effect: 'NoExecute' }] }, nowhere(1, `1 ${TAINTED}`, unhelpful(1))],
  ['cordoned is told before the taint', [node('a', { unschedulable: true, taints: [{ key: 'k', effect: 'NoSchedule' }] })], [], {}, nowhere(1, '1 node(s) were unschedulable', unhelpful(1))],
  ['cordoned, and tolerated', [node('a', { unschedulable: true })], [], { tolerations: [{ key: 'node.kubernetes.io/unschedulable', operator: 'Exists' }] }, 'a'],
  ['PreferNoSchedule is avoided', [node('a', { taints: [{ key: 'k', effect: 'PreferNoSchedule' }] }), node('b', { cpu: '1' })], [], { cpu: '500m' }, 'b'],
  ['host ports of two addresses do not clash', [node('a')], [on('a', 'x', { containers: [{ name: 'c', image: 'x', ports: [{ containerPort: 80, hostPort: 80, hostIP: '10.0.0.1' }] }] })], { containers: [{ name: 'c', image: 'x', ports: [{ containerPort: 80, hostPort: 80, hostIP: '10.0.0.2' }] }] }, 'a'],
  ['a host port is free by protocol', [node('a')], [on('a', 'x', { hostPort: 80 })], { containers: [{ name: 'c', image: 'x', ports: [{ containerPort: 80, hostPort: 80, protocol: 'UDP' }] }] }, 'a'],
  // Spreading.
  ['fewer domains than minDomains: none may have more than maxSkew', [zone('a', '1'), zone('b', '2')], [on('a', 'x', A), on('b', 'y', A)], spread({ minDomains: 3 }), nowhere(2, `2 ${SPREAD}`, victimless(2))],
  ['nodes that the selector leaves out are no domains', [zone('a', '1', { labels: { d: 'y' } }), zone('b', '2')], [on('a', 'x', A)], { ...spread({}), nodeSelector: { d: 'y' } }, 'a'],
  ['... unless nodeAffinityPolicy is Ignore', [zone('a', '1', { labels: { d: 'y' } }), zone('b', '2')], [on('a', 'x', A)], { ...spread({ nodeAffinityPolicy: 'Ignore' }), nodeSelector: { d: 'y' } }, nowhere(2, `1 ${SELECTOR}, 1 ${SPREAD}`, '1 No preemption victims found for incoming pod, 1 Preemption is not helpful for scheduling')],
  ['tainted nodes are domains', [zone('a', '1'), zone('b', '2', { taints: [{ key: 'k', effect: 'NoSchedule' }] })], [on('a', 'x', A)], spread({}), nowhere(2, `1 ${SPREAD}, 1 ${TAINTED}`, '1 No preemption victims found for incoming pod, 1 Preemption is not helpful for scheduling')],
  ['... unless nodeTaintsPolicy is Honor', [zone('a', '1'), zone('b', '2', { taints: [{ key: 'k', effect: 'NoSchedule' }] })], [on('a', 'x', A)], spread({ nodeTaintsPolicy: 'Honor' }), 'a'],
  ['matchLabelKeys: only pods of the same revision count', [zone('a', '1'), zone('b', '2', { cpu: '1' })], [on('a', 'x', { labels: { app: 'a', rev: '1' } }), on('b', 'y', { labels: { app: 'a', rev: '2' } })], { ...spread({ matchLabelKeys: ['rev'] }), labels: { app: 'a', rev: '2' } }, 'a'],
  ['a node without the key', [node('a')], [], spread({}), nowhere(1, `1 ${SPREAD} (missing required label)`, unhelpful(1))],
  ['pods on their way out do not count', [zone('a', '1'), zone('b', '2', { cpu: '100m' })], [{ ...on('a', 'x', A), metadata: { ...on('a', 'x', A).metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } }], { ...spread({}), cpu: '1' }, 'a'],
  ['pods of other namespaces do not count', [zone('a', '1'), zone('b', '2', { cpu: '100m' })], [on('a', 'x', { ...A, namespace: 'other' })], { ...spread({}), cpu: '1' }, 'a'],
  // Affinity.
  ['near by namespace selector', [node('a'), node('b')], [on('a', 'x', { ...A, namespace: 'team' })], near({ namespaceSelector: { matchLabels: { t: '1' } } }), 'a', { namespaceLabels: (name): Labels => (name === 'team' ? { t: '1' } : {}) }],
  ['an empty namespace selector is every namespace', [node('a'), node('b')], [on('b', 'x', { ...A, namespace: 'else' })], near({ namespaceSelector: {} }), 'b', { namespaceLabels: () => ({}) }],
  ['without namespaces it is the pod\'s own', [node('a')], [on('a', 'x', { ...A, namespace: 'else' })], near({}), nowhere(1, "1 node(s) didn't match pod affinity rules", unhelpful(1))],
  ['the first of its group may go anywhere that has the key', [node('a')], [], { ...A, ...near({}) }, 'a'],
  ['... but not where the key is missing', [node('a')], [], { ...A, ...near({ topologyKey: ZONE }) }, nowhere(1, "1 node(s) didn't match pod affinity rules", unhelpful(1))],
  ['anti-affinity by zone keeps out of the whole zone', [zone('a', '1'), zone('b', '1'), zone('c', '2')], [on('a', 'x', A)], apart({ topologyKey: ZONE }), 'c'],
  ['anti-affinity of those that are there', [node('a')], [on('a', 'x', { ...apart({}) })], A, nowhere(1, "1 node(s) didn't satisfy existing pods anti-affinity rules", victimless(1))],
  ['own anti-affinity is told before theirs', [node('a')], [on('a', 'x', { ...A, ...apart({}) })], { ...A, ...apart({}) }, nowhere(1, "1 node(s) didn't match pod anti-affinity rules", victimless(1))],
  // Preemption.
  ['a lesser pod makes way', [node('a', { cpu: '1' })], [on('a', 'x', { cpu: '1', priority: 1 })], { cpu: '1', priority: 5 }, 'evict x on a'],
  ['not for a pod that never preempts', [node('a', { cpu: '1' })], [on('a', 'x', { cpu: '1', priority: 1 })], { cpu: '1', priority: 5, preemptionPolicy: 'Never' }, '0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: not eligible due to preemptionPolicy=Never.'],
  ['the node with the least important victim', [node('a', { cpu: '1' }), node('b', { cpu: '1' })], [on('a', 'x', { cpu: '1', priority: 3 }), on('b', 'y', { cpu: '1', priority: 2 })], { cpu: '1', priority: 5 }, 'evict y on b'],
  ['only as many as must go, the least important first', [node('a', { cpu: '3' })], [on('a', 'x', { cpu: '1', priority: 3 }), on('a', 'y', { cpu: '1', priority: 1 }), on('a', 'z', { cpu: '1', priority: 2 })], { cpu: '2', priority: 5 }, 'evict z,y on a'],
  ['no eviction where the pods are as important', [node('a', { cpu: '1' })], [on('a', 'x', { cpu: '1', priority: 5 })], { cpu: '1', priority: 5 }, nowhere(1, '1 Insufficient cpu', victimless(1))],
  ['a budget turns the choice', [node('a', { cpu: '1' }), node('b', { cpu: '1' })], [on('a', 'x', { cpu: '1', ...A }), on('b', 'y', { cpu: '1', priority: 2 })], { cpu: '1', priority: 5 }, 'evict y on b',
    { disruptionBudgets: () => [{ metadata: { name: 'b', namespace: 'default' }, spec: { selector: { matchLabels: { app: 'a' } } }, status: { disruptionsAllowed: 0 } } as never] }],
  // Volumes.
  ['a claim that is not there', [node('a')], [], uses('none'), '0/1 nodes are available: persistentvolumeclaim "none" not found. not found', storage([])],
  ['a claim that should be bound at once', [node('a')], [], uses('c'), '0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found', storage([claim('c')])],
  ['a bound volume of another zone', [zone('a', '1'), zone('b', '2')], [], uses('c'), 'b', storage([claim('c', { volumeName: 'v' }, bound)], [volume('v', inZone('2'))])],
  ['... and none there', [zone('a', '1')], [], uses('c'), nowhere(1, "1 node(s) didn't match PersistentVolume's node affinity", unhelpful(1)), storage([claim('c', { volumeName: 'v' }, bound)], [volume('v', inZone('2'))])],
  ['zone labels of a volume', [zone('a', '1')], [], uses('c'), nowhere(1, '1 node(s) had no available volume zone', unhelpful(1)), storage([claim('c', { volumeName: 'v' }, bound)], [volume('v', {}, { [ZONE]: '2' })])],
  ['first consumer: a class whose topology is elsewhere', [zone('a', '1')], [], uses('c'), nowhere(1, "1 node(s) didn't find available persistent volumes to bind", unhelpful(1)),
    storage([claim('c', { storageClassName: 'late' })], [], { storageClass: () => ({ ...waits, allowedTopologies: [{ matchLabelExpressions: [{ key: ZONE, values: ['2'] }] }] }) })],
  ['first consumer: not enough room', [zone('a', '1')], [], uses('c'), nowhere(1, '1 node(s) did not have enough free storage', unhelpful(1)),
    storage([claim('c', { storageClassName: 'late' })], [], { csiDriver: () => ({ metadata: { name: 'x' }, spec: { storageCapacity: true } }), csiStorageCapacities: () => [] })],
  ['ReadWriteOncePod: one pod only', [node('a'), node('b')], [on('a', 'x', uses('c'))], uses('c'), nowhere(2, '2 node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode', victimless(2)),
    storage([claim('c', { volumeName: 'v', accessModes: ['ReadWriteOncePod'] }, bound)], [volume('v')])],
];

it.each(CASES)('%s', (_, nodes, existing, wanted, answer, view = {}) => {
  const g = given(nodes, existing, view);
  const outcome = new Cycle(g.view, defaultPlugins, createRandom(1, 'lots')).schedule(g.shapes.info(pod('p', wanted)));
  const got = outcome.placed ? g.table.names[outcome.node]!
    : outcome.candidate ? `evict ${outcome.candidate.victims.map((v) => v.pod.metadata.name).join()} on ${g.table.names[outcome.candidate.node]}` : fitErrorMessage(outcome.diagnosis);
  expect(got).toBe(answer);
});
