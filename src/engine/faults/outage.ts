/** The API server, or etcd behind it, does not answer: what every client then gets. */
import type { UserInfo, Verb } from '../api/api.ts';
import { failure } from '../api/errors.ts';
import type { AnyResource } from '../api/resource.ts';
import type { Component } from '../client/component.ts';
import type { FaultWorld } from './world.ts';

/** Throws what a client gets instead of an answer. */
export type Gate = (request: { verb: Verb; user: UserInfo; resource: AnyResource }) => void;

/** Faults are the sandbox's own: they can be read and healed whatever is broken. */
const isSandbox = (request: { resource: AnyResource }): boolean => request.resource.group === 'sandbox.bottleship.dev';

const apiServers = (cluster: FaultWorld): Component[] => [...cluster.components.values()].filter((component) => component.name === 'kube-apiserver');

/** While every API server is down none answers; of several, the load balancer before them passes the dead ones by. */
export function apiServerDown(cluster: FaultWorld): () => void {
  const servers = apiServers(cluster);
  return cluster.addGate((request) => {
    if (isSandbox(request) || servers.some((server) => server.up)) return;
    throw failure(503, 'ServiceUnavailable', 'the server is currently unable to handle the request');
  });
}

/** What the API server's client of etcd says when no member listens. */
const UNREACHABLE = 'rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial tcp 127.0.0.1:2379: connect: connection refused"';

const membersDown = new WeakMap<FaultWorld, string[]>();

/** `etcd` is every member, `etcd-2` one: without a majority there is no leader, and no answer. */
export function etcdDown(cluster: FaultWorld, name: string): () => void {
  // A member of etcd stands beside each API server.
  const members = apiServers(cluster).map((_, i) => `etcd-${i + 1}`);
  const struck = name === 'etcd' ? members : members.filter((member) => member === name);
  if (struck.length === 0) throw new Error(`no component "${name}"; there are ${members.join(', ')}`);
  const down = membersDown.get(cluster) ?? [];
  membersDown.set(cluster, down);
  down.push(...struck);
  const open = cluster.addGate((request) => {
    const left = members.length - new Set(down).size;
    if (isSandbox(request) || 2 * left > members.length) return;
    throw failure(500, '', left > 0 ? 'etcdserver: no leader' : UNREACHABLE);
  });
  return () => {
    open();
    for (const member of struck) down.splice(down.indexOf(member), 1);
  };
}
