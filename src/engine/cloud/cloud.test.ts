import { describe, expect, it } from 'vitest';
import { CONFIG_MAPS, CSI_NODES, DEPLOYMENTS, EVENTS, NODES, PERSISTENT_VOLUME_CLAIMS, PERSISTENT_VOLUMES, POD_DISRUPTION_BUDGETS, PODS, SERVICES } from '../api/resource.ts';
import type { Deployment, PodSpec, Service } from '../api/types.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { readyCluster } from '../../testing/writes.ts';
import type { NodeGroupOptions } from './cloud.ts';

const told = (cluster: Cluster, kind: string, name?: string): string[] => cluster.client().list(EVENTS).items
  .filter((e) => e.involvedObject.kind === kind && (name === undefined || e.involvedObject.name === name) && ['service-controller', 'cluster-autoscaler', 'cloud-node-controller', 'cloud-node-lifecycle-controller'].includes(e.source?.component ?? ''))
  .map((e) => `${e.type} ${e.reason} ${e.message}`);
const nodeNames = (cluster: Cluster): string[] => cluster.client().list(NODES).items.map((n) => n.metadata.name!);
const phases = (cluster: Cluster): string[] => cluster.client().list(PODS, 'default').items.map((p) => p.status?.phase ?? '').sort();

const service = (more: Partial<Service['spec'] & object> = {}): Service => ({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace: 'default' }, spec: { type: 'LoadBalancer', selector: { app: 'web' }, ports: [{ port: 80 }], ...more } });
function deploy(cluster: Cluster, name: string, replicas: number, cpu: string, more: Partial<PodSpec> = {}): void {
  const deployment: Deployment = {
    apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace: 'default' },
    spec: { replicas, selector: { matchLabels: { app: name } }, template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'c', image: 'nginx:1.25', resources: { requests: { cpu } } }], ...more } } },
  };
  cluster.client().create(DEPLOYMENTS, deployment);
}
const scale = (cluster: Cluster, name: string, replicas: number): void => { cluster.client().patch(DEPLOYMENTS, name, 'default', 'application/merge-patch+json', { spec: { replicas } }); };
const pool = (more: Partial<NodeGroupOptions> = {}): NodeGroupOptions => ({ name: 'pool', min: 1, max: 4, cpu: '2', memory: '4Gi', ...more });

describe('load balancers', () => {
  const ingress = (cluster: Cluster): unknown => cluster.client().get(SERVICES, 'web', 'default').status?.loadBalancer?.ingress;

  it('stay pending where there is no cloud', () => {
    const cluster = readyCluster();
    cluster.client().create(SERVICES, service());
    cluster.run(600_000);
    expect(ingress(cluster)).toBeUndefined();
  });

  it('get an address, and give it back', () => {
    const cluster = readyCluster({ cloud: {} });
    cluster.client().create(SERVICES, service());
    expect(cluster.settle()).toBe(true);
    expect(ingress(cluster)).toEqual([{ ip: '203.0.113.1', ipMode: 'VIP' }]);
    expect(cluster.client().get(SERVICES, 'web', 'default').metadata.finalizers).toEqual(['service.kubernetes.io/load-balancer-cleanup']);
    expect(told(cluster, 'Service')).toEqual(['Normal EnsuringLoadBalancer Ensuring load balancer', 'Normal EnsuredLoadBalancer Ensured load balancer']);
    cluster.client().delete(SERVICES, 'web', 'default');
    cluster.settle();
    expect(() => cluster.client().get(SERVICES, 'web', 'default')).toThrow('not found');
    expect(told(cluster, 'Service').slice(2)).toEqual(['Normal DeletingLoadBalancer Deleting load balancer', 'Normal DeletedLoadBalancer Deleted load balancer']);
    cluster.client().create(SERVICES, service({ loadBalancerIP: '203.0.113.77' }));
    cluster.settle();
    expect(ingress(cluster)).toEqual([{ ip: '203.0.113.77', ipMode: 'VIP' }]);
    expect(cluster.errors).toEqual([]);
  });

  it('follow the type of the Service, and leave those of another class alone', () => {
    const cluster = readyCluster({ cloud: {} });
    cluster.client().create(SERVICES, service());
    cluster.client().create(SERVICES, { ...service({ loadBalancerClass: 'example.com/other' }), metadata: { name: 'other', namespace: 'default' } });
    cluster.settle();
    cluster.client().patch(SERVICES, 'web', 'default', 'application/merge-patch+json', { spec: { type: 'ClusterIP' } });
    cluster.settle();
    expect(ingress(cluster)).toBeUndefined();
    expect(cluster.client().get(SERVICES, 'web', 'default').metadata.finalizers).toBeUndefined();
    expect(told(cluster, 'Service')).toContain('Normal Type LoadBalancer -> ClusterIP');
    expect(cluster.client().get(SERVICES, 'other', 'default').metadata.finalizers).toBeUndefined();
    expect(cluster.errors).toEqual([]);
  });
});

