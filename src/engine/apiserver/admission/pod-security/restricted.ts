/** The checks of the level `restricted` (https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted). */
import type { Container, PodSpec, Volume } from '../../../api/types.ts';
import { BASELINE, sorted } from './baseline.ts';
import { containersOf, containersText, isWindows, namesWhere, plural, quoted, setters, type Check } from './check.ts';

const VOLUMES = new Set(['configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'persistentVolumeClaim', 'projected', 'secret']);

const allowPrivilegeEscalation: Check = (spec) => {
  if (isWindows(spec)) return undefined;
  const bad = namesWhere(spec, (c) => c.securityContext?.allowPrivilegeEscalation !== false);
  return bad.length ? { reason: 'allowPrivilegeEscalation != false', detail: `${containersText(bad)} must set securityContext.allowPrivilegeEscalation=false` } : undefined;
};

const capabilities: Check = (spec) => {
  if (isWindows(spec)) return undefined;
  const added = (c: Container): string[] => (c.securityContext?.capabilities?.add ?? []).filter((capability) => capability !== 'NET_BIND_SERVICE');
  const keeping = namesWhere(spec, (c) => !c.securityContext?.capabilities?.drop?.includes('ALL'));
  const adding = namesWhere(spec, (c) => added(c).length > 0);
  const details = [
    ...(keeping.length ? [`${containersText(keeping)} must set securityContext.capabilities.drop=["ALL"]`] : []),
    ...(adding.length ? [`${containersText(adding)} must not include ${quoted(sorted(containersOf(spec).flatMap(added)))} in securityContext.capabilities.add`] : []),
  ];
  return details.length ? { reason: 'unrestricted capabilities', detail: details.join('; ') } : undefined;
};

const typeOf = (volume: Volume): string => Object.keys(volume).find((field) => field !== 'name' && volume[field as keyof Volume] !== undefined) ?? 'unknown';

const restrictedVolumes: Check = (spec) => {
  const bad = (spec.volumes ?? []).filter((volume) => !VOLUMES.has(typeOf(volume)));
  if (!bad.length) return undefined;
  const types = sorted(bad.map(typeOf));
  const volumes = `${plural('volume', 'volumes', bad.length)} ${quoted(bad.map(({ name }) => name))}`;
  return { reason: 'restricted volume types', detail: `${volumes} ${plural('uses', 'use', bad.length)} restricted volume ${plural('type', 'types', types.length)} ${quoted(types)}` };
};

/** Who set a bad value, and, where the pod sets no good one for all, who lacks one. */
function explicitAndMissing(spec: PodSpec, isBad: (c: Pick<Container, 'securityContext'>) => boolean, isGood: (c: Pick<Container, 'securityContext'>) => boolean): { bad: string; missing: string } {
  const own = { securityContext: spec.securityContext } as Pick<Container, 'securityContext'>;
  const missing = isGood(own) ? [] : namesWhere(spec, (c) => !isBad(c) && !isGood(c));
  return { bad: setters(isBad(own), namesWhere(spec, isBad)), missing: missing.length ? `pod or ${containersText(missing)}` : '' };
}

const runAsNonRoot: Check = (spec) => {
  if (spec.hostUsers === false) return undefined;
  const { bad, missing } = explicitAndMissing(spec, (c) => c.securityContext?.runAsNonRoot === false, (c) => c.securityContext?.runAsNonRoot === true);
  if (bad) return { reason: 'runAsNonRoot != true', detail: `${bad} must not set securityContext.runAsNonRoot=false` };
  return missing ? { reason: 'runAsNonRoot != true', detail: `${missing} must set securityContext.runAsNonRoot=true` } : undefined;
};

const runAsUser: Check = (spec) => {
  if (spec.hostUsers === false) return undefined;
  const who = setters(spec.securityContext?.runAsUser === 0, namesWhere(spec, (c) => c.securityContext?.runAsUser === 0));
  return who ? { reason: 'runAsUser=0', detail: `${who} must not set runAsUser=0` } : undefined;
};

const seccompProfile: Check = (spec) => {
  if (isWindows(spec)) return undefined;
  const type = (c: Pick<Container, 'securityContext'>): string | undefined => c.securityContext?.seccompProfile?.type;
  const allowed = (t: string | undefined): boolean => t === 'RuntimeDefault' || t === 'Localhost';
  const { bad, missing } = explicitAndMissing(spec, (c) => type(c) !== undefined && !allowed(type(c)), (c) => allowed(type(c)));
  const values = sorted([{ securityContext: spec.securityContext } as Pick<Container, 'securityContext'>, ...containersOf(spec)].map(type).filter((t): t is string => t !== undefined && !allowed(t)));
  if (bad) return { reason: 'seccompProfile', detail: `${bad} must not set securityContext.seccompProfile.type to ${quoted(values)}` };
  return missing ? { reason: 'seccompProfile', detail: `${missing} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"` } : undefined;
};

const { capabilities_baseline: _capabilities, hostPathVolumes: _volumes, seccompProfile_baseline: _seccomp, ...kept } = BASELINE;

/** Those of `baseline` that are not said more strictly here, and its own. */
export const RESTRICTED: Readonly<Record<string, Check>> = {
  ...kept, allowPrivilegeEscalation, capabilities_restricted: capabilities, restrictedVolumes, runAsNonRoot, runAsUser, seccompProfile_restricted: seccompProfile,
};
