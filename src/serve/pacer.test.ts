import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Kernel } from '../engine/kernel/kernel.ts';
import { Pacer } from './pacer.ts';

beforeEach(() => { vi.useFakeTimers(); });
afterEach(() => { vi.useRealTimers(); });

const cluster = (): { kernel: Kernel } => ({ kernel: new Kernel({ seed: 1 }) });
const realNow = (): number => Date.now();

it('follows real time at its speed', async () => {
  const c = cluster();
  const ran: number[] = [];
  for (let second = 1; second <= 30; second++) c.kernel.afterInBackground(second * 1000, () => ran.push(second));
  const pacer = new Pacer(c, 10, realNow);
  pacer.start();
  await vi.advanceTimersByTimeAsync(1050);
  expect(ran.length).toBe(10);
  pacer.set({ paused: true });
  await vi.advanceTimersByTimeAsync(1000);
  expect(ran.length).toBe(10);
  pacer.set({ paused: false, speed: 20 });
  await vi.advanceTimersByTimeAsync(1050);
  expect(ran.length).toBe(30);
  pacer.stop();
});

it('runs ahead at max while there is something to do', async () => {
  const c = cluster();
  let over = false;
  c.kernel.after(3_600_000, () => { over = true; });
  const pacer = new Pacer(c, Infinity, realNow);
  pacer.start();
  await vi.advanceTimersByTimeAsync(10);
  expect(over).toBe(true);
  const before = c.kernel.now;
  await vi.advanceTimersByTimeAsync(1000);
  expect(c.kernel.now - before).toBeLessThan(1100);
  pacer.stop();
});

it('stands still at 0', async () => {
  const c = cluster();
  const pacer = new Pacer(c, 0, realNow);
  pacer.start();
  await vi.advanceTimersByTimeAsync(5000);
  expect(c.kernel.now).toBe(c.kernel.epochMs);
  pacer.stop();
});
