/**
 * Serves a metrics API for as long as its APIService is available: `metrics.k8s.io` when a metrics server is installed, and so on. The
 * numbers come from the nodes, whoever stands behind the APIService.
 */
import { groupResource, API_SERVICES } from '../api/resource.ts';
import type { APIService } from '../api/types.ts';
import { METRICS_KINDS } from '../apiserver/views/metrics-view.ts';
import type { ApiServer } from '../apiserver/server.ts';

/** Of a cluster that has its metrics from the start. */
export const METRICS_API_SERVICES = [['metrics.k8s.io', 'v1beta1'], ['custom.metrics.k8s.io', 'v1beta2'], ['external.metrics.k8s.io', 'v1beta1']]
  .map(([group, version]) => ({ metadata: { name: `${version}.${group}` }, spec: { group, version, groupPriorityMinimum: 100, versionPriority: 100 } }));

export function serveMetrics(server: ApiServer): void {
  const table = server.store.table(groupResource(API_SERVICES));
  const served = new Set<string>();
  const look = (group: string): void => {
    const available = [...table.values()].some(({ value }) => {
      const { spec, status } = value as APIService;
      return spec?.group === group && status?.conditions?.some(({ type, status: is }) => type === 'Available' && is === 'True');
    });
    if (available === served.has(group)) return;
    for (const kind of METRICS_KINDS.get(group)!) if (available) server.registry.register(kind); else server.registry.unregister(groupResource(kind.resource));
    if (available) served.add(group); else served.delete(group);
  };
  server.store.onWrite(() => { for (const group of METRICS_KINDS.keys()) look(group); }, (prefix) => prefix === table.prefix);
}
