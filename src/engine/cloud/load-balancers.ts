/**
 * The service controller: gives Services of type LoadBalancer an address from outside, and takes it back.
 * https://kubernetes.io/docs/concepts/services-networking/service/#loadbalancer
 */
import { isNotFound } from '../api/errors.ts';
import { NODES, SERVICES } from '../api/resource.ts';
import type { Node, Service } from '../api/types.ts';
import { defineController, type Controller } from '../client/controller.ts';
import { keyOf } from '../client/informer.ts';
import { SECOND } from '../kernel/time.ts';

const FINALIZER = 'service.kubernetes.io/load-balancer-cleanup';
const EXCLUDED = 'node.kubernetes.io/exclude-from-external-load-balancers';
/** TEST-NET-3 (RFC 5737). */
const RANGE = '203.0.113.';
const HOSTS = 254;
/** What a cloud takes to set one up. */
const MAKE_MS = 3 * SECOND;
/** Changes of nodes are gathered for so long. */
const HOSTS_MS = 1 * SECOND;

const wants = (service: Service): boolean => service.spec?.type === 'LoadBalancer' && !service.spec.loadBalancerClass;
const hasFinalizer = (service: Service): boolean => service.metadata.finalizers?.includes(FINALIZER) ?? false;
const NODE_TAINT = 'ToBeDeletedByClusterAutoscaler';
/** Whether a node is ready does not matter: the load balancer's own probes tell it (KEP-3458). */
const isHost = (node: Node): boolean => node.metadata.labels?.[EXCLUDED] === undefined && !node.metadata.deletionTimestamp && !node.spec?.taints?.some(({ key }) => key === NODE_TAINT);

const same = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);
/** As Go prints a list of words. */
const words = (list: readonly string[] | undefined): string => `[${(list ?? []).join(' ')}]`;

/** Whether a change of the Service matters to its load balancer, with the Event that says what changed, if one does. */
function changeOf(service: Service, old: Service): { readonly matters: boolean; readonly event?: readonly [reason: string, message: string] } {
  const now = service.spec!, before = old.spec!;
  const told = (reason: string, message: string) => ({ matters: true, event: [reason, message] as const });
  if (!wants(service) && !wants(old)) return { matters: false };
  if (wants(service) !== wants(old)) return told('Type', `${before.type} -> ${now.type}`);
  if (!same(now.loadBalancerSourceRanges, before.loadBalancerSourceRanges)) return told('LoadBalancerSourceRanges', `${words(before.loadBalancerSourceRanges)} -> ${words(now.loadBalancerSourceRanges)}`);
  if (!same(now.ports, before.ports) || now.sessionAffinity !== before.sessionAffinity || !same(now.sessionAffinityConfig, before.sessionAffinityConfig)) return { matters: true };
  if (now.loadBalancerIP !== before.loadBalancerIP) return told('LoadbalancerIP', `${before.loadBalancerIP ?? ''} -> ${now.loadBalancerIP ?? ''}`);
  const ips = now.externalIPs ?? [], oldIPs = before.externalIPs ?? [];
  if (ips.length !== oldIPs.length) return told('ExternalIP', `Count: ${oldIPs.length} -> ${ips.length}`);
  const added = ips.find((ip, i) => ip !== oldIPs[i]);
  if (added !== undefined) return told('ExternalIP', `Added: ${added}`);
  if (!same(service.metadata.annotations, old.metadata.annotations)) return { matters: true };
  if (now.externalTrafficPolicy !== before.externalTrafficPolicy) return told('ExternalTrafficPolicy', `${before.externalTrafficPolicy ?? ''} -> ${now.externalTrafficPolicy ?? ''}`);
  if (now.healthCheckNodePort !== before.healthCheckNodePort) return told('HealthCheckNodePort', `${before.healthCheckNodePort ?? 0} -> ${now.healthCheckNodePort ?? 0}`);
  return { matters: false };
}

