/**
 * The Lease by which each API server replica says that it lives: others count them by it.
 * https://kubernetes.io/docs/concepts/architecture/leases/#api-server-identity
 */
import { isNotFound, StatusError } from '../api/errors.ts';
import { LEASES } from '../api/resource.ts';
import type { Lease } from '../api/types.ts';
import { formatMicroTime, SECOND } from '../kernel/time.ts';
import type { Component } from './component.ts';

const LEASE_SECONDS = 3600;
const RENEW_MS = 10 * SECOND;
const NAMESPACE = 'kube-system';
const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';

/** Keeps the Lease of the API server on that host. */
export function keepIdentityLease(component: Component, host: string): void {
  const { kernel, client } = component;
  const random = kernel.random(`apiserver-identity/${host}`);
  // The real name is made of a digest of the host's name: 26 letters, the same at each start.
  const name = `apiserver-${Array.from({ length: 26 }, () => BASE32[random.int(32)]).join('')}`;
  const spec = (): Lease['spec'] => ({ holderIdentity: identity, leaseDurationSeconds: LEASE_SECONDS, renewTime: formatMicroTime(kernel.now) });
  let identity = `${name}_${random.uuid()}`;
  let lease: Lease | undefined;
  component.onProcess((up) => { if (up) identity = `${name}_${random.uuid()}`; });

  const renew = (): void => {
    if (!component.up) return;
    try {
      lease ??= client.get(LEASES, name, NAMESPACE);
      lease = client.update(LEASES, { ...lease, spec: { ...lease.spec, ...spec() } });
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      lease = undefined;
      if (isNotFound(error)) create();
    }
  };
  const create = (): void => {
    try {
      lease = client.create(LEASES, {
        apiVersion: 'coordination.k8s.io/v1', kind: 'Lease',
        metadata: { name, namespace: NAMESPACE, labels: { 'apiserver.kubernetes.io/identity': 'kube-apiserver', 'kubernetes.io/hostname': host } }, spec: spec(),
      });
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
    }
  };
  const tick = (): void => {
    kernel.afterInBackground(RENEW_MS, tick);
    renew();
  };
  create();
  // Replicas that start together do not write together.
  kernel.afterInBackground(1 + random.int(RENEW_MS), tick);
}
