/**
 * The EndpointSlice controller: the pods behind each Service with a selector, at most 100 in a slice.
 * https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/
 */
import { ENDPOINT_SLICES, NODES, PODS, SERVICES } from '../api/resource.ts';
import type { Endpoint, EndpointSlice, Node, Pod, Service } from '../api/types.ts';
import { defineController, type ControllerContext } from '../client/controller.ts';
import { keyOf, type Informer } from '../client/informer.ts';
import { semanticEqual } from './support/equal.ts';
import { labelIndex, selected } from './support/label-index.ts';
import { controllerRef } from './support/owners.ts';
import { errorText, isNamespaceTerminating } from './support/pod-control.ts';
import { isPodReady } from './support/pods.ts';
import { findPort, HEADLESS, hostnameFor, inEndpoints, isHeadless, TRIGGER_TIME, TriggerTimes, watchServicePods } from './support/service-pods.ts';
import { endpointKey, portsKey, reconcileSlices, type SliceChanges, type SlicePort, type SliceTemplate, type WantedEndpoints } from './support/slice-reconcile.ts';
import { SliceTracker } from './support/slice-tracker.ts';
import { hintFacts, TopologyHints, wantsHints, type HintEvent } from './support/topology-hints.ts';

export const SERVICE_NAME = 'kubernetes.io/service-name';
export const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by';
const CONTROLLER = 'endpointslice-controller.k8s.io';
const MAX_ENDPOINTS = 100;
/** Wait for the cache when it is behind, or for a node that is not there: upstream's queue for this loop begins with a second. */
const STALE_RETRY_MS = 1000;
const MAX_RETRY_MS = 1000 * 1000;
const ZONE = 'topology.kubernetes.io/zone';

export const endpointslice = defineController({
  name: 'endpointslice',
  component: 'endpoint-slice-controller',
  start(context) {
    const { queue } = context;
    const services = context.informer(SERVICES);
    const nodes = context.informer(NODES);
    const pods = labelIndex(context.informer(PODS));
    const slices = context.informer(ENDPOINT_SLICES);
    const byService = slicesByService(slices, CONTROLLER);
    const triggers = new TriggerTimes();
    const tracker = new SliceTracker();
    const hints = new TopologyHints(() => nodes.list());
    /** How often in a row each Service had pods on nodes that are not there. */
    const failures = new Map<string, number>();

    watchServicePods(context);
    const nodesChanged = (): void => { for (const key of hints.nodesChanged()) queue.add(key); };
    nodes.addHandler({ onAdd: nodesChanged, onUpdate: (node, old) => { if (hintFacts(node) !== hintFacts(old)) nodesChanged(); }, onDelete: nodesChanged });
    slices.addHandler({
      onUpdate(slice) { if (isOurs(slice) && tracker.isForeign(serviceKey(slice), slice)) queue.add(serviceKey(slice)); },
      onDelete(slice) { if (isOurs(slice) && !tracker.deleted(serviceKey(slice), slice)) queue.add(serviceKey(slice)); },
    });

    return {
      reconcile(key) {
        const service = services.get(key);
        if (!service) { triggers.delete(key); tracker.forget(key); hints.forget(key); failures.delete(key); return; }
        if (service.spec?.type === 'ExternalName' || !service.spec?.selector) return;
        const existing = [...byService.get(key)].filter((s) => !s.metadata.deletionTimestamp);
        if (tracker.isStale(key, existing)) { queue.addAfter(key, STALE_RETRY_MS); return; }

        const matching = [...selected(pods, service.metadata.namespace, service.spec.selector)];
        const triggerTime = triggers.compute(service, matching);
        const changes: SliceChanges = { create: [], update: [], delete: [] };
        const families = service.spec.ipFamilies?.length ? service.spec.ipFamilies : ['IPv4'];
        const auto = wantsHints(service);
        const told: HintEvent[] = [];
        const placed = service.spec.publishNotReadyAddresses ? matching : matching.filter((pod) => !inEndpoints(pod, true) || nodes.get(pod.spec!.nodeName ?? '') !== undefined);
        for (const family of families) {
          const own = existing.filter((s) => s.addressType === family);
          const part = reconcileSlices(own, wantedOf(service, placed, family, nodes, auto ? hintsByEndpoint(own) : undefined), template(service, family));
          if (auto) {
            const touched = new Set([...part.update, ...part.delete].map((s) => s.metadata.name));
            const event = hints.add(key, family, part, own.filter((s) => !touched.has(s.metadata.name)));
            if (event) told.push(event);
          } else if (hints.forget(key, family)) told.push({ type: 'Warning', reason: 'TopologyAwareHintsDisabled', message: `Topology Aware Hints has been disabled, addressType: ${family}` });
          changes.create.push(...part.create);
          changes.update.push(...part.update);
          changes.delete.push(...part.delete);
        }
        changes.delete.push(...existing.filter((s) => !families.includes(s.addressType)));
        writeSlices(context, tracker, service, changes, triggerTime);
        for (const { type, reason, message } of told) context.events.event(service, type, reason, message);
        if (placed.length === matching.length) { failures.delete(key); return; }
        const lost = matching.filter((pod) => !placed.includes(pod)).map((pod) => `skipping Pod ${pod.metadata.name} for Service ${key}: Node ${pod.spec!.nodeName} Not Found`);
        context.events.event(service, 'Warning', 'FailedToUpdateEndpointSlices', `Error updating Endpoint Slices for Service ${key}: ${lost.length > 1 ? `[${lost.join(', ')}]` : lost[0]}`);
        const before = failures.get(key) ?? 0;
        failures.set(key, before + 1);
        queue.addAfter(key, Math.min(MAX_RETRY_MS, STALE_RETRY_MS * 2 ** before));
      },
    };
  },
});

