/** `/healthz`, `/livez`, `/readyz`: the checks a v1.36 API server names. */
import { pageNotFound } from './errors.ts';
import type { RestReply } from './exchange.ts';

const HOOKS = [
  'start-apiserver-admission-initializer', 'generic-apiserver-start-informers', 'priority-and-fairness-config-consumer',
  'priority-and-fairness-filter', 'storage-object-count-tracker-hook', 'start-apiextensions-informers', 'start-apiextensions-controllers',
  'crd-informer-synced', 'start-system-namespaces-controller', 'start-cluster-authentication-info-controller',
  'start-kube-apiserver-identity-lease-controller', 'start-kube-apiserver-identity-lease-garbage-collector',
  'start-legacy-token-tracking-controller', 'start-service-ip-repair-controllers', 'rbac/bootstrap-roles',
  'scheduling/bootstrap-system-priority-classes', 'priority-and-fairness-config-producer', 'bootstrap-controller',
  'start-kubernetes-service-cidr-controller', 'peer-endpoint-reconciler-controller', 'start-kube-aggregator-informers',
  'apiservice-status-local-available-controller', 'apiservice-status-remote-available-controller', 'apiservice-wait-for-first-sync',
  'apiservice-registration-controller', 'apiservice-discovery-controller', 'kube-apiserver-autoregistration', 'apiservice-openapi-controller',
  'apiservice-openapiv3-controller', 'storage-readiness',
].map((hook) => `poststarthook/${hook}`);

const LIVE = ['ping', 'log', 'etcd', 'loopback-serving-certificate', ...HOOKS, 'autoregister-completion'];

const CHECKS: Readonly<Record<string, readonly string[]>> = {
  healthz: LIVE,
  livez: LIVE,
  readyz: ['ping', 'log', 'etcd', 'etcd-readiness', 'informer-sync', ...HOOKS, 'autoregister-completion', 'shutdown'],
};

/** Every check and whether it holds, for `/metrics/slis` (https://kubernetes.io/docs/reference/instrumentation/slis/). */
export function* healthChecks(failing: ReadonlyMap<string, string>): Iterable<{ type: string; name: string; holds: boolean }> {
  for (const [type, names] of Object.entries(CHECKS)) for (const name of names) yield { type, name, holds: !failing.has(name) };
}

const text = (status: number, body: string): RestReply => ({
  status, headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-cache, private', 'x-content-type-options': 'nosniff' }, body,
});

/** `failing` names what is wrong with the control plane: check -> reason. */
export function answerHealth(path: string, query: URLSearchParams, failing: ReadonlyMap<string, string>): RestReply {
  const [, endpoint = '', ...rest] = path.split('/');
  const checks = CHECKS[endpoint];
  if (!checks) return pageNotFound();
  if (rest.length) {
    const name = rest.join('/');
    if (!checks.includes(name)) return pageNotFound();
    return failing.has(name) ? text(500, `internal server error: ${failing.get(name)}\n`) : text(200, 'ok');
  }
  const excluded = new Set(query.getAll('exclude'));
  const lines = checks.map((check) => (excluded.has(check) ? `[+]${check} excluded: ok` : failing.has(check) ? `[-]${check} failed: reason withheld` : `[+]${check} ok`));
  const failed = checks.some((check) => failing.has(check) && !excluded.has(check));
  if (failed) return text(500, `${lines.join('\n')}\n${endpoint} check failed\n`);
  return text(200, query.has('verbose') ? `${lines.join('\n')}\n${endpoint} check passed\n` : 'ok');
}
