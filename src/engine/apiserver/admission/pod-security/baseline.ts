/** The checks of the level `baseline` (https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline). */
import type { Container, PodSpec } from '../../../api/types.ts';
import { containersOf, containersText, namesWhere, plural, quoted, setters, type Check } from './check.ts';

const CAPABILITIES = new Set(['AUDIT_WRITE', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'MKNOD', 'NET_BIND_SERVICE', 'SETFCAP', 'SETGID', 'SETPCAP', 'SETUID', 'SYS_CHROOT']);
const SYSCTLS = new Set([
  'kernel.shm_rmid_forced', 'net.ipv4.ip_local_port_range', 'net.ipv4.tcp_syncookies', 'net.ipv4.ping_group_range', 'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ip_local_reserved_ports', 'net.ipv4.tcp_keepalive_time', 'net.ipv4.tcp_fin_timeout', 'net.ipv4.tcp_keepalive_intvl', 'net.ipv4.tcp_keepalive_probes', 'net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem',
]);
const SELINUX_TYPES = new Set(['', 'container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t']);
const APP_ARMOR = 'container.apparmor.security.beta.kubernetes.io/';

export const sorted = (values: Iterable<string>): string[] => [...new Set(values)].sort();

const appArmorProfile: Check = (spec, { annotations = {} }) => {
  const unconfined = (c: { securityContext?: { appArmorProfile?: { type?: string } } }): boolean => c.securityContext?.appArmorProfile?.type === 'Unconfined';
  const pod = unconfined(spec);
  const containers = namesWhere(spec, unconfined);
  const bad = Object.keys(annotations).filter((key) => key.startsWith(APP_ARMOR) && !/^(|runtime\/default|localhost\/.*)$/.test(annotations[key]!)).sort();
  if (!pod && !containers.length && !bad.length) return undefined;
  const values = sorted([...(pod || containers.length ? ['Unconfined'] : []), ...bad.map((key) => annotations[key]!)]);
  const who = [setters(pod, containers), ...(bad.length ? [`${plural('annotation', 'annotations', bad.length)} ${quoted(bad)}`] : [])].filter(Boolean).join(' and ');
  return { reason: plural('forbidden AppArmor profile', 'forbidden AppArmor profiles', values.length), detail: `${who} must not set AppArmor profile type to ${quoted(values)}` };
};

export const capabilitiesBaseline: Check = (spec) => {
  const added = (c: Container): string[] => (c.securityContext?.capabilities?.add ?? []).filter((capability) => !CAPABILITIES.has(capability));
  const bad = namesWhere(spec, (c) => added(c).length > 0);
  if (!bad.length) return undefined;
  return { reason: 'non-default capabilities', detail: `${containersText(bad)} must not include ${quoted(sorted(containersOf(spec).flatMap(added)))} in securityContext.capabilities.add` };
};

const hostNamespaces: Check = ({ hostNetwork, hostPID, hostIPC }) => {
  const used = [...(hostNetwork ? ['hostNetwork=true'] : []), ...(hostPID ? ['hostPID=true'] : []), ...(hostIPC ? ['hostIPC=true'] : [])];
  return used.length ? { reason: 'host namespaces', detail: used.join(', ') } : undefined;
};

export const hostPathVolumes: Check = (spec) => {
  const names = (spec.volumes ?? []).filter((volume) => volume.hostPath).map(({ name }) => name);
  return names.length ? { reason: 'hostPath volumes', detail: `${plural('volume', 'volumes', names.length)} ${quoted(names)}` } : undefined;
};

const hostPorts: Check = (spec) => {
  const portsOf = (c: Container): number[] => (c.ports ?? []).flatMap((port) => (port.hostPort ? [port.hostPort] : []));
  const bad = namesWhere(spec, (c) => portsOf(c).length > 0);
  if (!bad.length) return undefined;
  const ports = sorted(containersOf(spec).flatMap(portsOf).map(String));
  return { reason: 'hostPort', detail: `${containersText(bad)} ${plural('uses', 'use', bad.length)} ${plural('hostPort', 'hostPorts', ports.length)} ${ports.join(', ')}` };
};

