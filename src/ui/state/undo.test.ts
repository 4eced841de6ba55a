import { expect, test } from 'vitest';
import { useNotices } from './notices.ts';
import { forgetSteps, undoable, undoLast } from './undo.ts';

const said = (): string => useNotices.getState().list.at(-1)!.text;

test('the newest is taken back first, each once, and what fails says why', async () => {
  const done: string[] = [];
  const first = undoable('one', () => { done.push('one'); });
  undoable('two', () => { done.push('two'); });
  await undoLast();
  expect([done, said()]).toEqual([['two'], 'Undone: two']);
  first.run();
  await undoLast();
  expect(done).toEqual(['two', 'one']);
  undoable('three', () => Promise.reject(new Error('deployments.apps "web" not found')));
  await undoLast();
  expect(said()).toBe('three could not be undone: deployments.apps "web" not found');
  undoable('four', () => { done.push('four'); });
  forgetSteps();
  await undoLast();
  expect(done).toEqual(['two', 'one']);
});