const isOurs = (slice: EndpointSlice): boolean => slice.metadata.labels?.[MANAGED_BY] === CONTROLLER && !!slice.metadata.labels[SERVICE_NAME];
export const serviceKey = (slice: EndpointSlice): string => `${slice.metadata.namespace}/${slice.metadata.labels?.[SERVICE_NAME]}`;

export const slicesByService = (slices: Informer<EndpointSlice>, controller: string) =>
  slices.index(controller, (s) => (s.metadata.labels?.[MANAGED_BY] === controller ? serviceKey(s) : undefined));

/** Writes creates, updates, deletes in that order; none of a Service being deleted is created. */
export function writeSlices(context: ControllerContext, tracker: SliceTracker, service: Service, changes: SliceChanges, triggerTime: string | undefined): void {
  const { client } = context;
  const key = keyOf(service);
  try {
    if (!service.metadata.deletionTimestamp) {
      for (const slice of changes.create) {
        try { tracker.wrote(key, client.create(ENDPOINT_SLICES, withTrigger(slice, triggerTime))); } catch (error) {
          if (!isNamespaceTerminating(error)) throw error;
        }
      }
    }
    for (const slice of changes.update) tracker.wrote(key, client.update(ENDPOINT_SLICES, withTrigger(slice, triggerTime)));
    for (const slice of changes.delete) {
      client.delete(ENDPOINT_SLICES, slice.metadata.name!, slice.metadata.namespace);
      tracker.expectDeletion(key, slice);
    }
  } catch (error) {
    context.events.event(service, 'Warning', 'FailedToUpdateEndpointSlices', `Error updating Endpoint Slices for Service ${key}: ${errorText(error)}`);
    throw error;
  }
}

function withTrigger(slice: EndpointSlice, triggerTime: string | undefined): EndpointSlice {
  const { [TRIGGER_TIME]: _, ...annotations } = (slice.metadata.annotations ?? {}) as Record<string, string>;
  if (triggerTime) annotations[TRIGGER_TIME] = triggerTime;
  return { ...slice, metadata: { ...slice.metadata, annotations: Object.keys(annotations).length ? annotations : undefined } };
}

