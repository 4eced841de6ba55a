import { expect, test } from 'vitest';
import { findCondition, isConditionTrue, removeCondition, setCondition, type AnyCondition } from './conditions.ts';

const ready: AnyCondition = { type: 'Ready', status: 'True', reason: 'Up', lastTransitionTime: '2026-01-01T00:00:00Z' };

test('a new condition is added with the time of now', () => {
  expect(setCondition(undefined, { type: 'Ready', status: 'True' }, 'now')).toEqual([{ type: 'Ready', status: 'True', lastTransitionTime: 'now' }]);
});
test('the transition time moves with the status only', () => {
  expect(findCondition(setCondition([ready], { type: 'Ready', status: 'True', reason: 'Better' }, 'now'), 'Ready')).toEqual({ ...ready, reason: 'Better' });
  expect(findCondition(setCondition([ready], { type: 'Ready', status: 'False' }, 'now'), 'Ready')?.lastTransitionTime).toBe('now');
});
test('no change, same list', () => {
  const list = [ready];
  expect(setCondition(list, { type: 'Ready', status: 'True', reason: 'Up' }, 'now')).toBe(list);
  expect(removeCondition(list, 'Other')).toBe(list);
  expect(isConditionTrue(removeCondition(list, 'Ready'), 'Ready')).toBe(false);
});
