/** Which PersistentVolumeClaims a pod uses, as 'namespace/name'. */
import type { Pod } from '../../api/types.ts';
import { claimNameOf } from '../../api/volumes.ts';

const NONE: string[] = [];

export function claimsOf(pod: Pod): string[] {
  const volumes = pod.spec?.volumes;
  if (!volumes?.length) return NONE;
  let keys: string[] | undefined;
  for (const volume of volumes) {
    const name = claimNameOf(pod, volume);
    if (name) (keys ??= []).push(`${pod.metadata.namespace}/${name}`);
  }
  return keys ?? NONE;
}
