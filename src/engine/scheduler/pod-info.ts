/**
 * What the scheduler keeps of a pod. What decides a placement is shared: pods of one template have the same `RowShape`
 * (what they ask of a node by itself) and, when their labels are the same, the same `PodShape` (how they relate to
 * other pods), so answers worked out for one of them serve all.
 */
import type { Container, Pod, PodSpec } from '../api/types.ts';
import { parseTime } from '../kernel/time.ts';
import { podAffinityOf, type PodAffinity } from './pod-affinity-terms.ts';
import { podRequests, type Requests } from './pod-requests.ts';
import { requiredNodeMatcher, type Labels, type NodeMatcher } from './selectors.ts';

export interface HostPort { readonly protocol: string; readonly ip: string; readonly port: number }

export interface RowShape {
  readonly id: number;
  /** The spec of the first pod seen with this shape; only the parts that make the shape may be read. */
  readonly spec: PodSpec;
  readonly priority: number;
  readonly requests: Requests;
  /** Requests with the defaults that scoring puts in for absent ones. */
  readonly nonZero: Requests;
  readonly ports: readonly HostPort[];
  readonly images: readonly string[];
  /** Containers plus image volumes, init containers included. */
  readonly imageCount: number;
  readonly nodeMatcher: NodeMatcher | undefined;
}

export interface PodShape {
  readonly id: number;
  readonly row: RowShape;
  readonly namespace: string;
  readonly labels: Labels;
  /** The first pod seen with this shape. */
  readonly sample: Pod;
  readonly affinity: PodAffinity;
  /** Being deleted: such pods hold their resources but do not count for spreading. */
  readonly terminating: boolean;
  /** How many of it each node (by index) has. Kept by the node table. */
  readonly nodes: Map<number, number>;
}

export interface PodInfo {
  pod: Pod;
  readonly key: string;
  readonly uid: string;
  readonly shape: PodShape;
  /** Index of its node in the table, -1 when it is on none. */
  node: number;
  /** Place in that node's list of pods. */
  slot: number;
  /** Names of the claims its volumes use (ephemeral ones too). */
  readonly claims: readonly string[];
}

export const priorityOf = (pod: Pod): number => pod.spec!.priority ?? 0;

/** Virtual ms of `status.startTime`; `nowMs` for a pod that has not started. */
export const startMsOf = (pod: Pod, nowMs: number): number => (pod.status?.startTime ? parseTime(pod.status.startTime as string) : nowMs);

export function ephemeralClaimName(pod: Pod, volumeName: string): string { return `${pod.metadata.name}-${volumeName}`; }

const NO_CLAIMS: readonly string[] = [];
const NO_LABELS: Labels = {};

export function claimsOf(pod: Pod): readonly string[] {
  let claims: string[] | undefined;
  for (const v of pod.spec!.volumes ?? []) {
    if (v.persistentVolumeClaim) (claims ??= []).push(v.persistentVolumeClaim.claimName);
    else if (v.ephemeral) (claims ??= []).push(ephemeralClaimName(pod, v.name));
  }
  return claims ?? NO_CLAIMS;
}

/** Adds what the container runtime would: no tag means `latest`. */
export function normalizedImageName(name: string): string {
  return name.lastIndexOf(':') <= name.lastIndexOf('/') ? name + ':latest' : name;
}

function hostPortsOf(spec: PodSpec): HostPort[] {
  const ports: HostPort[] = [];
  const take = (c: Container): void => {
    for (const p of c.ports ?? []) if (p.hostPort) ports.push({ protocol: p.protocol || 'TCP', ip: p.hostIP || '0.0.0.0', port: p.hostPort });
  };
  spec.containers.forEach(take);
  for (const c of spec.initContainers ?? []) if (c.restartPolicy === 'Always') take(c);
  return ports;
}

/** Whether the pod is made of the very parts that made the shape: then nothing needs to be compared by content. */
function sameParts(shape: PodShape, pod: Pod): boolean {
  const { sample } = shape;
  const a = sample.spec!, b = pod.spec!;
  return a.containers === b.containers && a.initContainers === b.initContainers && sample.metadata.labels === pod.metadata.labels &&
    sample.metadata.namespace === pod.metadata.namespace && a.affinity === b.affinity && a.topologySpreadConstraints === b.topologySpreadConstraints &&
    a.nodeSelector === b.nodeSelector && a.tolerations === b.tolerations && a.priority === b.priority && a.overhead === b.overhead &&
    a.resources === b.resources && a.volumes === b.volumes && shape.terminating === (pod.metadata.deletionTimestamp !== undefined) &&
    (sample.metadata.ownerReferences === pod.metadata.ownerReferences || (a.topologySpreadConstraints?.length ?? 0) > 0 || sameOwner(sample, pod));
}

