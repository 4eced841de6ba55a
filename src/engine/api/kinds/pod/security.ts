/** Security contexts of pods and containers (https://kubernetes.io/docs/tasks/configure-pod-container/security-context/). */
import type { Container, PodSpec } from '../../types.ts';
import { duplicate, forbiddenField, invalid, notSupported, required, tooLong, type FieldError } from '../../validation/field.ts';
import { byteLength, inclusiveRange, isDNS1123Subdomain } from '../../validation/names.ts';
import { validateLocalDescendingPath } from './paths.ts';

type PodSecurity = NonNullable<PodSpec['securityContext']>;
type Security = NonNullable<Container['securityContext']>;
type Seccomp = NonNullable<Security['seccompProfile']>;
type AppArmor = NonNullable<Security['appArmorProfile']>;
type Windows = NonNullable<Security['windowsOptions']>;

const MAX_ID = 2_147_483_647;
const PROFILE_TYPES = ['Localhost', 'RuntimeDefault', 'Unconfined'];
const SYSCTL = '([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const SYSCTL_RE = new RegExp(`^${SYSCTL}$`);
const SYSCTL_MAX = 253;

const id = (value: number | undefined, field: string): FieldError[] =>
  value !== undefined && (value < 0 || value > MAX_ID) ? [invalid(field, value, inclusiveRange(0, MAX_ID))] : [];

const oneOf = (value: string | undefined, values: readonly string[], field: string): FieldError[] =>
  value !== undefined && !values.includes(value) ? [notSupported(field, value, values)] : [];

export function validatePodSecurity(security: PodSecurity | undefined, spec: PodSpec, path: string): FieldError[] {
  if (!security) return [];
  const errors = [...id(security.fsGroup, `${path}.fsGroup`), ...id(security.runAsUser, `${path}.runAsUser`), ...id(security.runAsGroup, `${path}.runAsGroup`)];
  security.supplementalGroups?.forEach((group, i) => errors.push(...id(group, `${path}.supplementalGroups[${i}]`)));
  if (spec.shareProcessNamespace && spec.hostPID) {
    errors.push(invalid(`${path}.shareProcessNamespace`, true, 'ShareProcessNamespace and HostPID cannot both be enabled'));
  }
  errors.push(...validateSysctls(security, spec, `${path}.sysctls`));
  errors.push(...oneOf(security.fsGroupChangePolicy, ['Always', 'OnRootMismatch'], `${path}.fsGroupChangePolicy`));
  errors.push(...validateSeccomp(security.seccompProfile, `${path}.seccompProfile`));
  errors.push(...validateWindowsOptions(security.windowsOptions, `${path}.windowsOptions`));
  errors.push(...validateAppArmor(security.appArmorProfile, `${path}.appArmorProfile`));
  errors.push(...oneOf(security.supplementalGroupsPolicy, ['Merge', 'Strict'], `${path}.supplementalGroupsPolicy`));
  errors.push(...oneOf(security.seLinuxChangePolicy, ['MountOption', 'Recursive'], `${path}.seLinuxChangePolicy`));
  return errors;
}

const IPC_SYSCTLS = ['kernel/sem', 'kernel/shm', 'kernel/msg', 'fs/mqueue/', 'kernel.sem', 'kernel.shm', 'kernel.msg', 'fs.mqueue.'];

function validateSysctls(security: PodSecurity, spec: PodSpec, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  security.sysctls?.forEach(({ name = '' }, i) => {
    const at = `${path}[${i}].name`;
    if (!name) errors.push(required(at));
    else if (name.length > SYSCTL_MAX || !SYSCTL_RE.test(name)) errors.push(invalid(at, name, `must have at most ${SYSCTL_MAX} characters and match regex ^${SYSCTL}$`));
    else if (seen.has(name)) errors.push(duplicate(at, name));
    if (spec.hostNetwork && /^net[./]/.test(name)) errors.push(invalid(at, name, "may not be specified when 'hostNetwork' is true"));
    else if (spec.hostIPC && IPC_SYSCTLS.some((prefix) => name.startsWith(prefix))) errors.push(invalid(at, name, "may not be specified when 'hostIPC' is true"));
    seen.add(name);
  });
  return errors;
}