it('load balancers are told of nodes that come, go or are excluded, not of those that are only not ready', () => {
  const cluster = readyCluster({ cloud: { autoscaler: false } });
  const client = cluster.client();
  client.create(SERVICES, service());
  cluster.settle();
  const updates = (): number => client.list(EVENTS).items.filter((e) => e.reason === 'UpdatedLoadBalancer').reduce((sum, e) => sum + (e.count ?? 1), 0);
  cluster.machines.get('node-1')!.setRunning(false);
  cluster.run(90_000);
  expect(updates()).toBe(0);
  cluster.machines.get('node-1')!.setRunning(true);
  client.patch(NODES, 'node-2', undefined, 'application/merge-patch+json', { metadata: { labels: { 'node.kubernetes.io/exclude-from-external-load-balancers': '' } } });
  cluster.run(5000);
  expect(updates()).toBe(1);
  client.patch(SERVICES, 'web', 'default', 'application/merge-patch+json', { spec: { selector: { app: 'other' } } });
  cluster.run(5000);
  client.patch(SERVICES, 'web', 'default', 'application/merge-patch+json', { spec: { loadBalancerSourceRanges: ['10.0.0.0/8'] } });
  cluster.settle();
  expect(told(cluster, 'Service')).toEqual([
    'Normal EnsuringLoadBalancer Ensuring load balancer', 'Normal EnsuredLoadBalancer Ensured load balancer', 'Normal UpdatedLoadBalancer Updated load balancer with new hosts',
    'Normal LoadBalancerSourceRanges [] -> [10.0.0.0/8]',
  ]);
  expect(client.list(EVENTS).items.find((e) => e.reason === 'EnsuredLoadBalancer')!.count).toBe(2);
  expect(cluster.errors).toEqual([]);
});

it('waits for a cloud controller manager that is down', () => {
  const cluster = readyCluster({ cloud: {} });
  cluster.components.get('cloud-controller-manager')!.stop();
  cluster.client().create(SERVICES, service());
  cluster.run(60_000);
  expect(cluster.client().get(SERVICES, 'web', 'default').status?.loadBalancer?.ingress).toBeUndefined();
  cluster.components.get('cloud-controller-manager')!.resume();
  expect(cluster.settle()).toBe(true);
  expect(cluster.client().get(SERVICES, 'web', 'default').status?.loadBalancer?.ingress).toHaveLength(1);
});

