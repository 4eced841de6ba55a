/** The API server, or etcd behind it, does not answer: what every client then gets. */
import { failure } from '../api/errors.ts';
import type { Cluster } from '../cluster/cluster.ts';

export function outage(cluster: Cluster, component: 'kube-apiserver' | 'etcd'): () => void {
  const { server } = cluster;
  const before = server.gate;
  server.gate = (request) => {
    // Faults are the sandbox's own: they can be read and healed whatever is broken.
    if (request.resource.group === 'sandbox.bottleship.dev') return;
    if (component === 'etcd') throw failure(500, '', 'rpc error: code = Unavailable desc = etcdserver: no leader');
    throw failure(503, 'ServiceUnavailable', 'the server is currently unable to handle the request');
  };
  return () => { server.gate = before; };
}
