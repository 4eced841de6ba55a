/**
 * `/metrics` of the API server: the part of v1.36's that means something here
 * (https://kubernetes.io/docs/reference/instrumentation/metrics/). Durations are not told: requests take no virtual time.
 */
import type { RestReply } from '../exchange.ts';
import type { RegistryView } from '../catalog.ts';
import { healthChecks } from '../health.ts';
import { SERVER_VERSION } from '../version.ts';
import { exposition, type Family, type Labels } from './exposition.ts';
import type { RequestCounts } from './request-counts.ts';

const BUILD: Labels = {
  build_date: SERVER_VERSION.buildDate, compiler: SERVER_VERSION.compiler, git_commit: SERVER_VERSION.gitCommit, git_tree_state: SERVER_VERSION.gitTreeState,
  git_version: SERVER_VERSION.gitVersion, go_version: SERVER_VERSION.goVersion, major: SERVER_VERSION.major, minor: SERVER_VERSION.minor, platform: SERVER_VERSION.platform,
};

export interface MetricsSource {
  readonly registry: RegistryView;
  readonly counts: RequestCounts;
  /** Seconds since 1970 at which the API server began. */
  readonly startedAt: number;
}

export const answerMetrics = (source: MetricsSource): RestReply => metricsReply(families(source));

/** `/metrics/slis`: what the health checks say, as metrics. */
export function answerSlis(failing: ReadonlyMap<string, string>): RestReply {
  const help = '[STABLE] This metric records the result of a single healthcheck.';
  return metricsReply([{ name: 'kubernetes_healthcheck', type: 'gauge', help, series: [...healthChecks(failing)].map(({ name, type, holds }) => [{ name, type }, holds ? 1 : 0]) }]);
}

const metricsReply = (all: readonly Family[]): RestReply => ({
  status: 200, headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8; escaping=underscores', 'cache-control': 'no-cache, private' }, body: exposition(all),
});

function families({ registry, counts, startedAt }: MetricsSource): Family[] {
  const stored = [...registry.all()];
  const nameOf = (group: string, resource: string): string => (group === '' ? resource : `${resource}.${group}`);
  return [
    {
      name: 'apiserver_request_total', type: 'counter', series: counts.total(),
      help: '[STABLE] Counter of apiserver requests broken out for each verb, dry run value, group, version, resource, scope, component, and HTTP response code.',
    },
    { name: 'apiserver_longrunning_requests', type: 'gauge', series: counts.longRunning(), help: '[STABLE] Gauge of all active long-running apiserver requests broken out by verb, group, version, resource, scope and component. Not all requests are tracked this way.' },
    {
      name: 'apiserver_storage_objects', type: 'gauge', help: '[STABLE] (Deprecated since 1.34.0) Number of stored objects at the time of last check split by kind. In case of a fetching error, the value will be -1.',
      series: stored.map(({ kind: { resource }, table }) => [{ resource: nameOf(resource.group, resource.resource) }, table?.size ?? 0]),
    },
    {
      name: 'apiserver_resource_objects', type: 'gauge', help: '[ALPHA] Number of stored objects at the time of last check split by kind. In case of a fetching error, the value will be -1.',
      series: stored.map(({ kind: { resource }, table }) => [{ group: resource.group, resource: resource.resource }, table?.size ?? 0]),
    },
    {
      name: 'apiserver_current_inflight_requests', type: 'gauge', help: '[STABLE] Maximal number of currently used inflight request limit of this apiserver per request kind in last second.',
      series: [[{ request_kind: 'mutating' }, 0], [{ request_kind: 'readOnly' }, 1]],
    },
    { name: 'authenticated_user_requests', type: 'counter', help: '[ALPHA] Counter of authenticated requests broken out by username.', series: counts.users() },
    { name: 'apiserver_requested_deprecated_apis', type: 'gauge', help: '[STABLE] Gauge of deprecated APIs that have been requested, broken out by API group, version, resource, subresource, and removed_release.', series: counts.deprecated() },
    { name: 'kubernetes_build_info', type: 'gauge', help: "[ALPHA] A metric with a constant '1' value labeled by major, minor, git version, git commit, git tree state, build date, Go version, and compiler from which Kubernetes was built, and platform on which it is running.", series: [[BUILD, 1]] },
    { name: 'process_start_time_seconds', type: 'gauge', help: '[ALPHA] Start time of the process since unix epoch in seconds.', series: [[{}, startedAt]] },
  ];
}
