import { expect, test } from 'vitest';
import { BOOTSTRAP_FLOW_SCHEMAS, BOOTSTRAP_PRIORITY_LEVELS } from './flow-control.ts';
import { BOOTSTRAP_PRIORITY_CLASSES } from './priority-classes.ts';

test('every flow goes to a level that exists, in order of precedence', () => {
  const levels = new Set(BOOTSTRAP_PRIORITY_LEVELS.map((level) => level.metadata.name));
  expect(BOOTSTRAP_FLOW_SCHEMAS.filter((flow) => !levels.has(flow.spec!.priorityLevelConfiguration.name))).toEqual([]);
  const order = BOOTSTRAP_FLOW_SCHEMAS.map((flow) => flow.spec!.matchingPrecedence!);
  expect([...order].sort((a, b) => a - b)).toEqual(order);
});

test('the two system classes outrank whatever users may make', () => {
  expect(BOOTSTRAP_PRIORITY_CLASSES.map((c) => c.value)).toEqual([2e9, 2_000_001_000]);
});
