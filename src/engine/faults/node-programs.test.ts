import { describe, expect, it } from 'vitest';
import { deploymentOf } from '../../testing/manifests.ts';
import { readyCluster } from '../../testing/writes.ts';
import { DEPLOYMENTS, NODES, PODS, SERVICES } from '../api/resource.ts';
import type { Pod } from '../api/types.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { FAULTS } from './kind.ts';

function strike(cluster: Cluster, type: 'ComponentDown' | 'ComponentSlow', component: string, parameters?: Record<string, number>): () => void {
  cluster.client().create(FAULTS, { metadata: { name: component }, spec: { type, target: { kind: 'Component', name: component }, ...(parameters ? { parameters } : {}) } });
  cluster.run(100);
  return () => { cluster.client().delete(FAULTS, component); cluster.run(100); };
}

/** Two nodes with a client on each, and a Service `web` over one pod. */
function webCluster(): Cluster {
  const cluster = readyCluster({ nodes: 2 });
  const client = cluster.client();
  client.create(DEPLOYMENTS, deploymentOf('web', { replicas: 1 }));
  client.create(SERVICES, { metadata: { name: 'web', namespace: 'default' }, spec: { selector: { app: 'web' }, ports: [{ port: 80 }] } });
  for (const node of ['node-1', 'node-2']) client.create(PODS, { metadata: { name: `on-${node}`, namespace: 'default' }, spec: { nodeName: node, containers: [{ name: 'c', image: 'busybox', command: ['sleep', '9999'] }] } });
  cluster.settle();
  return cluster;
}

const ask = (cluster: Cluster, node: string, command: string): string => {
  const { stdout, stderr } = cluster.exec(cluster.findPod('default', `on-${node}`)!, 'c', ['sh', '-c', command]);
  return (stdout + stderr).trim().split('\n')[0]!;
};
const web = (cluster: Cluster): Pod => cluster.client().list(PODS, 'default', { labelSelector: 'app=web' }).items.find((pod) => !pod.metadata.deletionTimestamp)!;
/** The pod of the Service is made anew, with another address. */
const renew = (cluster: Cluster): void => { cluster.client().delete(PODS, web(cluster).metadata.name!, 'default'); cluster.settle(); };
const serviceIP = (cluster: Cluster): string => cluster.client().get(SERVICES, 'web', 'default').spec!.clusterIP!;

const WELCOME = '<!DOCTYPE html>';

describe('kube-proxy', () => {
  it('that is down leaves the endpoints that its node had; other nodes learn', () => {
    const cluster = webCluster();
    const heal = strike(cluster, 'ComponentDown', 'kube-proxy-node-1');
    expect(ask(cluster, 'node-1', 'wget -qO- http://web')).toBe(WELCOME);
    renew(cluster);
    expect(ask(cluster, 'node-1', 'wget -qO- http://web')).toBe(`wget: can't connect to remote host (${serviceIP(cluster)}): Connection timed out`);
    expect(ask(cluster, 'node-2', 'wget -qO- http://web')).toBe(WELCOME);
    expect(ask(cluster, 'node-1', `wget -qO- http://${web(cluster).status!.podIP}`)).toBe(WELCOME);
    heal();
    cluster.settle();
    expect(ask(cluster, 'node-1', 'wget -qO- http://web')).toBe(WELCOME);
  });

  it('that is down on all nodes has no rules for a Service that is new', () => {
    const cluster = webCluster();
    strike(cluster, 'ComponentDown', 'kube-proxy');
    cluster.client().create(SERVICES, { metadata: { name: 'young', namespace: 'default' }, spec: { selector: { app: 'web' }, ports: [{ port: 80 }] } });
    cluster.settle();
    const { clusterIP } = cluster.client().get(SERVICES, 'young', 'default').spec!;
    expect(() => cluster.visit('young', 80, { method: 'GET', path: '/', query: '', headers: {}, body: '' })).toThrow(`dial tcp ${clusterIP}:80: i/o timeout`);
    expect(cluster.visit('web', 80, { method: 'GET', path: '/', query: '', headers: {}, body: '' }).status).toBe(200);
  });

  it('that is slow learns of endpoints later', () => {
    const cluster = webCluster();
    strike(cluster, 'ComponentSlow', 'kube-proxy', { ms: 20_000 });
    cluster.client().delete(PODS, web(cluster).metadata.name!, 'default');
    cluster.run(15_000);
    expect(web(cluster).status?.phase).toBe('Running');
    expect(ask(cluster, 'node-2', 'wget -qO- http://web')).not.toBe(WELCOME);
    cluster.run(20_000);
    expect(ask(cluster, 'node-2', 'wget -qO- http://web')).toBe(WELCOME);
  });
});

describe('coredns', () => {
  it('that is down resolves no name; addresses work', () => {
    const cluster = webCluster();
    const heal = strike(cluster, 'ComponentDown', 'coredns');
    expect(() => cluster.visit('web', 80, { method: 'GET', path: '/', query: '', headers: {}, body: '' })).toThrow('dial tcp: lookup web on 10.96.0.10:53: i/o timeout');
    expect(ask(cluster, 'node-1', 'wget -qO- http://web')).toBe("wget: bad address 'web'");
    expect(ask(cluster, 'node-1', 'curl http://web')).toBe('curl: (6) Could not resolve host: web');
    expect(ask(cluster, 'node-1', 'nslookup web')).toBe(';; connection timed out; no servers could be reached');
    expect(ask(cluster, 'node-1', `wget -qO- http://${serviceIP(cluster)}`)).toBe(WELCOME);
    heal();
    cluster.settle();
    expect(ask(cluster, 'node-1', 'wget -qO- http://web')).toBe(WELCOME);
  });

  it('that is slower than clients wait is as if it were down', () => {
    const cluster = webCluster();
    const heal = strike(cluster, 'ComponentSlow', 'coredns', { ms: 1000 });
    expect(ask(cluster, 'node-1', 'wget -qO- http://web')).toBe(WELCOME);
    heal();
    cluster.settle();
    strike(cluster, 'ComponentSlow', 'coredns', { ms: 6000 });
    expect(ask(cluster, 'node-1', 'wget -qO- http://web')).toBe("wget: bad address 'web'");
  });
});

describe('a slow kubelet', () => {
  it('starts its pods later, and loses its node when it beats too late', () => {
    const cluster = webCluster();
    const heal = strike(cluster, 'ComponentSlow', 'kubelet-node-1', { ms: 8000 });
    const pod = (node: string) => ({ metadata: { name: `late-${node}`, namespace: 'default' }, spec: { nodeName: node, containers: [{ name: 'c', image: 'busybox', command: ['sleep', '9999'] }] } });
    for (const node of ['node-1', 'node-2']) cluster.client().create(PODS, pod(node));
    cluster.run(7000);
    expect(['node-1', 'node-2'].map((node) => cluster.findPod('default', `late-${node}`)!.status!.phase)).toEqual(['Pending', 'Running']);
    cluster.run(15_000);
    expect(cluster.findPod('default', 'late-node-1')!.status!.phase).toBe('Running');
    heal();
    strike(cluster, 'ComponentSlow', 'kubelet', { ms: 90_000 });
    cluster.run(90_000);
    const ready = cluster.client().list(NODES).items.map((node) => node.status!.conditions!.find(({ type }) => type === 'Ready')!.status);
    expect(ready).toEqual(['Unknown', 'Unknown']);
  });
});
