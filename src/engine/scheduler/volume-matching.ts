/** Which persistent volume a claim may be bound to, and whether a node reaches it. */
import type { LabelSelector, Node, PersistentVolume, PersistentVolumeClaim } from '../api/types.ts';
import { valueOf } from './quantities.ts';
import { labelMatcher, nodeSelectorMatcher, type Labels, type NodeSelectorTerm } from './selectors.ts';

const CLASS_ANNOTATION = 'volume.beta.kubernetes.io/storage-class';
const BIND_COMPLETED = 'pv.kubernetes.io/bind-completed';
export const SELECTED_NODE = 'volume.kubernetes.io/selected-node';

export function claimClass(claim: PersistentVolumeClaim): string {
  return (claim.metadata.annotations as Labels | undefined)?.[CLASS_ANNOTATION] ?? claim.spec?.storageClassName ?? '';
}

export const volumeClass = (volume: PersistentVolume): string =>
  (volume.metadata.annotations as Labels | undefined)?.[CLASS_ANNOTATION] ?? volume.spec?.storageClassName ?? '';

export const isFullyBound = (claim: PersistentVolumeClaim): boolean =>
  !!claim.spec?.volumeName && (claim.metadata.annotations as Labels | undefined)?.[BIND_COMPLETED] !== undefined;

export const requestedBytes = (claim: PersistentVolumeClaim): number =>
  valueOf(((claim.spec?.resources?.requests as Labels | undefined) ?? {})['storage'] ?? '0');

const capacityBytes = (volume: PersistentVolume): number => valueOf(((volume.spec?.capacity as Labels | undefined) ?? {})['storage'] ?? '0');

export function volumeReachesNode(volume: PersistentVolume, node: Node): boolean {
  const terms = volume.spec?.nodeAffinity?.required?.nodeSelectorTerms as NodeSelectorTerm[] | undefined;
  return terms === undefined || nodeSelectorMatcher(terms)(node);
}

function isBoundTo(volume: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  const ref = volume.spec?.claimRef;
  return ref !== undefined && ref.name === claim.metadata.name && ref.namespace === claim.metadata.namespace && (!ref.uid || ref.uid === claim.metadata.uid);
}

/** The smallest volume that satisfies the claim on that node; one reserved for the claim comes first. */
export function matchingVolume(
  claim: PersistentVolumeClaim, volumes: Iterable<PersistentVolume>, node: Node, taken: ReadonlySet<string>,
): PersistentVolume | undefined {
  const wanted = requestedBytes(claim);
  const selector = claim.spec?.selector ? labelMatcher(claim.spec.selector as LabelSelector) : undefined;
  const className = claimClass(claim);
  let best: PersistentVolume | undefined, bestBytes = Infinity;
  for (const volume of volumes) {
    const { spec } = volume;
    if (taken.has(volume.metadata.name!) || !spec || (spec.claimRef && !isBoundTo(volume, claim))) continue;
    const bytes = capacityBytes(volume);
    if (bytes < wanted || (spec.volumeMode ?? 'Filesystem') !== (claim.spec?.volumeMode ?? 'Filesystem')) continue;
    if ((spec.volumeAttributesClassName ?? '') !== (claim.spec?.volumeAttributesClassName ?? '')) continue;
    if (volume.metadata.deletionTimestamp !== undefined || !volumeReachesNode(volume, node)) continue;
    if (spec.claimRef) return volume;
    if (volume.status?.phase !== 'Available' || volumeClass(volume) !== className) continue;
    if (selector && !selector((volume.metadata.labels as Labels | undefined) ?? {})) continue;
    if (!(claim.spec?.accessModes ?? []).every((mode) => spec.accessModes?.includes(mode))) continue;
    if (bytes < bestBytes) { best = volume; bestBytes = bytes; }
  }
  return best;
}
