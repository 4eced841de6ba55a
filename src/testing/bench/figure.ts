/** One measurement. Each runs in a process of its own, so that no heap or warmed-up code of another helps or hinders it. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  /** Larger is better (pods a second); else smaller is (seconds). */
  readonly largerIsBetter?: boolean;
  /** What an issue asks for, in `unit`. */
  readonly aim?: number;
  run(): number | Promise<number>;
  /** The same measured on the peer named; undefined where it cannot do it. */
  readonly peer?: { readonly name: string; run(): number | Promise<number> };
}

export const cpuSeconds = (work: () => void): number => {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
};

export const cpuSecondsOf = async (work: () => Promise<void>): Promise<number> => {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
};

/** MB of heap that are in use after a collection. Run node with --expose-gc. */
export function heapMegabytes(): number {
  (globalThis as { gc?: () => void }).gc?.();
  return process.memoryUsage().heapUsed / 1e6;
}
