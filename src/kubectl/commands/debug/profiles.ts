/** `kubectl debug --profile`: what a debug container may do (KEP-1441), and what a copied pod keeps of the original. */
import type { Container, Pod, PodSpec } from '../../../engine/api/types.ts';
import type { Call } from '../../call.ts';

export const PROFILES = ['general', 'baseline', 'restricted', 'netadmin', 'sysadmin'] as const;
export type Profile = (typeof PROFILES)[number];
export type Place = 'pod' | 'copy' | 'node';

type Context = NonNullable<Container['securityContext']>;

const RESTRICTED: Context = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } };

function contextOf(profile: Profile, place: Place): Context | undefined {
  switch (profile) {
    case 'general': return place === 'node' ? undefined : { capabilities: { add: ['SYS_PTRACE'] } };
    case 'baseline': return undefined;
    case 'restricted': return RESTRICTED;
    case 'netadmin': return { capabilities: { add: ['NET_ADMIN', 'NET_RAW'] } };
    case 'sysadmin': return { privileged: true };
  }
}

export function withProfile(container: Container, profile: Profile, place: Place): Container {
  const securityContext = contextOf(profile, place);
  const mounted = place === 'node' && (profile === 'general' || profile === 'sysadmin');
  return { ...container, ...(securityContext ? { securityContext } : {}), ...(mounted ? { volumeMounts: [{ name: 'host-root', mountPath: '/host' }] } : {}) };
}

/** What a pod on a node gets besides its container. */
export function nodeSpec(profile: Profile): Partial<PodSpec> {
  const hosts = { hostNetwork: true, hostPID: true, hostIPC: true };
  const volumes = [{ name: 'host-root', hostPath: { path: '/' } }];
  return profile === 'general' || profile === 'sysadmin' ? { ...hosts, volumes } : profile === 'netadmin' ? hosts : {};
}

const PROBES = [['keep-liveness', 'livenessProbe'], ['keep-readiness', 'readinessProbe'], ['keep-startup', 'startupProbe']] as const;

/** A copy with a debug container: labels, annotations and probes go unless `--keep-*`; its processes share one namespace. */
export function forDebugging(copy: Pod, { flags }: Call, profile: Profile): Pod {
  const dropped = PROBES.filter(([flag]) => !flags.bool(flag)).map(([, field]) => field as string);
  const { initContainers, ...spec } = copy.spec!;
  const { labels, annotations, ...metadata } = copy.metadata;
  const shared = profile !== 'baseline' && spec.shareProcessNamespace === undefined;
  return {
    ...copy,
    metadata: { ...metadata, ...(labels && flags.bool('keep-labels') ? { labels } : {}), ...(annotations && flags.bool('keep-annotations') ? { annotations } : {}) },
    spec: {
      ...spec, ...(initContainers && flags.bool('keep-init-containers') ? { initContainers } : {}), ...(shared ? { shareProcessNamespace: true } : {}),
      containers: spec.containers.map((container) => Object.fromEntries(Object.entries(container).filter(([field]) => !dropped.includes(field))) as unknown as Container),
    },
  };
}