function template(service: Service, addressType: string): SliceTemplate {
  const { [HEADLESS]: _h, [SERVICE_NAME]: _s, [MANAGED_BY]: _m, ...own } = (service.metadata.labels ?? {}) as Record<string, string>;
  const labels = { ...own, ...(isHeadless(service) ? { [HEADLESS]: '' } : {}), [SERVICE_NAME]: service.metadata.name!, [MANAGED_BY]: CONTROLLER };
  return {
    maxEndpoints: MAX_ENDPOINTS,
    placeholder: true,
    make: (ports) => ({
      apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', addressType,
      metadata: {
        generateName: `${service.metadata.name}-`, namespace: service.metadata.namespace, labels,
        ownerReferences: [controllerRef(SERVICES, service)],
      },
      // Null, as Go writes lists that were never made: what a real server answers too.
      endpoints: null as unknown as Endpoint[], ports: (ports.length ? ports : null) as SlicePort[],
    }),
    relabel: (slice) => (semanticEqual(slice.metadata.labels, labels) ? slice : { ...slice, metadata: { ...slice.metadata, labels } }),
  };
}

/** The hints that endpoints have, which stay until others are worked out. */
const hintsByEndpoint = (slices: readonly EndpointSlice[]): Map<string, Endpoint['hints']> =>
  new Map(slices.flatMap((slice) => (slice.endpoints ?? []).map((endpoint) => [endpointKey(endpoint), endpoint.hints] as const)));

function wantedOf(service: Service, pods: readonly Pod[], family: string, nodes: Informer<Node>, given: ReadonlyMap<string, Endpoint['hints']> | undefined): Map<string, WantedEndpoints> {
  const groups = new Map<string, WantedEndpoints>();
  for (const pod of pods) {
    if (!inEndpoints(pod, true)) continue;
    const endpoint = endpointOf(pod, service, family, nodes, given);
    if (!endpoint.addresses.length) continue;
    const ports = portsOf(pod, service);
    const key = portsKey(ports);
    let group = groups.get(key);
    if (!group) groups.set(key, (group = { ports, endpoints: new Map() }));
    group.endpoints.set(endpointKey(endpoint), endpoint);
  }
  return groups;
}

function portsOf(pod: Pod, service: Service): SlicePort[] {
  const ports: SlicePort[] = [];
  for (const port of service.spec!.ports ?? []) {
    const number = findPort(pod, port);
    if (number === undefined) continue;
    ports.push({ name: port.name ?? '', protocol: port.protocol ?? 'TCP', port: number, ...(port.appProtocol ? { appProtocol: port.appProtocol } : {}) });
  }
  return ports;
}

function endpointOf(pod: Pod, service: Service, family: string, nodes: Informer<Node>, given: ReadonlyMap<string, Endpoint['hints']> | undefined): Endpoint {
  const serving = isPodReady(pod), terminating = pod.metadata.deletionTimestamp !== undefined;
  const ips = pod.status!.podIPs?.map((i) => i.ip) ?? [pod.status!.podIP!];
  const hostname = hostnameFor(pod, service);
  const nodeName = pod.spec!.nodeName;
  const zone = nodeName ? nodes.get(nodeName)?.metadata.labels?.[ZONE] : undefined;
  const ready = !!service.spec!.publishNotReadyAddresses || (serving && !terminating);
  const hints = ready && !given ? hintsOf(service.spec!.trafficDistribution, nodeName, zone) : undefined;
  const endpoint: Endpoint = {
    addresses: ips.filter((ip) => ip.includes(':') === (family === 'IPv6')),
    conditions: { ready, serving, terminating },
    ...(hostname ? { hostname } : {}),
    targetRef: { kind: 'Pod', namespace: pod.metadata.namespace, name: pod.metadata.name, uid: pod.metadata.uid },
    ...(nodeName ? { nodeName } : {}), ...(zone ? { zone } : {}), ...(hints ? { hints } : {}),
  };
  const kept = ready ? given?.get(endpointKey(endpoint)) : undefined;
  return kept ? { ...endpoint, hints: kept } : endpoint;
}

/** https://kubernetes.io/docs/reference/networking/virtual-ips/#traffic-distribution */
function hintsOf(distribution: string | undefined, nodeName: string | undefined, zone: string | undefined): Endpoint['hints'] {
  if (!distribution) return undefined;
  const forZones = zone ? { forZones: [{ name: zone }] } : undefined;
  if (distribution === 'PreferSameNode' && nodeName) return { ...forZones, forNodes: [{ name: nodeName }] };
  return distribution === 'PreferClose' || distribution === 'PreferSameZone' ? forZones : undefined;
}