export function validateSeccomp(profile: Seccomp | undefined, path: string): FieldError[] {
  if (!profile) return [];
  const errors: FieldError[] = [];
  if (!profile.type) errors.push(required(`${path}.type`, 'type is required when seccompProfile is set'));
  else errors.push(...oneOf(profile.type, PROFILE_TYPES, `${path}.type`));
  const local = profile.localhostProfile;
  if (profile.type === 'Localhost') {
    if (local === undefined) errors.push(required(`${path}.localhostProfile`, 'must be set when seccomp type is Localhost'));
    else errors.push(...validateLocalDescendingPath(local, `${path}.localhostProfile`));
  } else if (local !== undefined) {
    // Go prints the internal struct, whose fields have no JSON names.
    errors.push(invalid(`${path}.localhostProfile`, { Type: profile.type ?? '', LocalhostProfile: local }, 'can only be set when seccomp type is Localhost'));
  }
  return errors;
}

export function validateAppArmor(profile: AppArmor | undefined, path: string): FieldError[] {
  if (!profile) return [];
  const at = `${path}.localhostProfile`;
  const local = profile.localhostProfile;
  const missing = required(at, 'must be set when AppArmor type is Localhost');
  switch (profile.type) {
    case 'Localhost': {
      if (local === undefined) return [missing];
      const errors: FieldError[] = [];
      if (local.trim() !== local) errors.push(invalid(at, local, 'must not be padded with whitespace'));
      else if (local === '') errors.push(missing);
      if (byteLength(local) > 4095) errors.push(tooLong(at, 4095));
      return errors;
    }
    case 'RuntimeDefault': case 'Unconfined':
      return local === undefined ? [] : [invalid(at, local, 'can only be set when AppArmor type is Localhost')];
    case '': case undefined:
      return [required(`${path}.type`, 'type is required when appArmorProfile is set')];
    default:
      return [notSupported(`${path}.type`, profile.type, PROFILE_TYPES)];
  }
}

export function validateSecurityContext(security: Security | undefined, path: string, hostUsers: boolean): FieldError[] {
  if (!security) return [];
  const errors = [...id(security.runAsUser, `${path}.runAsUser`), ...id(security.runAsGroup, `${path}.runAsGroup`)];
  if (security.procMount !== undefined) {
    errors.push(...oneOf(security.procMount, ['Default', 'Unmasked'], `${path}.procMount`));
    if (hostUsers && security.procMount === 'Unmasked') errors.push(invalid(`${path}.procMount`, security.procMount, '`hostUsers` must be false to use `Unmasked`'));
  }
  errors.push(...validateSeccomp(security.seccompProfile, `${path}.seccompProfile`));
  if (security.allowPrivilegeEscalation === false) {
    if (security.privileged) errors.push(invalid(path, goSecurityContext(security), 'cannot set `allowPrivilegeEscalation` to false and `privileged` to true'));
    if (security.capabilities?.add?.some((capability) => capability === 'CAP_SYS_ADMIN')) {
      errors.push(invalid(path, goSecurityContext(security), 'cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN'));
    }
  }
  errors.push(...validateWindowsOptions(security.windowsOptions, `${path}.windowsOptions`));
  errors.push(...validateAppArmor(security.appArmorProfile, `${path}.appArmorProfile`));
  return errors;
}

