/**
 * What the API server fills into pods, in place. `setPodSpecDefaults` serves every pod template as well; what only a real
 * pod gets (requests from limits, ports of the host's network) is in `setPodDefaults`.
 */
import type { Container, Pod, PodSpec, PodTemplateSpec, Probe } from '../../types.ts';
import { pullPolicyOf } from './image-name.ts';
import { setVolumeDefaults } from './volume-defaults.ts';

type Lifecycle = NonNullable<Container['lifecycle']>;
type Handler = NonNullable<Lifecycle['postStart']>;
type Resources = NonNullable<Container['resources']>;

/** All containers of any sort; ephemeral ones have the same shape as far as this goes. */
export function containersOf(spec: PodSpec): Container[] {
  return [...(spec.initContainers ?? []), ...(spec.containers ?? []), ...((spec.ephemeralContainers ?? []) as Container[])];
}

export function setPodDefaults(pod: Pod): void {
  const spec = (pod.spec ??= {} as PodSpec);
  setPodSpecDefaults(spec);
  spec.enableServiceLinks ??= true;
  for (const container of [...(spec.containers ?? []), ...(spec.initContainers ?? [])]) {
    requestWhatIsLimited(container.resources);
    if (spec.hostNetwork) for (const port of container.ports ?? []) if (!port.hostPort) port.hostPort = port.containerPort;
  }
  setPodLevelRequests(spec);
  agreeOnAddress(pod);
}

/** Two fields for one address: of two that differ, the older one is what clients meant. */
function agreeOnAddress(pod: Pod): void {
  const { podIP, podIPs } = pod.status ?? {};
  const first = podIPs?.[0]?.ip;
  if (podIP && first !== podIP) pod.status = { ...pod.status, podIPs: [{ ip: podIP }] };
  else if (first && !podIP) pod.status = { ...pod.status, podIP: first };
}

export function setTemplateDefaults(template: PodTemplateSpec | undefined): void {
  if (!template) return;
  template.metadata ??= {};
  setPodSpecDefaults((template.spec ??= {} as PodSpec));
}

export function setPodSpecDefaults(spec: PodSpec): void {
  spec.containers ??= null as never;
  spec.restartPolicy ||= 'Always';
  spec.terminationGracePeriodSeconds ??= 30;
  spec.dnsPolicy ||= 'ClusterFirst';
  spec.securityContext ??= {};
  spec.schedulerName ||= 'default-scheduler';
  // Two names of one field: the old one stays for old clients.
  const account = spec.serviceAccountName || spec.serviceAccount;
  if (account) spec.serviceAccountName = spec.serviceAccount = account;
  else { delete spec.serviceAccountName; delete spec.serviceAccount; }
  for (const volume of spec.volumes ?? []) setVolumeDefaults(volume);
  for (const container of containersOf(spec)) setContainerDefaults(container);
}

function setContainerDefaults(container: Container): void {
  container.imagePullPolicy ||= pullPolicyOf(container.image ?? '');
  container.terminationMessagePath ||= '/dev/termination-log';
  container.terminationMessagePolicy ||= 'File';
  container.resources ??= {};
  for (const port of container.ports ?? []) port.protocol ||= 'TCP';
  for (const { valueFrom } of container.env ?? []) {
    if (valueFrom?.fieldRef) valueFrom.fieldRef.apiVersion ||= 'v1';
    if (valueFrom?.resourceFieldRef) valueFrom.resourceFieldRef.divisor ||= '0';
    if (valueFrom?.fileKeyRef) valueFrom.fileKeyRef.optional ??= false;
  }
  for (const probe of [container.livenessProbe, container.readinessProbe, container.startupProbe]) if (probe) setProbeDefaults(probe);
  setHandlerDefaults(container.lifecycle?.postStart);
  setHandlerDefaults(container.lifecycle?.preStop);
}

function setProbeDefaults(probe: Probe): void {
  probe.timeoutSeconds ||= 1;
  probe.periodSeconds ||= 10;
  probe.successThreshold ||= 1;
  probe.failureThreshold ||= 3;
  setHandlerDefaults(probe);
  if (probe.grpc) probe.grpc.service ??= '';
}

function setHandlerDefaults(handler: Pick<Handler, 'httpGet'> | undefined): void {
  if (!handler?.httpGet) return;
  handler.httpGet.path ||= '/';
  handler.httpGet.scheme ||= 'HTTP';
}

/** A limit without a request asks for all of the limit. */
function requestWhatIsLimited(resources: Resources | undefined): void {
  if (!resources?.limits) return;
  const missing = Object.entries(resources.limits).filter(([name]) => resources.requests?.[name] === undefined);
  if (missing.length) resources.requests = { ...resources.requests, ...Object.fromEntries(missing) };
}

/** Pod-level resources (KEP-2837): requests that are not given come from the containers, then from the limits. */
function setPodLevelRequests(spec: PodSpec): void {
  const resources = spec.resources;
  if (!resources || (!resources.requests && !resources.limits)) return;
  requestWhatIsLimited(resources);
}
