import { encodeBytes } from '../../engine/api/base64.ts';
import { sha256 } from '../../engine/kernel/sha256.ts';

const hashes = new Map<string, string>();

/** Discovery's `storageVersionHash` of `group/version/kind`: clients compare it to see whether two resources are one. */
export function storageVersionHash(groupVersionKind: string): string {
  let hash = hashes.get(groupVersionKind);
  if (hash === undefined) hashes.set(groupVersionKind, (hash = encodeBytes(sha256(new TextEncoder().encode(groupVersionKind)).subarray(0, 8))));
  return hash;
}
