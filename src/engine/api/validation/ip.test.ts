import { expect, test } from 'vitest';
import { containsIP, networkOf, parseCIDR, parseIP, validateNonSpecialIP } from './ip.ts';

test('addresses in every spelling', () => {
  expect(parseIP('010.0.0.1')?.text).toBe('10.0.0.1');
  expect(parseIP('2001:DB8:0:0:0:0:0:1')?.text).toBe('2001:db8::1');
  expect(parseIP('::ffff:10.0.0.1')).toMatchObject({ family: 4, text: '10.0.0.1', mapped: true });
  for (const bad of ['', '1.2.3', '1.2.3.256', '1::2::3', 'abc', ':::']) expect(parseIP(bad)).toBeUndefined();
});
test('networks', () => {
  expect(networkOf(parseCIDR('10.1.2.3/20')!).text).toBe('10.1.0.0');
  expect(containsIP(parseCIDR('10.96.0.0/16')!, parseIP('10.96.200.1')!)).toBe(true);
  expect(containsIP(parseCIDR('10.96.0.0/16')!, parseIP('10.97.0.1')!)).toBe(false);
  expect(parseCIDR('10.0.0.0/33')).toBeUndefined();
});
test('addresses that no endpoint has', () => {
  expect(validateNonSpecialIP('127.0.0.1', 'ip')).toHaveLength(1);
  expect(validateNonSpecialIP('fe80::1', 'ip')).toHaveLength(1);
  expect(validateNonSpecialIP('192.0.2.1', 'ip')).toEqual([]);
});
