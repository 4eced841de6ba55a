import { expect, it } from 'vitest';
import { pod } from '../given.ts';
import { schedulingGates } from './scheduling-gates.ts';

it('holds back pods with gates', () => {
  expect(schedulingGates.preEnqueue!(pod('p', { schedulingGates: [{ name: 'a' }, { name: 'b' }] }))).toBe('waiting for scheduling gates: [a b]');
  expect(schedulingGates.preEnqueue!(pod('p', { schedulingGates: [] }))).toBeUndefined();
});
