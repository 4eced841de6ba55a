import { expect, test } from 'vitest';
import { compileLabelSelector, formatSelector, parseSelector } from './labels.ts';

const matches = (text: string, labels: Record<string, string>): boolean => parseSelector(text).matches(labels);

test('selectors in text match as kubectl users expect', () => {
  expect(matches('app=web,tier in (a, b)', { app: 'web', tier: 'b' })).toBe(true);
  expect(matches('app=web,tier in (a, b)', { app: 'web' })).toBe(false);
  expect(matches('app!=web', {})).toBe(true);
  expect(matches('!app', { app: '' })).toBe(false);
  expect(matches('app', { app: '' })).toBe(true);
  expect(matches('app notin (x)', {})).toBe(true);
  expect(matches('n>2', { n: '10' })).toBe(true);
  expect(matches('app=', { app: '' })).toBe(true);
  expect(matches('', { any: 'thing' })).toBe(true);
});

test.each([
  ['app in web', "unable to parse requirement: found 'web' expected: '('"],
  ['app=web,', "found '', expected: identifier after ','"],
  ['app web', "unable to parse requirement: found 'web', expected: in, notin, =, ==, !=, gt, lt"],
  ['=web', "found '=', expected: !, identifier, or 'end of string'"],
  ['app=(', "unable to parse requirement: found '(', expected: identifier"],
  ['n>x', 'unable to parse requirement: values[0]: Invalid value: "x": for \'Gt\', \'Lt\' operators, the value must be an integer'],
])('%s is refused', (text, message) => {
  expect(() => parseSelector(text)).toThrow(message);
});

test('a bad key is told with its rule', () => {
  expect(() => parseSelector('-bad=x')).toThrow(/^unable to parse requirement: <nil>: Invalid value: "-bad": name part must consist of alphanumeric characters/);
});

test('objects: absent selects nothing, empty everything; text is sorted by key', () => {
  expect(compileLabelSelector(undefined).matches({})).toBe(false);
  expect(compileLabelSelector({}).matches({ a: 'b' })).toBe(true);
  const selector = { matchLabels: { z: '1', app: 'web' }, matchExpressions: [{ key: 'tier', operator: 'In', values: ['b', 'a'] }, { key: 'old', operator: 'DoesNotExist' }] };
  expect(formatSelector(selector)).toBe('app=web,!old,tier in (a,b),z=1');
  expect(compileLabelSelector(selector).matches({ z: '1', app: 'web', tier: 'a' })).toBe(true);
});
