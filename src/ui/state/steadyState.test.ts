import { describe, expect, test } from 'vitest';
import { look, verdictOf, type Check } from './steadyState.ts';

const web: Check = { id: 'web', target: { kind: 'Deployment', namespace: 'default', name: 'web' }, least: 2, sinceMs: 0, ready: undefined, broken: [] };

describe('a steady-state check', () => {
  test('keeps the stretches in which it did not hold, and how long they were', () => {
    let check = look(web, 3, 0);
    check = look(check, 1, 10_000);
    check = look(check, 0, 12_000);
    check = look(check, 2, 40_000);
    check = look(check, undefined, 50_000);
    expect(check.broken).toEqual([{ fromMs: 10_000, toMs: 40_000 }, { fromMs: 50_000, toMs: undefined }]);
    expect(verdictOf(check, 55_000)).toEqual({ holds: false, times: 2, brokenMs: 35_000, longestMs: 30_000 });
  });

  test('is the same object while nothing changed', () => {
    const check = look(web, 3, 0);
    expect(look(check, 3, 5000)).toBe(check);
    expect(verdictOf(check, 5000)).toEqual({ holds: true, times: 0, brokenMs: 0, longestMs: 0 });
  });
});
