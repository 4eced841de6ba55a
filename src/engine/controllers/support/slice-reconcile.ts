/**
 * Brings a set of EndpointSlices to a wanted set of endpoints with few writes: endpoints stay in the slice they are in,
 * holes are filled before slices are added, and a slice to delete is rewritten rather than deleted when one is needed.
 */
import type { Endpoint, EndpointSlice } from '../../api/types.ts';
import { semanticEqual } from './equal.ts';

export type SlicePort = NonNullable<EndpointSlice['ports']>[number];

export interface WantedEndpoints { ports: SlicePort[]; endpoints: Map<string, Endpoint> }

export interface SliceChanges { create: EndpointSlice[]; update: EndpointSlice[]; delete: EndpointSlice[] }

export interface SliceTemplate {
  /** An empty slice with the right labels, owner and address type. */
  make(ports: SlicePort[]): EndpointSlice;
  /** The slice with the labels it shall have; the same object when they are right. */
  relabel(slice: EndpointSlice): EndpointSlice;
  maxEndpoints: number;
  /** Keep one empty slice when there are no endpoints. */
  placeholder: boolean;
}

/** What identifies an endpoint across updates. */
export const endpointKey = (e: Endpoint): string => `${e.addresses.join(',')} ${e.hostname ?? ''} ${e.targetRef?.uid ?? ''}`;

export const portsKey = (ports: readonly SlicePort[] | undefined): string =>
  (ports ?? []).map((p) => `${p.name ?? ''}/${p.protocol ?? ''}/${p.port ?? ''}/${p.appProtocol ?? ''}`).sort().join(' ');

export function reconcileSlices(existing: readonly EndpointSlice[], wanted: ReadonlyMap<string, WantedEndpoints>, template: SliceTemplate): SliceChanges {
  const changes: SliceChanges = { create: [], update: [], delete: [] };
  const byPorts = new Map<string, EndpointSlice[]>();
  for (const slice of existing) {
    const key = portsKey(slice.ports);
    const list = byPorts.get(key);
    if (list) list.push(slice); else byPorts.set(key, [slice]);
  }
  for (const [key, group] of wanted) reconcileGroup(byPorts.get(key) ?? [], group, template, changes);
  for (const [key, slices] of byPorts) if (!wanted.has(key)) changes.delete.push(...slices);

  if (template.placeholder && changes.delete.length === existing.length && changes.create.length === 0) {
    const placeholder = template.make([]);
    const only = changes.delete.length === 1 ? changes.delete[0] : undefined;
    if (only && !only.endpoints?.length && !only.ports?.length && template.relabel(only) === only) changes.delete = [];
    else changes.create.push(placeholder);
  }
  while (changes.delete.length && changes.create.length) {
    const old = changes.delete.shift()!, made = changes.create.pop()!;
    changes.update.push({ ...made, metadata: { ...old.metadata, labels: made.metadata.labels, ownerReferences: made.metadata.ownerReferences } });
  }
  return changes;
}

function reconcileGroup(slices: readonly EndpointSlice[], wanted: WantedEndpoints, template: SliceTemplate, changes: SliceChanges): void {
  const left = new Map(wanted.endpoints);
  const changed: EndpointSlice[] = [], unchanged: EndpointSlice[] = [];
  for (const slice of slices) {
    let touched = false;
    const kept: Endpoint[] = [];
    for (const endpoint of slice.endpoints ?? []) {
      const key = endpointKey(endpoint), want = left.get(key);
      if (!want) { touched = true; continue; }
      left.delete(key);
      if (semanticEqual(endpoint, want)) kept.push(endpoint);
      else { kept.push(want); touched = true; }
    }
    if (touched) {
      if (kept.length) changed.push({ ...template.relabel(slice), endpoints: kept });
      else changes.delete.push(slice);
    } else {
      const relabelled = template.relabel(slice);
      if (relabelled !== slice) changed.push({ ...relabelled, endpoints: kept });
      else unchanged.push(slice);
    }
  }

  const rest = [...left.values()];
  if (rest.length && changed.length) {
    // Fuller slices first: they are nearest to needing no more changes.
    const order = changed.map((_, i) => i).sort((a, b) => changed[b].endpoints!.length - changed[a].endpoints!.length || a - b);
    for (const i of order) changed[i] = fill(changed[i], rest, template.maxEndpoints);
  }
  while (rest.length) {
    const target = slicesToFill(unchanged, rest.length, template.maxEndpoints);
    if (target >= 0) {
      const [slice] = unchanged.splice(target, 1);
      changed.push(fill({ ...slice, endpoints: slice.endpoints ?? [] }, rest, template.maxEndpoints));
    } else changes.create.push(fill({ ...template.make(wanted.ports), endpoints: [] }, rest, template.maxEndpoints));
  }
  changes.update.push(...changed);
}

/** Takes endpoints from `rest` until the slice is full. */
function fill(slice: EndpointSlice, rest: Endpoint[], max: number): EndpointSlice {
  const present = slice.endpoints ?? [];
  const room = max - present.length;
  return room > 0 && rest.length ? { ...slice, endpoints: [...present, ...rest.splice(0, room)] } : slice;
}

/** The slice that would be fullest after taking `count`, if any has room for all of them. */
function slicesToFill(slices: readonly EndpointSlice[], count: number, max: number): number {
  let best = -1, most = -1;
  slices.forEach((slice, i) => {
    const size = slice.endpoints?.length ?? 0;
    if (size + Math.min(count, max) <= max && size > most) { most = size; best = i; }
  });
  return best;
}
