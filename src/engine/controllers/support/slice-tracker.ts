/**
 * Remembers the generation of each EndpointSlice that a controller wrote, to notice a cache that is behind, and a slice
 * that somebody else changed.
 */
import type { EndpointSlice } from '../../api/types.ts';

export class SliceTracker {
  /** Service key -> slice uid -> generation; -1 = deletion asked for. */
  #services = new Map<string, Map<string, number>>();

  wrote(service: string, slice: EndpointSlice): void {
    let slices = this.#services.get(service);
    if (!slices) this.#services.set(service, (slices = new Map()));
    slices.set(slice.metadata.uid!, slice.metadata.generation ?? 0);
  }

  expectDeletion(service: string, slice: EndpointSlice): void { this.#services.get(service)?.set(slice.metadata.uid!, -1); }
  /** True when the deletion was expected. */
  deleted(service: string, slice: EndpointSlice): boolean {
    const slices = this.#services.get(service);
    const generation = slices?.get(slice.metadata.uid!);
    slices?.delete(slice.metadata.uid!);
    return generation === -1 || generation === undefined;
  }

  /** True when the slice is not as this controller left it. */
  isForeign(service: string, slice: EndpointSlice): boolean {
    return this.#services.get(service)?.get(slice.metadata.uid!) !== (slice.metadata.generation ?? 0);
  }

  isStale(service: string, cached: readonly EndpointSlice[]): boolean {
    const slices = this.#services.get(service);
    if (!slices) return false;
    const present = new Set<string>();
    for (const slice of cached) {
      const uid = slice.metadata.uid!;
      present.add(uid);
      const generation = slices.get(uid);
      if (generation !== undefined && generation > (slice.metadata.generation ?? 0)) return true;
    }
    for (const [uid, generation] of slices) if (generation !== -1 && !present.has(uid)) return true;
    return false;
  }

  forget(service: string): void { this.#services.delete(service); }
}
