/**
 * Hollow nodes, as Kubernetes' own kubemark has them: images arrive at once, containers run nothing until they are stopped,
 * and stop at once with code 0. Only `sleep N; exit C` in a command ends by itself. For comparing with recordings of such nodes.
 */
import type { Program } from './program.ts';
import type { Workloads } from './workloads.ts';

const FOREVER: Program = { readyMs: 0, stopMs: 0, stopCode: 0, footprint: { idleMillis: 0, memoryMi: 0, millisPerRequest: 0 } };

export const HOLLOW: Workloads = {
  pull: () => ({ bytes: 0, milliseconds: 0 }),
  pullError: () => undefined,
  program(container) {
    const found = /sleep\s+([\d.]+)\s*;\s*exit\s+(\d+)/.exec([...(container.command ?? []), ...(container.args ?? [])].join(' '));
    return found ? { ...FOREVER, ends: { afterMs: Number(found[1]) * 1000, exitCode: Number(found[2]) } } : FOREVER;
  },
  probed: false,
};
