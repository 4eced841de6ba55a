/** What the drivers of disks answer when a disk is to be made or attached: yes, unless a fault stands in the way. */
export interface DiskTrouble {
  readonly act: 'create' | 'attach';
  /** Only disks of that zone, or for that node; of neither, all. */
  readonly zone?: string;
  readonly node?: string;
  /** What the driver answers, as gRPC puts it: `rpc error: code = Internal desc = ...`. */
  readonly answer: string;
}

export class DiskService {
  #troubles = new Set<DiskTrouble>();

  /** Returns how to end the trouble. */
  fail(trouble: DiskTrouble): () => void {
    this.#troubles.add(trouble);
    return () => { this.#troubles.delete(trouble); };
  }

  /** The driver's refusal; undefined when the disk can be made, or attached, there. */
  refusal(act: DiskTrouble['act'], zone: string | undefined, node: string | undefined): string | undefined {
    for (const trouble of this.#troubles) {
      if (trouble.act === act && (trouble.zone === undefined || trouble.zone === zone) && (trouble.node === undefined || trouble.node === node)) return trouble.answer;
    }
    return undefined;
  }
}

/** How long a helper of a driver waits before it tries again what failed so often: a second, then ever longer. */
export const retryDelayMs = (failures: number, mostMs: number): number => Math.min(mostMs, 1000 * 2 ** Math.min(failures - 1, 20));