/** The internal struct as Go's JSON prints it: its fields have no names for the wire. */
function goSecurityContext(s: Security): object {
  const local = (p: { type?: string; localhostProfile?: string } | undefined): object | null => (p ? { Type: p.type ?? '', LocalhostProfile: p.localhostProfile ?? null } : null);
  return {
    Capabilities: s.capabilities ? { Add: s.capabilities.add ?? null, Drop: s.capabilities.drop ?? null } : null,
    Privileged: s.privileged ?? null,
    SELinuxOptions: s.seLinuxOptions ? { User: s.seLinuxOptions.user ?? '', Role: s.seLinuxOptions.role ?? '', Type: s.seLinuxOptions.type ?? '', Level: s.seLinuxOptions.level ?? '' } : null,
    WindowsOptions: s.windowsOptions ? {
      GMSACredentialSpecName: s.windowsOptions.gmsaCredentialSpecName ?? null, GMSACredentialSpec: s.windowsOptions.gmsaCredentialSpec ?? null,
      RunAsUserName: s.windowsOptions.runAsUserName ?? null, HostProcess: s.windowsOptions.hostProcess ?? null,
    } : null,
    RunAsUser: s.runAsUser ?? null, RunAsGroup: s.runAsGroup ?? null, RunAsNonRoot: s.runAsNonRoot ?? null,
    ReadOnlyRootFilesystem: s.readOnlyRootFilesystem ?? null, AllowPrivilegeEscalation: s.allowPrivilegeEscalation ?? null, ProcMount: s.procMount ?? null,
    SeccompProfile: local(s.seccompProfile), AppArmorProfile: local(s.appArmorProfile),
  };
}

function validateWindowsOptions(options: Windows | undefined, path: string): FieldError[] {
  if (!options) return [];
  const errors: FieldError[] = [];
  const specName = options.gmsaCredentialSpecName;
  if (specName !== undefined) for (const text of isDNS1123Subdomain(specName)) errors.push(invalid(`${path}.gmsaCredentialSpecName`, specName, text));
  const spec = options.gmsaCredentialSpec;
  if (spec !== undefined) {
    if (spec === '') errors.push(invalid(`${path}.gmsaCredentialSpec`, spec, 'gmsaCredentialSpec cannot be an empty string'));
    else if (spec.length > 65_536) errors.push(invalid(`${path}.gmsaCredentialSpec`, spec, 'gmsaCredentialSpec size must be under 64 KiB'));
  }
  const user = options.runAsUserName;
  if (user === undefined) return errors;
  const at = `${path}.runAsUserName`;
  if (user === '') return [...errors, invalid(at, user, 'runAsUserName cannot be an empty string')];
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(user)) errors.push(invalid(at, user, 'runAsUserName cannot contain control characters'));
  const parts = user.split('\\');
  if (parts.length > 2) return [...errors, invalid(at, user, 'runAsUserName cannot contain more than one backslash')];
  const [domain, name] = parts.length === 2 ? [parts[0]!, parts[1]!] : [undefined, parts[0]!];
  if (domain !== undefined && (domain === '' || domain.length >= 256)) errors.push(invalid(at, user, "runAsUserName's Domain length must be under 256 characters"));
  if (name === '') errors.push(invalid(at, user, "runAsUserName's User cannot be empty"));
  else if (name.length > 104) errors.push(invalid(at, user, "runAsUserName's User length must not be longer than 104 characters"));
  if (name && /^[. ]+$/.test(name)) errors.push(invalid(at, user, "runAsUserName's User cannot contain only periods or spaces"));
  if (/["/\\:;|=,+*?<>@[\]]/.test(name)) errors.push(invalid(at, user, `runAsUserName's User cannot contain the following characters: "/\\:;|=,+*?<>@[]`));
  return errors;
}

/** Pods with their own user namespace cannot share the host's other namespaces (KEP-127). */
export function validateHostUsers(spec: PodSpec, path: string): FieldError[] {
  if (spec.hostUsers !== false) return [];
  const text = 'when `hostUsers` is false';
  const errors: FieldError[] = [];
  if (spec.hostNetwork) errors.push(forbiddenField(`${path}.hostNetwork`, text));
  if (spec.hostPID) errors.push(forbiddenField(`${path}.HostPID`, text));
  if (spec.hostIPC) errors.push(forbiddenField(`${path}.HostIPC`, text));
  return errors;
}
