import { expect, test } from 'vitest';
import { goJSON, goQuote } from './go-quote.ts';

test.each([
  ['plain text', '"plain text"'], ['a"b\\c', '"a\\"b\\\\c"'], ['a\nb\u0000\u007f\u000b', '"a\\nb\\x00\\x7f\\v"'], ['zero\u200bwidth', '"zero\\u200bwidth"'], ['größe ✓ 😀', '"größe ✓ 😀"'],
])('%j', (text, quoted) => expect(goQuote(text)).toBe(quoted));

test('JSON that is fit to stand in HTML', () => expect(goJSON({ a: '<b>&' })).toBe('{"a":"\\u003cb\\u003e\\u0026"}'));
