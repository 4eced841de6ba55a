/**
 * The Endpoints controller: one Endpoints object per Service with a selector (the older form of EndpointSlices).
 * https://kubernetes.io/docs/concepts/services-networking/service/#endpoints
 */
import { internalError, StatusError } from '../api/errors.ts';
import { ENDPOINTS, PODS, SERVICES } from '../api/resource.ts';
import type { Endpoints, Pod, Service } from '../api/types.ts';
import { defineController } from '../client/controller.ts';
import { keyOf, splitKey } from '../client/informer.ts';
import { semanticEqual } from './support/equal.ts';
import { labelIndex, selected } from './support/label-index.ts';
import { errorText, isNamespaceTerminating } from './support/pod-control.ts';
import { isPodReady } from './support/pods.ts';
import type { Labels } from './support/selector.ts';
import { findPort, HEADLESS, hostnameFor, ignoreNotFound, inEndpoints, isHeadless, TRIGGER_TIME, TriggerTimes, watchServicePods } from './support/service-pods.ts';

const MANAGED_BY = 'endpoints.kubernetes.io/managed-by';
const OVER_CAPACITY = 'endpoints.kubernetes.io/over-capacity';
const MAX_ADDRESSES = 1000;

type Subset = NonNullable<Endpoints['subsets']>[number];
type Address = NonNullable<Subset['addresses']>[number];
type Port = NonNullable<Subset['ports']>[number];

export const endpoints = defineController({
  name: 'endpoints',
  component: 'endpoint-controller',
  start(context) {
    const { client, queue } = context;
    const services = context.informer(SERVICES);
    const pods = labelIndex(context.informer(PODS));
    const cache = context.informer(ENDPOINTS);
    const triggers = new TriggerTimes();
    /** resourceVersion that an update replaced: seeing it in the cache again means that the cache is behind. */
    const replaced = new Map<string, string>();

    watchServicePods(context);
    cache.addHandler({ onDelete: (e) => { replaced.delete(keyOf(e)); queue.add(keyOf(e)); } });

    return {
      reconcile(key) {
        const service = services.get(key);
        if (!service) {
          const { namespace, name } = splitKey(key);
          triggers.delete(key);
          replaced.delete(key);
          if (cache.get(key)) ignoreNotFound(() => client.delete(ENDPOINTS, name, namespace));
          return;
        }
        if (service.spec?.type === 'ExternalName' || !service.spec?.selector) return;

        const matching = [...selected(pods, service.metadata.namespace, service.spec.selector)];
        const triggerTime = triggers.compute(service, matching);
        const subsets = subsetsOf(service, matching);
        const current = cache.get(key);
        if (current && replaced.get(key) === current.metadata.resourceVersion) throw internalError('endpoints informer cache is out of date');
        const total = subsets.reduce((n, s) => n + (s.addresses?.length ?? 0) + (s.notReadyAddresses?.length ?? 0), 0);
        const over = total > MAX_ADDRESSES;
        if (current && semanticEqual(current.subsets, subsets) && sameLabels(current, service)
          && (current.metadata.annotations?.[OVER_CAPACITY] !== undefined) === over) return;

        const { [TRIGGER_TIME]: _t, [OVER_CAPACITY]: _o, ...annotations } = (current?.metadata.annotations ?? {}) as Record<string, string>;
        if (triggerTime) annotations[TRIGGER_TIME] = triggerTime;
        if (over) annotations[OVER_CAPACITY] = 'truncated';
        const { [HEADLESS]: _h, ...serviceLabels } = (service.metadata.labels ?? {}) as Record<string, string>;
        const labels = { ...serviceLabels, ...(isHeadless(service) ? { [HEADLESS]: '' } : {}), [MANAGED_BY]: 'endpoint-controller' };
        const wanted: Endpoints = {
          apiVersion: 'v1', kind: 'Endpoints',
          metadata: {
            ...(current?.metadata ?? { name: service.metadata.name, namespace: service.metadata.namespace }), labels,
            annotations: Object.keys(annotations).length ? annotations : undefined,
          },
          ...(subsets.length ? { subsets: over ? truncate(subsets) : subsets } : {}),
        };
        try {
          if (current) {
            client.update(ENDPOINTS, wanted);
            replaced.set(key, current.metadata.resourceVersion!);
          } else client.create(ENDPOINTS, wanted);
        } catch (error) {
          if (!current && isNamespaceTerminating(error)) return;
          if (error instanceof StatusError && error.reason === 'AlreadyExists') throw error;
          const [reason, verb] = current ? ['FailedToUpdateEndpoint', 'update'] : ['FailedToCreateEndpoint', 'create'];
          context.events.event(current ?? service, 'Warning', reason, `Failed to ${verb} endpoint for service ${key}: ${errorText(error)}`);
          throw error;
        }
      },
    };
  },
});