describe('nodes of a cloud', () => {
  it('are told what the cloud knows, then used', () => {
    const cluster = readyCluster({ cloud: {} });
    expect(nodeNames(cluster)).toEqual(['node-1', 'node-2', 'node-3']);
    const nodes = cluster.client().list(NODES).items;
    expect(nodes.map((n) => n.metadata.labels!['topology.kubernetes.io/zone'])).toEqual(['bottleship-1a', 'bottleship-1b', 'bottleship-1c']);
    expect(nodes[0]!.metadata.labels).toMatchObject({ 'topology.kubernetes.io/region': 'bottleship-1', 'node.kubernetes.io/instance-type': 'c1-m3840mi' });
    expect(nodes[0]!.spec).toMatchObject({ providerID: 'bottleship://node-1' });
    expect(nodes[0]!.spec!.taints ?? []).toEqual([]);
    cluster.run(400_000);
    expect(cluster.client().get(NODES, 'node-1').status!.addresses).toEqual([{ type: 'InternalIP', address: '192.168.0.1' }, { type: 'Hostname', address: 'node-1' }, { type: 'ExternalIP', address: '198.18.0.1' }]);
    expect(cluster.client().get(CSI_NODES, 'node-1').spec.drivers.map((d) => d.name)).toEqual(['disk.csi.bottleship.dev']);
    expect(told(cluster, 'Node', 'node-1')).toEqual(['Normal Synced Node synced successfully']);
    expect(cluster.errors).toEqual([]);
  });

  it('are deleted when their machine is gone, not before they are silent', () => {
    const cluster = readyCluster({ cloud: { autoscaler: false } });
    cluster.removeMachine('node-2');
    cluster.run(20_000);
    expect(nodeNames(cluster)).toContain('node-2');
    cluster.run(60_000);
    expect(nodeNames(cluster)).toEqual(['node-1', 'node-3']);
    expect(told(cluster, 'Node', 'node-2')).toContain('Normal DeletingNode Deleting node node-2 because it does not exist in the cloud provider');
  });

  it('are marked when their machine is switched off', () => {
    const cluster = readyCluster({ cloud: { autoscaler: false } });
    cluster.machines.get('node-1')!.powerOff();
    cluster.run(80_000);
    expect(cluster.client().get(NODES, 'node-1').spec!.taints!.map((t) => t.key)).toContain('node.cloudprovider.kubernetes.io/shutdown');
    cluster.machines.get('node-1')!.powerOn();
    cluster.run(80_000);
    expect(cluster.client().get(NODES, 'node-1').spec!.taints ?? []).toEqual([]);
  });
});

it('disks are made for claims that name no class', () => {
  const cluster = readyCluster({ cloud: {} });
  cluster.client().create(PERSISTENT_VOLUME_CLAIMS, { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'data', namespace: 'default' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } });
  deploy(cluster, 'db', 1, '100m', { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] });
  cluster.settle();
  const claim = cluster.client().get(PERSISTENT_VOLUME_CLAIMS, 'data', 'default');
  expect([claim.spec!.storageClassName, claim.status!.phase]).toEqual(['standard', 'Bound']);
  const [volume] = cluster.client().list(PERSISTENT_VOLUMES).items;
  const [pod] = cluster.client().list(PODS, 'default').items;
  const zone = cluster.client().get(NODES, pod!.spec!.nodeName!).metadata.labels!['topology.kubernetes.io/zone'];
  expect(JSON.stringify(volume!.spec!.nodeAffinity)).toContain(zone);
  expect(phases(cluster)).toEqual(['Running']);
});

