/** `/healthz`, `/livez`, `/readyz`: the checks a v1.36 API server names. */
import { pageNotFound } from './errors.ts';
import type { RestReply } from './exchange.ts';

const COMMON = [
  'ping', 'log', 'etcd', 'poststarthook/start-apiserver-admission-initializer', 'poststarthook/generic-apiserver-start-informers',
  'poststarthook/priority-and-fairness-config-consumer', 'poststarthook/priority-and-fairness-filter', 'poststarthook/start-apiextensions-informers',
  'poststarthook/start-apiextensions-controllers', 'poststarthook/crd-informer-synced', 'poststarthook/start-cluster-authentication-info-controller',
  'poststarthook/rbac/bootstrap-roles', 'poststarthook/scheduling/bootstrap-system-priority-classes', 'poststarthook/priority-and-fairness-config-producer',
  'poststarthook/bootstrap-controller', 'poststarthook/start-kube-aggregator-informers', 'poststarthook/apiservice-status-local-available-controller',
  'poststarthook/apiservice-status-remote-available-controller', 'poststarthook/apiservice-registration-controller', 'poststarthook/apiservice-discovery-controller',
  'poststarthook/kube-apiserver-autoregistration', 'autoregister-completion', 'poststarthook/apiservice-openapi-controller', 'poststarthook/apiservice-openapiv3-controller',
];

const CHECKS: Readonly<Record<string, readonly string[]>> = {
  healthz: COMMON,
  livez: COMMON,
  readyz: [...COMMON.slice(0, 3), 'etcd-readiness', 'informer-sync', ...COMMON.slice(3), 'shutdown'],
};

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