/** Probes and hooks may not be sent to other hosts (KEP-4940). */
const hostProbes: Check = (spec) => {
  const hostsOf = (c: Container): string[] => [c.livenessProbe, c.readinessProbe, c.startupProbe, c.lifecycle?.postStart, c.lifecycle?.preStop]
    .flatMap((handler) => [handler?.httpGet?.host, handler?.tcpSocket?.host]).filter((host): host is string => !!host && host !== '127.0.0.1' && host !== '::1');
  const bad = namesWhere(spec, (c) => hostsOf(c).length > 0);
  if (!bad.length) return undefined;
  const hosts = sorted(containersOf(spec).flatMap(hostsOf));
  return { reason: 'probe or lifecycle host', detail: `${containersText(bad)} ${plural('uses', 'use', bad.length)} probe or lifecycle ${plural('host', 'hosts', hosts.length)} ${quoted(hosts)}` };
};

const privileged: Check = (spec) => {
  const bad = namesWhere(spec, (c) => c.securityContext?.privileged === true);
  return bad.length ? { reason: 'privileged', detail: `${containersText(bad)} must not set securityContext.privileged=true` } : undefined;
};

const procMount: Check = (spec) => {
  if (spec.hostUsers === false) return undefined;
  const mountOf = (c: Container): string => c.securityContext?.procMount ?? 'Default';
  const bad = namesWhere(spec, (c) => mountOf(c) !== 'Default');
  if (!bad.length) return undefined;
  const types = sorted(containersOf(spec).map(mountOf).filter((type) => type !== 'Default'));
  return { reason: 'procMount', detail: `${containersText(bad)} must not set securityContext.procMount to ${quoted(types)}` };
};

type SELinux = NonNullable<NonNullable<PodSpec['securityContext']>['seLinuxOptions']>;

const seLinuxOptions: Check = (spec) => {
  const isBad = (options: SELinux | undefined): boolean => !!options && (!SELINUX_TYPES.has(options.type ?? '') || !!options.user || !!options.role);
  const pod = spec.securityContext?.seLinuxOptions;
  const bad = namesWhere(spec, (c) => isBad(c.securityContext?.seLinuxOptions));
  if (!isBad(pod) && !bad.length) return undefined;
  const all = [pod, ...containersOf(spec).map((c) => c.securityContext?.seLinuxOptions)].filter(isBad) as SELinux[];
  const types = sorted(all.map(({ type = '' }) => type).filter((type) => !SELINUX_TYPES.has(type)));
  const details = [
    ...(types.length ? [`${plural('type', 'types', types.length)} ${quoted(types)}`] : []),
    ...(all.some(({ user }) => user) ? ['user may not be set'] : []), ...(all.some(({ role }) => role) ? ['role may not be set'] : []),
  ];
  return { reason: 'seLinuxOptions', detail: `${setters(isBad(pod), bad)} set forbidden securityContext.seLinuxOptions: ${details.join('; ')}` };
};

export const seccompProfileBaseline: Check = (spec) => {
  const unconfined = (c: { securityContext?: { seccompProfile?: { type?: string } } }): boolean => c.securityContext?.seccompProfile?.type === 'Unconfined';
  const who = setters(unconfined(spec), namesWhere(spec, unconfined));
  return who ? { reason: 'seccompProfile', detail: `${who} must not set securityContext.seccompProfile.type to "Unconfined"` } : undefined;
};

const sysctls: Check = (spec) => {
  const bad = (spec.securityContext?.sysctls ?? []).map(({ name }) => name).filter((name) => !SYSCTLS.has(name));
  return bad.length ? { reason: plural('forbidden sysctl', 'forbidden sysctls', bad.length), detail: bad.join(', ') } : undefined;
};

const windowsHostProcess: Check = (spec) => {
  const isHost = (c: { securityContext?: { windowsOptions?: { hostProcess?: boolean } } }): boolean => c.securityContext?.windowsOptions?.hostProcess === true;
  const who = setters(isHost(spec), namesWhere(spec, isHost));
  return who ? { reason: 'hostProcess', detail: `${who} must not set securityContext.windowsOptions.hostProcess=true` } : undefined;
};

/** By the names that order them. */
export const BASELINE: Readonly<Record<string, Check>> = {
  appArmorProfile, capabilities_baseline: capabilitiesBaseline, hostNamespaces, hostPathVolumes, hostPorts, hostProbesAndHostLifecycle: hostProbes, privileged, procMount,
  seLinuxOptions, seccompProfile_baseline: seccompProfileBaseline, sysctls, windowsHostProcess,
};