function sameLabels(current: Endpoints, service: Service): boolean {
  const { [HEADLESS]: headless, [MANAGED_BY]: _, ...labels } = (current.metadata.labels ?? {}) as Record<string, string>;
  return (headless !== undefined) === isHeadless(service) && semanticEqual(labels, withoutHeadless(service.metadata.labels));
}

function withoutHeadless(labels: Labels | undefined): Labels | undefined {
  if (!labels || !(HEADLESS in labels)) return labels;
  const { [HEADLESS]: _, ...rest } = labels;
  return rest;
}

/** Addresses grouped by the ports they have in common, each group and the list in a fixed order. */
function subsetsOf(service: Service, pods: readonly Pod[]): Subset[] {
  const { spec, metadata } = service;
  const byAddress = new Map<string, { ready: boolean; address: Address; ports: Port[] }>();
  for (const pod of pods) {
    if (!inEndpoints(pod, false)) continue;
    const ip = addressOf(pod, service);
    if (!ip) continue;
    const ports: Port[] = [];
    for (const port of spec!.ports ?? []) {
      const number = findPort(pod, port);
      if (number === undefined) continue;
      ports.push({
        ...(port.name ? { name: port.name } : {}), port: number, protocol: port.protocol ?? 'TCP', ...(port.appProtocol ? { appProtocol: port.appProtocol } : {}),
      });
    }
    const portless = !spec!.ports?.length && isHeadless(service);
    if (ports.length === 0 && !portless) continue;
    const ready = !!spec!.publishNotReadyAddresses || isPodReady(pod);
    const hostname = hostnameFor(pod, service);
    const address: Address = {
      ip, ...(hostname ? { hostname } : {}), nodeName: pod.spec!.nodeName,
      targetRef: { kind: 'Pod', namespace: metadata.namespace, name: pod.metadata.name, uid: pod.metadata.uid },
    };
    byAddress.set(`${ip} ${pod.metadata.uid}`, { ready, address, ports });
  }
  const groups = new Map<string, Subset>();
  for (const { ready, address, ports } of byAddress.values()) {
    ports.sort((a, b) => compareText(portText(a), portText(b)));
    const key = ports.map(portText).join(' ');
    let group = groups.get(key);
    if (!group) groups.set(key, (group = ports.length ? { ports } : {}));
    if (ready) (group.addresses ??= []).push(address);
    else (group.notReadyAddresses ??= []).push(address);
  }
  for (const group of groups.values()) { group.addresses?.sort(byIp); group.notReadyAddresses?.sort(byIp); }
  return [...groups.entries()].sort((a, b) => compareText(a[0], b[0])).map(([, group]) => group);
}

function addressOf(pod: Pod, service: Service): string | undefined {
  const wantV6 = service.spec?.ipFamilies?.[0] === 'IPv6';
  const ips = pod.status?.podIPs?.map((i) => i.ip) ?? (pod.status?.podIP ? [pod.status.podIP] : []);
  return ips.find((ip) => ip.includes(':') === wantV6);
}

const portText = (p: Port): string => `${p.name ?? ''}/${p.protocol}/${p.port}`;
const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const byIp = (a: Address, b: Address): number => compareText(a.ip, b.ip) || compareText(a.targetRef?.uid ?? '', b.targetRef?.uid ?? '');

/** The first addresses of each subset in its share of the limit, ready ones first. */
function truncate(subsets: readonly Subset[]): Subset[] {
  const readyTotal = subsets.reduce((n, s) => n + (s.addresses?.length ?? 0), 0);
  const notReadyTotal = subsets.reduce((n, s) => n + (s.notReadyAddresses?.length ?? 0), 0);
  const room = Math.max(0, MAX_ADDRESSES - readyTotal);
  return subsets.map((s) => ({
    ...s,
    ...(s.addresses ? { addresses: cut(s.addresses, MAX_ADDRESSES, readyTotal) } : {}),
    ...(s.notReadyAddresses ? { notReadyAddresses: cut(s.notReadyAddresses, room, notReadyTotal) } : {}),
  }));
}

const cut = (addresses: Address[], room: number, total: number): Address[] =>
  (total <= room ? addresses : addresses.slice(0, Math.floor((addresses.length * room) / total)));
