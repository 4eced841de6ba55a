/** Short manifests for tests, typed as the API takes them. */
import type { ConfigMap, DaemonSet, Deployment, Job, OwnerReference, PersistentVolume, PersistentVolumeClaim, PodSpec, StatefulSet } from '../engine/api/types.ts';

type Spec = Record<string, unknown>;

const template = (app: string, pod: Partial<PodSpec> = {}) => ({
  metadata: { labels: { app } }, spec: { containers: [{ name: 'c', image: 'nginx:1.25' }], terminationGracePeriodSeconds: 1, ...pod },
});

const workload = (kind: string, name: string, spec: Spec, pod?: Partial<PodSpec>): object => ({
  apiVersion: 'apps/v1', kind, metadata: { name, namespace: 'default' },
  spec: { selector: { matchLabels: { app: name } }, template: template(name, pod), ...spec },
});

export const deploymentOf = (name: string, spec: Spec = {}, pod?: Partial<PodSpec>): Deployment => workload('Deployment', name, spec, pod) as Deployment;
export const statefulSetOf = (name: string, spec: Spec = {}): StatefulSet => workload('StatefulSet', name, { serviceName: name, ...spec }) as StatefulSet;
export const daemonSetOf = (name: string, spec: Spec = {}): DaemonSet => workload('DaemonSet', name, spec) as DaemonSet;

/** A Job whose container runs `sh -c script`. */
export const jobOf = (name: string, script: string, spec: Spec = {}): Job => ({
  apiVersion: 'batch/v1', kind: 'Job', metadata: { name, namespace: 'default' },
  spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'busybox', command: ['sh', '-c', script] }] } }, ...spec },
} as unknown as Job);

export const configMapOf = (name: string, ownerReferences?: OwnerReference[]): ConfigMap => ({
  apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default', ...(ownerReferences ? { ownerReferences } : {}) },
});

export const volumeOf = (name: string, storage: string, spec: Spec = {}): PersistentVolume => ({
  apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name },
  spec: { capacity: { storage }, accessModes: ['ReadWriteOnce'], storageClassName: 'slow', hostPath: { path: '/tmp/x' }, ...spec },
} as PersistentVolume);

export const claimOf = (name: string, storage: string, spec: Spec = {}): PersistentVolumeClaim => ({
  apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name, namespace: 'default' },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage } }, storageClassName: 'slow', ...spec },
} as PersistentVolumeClaim);
