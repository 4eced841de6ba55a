import { expect, it } from 'vitest';
import { difference, lineMatches } from './match.ts';

it('compares lines with wildcards word by word', () => {
  expect(lineMatches('web-<*>  1/1  Running  0  <age>', 'web-7d4-abc   1/1     Running   0          2m5s', true)).toBe(true);
  expect(lineMatches('web-<*>  1/1  Running  0  <age>', 'web-7d4-abc   0/1     Running   0          2m5s', true)).toBe(false);
  expect(lineMatches('  message: <...>', '  message: a b c', true)).toBe(true);
  expect(lineMatches('a  b', 'a b', false)).toBe(false);
  expect(lineMatches('AGE <age>', 'AGE soon', true)).toBe(false);
});

it('compares a whole output word by word once it has a wildcard', () => {
  expect(difference(['NAME  AGE', 'a  <age>'], ['NAME     AGE', 'a        3s'])).toBeUndefined();
  expect(difference(['NAME  AGE'], ['NAME     AGE'])).toContain('expected:');
});

it('lets ... stand for any lines', () => {
  expect(difference(['a', '...', 'z'], ['a', 'b', 'c', 'z'])).toBeUndefined();
  expect(difference(['a', '...'], ['a'])).toBeUndefined();
  expect(difference(['a', '...', 'z'], ['a', 'b'])).toContain('expected:');
  expect(difference([], ['a'])).toContain('got:');
});
