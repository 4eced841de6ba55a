import { expect, test } from 'vitest';
import { addQuantities, canonicalQuantity, compareQuantities, parseQuantity, QUANTITY_FORMAT_ERROR, QUANTITY_SUFFIX_ERROR, quantityError, quantityMilliValue, quantityValue, subtractQuantities } from './quantity.ts';

test.each([
  ['1000m', '1'], ['0.5', '500m'], ['.5', '500m'], ['1.5', '1500m'], ['1.5Gi', '1536Mi'], ['1Gi', '1Gi'], ['1024Mi', '1Gi'], ['512', '512'], ['70000', '70k'],
  ['0', '0'], ['0Gi', '0'], ['0.5Gi', '512Mi'], ['0.5Ki', '512'], ['1023.5Ki', '1048064'], ['0.1Ki', '102400m'], ['1e3', '1e3'], ['12e6', '12e6'], ['1E', '1E'], ['100M', '100M'], ['1000M', '1G'],
  ['-1', '-1'], ['+2', '2'], ['1.', '1'], ['007', '7'], ['.', '0'], ['0.0000000001', '1n'], ['1001m', '1001m'], ['10000', '10k'], ['1500', '1500'], ['1100k', '1100k'],
])('%s is written %s', (text, canonical) => {
  expect(quantityError(text)).toBeUndefined();
  expect(canonicalQuantity(text)).toBe(canonical);
});

test.each([
  ['', QUANTITY_FORMAT_ERROR], ['a..b', QUANTITY_FORMAT_ERROR], ['1gb', QUANTITY_FORMAT_ERROR], ['1KB', QUANTITY_FORMAT_ERROR], ['1 Gi', QUANTITY_FORMAT_ERROR], ['1.2.3', QUANTITY_FORMAT_ERROR], ['100%', QUANTITY_FORMAT_ERROR],
  ['1K', QUANTITY_SUFFIX_ERROR], ['1ki', QUANTITY_SUFFIX_ERROR], ['1e', QUANTITY_SUFFIX_ERROR], ['1m3', QUANTITY_SUFFIX_ERROR],
])('%j is refused', (text, error) => {
  expect(parseQuantity(text)).toBeUndefined();
  expect(quantityError(text)).toBe(error);
});

test('values are rounded up', () => {
  expect(quantityValue('1500m')).toBe(2);
  expect(quantityValue('1Ki')).toBe(1024);
  expect(quantityValue(3)).toBe(3);
  expect(quantityMilliValue('0.1')).toBe(100);
  expect(quantityMilliValue('100m')).toBe(100);
  expect(quantityMilliValue('100u')).toBe(1);
  expect(quantityMilliValue('2')).toBe(2000);
  expect(quantityValue('-1500m')).toBe(-1);
});

test('sums keep the first format', () => {
  expect(addQuantities('1Gi', '512Mi')).toBe('1536Mi');
  expect(addQuantities('0', '512Mi')).toBe('512Mi');
  expect(subtractQuantities('1', '250m')).toBe('750m');
  expect(compareQuantities('1', '1000m')).toBe(0);
  expect(compareQuantities('1Gi', '1G')).toBe(1);
});
