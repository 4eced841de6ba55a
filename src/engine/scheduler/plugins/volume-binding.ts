/**
 * The claims of a pod: bound ones must be reachable from the node; those that wait for their first consumer must have a
 * volume, or a class that can make one, there. What was found for the chosen node is bound before the pod is.
 * https://kubernetes.io/docs/concepts/storage/storage-classes/#volume-binding-mode
 */
import type { LabelSelector, Node, PersistentVolume, PersistentVolumeClaim, StorageClass } from '../../api/types.ts';
import { ADD, UPDATE, UPDATE_NODE_LABEL } from '../cluster-event.ts';
import type { ClusterView } from '../cluster-view.ts';
import { unresolvable, type Check, type SchedulerPlugin, type Verdict } from '../framework.ts';
import { hintOnOwnClaim } from '../own-claim-hint.ts';
import { ephemeralClaimName, type PodInfo } from '../pod-info.ts';
import { valueOf } from '../quantities.ts';
import { labelMatcher, labelsOfNode } from '../selectors.ts';
import { claimClass, isFullyBound, matchingVolume, requestedBytes, SELECTED_NODE, volumeReachesNode } from '../volume-matching.ts';

const NAME = 'VolumeBinding';
const NODE_CONFLICT = "node(s) didn't match PersistentVolume's node affinity";
const BIND_CONFLICT = "node(s) didn't find available persistent volumes to bind";
const NO_SPACE = 'node(s) did not have enough free storage';
const NO_VOLUME = 'node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)';
/** Provisioner of classes whose volumes an administrator makes. */
const NO_PROVISIONER = 'kubernetes.io/no-provisioner';

/** What must be bound or made when the pod goes to a node. */
export interface PodVolumes {
  readonly bindings: readonly { claim: PersistentVolumeClaim; volume: PersistentVolume }[];
  readonly provisions: readonly PersistentVolumeClaim[];
}

export class VolumeBindingCheck implements Check {
  readonly plugin: SchedulerPlugin;
  readonly scope = 'node';
  readonly #bound: PersistentVolumeClaim[];
  readonly #toBind: PersistentVolumeClaim[];
  readonly #view: ClusterView;
  constructor(plugin: SchedulerPlugin, bound: PersistentVolumeClaim[], toBind: PersistentVolumeClaim[], view: ClusterView) {
    this.plugin = plugin;
    this.#bound = bound;
    this.#toBind = toBind;
    this.#view = view;
  }

  filter(n: number): Verdict | undefined {
    const reasons: string[] = [];
    this.#find(this.#view.table.nodes[n]!, reasons);
    return reasons.length > 0 ? unresolvable(NAME, ...reasons) : undefined;
  }

