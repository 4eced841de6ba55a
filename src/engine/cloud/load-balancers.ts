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
const isHost = (node: Node): boolean => node.metadata.labels?.[EXCLUDED] === undefined && !node.metadata.deletionTimestamp
  && node.status?.conditions?.some((c) => c.type === 'Ready' && c.status === 'True') === true;

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
    const balancers = services.index('load-balancer', (s) => (wants(s) ? '' : undefined));

    const consider = (service: Service): void => { if (wants(service) || hasFinalizer(service)) queue.add(keyOf(service)); };
    services.addHandler({
      onAdd(service) {
        for (const { ip } of service.status?.loadBalancer?.ingress ?? []) if (ip) taken.set(ip, keyOf(service));
        consider(service);
      },
      onUpdate(service, old) {
        if (service.spec?.type !== old.spec?.type && (wants(service) || wants(old))) context.events.event(service, 'Normal', 'Type', `${old.spec?.type} -> ${service.spec?.type}`);
        if (service.spec !== old.spec || service.metadata.deletionTimestamp !== old.metadata.deletionTimestamp) consider(service);
      },
      onDelete(service) { making.delete(service.metadata.uid!); release(keyOf(service)); },
    });

    const hosts = context.addQueue('hosts', () => {
      for (const service of balancers.get('')) if (service.status?.loadBalancer?.ingress?.length) context.events.event(service, 'Normal', 'UpdatedLoadBalancer', 'Updated load balancer with new hosts');
    });
    const hostsChanged = (): void => hosts.addAfter('', HOSTS_MS);
    nodes.addHandler({
      onAdd(node) { if (isHost(node)) hostsChanged(); }, onDelete(_, last) { if (isHost(last)) hostsChanged(); },
      onUpdate(node, old) { if (isHost(node) !== isHost(old)) hostsChanged(); },
    });

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
      if (![...nodes.list()].some(isHost)) context.events.event(service, 'Warning', 'UnAvailableLoadBalancer', 'There are no available nodes for LoadBalancer');
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
