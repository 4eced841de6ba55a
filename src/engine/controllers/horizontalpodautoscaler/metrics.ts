/**
 * Where metrics come from: the aggregated APIs `metrics.k8s.io`, `custom.metrics.k8s.io` and `external.metrics.k8s.io`.
 * A cluster without one of them answers as a real one without it does.
 */
import { isNotFound } from '../../api/errors.ts';
import { POD_METRICS, type MetricValue, type PodMetrics } from '../../api/metrics.ts';
import type { Resource } from '../../api/resource.ts';
import type { Client } from '../../client/client.ts';
import { parseQuantity } from '../../api/quantity.ts';
import { parseTime } from '../../kernel/time.ts';

/** Thousandths of the unit. */
export interface PodMetric { milli: number; atMs: number; windowMs: number }

export const milliOf = (quantity: string | number | undefined): number => {
  const parsed = quantity === undefined ? undefined : parseQuantity(quantity);
  return parsed ? Number(parsed.nano / 1_000_000n) : 0;
};

export class MetricsClient {
  constructor(private readonly client: Client) {}

  /** Usage of a resource by pod name, of one container or of all. Throws an Error with the real client's words. */
  resource(resource: string, namespace: string, labelSelector: string, container?: string): Map<string, PodMetric> {
    let items: readonly PodMetrics[];
    try { items = this.client.list(POD_METRICS, namespace, { labelSelector }).items; } catch (error) {
      throw new Error(`unable to fetch metrics from resource metrics API: ${isNotFound(error) ? 'the server could not find the requested resource (get pods.metrics.k8s.io)' : (error as Error).message}`);
    }
    if (items.length === 0) throw new Error('no metrics returned from resource metrics API');
    const result = new Map<string, PodMetric>();
    for (const { metadata, timestamp, window, containers } of items) {
      const counted = container === undefined ? containers : containers.filter((c) => c.name === container);
      if (counted.length === 0 || counted.some((c) => c.usage[resource] === undefined)) continue;
      result.set(metadata.name!, {
        milli: counted.reduce((sum, c) => sum + milliOf(c.usage[resource]), 0), atMs: parseTime(timestamp), windowMs: Number.parseFloat(window) * 1000 || 60_000,
      });
    }
    return result;
  }

  /** A custom metric of pods, by pod name. */
  pods(metric: string, namespace: string, labelSelector: string): Map<string, PodMetric> {
    const result = new Map<string, PodMetric>();
    for (const v of this.#values('custom', namespace, 'pods', '*', metric, labelSelector)) {
      result.set(v.describedObject?.name ?? '', { milli: milliOf(v.value), atMs: parseTime(v.timestamp), windowMs: (v.windowSeconds ?? 60) * 1000 });
    }
    return result;
  }

  /** A custom metric of one object, in thousandths. */
  object(metric: string, namespace: string, resource: string, name: string): number {
    return milliOf(this.#values('custom', namespace, resource, name, metric)[0]?.value);
  }

  /** Values of an external metric, in thousandths. */
  external(metric: string, namespace: string, labelSelector: string): number[] {
    const values = this.#values('external', namespace, 'externalmetrics', metric, '', labelSelector);
    if (values.length === 0) throw new Error('no metrics returned from external metrics API');
    return values.map((v) => milliOf(v.value));
  }

  #values(api: 'custom' | 'external', namespace: string, resource: string, name: string, metric: string, labelSelector?: string): readonly MetricValue[] {
    const kind: Resource<{ items?: MetricValue[] }> = {
      group: `${api}.metrics.k8s.io`, version: api === 'custom' ? 'v1beta2' : 'v1beta1', resource, kind: 'MetricValueList', namespaced: true,
    };
    try {
      const { client } = this;
      return client.api.handle<{ items?: MetricValue[] }>({
        verb: 'get', resource: kind, namespace, name, subresource: metric || undefined, options: { labelSelector }, user: client.user,
      }).object.items ?? [];
    } catch (error) {
      const missing = api === 'custom' ? 'no custom metrics API (custom.metrics.k8s.io) registered' : `the server could not find the requested resource (get ${name}.external.metrics.k8s.io)`;
      throw new Error(`unable to fetch metrics from ${api} metrics API: ${isNotFound(error) ? missing : (error as Error).message}`);
    }
  }
}