function sameOwner(a: Pod, b: Pod): boolean {
  const x = a.metadata.ownerReferences, y = b.metadata.ownerReferences;
  return x?.length === 1 && y?.length === 1 && x[0]!.controller === true && y[0]!.controller === true && x[0]!.uid === y[0]!.uid;
}

/** Gives every pod its shapes. Shapes nobody uses are forgotten when there are many. */
export class PodShapes {
  #rows = new Map<string, RowShape>();
  #shapes = new Map<string, PodShape>();
  #ids = new WeakMap<object, number>();
  #texts = new Map<string, number>();
  #next = 1;
  #lastOf = new WeakMap<object, PodShape>();

  info(pod: Pod): PodInfo {
    return {
      pod, key: `${pod.metadata.namespace}/${pod.metadata.name}`, uid: pod.metadata.uid ?? `${pod.metadata.namespace}/${pod.metadata.name}`,
      shape: this.shapeOf(pod), node: -1, slot: -1, claims: claimsOf(pod),
    };
  }

  /** `before`: a shape of the same pod, asked first. */
  shapeOf(pod: Pod, before?: PodShape): PodShape {
    if (before && sameParts(before, pod)) return before;
    // Pods of one template share their labels, and those bound to one zone theirs.
    const labels = pod.metadata.labels ?? NO_LABELS;
    const last = this.#lastOf.get(labels);
    if (last && last !== before && sameParts(last, pod)) return last;
    const shape = this.#shapeOf(pod);
    this.#lastOf.set(labels, shape);
    return shape;
  }

  #shapeOf(pod: Pod): PodShape {
    const spec = pod.spec!;
    const row = this.#rowOf(spec);
    const spread = spec.topologySpreadConstraints;
    const owner = spread?.length ? '' : (pod.metadata.ownerReferences?.find((r) => r.controller)?.uid ?? '');
    const terminating = pod.metadata.deletionTimestamp !== undefined;
    const affinity = spec.affinity;
    const key = `${row.id}|${pod.metadata.namespace}|${this.#id(pod.metadata.labels)}|${this.#id(spread)}|${this.#id(affinity?.podAffinity)}|${this.#id(affinity?.podAntiAffinity)}|${owner}|${terminating}`;
    let shape = this.#shapes.get(key);
    if (!shape) {
      if (this.#shapes.size > 200_000) this.#forgetUnused();
      shape = {
        id: this.#next++, row, namespace: pod.metadata.namespace ?? '', labels: (pod.metadata.labels as Labels | undefined) ?? NO_LABELS, sample: pod,
        affinity: podAffinityOf(pod), terminating, nodes: new Map(),
      };
      this.#shapes.set(key, shape);
    }
    return shape;
  }

  #rowOf(spec: PodSpec): RowShape {
    let key = `${spec.priority ?? 0}|${this.#id(spec.nodeSelector)}|${this.#id(spec.affinity?.nodeAffinity)}|${this.#id(spec.tolerations)}|${this.#id(spec.overhead)}|${this.#id(spec.resources)}`;
    for (const c of spec.containers) key += `|${c.image}|${this.#id(c.resources?.requests)}|${this.#id(c.ports)}`;
    for (const c of spec.initContainers ?? []) key += `|${c.restartPolicy ?? ''}${c.image}|${this.#id(c.resources?.requests)}|${this.#id(c.ports)}`;
    for (const v of spec.volumes ?? []) if (v.image) key += `|${v.image.reference}`;
    let row = this.#rows.get(key);
    if (!row) {
      const images: string[] = [];
      for (const c of spec.initContainers ?? []) images.push(normalizedImageName(c.image ?? ''));
      for (const c of spec.containers) images.push(normalizedImageName(c.image ?? ''));
      for (const v of spec.volumes ?? []) if (v.image) images.push(normalizedImageName(v.image.reference ?? ''));
      row = {
        id: this.#next++, spec, priority: spec.priority ?? 0, requests: podRequests(spec), nonZero: podRequests(spec, true), ports: hostPortsOf(spec), images,
        imageCount: images.length, nodeMatcher: requiredNodeMatcher(spec),
      };
      this.#rows.set(key, row);
    }
    return row;
  }

  /** The same number for the same content; 0 for nothing. */
  #id(part: object | undefined): number {
    if (part === undefined || part === null) return 0;
    let id = this.#ids.get(part);
    if (id === undefined) {
      const text = JSON.stringify(part);
      if (text === '{}' || text === '[]') return 0;
      id = this.#texts.get(text);
      if (id === undefined) {
        if (this.#texts.size > 200_000) this.#texts.clear();
        this.#texts.set(text, (id = this.#next++));
      }
      this.#ids.set(part, id);
    }
    return id;
  }

  #forgetUnused(): void {
    for (const [key, shape] of this.#shapes) if (shape.nodes.size === 0) this.#shapes.delete(key);
  }
}