describe('the cluster autoscaler', () => {
  it('orders machines for pods that fit nowhere', () => {
    const cluster = readyCluster({ cloud: { groups: [pool()] } });
    expect(nodeNames(cluster)).toHaveLength(1);
    deploy(cluster, 'web', 5, '900m');
    cluster.run(30_000);
    expect(nodeNames(cluster)).toHaveLength(1);
    expect(told(cluster, 'Pod').filter((line) => line === 'Normal TriggeredScaleUp pod triggered scale-up: [{pool 1->3 (max: 4)}]')).toHaveLength(3);
    expect(cluster.settle()).toBe(true);
    expect(nodeNames(cluster)).toHaveLength(3);
    expect(phases(cluster)).toEqual(['Running', 'Running', 'Running', 'Running', 'Running']);
    expect(told(cluster, 'ConfigMap')).toEqual(['Normal ScaledUpGroup Scale-up: setting group pool size to 3 instead of 1 (max: 4)', 'Normal ScaledUpGroup Scale-up: group pool size set to 3 instead of 1 (max: 4)']);
    cluster.run(10_000);
    expect(cluster.client().get(CONFIG_MAPS, 'cluster-autoscaler-status', 'kube-system').data!['status']).toMatch(/- name: pool\n {2}health:\n {4}status: Healthy\n {4}nodeCounts:\n {6}registered:\n {8}total: 3\n/);
    expect(cluster.errors).toEqual([]);
  });

  it('says why it does not', () => {
    const cluster = readyCluster({ cloud: { groups: [pool({ name: 'small', max: 3 }), pool({ name: 'full', max: 1 })] } });
    deploy(cluster, 'huge', 1, '7');
    deploy(cluster, 'elsewhere', 1, '100m', { nodeSelector: { disk: 'ssd' } });
    cluster.run(60_000);
    const reasons = told(cluster, 'Pod');
    expect(reasons).toEqual(expect.arrayContaining([
      "Normal NotTriggerScaleUp pod didn't trigger scale-up: 1 Insufficient cpu, 1 max node group size reached",
      "Normal NotTriggerScaleUp pod didn't trigger scale-up: 1 max node group size reached, 1 node(s) didn't match Pod's node affinity/selector",
    ]));
    expect(nodeNames(cluster)).toHaveLength(2);
  });

  it('takes the group that a pod can use', () => {
    const cluster = readyCluster({ cloud: { groups: [pool({ name: 'plain' }), pool({ name: 'ssd', min: 0, labels: { disk: 'ssd' } })] } });
    deploy(cluster, 'db', 1, '100m', { nodeSelector: { disk: 'ssd' } });
    cluster.settle();
    expect(phases(cluster)).toEqual(['Running']);
    expect(nodeNames(cluster).filter((name) => name.startsWith('ssd-'))).toHaveLength(1);
  });

  it('gives empty machines back after ten minutes, not below the least', () => {
    const cluster = readyCluster({ cloud: { groups: [pool()] } });
    deploy(cluster, 'web', 5, '900m');
    cluster.settle();
    scale(cluster, 'web', 0);
    cluster.run(9 * 60_000);
    expect(nodeNames(cluster)).toHaveLength(3);
    expect(cluster.client().list(NODES).items.filter((n) => n.spec?.taints?.some((t) => t.key === 'DeletionCandidateOfClusterAutoscaler'))).toHaveLength(2);
    cluster.run(5 * 60_000);
    expect(nodeNames(cluster)).toHaveLength(1);
    expect(told(cluster, 'ConfigMap').filter((line) => line.startsWith('Normal ScaleDownEmpty'))).toHaveLength(4);
    expect(cluster.client().list(NODES).items[0]!.spec!.taints ?? []).toEqual([]);
    cluster.run(30 * 60_000);
    expect(nodeNames(cluster)).toHaveLength(1);
    expect(cluster.errors).toEqual([]);
  });

  it('moves pods off a machine that is little used, and leaves those that may not move', () => {
    const cluster = readyCluster({ cloud: { groups: [pool({ initial: 2 })] } });
    deploy(cluster, 'web', 2, '300m', { topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'DoNotSchedule', labelSelector: { matchLabels: { app: 'web' } } }] });
    cluster.client().create(POD_DISRUPTION_BUDGETS, { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name: 'web', namespace: 'default' }, spec: { minAvailable: 1, selector: { matchLabels: { app: 'web' } } } });
    cluster.settle();
    expect(new Set(cluster.client().list(PODS, 'default').items.map((p) => p.spec!.nodeName)).size).toBe(2);
    cluster.run(13 * 60_000);
    expect(nodeNames(cluster)).toHaveLength(1);
    expect(phases(cluster)).toEqual(['Running', 'Running']);
    expect(told(cluster, 'Pod')).toContain('Normal ScaleDown deleting pod for node scale down');
    expect(told(cluster, 'ConfigMap').some((line) => /^Normal ScaleDown Scale-down: removing node pool-\w{5}, utilization: \{0\.15 0 0 0 cpu 0\.15\}, pods to reschedule: default\/web-/.test(line))).toBe(true);

    const kept = readyCluster({ cloud: { groups: [pool({ initial: 2 })] } });
    for (const [i, name] of nodeNames(kept).entries()) kept.client().create(PODS, { apiVersion: 'v1', kind: 'Pod', metadata: { name: `bare-${i}`, namespace: 'default' }, spec: { nodeName: name, containers: [{ name: 'c', image: 'nginx:1.25' }] } });
    kept.run(15 * 60_000);
    expect(nodeNames(kept)).toHaveLength(2);
  });

  it('is the same run for the same seed', () => {
    const play = (): string => {
      const cluster = readyCluster({ seed: 4, controlPlanes: 3, cloud: { groups: [pool()] } });
      deploy(cluster, 'web', 5, '900m');
      cluster.settle();
      scale(cluster, 'web', 1);
      cluster.run(15 * 60_000);
      return cluster.digest();
    };
    expect(play()).toBe(play());
  });
});
