import { expect, test } from 'vitest';
import { isConfigMapKey, isDNS1035Label, isDNS1123Label, isDNS1123Subdomain, isEnvVarName, isLabelValue, isQualifiedName, isValidPortName, maskTrailingDash } from './names.ts';

test('labels and subdomains', () => {
  expect(isDNS1123Label('web-1')).toEqual([]);
  expect(isDNS1123Label('a.b')).toEqual(['must not contain dots']);
  expect(isDNS1123Label('x'.repeat(64))).toEqual(['must be no more than 63 characters']);
  expect(isDNS1123Label('Web')[0]).toContain("(e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')");
  expect(isDNS1123Subdomain('a.b-c.d')).toEqual([]);
  expect(isDNS1123Subdomain('a..b')).toHaveLength(1);
  expect(isDNS1035Label('1a')).toHaveLength(1);
});

test('label keys and values', () => {
  expect(isQualifiedName('example.com/Name_1')).toEqual([]);
  expect(isQualifiedName('')[0]).toBe('name part must be non-empty');
  expect(isQualifiedName('/x')).toEqual(['prefix part must be non-empty']);
  expect(isLabelValue('')).toEqual([]);
  expect(isLabelValue('é'.repeat(32))).toContain('must be no more than 63 bytes');
});

test('ports, keys and environment', () => {
  expect(isValidPortName('http-metrics')).toEqual([]);
  expect(isValidPortName('80')).toEqual(['must contain at least one letter (a-z)']);
  expect(isValidPortName('a--b')).toEqual(['must not contain consecutive hyphens']);
  expect(isConfigMapKey('..x')).toEqual(["must not start with '..'"]);
  expect(isEnvVarName('A B')).toEqual([]);
  expect(isEnvVarName('A=B')).toHaveLength(1);
  expect(maskTrailingDash('web-')).toBe('wea');
});