  /** What to bind for a node that passed. */
  volumesFor(n: number): PodVolumes { return this.#find(this.#view.table.nodes[n]!, []); }

  #find(node: Node, reasons: string[]): PodVolumes {
    const bindings: { claim: PersistentVolumeClaim; volume: PersistentVolume }[] = [];
    const provisions: PersistentVolumeClaim[] = [];
    let missing = false;
    for (const claim of this.#bound) {
      const volume = this.#view.volume(claim.spec!.volumeName!);
      if (!volume) { missing = true; break; }
      if (!volumeReachesNode(volume, node)) { reasons.push(NODE_CONFLICT); break; }
    }
    const toProvision: PersistentVolumeClaim[] = [];
    const taken = new Set<string>();
    for (const claim of this.#toBind) {
      const selected = (claim.metadata.annotations as Record<string, string> | undefined)?.[SELECTED_NODE];
      if (selected !== undefined) {
        if (selected !== node.metadata.name) { reasons.push(BIND_CONFLICT); return { bindings, provisions }; }
        toProvision.push(claim);
        continue;
      }
      const volume = matchingVolume(claim, this.#view.volumesOfClass(claimClass(claim)), node, taken);
      if (volume) { taken.add(volume.metadata.name!); bindings.push({ claim, volume }); } else toProvision.push(claim);
    }
    for (const claim of toProvision) {
      const storageClass = this.#view.storageClass(claimClass(claim));
      if (!storageClass?.provisioner || storageClass.provisioner === NO_PROVISIONER || !allows(storageClass, node)) { reasons.push(BIND_CONFLICT); break; }
      if (!this.#hasCapacity(storageClass, claim, node)) { reasons.push(NO_SPACE); break; }
      provisions.push(claim);
    }
    if (missing) reasons.push(NO_VOLUME);
    return { bindings, provisions };
  }

  #hasCapacity(storageClass: StorageClass, claim: PersistentVolumeClaim, node: Node): boolean {
    if (!this.#view.csiDriver(storageClass.provisioner)?.spec?.storageCapacity) return true;
    const wanted = requestedBytes(claim);
    for (const c of this.#view.csiStorageCapacities()) {
      const limit = c.maximumVolumeSize ?? c.capacity;
      if (c.storageClassName !== storageClass.metadata.name || limit === undefined || valueOf(limit) < wanted) continue;
      if (c.nodeTopology && labelMatcher(c.nodeTopology as LabelSelector)(labelsOfNode(node))) return true;
    }
    return false;
  }
}

function allows(storageClass: StorageClass, node: Node): boolean {
  const terms = storageClass.allowedTopologies;
  if (!terms?.length) return true;
  const labels = labelsOfNode(node);
  return terms.some((t) => (t.matchLabelExpressions ?? []).every((e) => labels[e.key] !== undefined && e.values.includes(labels[e.key]!)));
}

export const volumeBinding: SchedulerPlugin = {
  name: NAME, weight: 0, perPod: true,
  prepare(pod, view): Check | undefined {
    if (pod.claims.length === 0) return undefined;
    const reject = (reason: string): Check => ({ plugin: volumeBinding, scope: 'node', rejection: unresolvable(NAME, reason) });
    const found: PersistentVolumeClaim[] = [];
    for (const v of pod.pod.spec!.volumes ?? []) {
      if (!v.persistentVolumeClaim && !v.ephemeral) continue;
      const name = v.persistentVolumeClaim?.claimName ?? ephemeralClaimName(pod.pod, v.name);
      const claim = view.claim(pod.shape.namespace, name);
      if (!claim) return reject(v.ephemeral ? `waiting for ephemeral volume controller to create the persistentvolumeclaim "${name}"` : `persistentvolumeclaim "${name}" not found`);
      if (claim.status?.phase === 'Lost') return reject(`persistentvolumeclaim "${name}" bound to non-existent persistentvolume "${claim.spec?.volumeName ?? ''}"`);
      if (claim.metadata.deletionTimestamp !== undefined) return reject(`persistentvolumeclaim "${name}" is being deleted`);
      if (v.ephemeral && !claim.metadata.ownerReferences?.some((r) => r.controller && r.uid === pod.pod.metadata.uid)) {
        return reject(`PVC ${pod.shape.namespace}/${name} was not created for pod ${pod.shape.namespace}/${pod.pod.metadata.name} (pod is not owner)`);
      }
      found.push(claim);
    }
    const bound = found.filter(isFullyBound);
    const open = found.filter((c) => !isFullyBound(c));
    const delayed = open.filter((c) => !c.spec?.volumeName && view.storageClass(claimClass(c))?.volumeBindingMode === 'WaitForFirstConsumer');
    if (delayed.length < open.length) return reject('pod has unbound immediate PersistentVolumeClaims');
    delayed.sort((a, b) => requestedBytes(a) - requestedBytes(b));
    return new VolumeBindingCheck(volumeBinding, bound, delayed, view);
  },
  events: [
    { event: { resource: 'StorageClass', actions: ADD | UPDATE } },
    { event: { resource: 'PersistentVolumeClaim', actions: ADD | UPDATE }, hint: hintOnOwnClaim },
    { event: { resource: 'PersistentVolume', actions: ADD | UPDATE } },
    { event: { resource: 'Node', actions: ADD | UPDATE_NODE_LABEL } },
    { event: { resource: 'CSINode', actions: ADD | UPDATE }, hint: (_pod, old) => (old ? 'Skip' : 'Queue') },
    { event: { resource: 'CSIDriver', actions: UPDATE } },
    { event: { resource: 'CSIStorageCapacity', actions: ADD | UPDATE } },
  ],
};

/** Whether every claim of the pod is bound for good: then the pod can be bound too. */
export function allClaimsBound(pod: PodInfo, view: ClusterView): boolean {
  return pod.claims.every((name) => { const claim = view.claim(pod.shape.namespace, name); return claim !== undefined && isFullyBound(claim); });
}
