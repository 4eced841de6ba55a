/** The images on one machine, and the pulls, one after the other (kubelet --serialize-image-pulls, on by default). */
import type { Kernel } from '../kernel/kernel.ts';
import { withTag } from '../workloads/images/index.ts';
import type { Workloads } from '../workloads/workloads.ts';

/** Asking the registry about an image that is there already, ms. */
const HANDSHAKE_MS = 250;

export class ImageStore {
  #present = new Map<string, number>();
  #busyUntil = 0;

  constructor(private readonly kernel: Kernel, private readonly workloads: () => Workloads) {}

  has(reference: string): boolean { return this.#present.has(withTag(reference)); }

  /** Waits for earlier pulls, then for this one; `done` gets the ms of the pull itself and with waiting, and the bytes. */
  pull(reference: string, done: (pullMs: number, withWaitingMs: number, bytes: number) => void): void {
    const { now } = this.kernel;
    const { bytes, milliseconds } = this.workloads().pull(reference);
    const pullMs = this.has(reference) ? Math.min(HANDSHAKE_MS, milliseconds) : milliseconds;
    const start = Math.max(now, this.#busyUntil);
    this.#busyUntil = start + pullMs;
    this.kernel.at(start + pullMs, () => {
      this.#present.set(withTag(reference), bytes);
      done(pullMs, start + pullMs - now, bytes);
    });
  }

  forget(): void { this.#present.clear(); this.#busyUntil = 0; }

  /** As in node.status.images: largest first. */
  list(): { names: string[]; sizeBytes: number }[] {
    return [...this.#present].map(([name, sizeBytes]) => ({ names: [name], sizeBytes })).sort((a, b) => b.sizeBytes - a.sizeBytes || (a.names[0]! < b.names[0]! ? -1 : 1)).slice(0, 50);
  }
}
