/** The API server, or etcd behind it, does not answer: what every client then gets. */
import type { UserInfo, Verb } from '../api/api.ts';
import { failure } from '../api/errors.ts';
import type { AnyResource } from '../api/resource.ts';
import type { FaultWorld } from './world.ts';

/** Throws what a client gets instead of an answer. */
export type Gate = (request: { verb: Verb; user: UserInfo; resource: AnyResource }) => void;

export function outage(cluster: FaultWorld, component: 'kube-apiserver' | 'etcd'): () => void {
  return cluster.addGate((request) => {
    // Faults are the sandbox's own: they can be read and healed whatever is broken.
    if (request.resource.group === 'sandbox.bottleship.dev') return;
    if (component === 'etcd') throw failure(500, '', 'rpc error: code = Unavailable desc = etcdserver: no leader');
    throw failure(503, 'ServiceUnavailable', 'the server is currently unable to handle the request');
  });
}
