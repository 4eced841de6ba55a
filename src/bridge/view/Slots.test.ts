import { describe, expect, it } from 'vitest';
import { ColumnTable } from '../columns.ts';
import { Slots } from './Slots.ts';
import { Strings } from './Strings.ts';

const SCHEMA = { state: 'u8', size: 'u32' } as const;

describe('Slots', () => {
  it('comes in portions that make up the whole', () => {
    const slots = new Slots(SCHEMA), page = new ColumnTable(SCHEMA);
    for (let i = 0; i < 25; i++) slots.set(`k${i}`, { state: 1, size: i });
    const sizes: number[] = [];
    while (slots.pending) { const rows = slots.take(10)!; sizes.push(rows.slots.length); page.apply(rows); }
    expect(sizes).toEqual([10, 10, 5]);
    expect(Array.from({ length: 25 }, (_, i) => page.get(i, 'size'))).toEqual(Array.from({ length: 25 }, (_, i) => i));
  });

  it('gives a slot away again only after the page saw its last owner go', () => {
    const slots = new Slots(SCHEMA);
    for (let i = 0; i < 4; i++) slots.set(`k${i}`, { state: 1, size: i });
    slots.take();
    slots.put(1, 'size', 9);
    slots.put(2, 'size', 9);
    slots.remove('k0');
    slots.take(2);
    const early = slots.set('new', { state: 1, size: 7 });
    expect(early).not.toBe(0);
    slots.take();
    expect(slots.set('newer', { state: 1, size: 8 })).toBe(0);
  });
});

it('strings come in portions, in the order of their numbers', () => {
  const strings = new Strings();
  const ids = ['a', 'b', 'c', 'a'].map((text) => strings.id(text));
  expect(ids).toEqual([1, 2, 3, 1]);
  expect([strings.take(2), strings.pending, strings.take(2), strings.pending, strings.take(2)]).toEqual([['a', 'b'], true, ['c'], false, undefined]);
});
