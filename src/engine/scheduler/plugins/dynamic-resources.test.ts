import { expect, it } from 'vitest';
import { dynamicResources } from './dynamic-resources.ts';

it('says its part of the message, and ends it when an earlier plugin refused the pod outright', () => {
  expect(dynamicResources.postFilter(true)).toEqual({ message: 'no new claims to deallocate', stop: false });
  expect(dynamicResources.postFilter(false)).toEqual({ message: 'not found', stop: true });
});
