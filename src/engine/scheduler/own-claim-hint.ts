import type { PersistentVolumeClaim } from '../api/types.ts';
import type { QueueingHint } from './cluster-event.ts';
import type { PodInfo } from './pod-info.ts';

/** A change of a claim matters to the pods that use it. */
export function hintOnOwnClaim(pod: PodInfo, _old: unknown, current: unknown): QueueingHint {
  const { metadata } = current as PersistentVolumeClaim;
  return metadata.namespace === pod.shape.namespace && pod.claims.includes(metadata.name!) ? 'Queue' : 'Skip';
}
