import { describe, expect, it } from 'vitest';
import { parseResourcePath } from './path.ts';

describe('parseResourcePath', () => {
  it.each([
    ['/api/v1/pods', { group: '', version: 'v1', resource: 'pods' }],
    ['/api/v1/namespaces/default/pods', { group: '', version: 'v1', resource: 'pods', namespace: 'default' }],
    ['/api/v1/namespaces/default/pods/', { group: '', version: 'v1', resource: 'pods', namespace: 'default' }],
    ['/api/v1/namespaces/default/pods/a', { group: '', version: 'v1', resource: 'pods', namespace: 'default', name: 'a' }],
    ['/api/v1/namespaces/default/pods/a/status', { group: '', version: 'v1', resource: 'pods', namespace: 'default', name: 'a', subresource: 'status' }],
    ['/api/v1/namespaces', { group: '', version: 'v1', resource: 'namespaces' }],
    ['/api/v1/namespaces/x', { group: '', version: 'v1', resource: 'namespaces', name: 'x' }],
    ['/api/v1/namespaces/x/finalize', { group: '', version: 'v1', resource: 'namespaces', name: 'x', subresource: 'finalize' }],
    ['/api/v1/nodes/n/proxy/metrics/a', { group: '', version: 'v1', resource: 'nodes', name: 'n', subresource: 'proxy', rest: '/metrics/a' }],
    ['/apis/apps/v1/deployments', { group: 'apps', version: 'v1', resource: 'deployments' }],
    ['/apis/rbac.authorization.k8s.io/v1/clusterroles/system%3Anode', { group: 'rbac.authorization.k8s.io', version: 'v1', resource: 'clusterroles', name: 'system:node' }],
    ['/apis/apps/v1/namespaces/d/deployments/w/scale', { group: 'apps', version: 'v1', resource: 'deployments', namespace: 'd', name: 'w', subresource: 'scale' }],
  ])('%s', (path, expected) => expect(parseResourcePath(path)).toEqual({ watch: false, ...expected }));

  it('knows the old watch paths', () => {
    expect(parseResourcePath('/api/v1/watch/namespaces/d/pods/a')).toEqual({ group: '', version: 'v1', resource: 'pods', namespace: 'd', name: 'a', watch: true });
  });

  it.each(['/', '/api', '/api/v1', '/apis', '/apis/apps', '/apis/apps/v1', '/version', '/healthz/ping', '/openapi/v3/apis/apps/v1', '/api/v1/namespaces/d/pods/a/status/more'])(
    '%s is about no resource', (path) => expect(parseResourcePath(path)).toBeUndefined());
});
