/**
 * Mirrors Endpoints that people write for Services without a selector into EndpointSlices, which is what proxies read.
 * https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/#mirroring
 */
import { ENDPOINT_SLICES, ENDPOINTS, SERVICES } from '../api/resource.ts';
import { apiVersionOf } from '../api/resource.ts';
import type { Endpoint, Endpoints, EndpointSlice, Service } from '../api/types.ts';
import { defineController } from '../client/controller.ts';
import { keyOf } from '../client/informer.ts';
import { MANAGED_BY, SERVICE_NAME, serviceKey, slicesByService, writeSlices } from './endpointslice.ts';
import { semanticEqual } from './support/equal.ts';
import { HEADLESS, TRIGGER_TIME } from './support/service-pods.ts';
import { endpointKey, portsKey, reconcileSlices, type SliceChanges, type SlicePort, type SliceTemplate, type WantedEndpoints } from './support/slice-reconcile.ts';
import { SliceTracker } from './support/slice-tracker.ts';

const CONTROLLER = 'endpointslicemirroring-controller.k8s.io';
const SKIP_MIRROR = 'endpointslice.kubernetes.io/skip-mirror';
const LEADER = 'control-plane.alpha.kubernetes.io/leader';
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const ENDPOINTS_MANAGED_BY = 'endpoints.kubernetes.io/managed-by';
const MAX_PER_SUBSET = 1000;
const STALE_RETRY_MS = 1000;

export const endpointslicemirroring = defineController({
  name: 'endpointslice-mirroring',
  component: 'endpoint-slice-mirroring-controller',
  start(context) {
    const { client, queue } = context;
    const endpoints = context.informer(ENDPOINTS);
    const services = context.informer(SERVICES);
    const slices = context.informer(ENDPOINT_SLICES);
    const byService = slicesByService(slices, CONTROLLER);
    const tracker = new SliceTracker();

    const enqueue = (o: Endpoints | Service): void => queue.add(keyOf(o));
    const isOurs = (s: EndpointSlice): boolean => s.metadata.labels?.[MANAGED_BY] === CONTROLLER;
    endpoints.addHandler({
      onAdd: (e) => { if (shouldMirror(e)) enqueue(e); },
      onUpdate: (e, old) => { if (shouldMirror(e) || shouldMirror(old)) enqueue(e); },
      onDelete: (e) => { if (shouldMirror(e)) enqueue(e); },
    });
    services.addHandler({ onAdd: enqueue, onUpdate: enqueue, onDelete: enqueue });
    slices.addHandler({
      onUpdate(s) { if (isOurs(s) && tracker.isForeign(serviceKey(s), s)) queue.add(serviceKey(s)); },
      onDelete(s) { if (isOurs(s) && !tracker.deleted(serviceKey(s), s)) queue.add(serviceKey(s)); },
    });

    return {
      reconcile(key) {
        const source = endpoints.get(key), service = services.get(key);
        const existing = [...byService.get(key)];
        if (!source || !shouldMirror(source) || !service || service.spec?.selector) {
          for (const slice of existing) client.delete(ENDPOINT_SLICES, slice.metadata.name!, slice.metadata.namespace);
          tracker.forget(key);
          return;
        }
        if (tracker.isStale(key, existing)) { queue.addAfter(key, STALE_RETRY_MS); return; }
        const changes: SliceChanges = { create: [], update: [], delete: [] };
        for (const addressType of ['IPv4', 'IPv6']) {
          const part = reconcileSlices(existing.filter((s) => s.addressType === addressType), wantedOf(source, addressType), template(source, addressType));
          changes.create.push(...part.create);
          changes.update.push(...part.update);
          changes.delete.push(...part.delete);
        }
        writeSlices(context, tracker, service, changes, source.metadata.annotations?.[TRIGGER_TIME]);
      },
    };
  },
});

function shouldMirror({ metadata }: Endpoints): boolean {
  if (metadata.labels?.[SKIP_MIRROR] === 'true' || metadata.annotations?.[LEADER] !== undefined) return false;
  return metadata.labels?.[ENDPOINTS_MANAGED_BY] !== 'endpoint-controller';
}

function wantedOf(source: Endpoints, addressType: string): Map<string, WantedEndpoints> {
  const groups = new Map<string, WantedEndpoints>();
  for (const subset of source.subsets ?? []) {
    const ports: SlicePort[] = (subset.ports ?? []).map((p) => ({
      name: p.name ?? '', protocol: p.protocol ?? 'TCP', port: p.port, ...(p.appProtocol ? { appProtocol: p.appProtocol } : {}),
    }));
    let room = MAX_PER_SUBSET;
    const add = (addresses: typeof subset.addresses, ready: boolean): void => {
      for (const a of addresses ?? []) {
        if (room <= 0 || a.ip.includes(':') !== (addressType === 'IPv6')) continue;
        room--;
        const endpoint: Endpoint = {
          addresses: [a.ip], conditions: { ready }, ...(a.hostname ? { hostname: a.hostname } : {}),
          ...(a.targetRef ? { targetRef: a.targetRef } : {}), ...(a.nodeName ? { nodeName: a.nodeName } : {}),
        };
        const key = portsKey(ports);
        let group = groups.get(key);
        if (!group) groups.set(key, (group = { ports, endpoints: new Map() }));
        group.endpoints.set(endpointKey(endpoint), endpoint);
      }
    };
    add(subset.addresses, true);
    add(subset.notReadyAddresses, false);
  }
  return groups;
}

function template(source: Endpoints, addressType: string): SliceTemplate {
  const { [HEADLESS]: _h, [SERVICE_NAME]: _s, [MANAGED_BY]: _m, ...own } = (source.metadata.labels ?? {}) as Record<string, string>;
  const labels = { ...own, [SERVICE_NAME]: source.metadata.name!, [MANAGED_BY]: CONTROLLER };
  const { [LAST_APPLIED]: _l, ...annotations } = (source.metadata.annotations ?? {}) as Record<string, string>;
  return {
    maxEndpoints: MAX_PER_SUBSET,
    placeholder: false,
    make: (ports) => ({
      apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', addressType,
      metadata: {
        generateName: `${source.metadata.name}-`, namespace: source.metadata.namespace, labels,
        ...(Object.keys(annotations).length ? { annotations } : {}),
        ownerReferences: [{ apiVersion: apiVersionOf(ENDPOINTS), kind: 'Endpoints', name: source.metadata.name!, uid: source.metadata.uid!, controller: true, blockOwnerDeletion: true }],
      },
      endpoints: [], ports,
    }),
    relabel: (slice) => (semanticEqual(slice.metadata.labels, labels) ? slice : { ...slice, metadata: { ...slice.metadata, labels } }),
  };
}
