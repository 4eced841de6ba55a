/** The metrics APIs: what a metrics server and a metrics adapter serve (https://kubernetes.io/docs/tasks/debug/debug-cluster/resource-metrics-pipeline/). */
import type { Resource } from './resource.ts';
import type { ObjectMeta } from './types.ts';

type Usage = Readonly<Record<string, string>>;

export interface NodeMetrics { apiVersion?: string; kind?: string; metadata: ObjectMeta; timestamp: string; /** A Go duration: `15s`. */ window: string; usage: Usage }

export interface PodMetrics { apiVersion?: string; kind?: string; metadata: ObjectMeta; timestamp: string; window: string; containers: { name: string; usage: Usage }[] }

/** A value of `custom.metrics.k8s.io` (`describedObject`, `metric`) or of `external.metrics.k8s.io` (`metricName`). */
export interface MetricValue {
  describedObject?: { kind: string; namespace?: string; name: string; apiVersion: string };
  metric?: { name: string; selector?: object | null };
  metricName?: string;
  metricLabels?: Readonly<Record<string, string>>;
  value: string;
  timestamp: string;
  windowSeconds?: number;
}

export const METRICS_GROUP = 'metrics.k8s.io', CUSTOM_METRICS_GROUP = 'custom.metrics.k8s.io', EXTERNAL_METRICS_GROUP = 'external.metrics.k8s.io';

export const NODE_METRICS: Resource<NodeMetrics> = { group: METRICS_GROUP, version: 'v1beta1', resource: 'nodes', kind: 'NodeMetrics', namespaced: false };
export const POD_METRICS: Resource<PodMetrics> = { group: METRICS_GROUP, version: 'v1beta1', resource: 'pods', kind: 'PodMetrics', namespaced: true };

/** Where the numbers come from; the nodes are not the API server's. Values are of this instant. */
export interface MetricsSource {
  /** Undefined for a node that cannot be asked. */
  node(name: string): { readonly timestamp: string; readonly window: string; readonly usage: Usage } | undefined;
  /** Undefined for a pod that does not run, or not long enough. */
  pod(namespace: string, name: string): Pick<PodMetrics, 'timestamp' | 'window' | 'containers'> | undefined;
  /** A custom metric of an object; undefined when it has none of that name. */
  custom(resource: string, namespace: string, name: string, metric: string): string | undefined;
  /** Values of an external metric seen from a namespace. */
  external(namespace: string, metric: string): readonly string[];
  readonly timestamp: string;
}
