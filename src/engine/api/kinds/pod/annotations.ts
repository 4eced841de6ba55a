/** Annotations that older versions used where the spec has fields now. */
import type { ObjectMeta, PodSpec } from '../../types.ts';
import { forbiddenField, invalid, type FieldError } from '../../validation/field.ts';
import { containersWithPaths } from './operating-system.ts';
import { validateLocalDescendingPath } from './paths.ts';
import { validateTolerations } from './scheduling.ts';

export const MIRROR = 'kubernetes.io/config.mirror';
export const APP_ARMOR = 'container.apparmor.security.beta.kubernetes.io/';
export const SECCOMP_POD = 'seccomp.security.alpha.kubernetes.io/pod';
export const SECCOMP_CONTAINER = 'container.seccomp.security.alpha.kubernetes.io/';
const TOLERATIONS = 'scheduler.alpha.kubernetes.io/tolerations';
const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost';

export function validatePodAnnotations(annotations: Record<string, string> | undefined, spec: PodSpec, path: string): FieldError[] {
  if (!annotations) return [];
  const errors: FieldError[] = [];
  if (annotations[MIRROR] !== undefined && !spec.nodeName) {
    errors.push(invalid(`${path}[${MIRROR}]`, annotations[MIRROR], 'must set spec.nodeName if mirror pod annotation is set'));
  }
  errors.push(...validateTolerationsAnnotation(annotations[TOLERATIONS], path));
  const cost = annotations[DELETION_COST];
  if (cost !== undefined && !isInt32(cost)) errors.push(invalid(`${path}[${DELETION_COST}]`, cost, 'must be a 32bit integer'));
  const keys = Object.keys(annotations).sort();
  for (const key of keys) if (key === SECCOMP_POD || key.startsWith(SECCOMP_CONTAINER)) errors.push(...validateSeccompText(annotations[key]!, `${path}.${key}`));
  for (const key of keys) {
    if (!key.startsWith(APP_ARMOR)) continue;
    const container = key.slice(APP_ARMOR.length), profile = annotations[key]!;
    if (!containersWithPaths(spec, '').some(([c]) => c.name === container)) errors.push(invalid(`${path}[${key}]`, container, 'container not found'));
    if (profile !== '' && profile !== 'runtime/default' && profile !== 'unconfined' && !profile.startsWith('localhost/')) {
      errors.push(invalid(`${path}[${key}]`, profile, `invalid AppArmor profile name: ${JSON.stringify(profile)}`));
    }
  }
  return errors;
}

function validateTolerationsAnnotation(text: string | undefined, path: string): FieldError[] {
  if (!text) return [];
  let tolerations: unknown;
  try { tolerations = JSON.parse(text); } catch { return [invalid(path, TOLERATIONS, 'invalid character in literal')]; }
  return Array.isArray(tolerations) ? validateTolerations(tolerations as Parameters<typeof validateTolerations>[0], `${path}.${TOLERATIONS}`) : [];
}

/** Go's ParseInt, without a leading plus or zeros. */
function isInt32(text: string): boolean {
  if (!/^-?(0|[1-9]\d*)$/.test(text)) return false;
  const value = Number(text);
  return value >= -2_147_483_648 && value <= 2_147_483_647;
}

function validateSeccompText(profile: string, field: string): FieldError[] {
  if (profile === 'runtime/default' || profile === 'docker/default' || profile === 'unconfined') return [];
  if (profile.startsWith('localhost/')) return validateLocalDescendingPath(profile.slice('localhost/'.length), field);
  return [invalid(field, profile, 'must be a valid seccomp profile')];
}

interface Profile { type?: string; localhostProfile?: string }

/** What an annotation and a field both say must be the same. */
function agree(annotation: string, profile: Profile, what: 'seccomp' | 'apparmor', path: string): FieldError[] {
  const matches = profile.type === 'Unconfined' ? annotation === 'unconfined'
    : profile.type === 'RuntimeDefault' ? annotation === 'runtime/default' || (what === 'seccomp' && annotation === 'docker/default')
    : profile.type !== 'Localhost' || annotation.startsWith('localhost/');
  if (!matches) return [forbiddenField(`${path}.type`, `${what} type in annotation and field must match`)];
  if (profile.type === 'Localhost' && annotation.slice('localhost/'.length) !== profile.localhostProfile) {
    return [forbiddenField(`${path}.localhostProfile`, `${what} profile in annotation and field must match`)];
  }
  return [];
}

export function validateSeccompAgreement(meta: ObjectMeta, spec: PodSpec, path: string): FieldError[] {
  const { annotations } = meta;
  if (!annotations) return [];
  const errors: FieldError[] = [];
  const pod = spec.securityContext?.seccompProfile;
  if (pod && annotations[SECCOMP_POD] !== undefined) errors.push(...agree(annotations[SECCOMP_POD], pod, 'seccomp', `${path}.securityContext.seccompProfile`));
  for (const [container, at] of containersWithPaths(spec, path)) {
    const profile = container.securityContext?.seccompProfile, annotation = annotations[SECCOMP_CONTAINER + container.name];
    if (profile && annotation !== undefined) errors.push(...agree(annotation, profile, 'seccomp', `${at}.securityContext.seccompProfile`));
  }
  return errors;
}

export function validateAppArmorAgreement(meta: ObjectMeta, spec: PodSpec, path: string): FieldError[] {
  const { annotations } = meta;
  if (!annotations || spec.os?.name === 'windows') return [];
  return containersWithPaths(spec, path).flatMap(([container, at]) => {
    const profile = container.securityContext?.appArmorProfile ?? spec.securityContext?.appArmorProfile;
    const annotation = annotations[APP_ARMOR + container.name];
    return profile && annotation !== undefined ? agree(annotation, profile, 'apparmor', `${at}.securityContext.appArmorProfile`) : [];
  });
}

export function validateAnnotationUpdate(annotations: Record<string, string> = {}, old: Record<string, string> = {}, path: string): FieldError[] {
  const errors: FieldError[] = [];
  for (const key of Object.keys(old).sort()) {
    if (annotations[key] === old[key]) continue;
    if (key.startsWith(APP_ARMOR)) errors.push(forbiddenField(`${path}[${key}]`, 'may not remove or update AppArmor annotations'));
    if (key === MIRROR) errors.push(forbiddenField(`${path}[${key}]`, 'may not remove or update mirror pod annotation'));
  }
  for (const key of Object.keys(annotations).sort()) {
    if (old[key] !== undefined) continue;
    if (key.startsWith(APP_ARMOR)) errors.push(forbiddenField(`${path}[${key}]`, 'may not add AppArmor annotations'));
    if (key === MIRROR) errors.push(forbiddenField(`${path}[${key}]`, 'may not add mirror pod annotation'));
  }
  return errors;
}
