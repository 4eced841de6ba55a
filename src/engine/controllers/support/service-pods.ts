/** What Endpoints and EndpointSlices share: which pods count, their ports, when a change is worth a new write. */
import { isNotFound } from '../../api/errors.ts';
import { PODS, SERVICES } from '../../api/resource.ts';
import type { Pod, Service, ServicePort } from '../../api/types.ts';
import type { ControllerContext } from '../../client/controller.ts';
import { keyOf } from '../../client/informer.ts';
import { formatTime, parseTime } from '../../kernel/time.ts';
import { semanticEqual } from './equal.ts';
import { servicesByLabels } from './label-index.ts';
import { isPodReady, podCondition } from './pods.ts';

export const TRIGGER_TIME = 'endpoints.kubernetes.io/last-change-trigger-time';
export const HEADLESS = 'service.kubernetes.io/headless';

export const isHeadless = (service: Service): boolean => service.spec?.clusterIP === 'None';

export function inEndpoints(pod: Pod, includeTerminating: boolean): boolean {
  const { phase, podIP, podIPs } = pod.status ?? {};
  if (phase === 'Failed' || phase === 'Succeeded') return false;
  if (!podIP && !podIPs?.length) return false;
  return includeTerminating || !pod.metadata.deletionTimestamp;
}

/** The container port that a service port means on this pod; undefined when it names a port the pod lacks. */
export function findPort(pod: Pod, port: ServicePort): number | undefined {
  const target = port.targetPort ?? port.port;
  if (typeof target === 'number') return target;
  const sidecars = (pod.spec?.initContainers ?? []).filter((c) => c.restartPolicy === 'Always');
  for (const container of [...(pod.spec?.containers ?? []), ...sidecars]) {
    for (const p of container.ports ?? []) if (p.name === target && (p.protocol ?? 'TCP') === (port.protocol ?? 'TCP')) return p.containerPort;
  }
  return undefined;
}

export const hostnameFor = (pod: Pod, service: Service): string | undefined =>
  (pod.spec?.hostname && pod.spec.subdomain === service.metadata.name && pod.metadata.namespace === service.metadata.namespace ? pod.spec.hostname : undefined);

/** The instant whose change an Endpoints write answers to: for measuring how long endpoints take to follow. */
export class TriggerTimes {
  #states = new Map<string, { pods: Map<string, string>; service: string }>();

  /** RFC 3339, or undefined when nothing that has a time changed. */
  compute(service: Service, pods: Iterable<Pod>): string | undefined {
    const key = keyOf(service);
    const state = this.#states.get(key);
    const times = new Map<string, string>();
    let earliest: string | undefined;
    for (const pod of pods) {
      const at = podCondition(pod, 'Ready')?.lastTransitionTime;
      if (!at) continue;
      times.set(pod.metadata.name!, at);
      const before = state?.pods.get(pod.metadata.name!);
      if (state && (before === undefined || parseTime(at) > parseTime(before)) && (earliest === undefined || at < earliest)) earliest = at;
    }
    const created = service.metadata.creationTimestamp ?? formatTime(0);
    if (state && created > state.service && (earliest === undefined || created < earliest)) earliest = created;
    this.#states.set(key, { pods: times, service: created });
    return state ? earliest : created;
  }

  delete(key: string): void { this.#states.delete(key); }
}

/** Wakes `queue` for the Services whose pods change in a way that endpoints show. */
export function watchServicePods(context: ControllerContext): void {
  const { queue } = context;
  const services = context.informer(SERVICES);
  const servicesOf = servicesByLabels(services);
  const enqueue = (service: Service): void => queue.add(keyOf(service));
  const enqueueOf = (pod: Pod): void => { for (const s of servicesOf(pod.metadata.namespace!, pod.metadata.labels)) enqueue(s); };
  services.addHandler({ onAdd: enqueue, onUpdate: enqueue, onDelete: enqueue });
  context.informer(PODS).addHandler({
    onAdd: enqueueOf,
    onDelete: enqueueOf,
    onUpdate(pod, old) {
      const relabelled = pod.metadata.labels !== old.metadata.labels && !semanticEqual(pod.metadata.labels, old.metadata.labels)
        || pod.spec?.hostname !== old.spec?.hostname || pod.spec?.subdomain !== old.spec?.subdomain;
      if (!relabelled && !showsChange(pod, old)) return;
      enqueueOf(pod);
      if (relabelled) enqueueOf(old);
    },
  });
}

function showsChange(pod: Pod, old: Pod): boolean {
  return pod.metadata.deletionTimestamp !== old.metadata.deletionTimestamp
    || isPodReady(pod) !== isPodReady(old)
    || (pod.status?.phase !== old.status?.phase && (inEndpoints(pod, true) !== inEndpoints(old, true)))
    || pod.spec?.nodeName !== old.spec?.nodeName
    || !semanticEqual(pod.status?.podIPs, old.status?.podIPs) || pod.status?.podIP !== old.status?.podIP;
}

export const ignoreNotFound = (act: () => void): void => {
  try { act(); } catch (error) { if (!isNotFound(error)) throw error; }
};