export const serviceController: Controller = defineController({
  name: 'service-lb-controller',
  component: 'service-controller',
  start(context) {
    const { client, queue } = context;
    const services = context.informer(SERVICES);
    const nodes = context.informer(NODES);
    /** Address -> key of the Service that has it. */
    const taken = new Map<string, string>();
    /** When the load balancer at work will be there, by the Service's uid. */
    const making = new Map<string, number>();
    /** Nodes that a load balancer was last told of, by the Service's uid. */
    const hostsOf = new Map<string, string>();
    const balancers = services.index('load-balancer', (s) => (wants(s) ? '' : undefined));

    const consider = (service: Service): void => { if (wants(service) || hasFinalizer(service)) queue.add(keyOf(service)); };
    services.addHandler({
      onAdd(service) {
        for (const { ip } of service.status?.loadBalancer?.ingress ?? []) if (ip) taken.set(ip, keyOf(service));
        consider(service);
      },
      onUpdate(service, old) {
        const { matters, event } = changeOf(service, old);
        if (event) context.events.event(service, 'Normal', ...event);
        if (matters || (service.metadata.deletionTimestamp && !old.metadata.deletionTimestamp)) consider(service);
      },
      onDelete(service) { making.delete(service.metadata.uid!); hostsOf.delete(service.metadata.uid!); release(keyOf(service)); },
    });

    const currentHosts = (): string => [...nodes.list()].filter(isHost).map((node) => `${node.metadata.name} ${node.spec?.providerID ?? ''}`).sort().join(',');
    const hosts = context.addQueue('hosts', () => {
      const now = currentHosts();
      for (const service of balancers.get('')) {
        const before = hostsOf.get(service.metadata.uid!) ?? '';
        if (!service.status?.loadBalancer?.ingress?.length || before === now) continue;
        hostsOf.set(service.metadata.uid!, now);
        if (now) context.events.event(service, 'Normal', 'UpdatedLoadBalancer', 'Updated load balancer with new hosts');
        else tellNoHosts(service);
      }
    });
    const tellNoHosts = (service: Service): void => context.events.event(service, 'Warning', 'UnAvailableLoadBalancer', 'There are no available nodes for LoadBalancer');
    const hostsChanged = (): void => hosts.addAfter('', HOSTS_MS);
    // A taint alone is no reason to look; whoever looks leaves the tainted out.
    const isExcluded = (node: Node): boolean => node.metadata.labels?.[EXCLUDED] !== undefined;
    nodes.addHandler({ onAdd: hostsChanged, onDelete: hostsChanged, onUpdate(node, old) { if (isExcluded(node) !== isExcluded(old) || node.spec?.providerID !== old.spec?.providerID) hostsChanged(); } });

    const release = (key: string): void => { for (const [ip, owner] of taken) if (owner === key) taken.delete(ip); };

    const addressFor = (service: Service): string => {
      const key = keyOf(service);
      for (const [ip, owner] of taken) if (owner === key) return ip;
      const wanted = service.spec?.loadBalancerIP;
      if (wanted?.startsWith(RANGE) && !taken.has(wanted)) { taken.set(wanted, key); return wanted; }
      if (wanted) throw new Error(`the address ${wanted} is not available`);
      for (let host = 1; host <= HOSTS; host++) {
        const ip = `${RANGE}${host}`;
        if (!taken.has(ip)) { taken.set(ip, key); return ip; }
      }
      throw new Error('no address is left');
    };

    const setFinalizer = (service: Service, on: boolean): void => {
      if (hasFinalizer(service) === on) return;
      const finalizers = (service.metadata.finalizers ?? []).filter((name) => name !== FINALIZER);
      client.patch(SERVICES, service.metadata.name!, service.metadata.namespace, 'application/merge-patch+json', { metadata: { finalizers: on ? [...finalizers, FINALIZER] : finalizers } }, 'status');
    };

    const setStatus = (service: Service, ip: string | undefined): void => {
      const current = service.status?.loadBalancer?.ingress?.[0]?.ip;
      if (current === ip) return;
      try {
        client.patch(SERVICES, service.metadata.name!, service.metadata.namespace, 'application/merge-patch+json', { status: { loadBalancer: ip ? { ingress: [{ ip, ipMode: 'VIP' }] } : { ingress: null } } }, 'status');
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    };

    const remove = (service: Service): void => {
      const key = keyOf(service);
      if ([...taken.values()].includes(key)) context.events.event(service, 'Normal', 'DeletingLoadBalancer', 'Deleting load balancer');
      release(key);
      making.delete(service.metadata.uid!);
      if (!service.metadata.deletionTimestamp) setStatus(service, undefined);
      setFinalizer(service, false);
      context.events.event(service, 'Normal', 'DeletedLoadBalancer', 'Deleted load balancer');
    };

    const ensure = (service: Service): void => {
      const uid = service.metadata.uid!;
      const due = making.get(uid);
      if (due === undefined) {
        context.events.event(service, 'Normal', 'EnsuringLoadBalancer', 'Ensuring load balancer');
        setFinalizer(service, true);
        making.set(uid, context.now() + MAKE_MS);
        queue.addAfter(keyOf(service), MAKE_MS);
        return;
      }
      if (context.now() < due) return;
      making.delete(uid);
      let ip: string;
      try { ip = addressFor(service); } catch (error) {
        context.events.event(service, 'Warning', 'SyncLoadBalancerFailed', `Error syncing load balancer: failed to ensure load balancer: ${(error as Error).message}`);
        queue.addRateLimited(keyOf(service));
        return;
      }
      const now = currentHosts();
      if (!now) tellNoHosts(service);
      hostsOf.set(uid, now);
      setStatus(service, ip);
      context.events.event(service, 'Normal', 'EnsuredLoadBalancer', 'Ensured load balancer');
    };

    return {
      reconcile(key) {
        const service = services.get(key);
        if (!service) return;
        if (wants(service) && !service.metadata.deletionTimestamp) ensure(service);
        else if (hasFinalizer(service)) remove(service);
      },
    };
  },
});
