/** Which PersistentVolumeClaims a pod uses, as 'namespace/name'. */
import type { Pod } from '../../api/types.ts';

const NONE: string[] = [];

export function claimsOf(pod: Pod): string[] {
  const volumes = pod.spec?.volumes;
  if (!volumes?.length) return NONE;
  let keys: string[] | undefined;
  for (const volume of volumes) {
    const name = volume.persistentVolumeClaim?.claimName ?? (volume.ephemeral ? `${pod.metadata.name}-${volume.name}` : undefined);
    if (name) (keys ??= []).push(`${pod.metadata.namespace}/${name}`);
  }
  return keys ?? NONE;
}
