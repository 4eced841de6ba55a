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

it('a text goes to the page once, with the first row that names it', () => {
  const strings = new Strings();
  const schema = { state: 'u8', name: 'u32', status: 'u32', size: 'u32' } as const;
  const slots = new Slots(schema);
  for (const name of ['a', 'b', 'c']) slots.set(name, { state: 1, name: strings.id(name), status: strings.id('Running'), size: 7 });
  const portion = (most: number): unknown => { strings.need(schema, slots.take(most)); return strings.take(); };
  expect(portion(2)).toEqual({ ids: [1, 3, 2], texts: ['a', 'b', 'Running'] });
  expect(portion(2)).toEqual({ ids: [4], texts: ['c'] });
  slots.set('a', { state: 2, name: strings.id('a'), status: strings.id('Running'), size: 7 });
  expect(portion(2)).toBeUndefined();
});
