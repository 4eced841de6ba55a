/** Volumes of a pod: their names, and that each has one good source (https://kubernetes.io/docs/concepts/storage/volumes/). */
import type { ObjectMeta, Volume } from '../../types.ts';
import { duplicate, forbiddenField, invalid, required, type FieldError } from '../../validation/field.ts';
import { isDNS1123Label, isDNS1123Subdomain } from '../../validation/names.ts';
import { VOLUME_SOURCES } from './volume-sources.ts';

/** The volumes that containers may mount: those without faults of their own. */
export type Volumes = ReadonlyMap<string, Volume>;

export function validateVolumes(volumes: readonly Volume[], meta: ObjectMeta | undefined, path: string, isPod: boolean): { volumes: Volumes; errors: FieldError[] } {
  const good = new Map<string, Volume>();
  const errors: FieldError[] = [];
  const created = new Set(meta?.name ? volumes.filter((v) => v.ephemeral).map((v) => `${meta.name}-${v.name}`) : []);
  volumes.forEach((volume, i) => {
    const at = `${path}[${i}]`;
    const { name = '' } = volume;
    const own = validateVolumeSource(volume, at, meta, isPod);
    if (!name) own.push(required(`${at}.name`));
    else for (const text of isDNS1123Label(name)) own.push(invalid(`${at}.name`, name, text));
    if (good.has(name)) own.push(duplicate(`${at}.name`, name));
    if (own.length) errors.push(...own); else good.set(name, volume);
    const claim = volume.persistentVolumeClaim?.claimName;
    if (claim !== undefined && created.has(claim)) {
      errors.push(invalid(`${at}.persistentVolumeClaim.claimName`, claim, 'must not reference a PVC that gets created for an ephemeral volume'));
    }
  });
  return { volumes: good, errors };
}

/** Exactly one source; the first found is checked, others are forbidden. Order as upstream looks at them. */
function validateVolumeSource(volume: Volume, path: string, meta: ObjectMeta | undefined, isPod: boolean): FieldError[] {
  const errors: FieldError[] = [];
  const { name = '' } = volume;
  let found = false;
  for (const { field, at = field, forbidden = field, validate } of VOLUME_SOURCES) {
    const source = volume[field];
    if (source === undefined || source === null) continue;
    if (found) errors.push(forbiddenField(`${path}.${forbidden}`, 'may not specify more than 1 volume type'));
    else errors.push(...validate(source as never, `${path}.${at}`, isPod));
    if (field === 'iscsi' && volume.iscsi!.initiatorName !== undefined && `${name}:${volume.iscsi!.targetPortal ?? ''}`.length > 64) {
      errors.push(invalid(`${path}.name`, name, 'Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.'));
    }
    if (field === 'ephemeral' && !found && meta?.name && name) {
      const claim = `${meta.name}-${name}`;
      for (const text of isDNS1123Subdomain(claim)) errors.push(invalid(`${path}.name`, name, `PVC name ${JSON.stringify(claim)}: ${text}`));
    }
    found = true;
  }
  if (!found) errors.push(required(path, 'must specify a volume type'));
  return errors;
}
