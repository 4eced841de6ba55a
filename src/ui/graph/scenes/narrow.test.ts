import { afterEach, expect, it, vi } from 'vitest';
import { narrow } from './narrow.ts';

afterEach(() => { vi.unstubAllGlobals(); });

it('a phone is narrow, a desk is not, and nor is what has no window', () => {
  expect(narrow()).toBe(false);
  vi.stubGlobal('innerWidth', 390);
  expect(narrow()).toBe(true);
  vi.stubGlobal('innerWidth', 1440);
  expect(narrow()).toBe(false);
});
