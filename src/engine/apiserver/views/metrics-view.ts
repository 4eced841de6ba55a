/** The metrics APIs: numbers of this instant, from `ApiServer.metrics`; nothing is stored. */
import type { ApiRequest, ApiResponse } from '../../api/api.ts';
import { failure, notFound } from '../../api/errors.ts';
import { parseSelector } from '../../api/labels.ts';
import { CUSTOM_METRICS_GROUP, EXTERNAL_METRICS_GROUP, METRICS_GROUP, NODE_METRICS, POD_METRICS, type MetricsSource, type MetricValue } from '../../api/metrics.ts';
import type { Kind } from '../../api/kinds/kind.ts';
import { apiVersionOf, groupResource, INGRESSES, NODES, PODS, SERVICES, type AnyResource } from '../../api/resource.ts';
import type { AnyObject } from '../../api/types.ts';
import { selection } from '../selection.ts';
import type { ApiServer } from '../server.ts';
import type { View } from './view.ts';

/** Names under which the rate of requests is known: adapters name it as they like. */
const REQUEST_RATES = ['http_requests', 'http_requests_per_second', 'requests_per_second', 'requests-per-second', 'packets-per-second'];
const DESCRIBED = new Map<string, AnyResource>([['pods', PODS], ['services', SERVICES], ['ingresses', INGRESSES]]);
const READ = ['get', 'list'];

const kind = (group: string, version: string, resource: AnyResource | { resource: string; kind: string; namespaced: boolean }, more: Partial<Kind>): Kind =>
  ({ resource: { ...resource, group, version } as AnyResource, singular: '', verbs: READ, ...more });

/** What each of the APIs serves, by group. */
export const METRICS_KINDS: ReadonlyMap<string, readonly Kind[]> = new Map([
  [METRICS_GROUP, [kind(METRICS_GROUP, 'v1beta1', NODE_METRICS, {}), kind(METRICS_GROUP, 'v1beta1', POD_METRICS, {})]],
  [CUSTOM_METRICS_GROUP, [...DESCRIBED.values()].map(({ resource, namespaced }) => kind(CUSTOM_METRICS_GROUP, 'v1beta2', { resource, kind: 'MetricValueList', namespaced }, { subresources: REQUEST_RATES, verbs: ['get'] }))],
  [EXTERNAL_METRICS_GROUP, [kind(EXTERNAL_METRICS_GROUP, 'v1beta1', { resource: 'externalmetrics', kind: 'ExternalMetricValueList', namespaced: true }, { verbs: ['get'] })]],
]);

function source(server: ApiServer): MetricsSource {
  if (!server.metrics) throw failure(503, 'ServiceUnavailable', 'the server is currently unable to handle the request');
  return server.metrics;
}

interface Measured { readonly resource: AnyResource; readonly as: AnyResource; measure(source: MetricsSource, object: AnyObject): object | undefined }

function resourceMetrics({ resource, as, measure }: Measured): View {
  const shown = (server: ApiServer, object: AnyObject): AnyObject | undefined => {
    const measured = measure(source(server), object);
    const { name, namespace, labels } = object.metadata;
    return measured && { kind: as.kind, apiVersion: apiVersionOf(as), metadata: { name, ...(namespace ? { namespace } : {}), creationTimestamp: source(server).timestamp, ...(labels ? { labels } : {}) }, ...measured };
  };
  return {
    handle(server, { namespace, name = '' }) {
      const object = server.lookup(resource).table.get(namespace ? `${namespace}/${name}` : name)?.value as AnyObject | undefined;
      const found = object && shown(server, object);
      if (!found) throw notFound(as, namespace ? `${namespace}/${name}` : name);
      return { code: 200, object: found };
    },
    list(server, { namespace, options }) {
      const { kind: stored, table } = server.lookup(resource);
      const matches = selection(stored, options.labelSelector, options.fieldSelector);
      const items = table.range(namespace ? `${namespace}/` : '').flatMap(({ value }) => {
        const found = !matches || matches(value as AnyObject) ? shown(server, value as AnyObject) : undefined;
        return found ? [found] : [];
      });
      return { items, resourceVersion: '' };
    },
  };
}

const nodes = resourceMetrics({ resource: NODES, as: NODE_METRICS, measure: (metrics, { metadata }) => metrics.node(metadata.name!) });
const pods = resourceMetrics({ resource: PODS, as: POD_METRICS, measure: (metrics, { metadata }) => metrics.pod(metadata.namespace!, metadata.name!) });

const values = (kindName: string, apiVersion: string, items: readonly MetricValue[]): ApiResponse => ({ code: 200, object: { kind: kindName, apiVersion, metadata: {}, items } as unknown as AnyObject });

/** `pods/*` with a selector, or one object by name. */
const custom: View = {
  subresources: true,
  handle(server, { resource, namespace = '', name = '', subresource: metric = '', options }: ApiRequest) {
    const described = DESCRIBED.get(resource.resource)!;
    const { table } = server.lookup(described);
    const labels = options.labelSelector ? parseSelector(options.labelSelector) : undefined;
    const objects = name === '*' ? table.range(`${namespace}/`).map(({ value }) => value as AnyObject) : [table.get(`${namespace}/${name}`)?.value as AnyObject | undefined];
    const metrics = source(server);
    const items = objects.flatMap((object): MetricValue[] => {
      if (!object || (labels && !labels.matches(object.metadata.labels ?? {}))) return [];
      const value = metrics.custom(resource.resource, namespace, object.metadata.name!, metric);
      return value === undefined ? [] : [{
        describedObject: { kind: described.kind, namespace, name: object.metadata.name!, apiVersion: apiVersionOf(described) },
        metric: { name: metric, selector: null }, timestamp: metrics.timestamp, value,
      }];
    });
    if (items.length === 0 && name !== '*') throw failure(404, 'NotFound', `the server could not find the metric ${metric} for ${groupResource(described)} ${name}`);
    return values('MetricValueList', 'custom.metrics.k8s.io/v1beta2', items);
  },
};

/** The metric's name is the resource: `externalmetrics` stands for all, its real name comes as the object's. */
const external: View = {
  subresources: true,
  handle(server, { namespace = '', name = '' }: ApiRequest) {
    const metrics = source(server);
    return values('ExternalMetricValueList', 'external.metrics.k8s.io/v1beta1', metrics.external(namespace, name).map((value) => ({ metricName: name, metricLabels: {}, timestamp: metrics.timestamp, value })));
  },
};

export const METRICS_VIEWS: Readonly<Record<string, View>> = {
  [groupResource(NODE_METRICS)]: nodes, [groupResource(POD_METRICS)]: pods,
  ...Object.fromEntries([...DESCRIBED.keys()].map((resource) => [groupResource({ group: CUSTOM_METRICS_GROUP, resource }), custom])),
  [groupResource({ group: EXTERNAL_METRICS_GROUP, resource: 'externalmetrics' })]: external,
};
