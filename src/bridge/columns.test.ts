import { describe, expect, it } from 'vitest';
import { ColumnTable } from './columns.ts';
import { Slots } from './view/Slots.ts';

const SCHEMA = { state: 'u8', value: 'f64' } as const;

describe('Slots and ColumnTable', () => {
  it('carry the rows that changed, and nothing else, to the other side', () => {
    const slots = new Slots(SCHEMA);
    const page = new ColumnTable(SCHEMA);
    for (let i = 0; i < 1000; i++) slots.set(`pod-${i}`, { state: 1, value: i / 2 });
    page.apply(slots.take()!);
    expect([page.length, page.get(999, 'value')]).toEqual([1000, 499.5]);
    slots.set('pod-7', { state: 2, value: 70 });
    const rows = slots.take()!;
    expect([...rows.slots]).toEqual([7]);
    page.apply(rows);
    expect(page.get(7, 'value')).toBe(70);
    expect(slots.take()).toBeUndefined();
  });

  it('does not give a slot to another key before its end was told', () => {
    const slots = new Slots(SCHEMA);
    const gone = slots.set('a', { state: 1, value: 1 });
    slots.take();
    slots.remove('a');
    expect(slots.set('b', { state: 1, value: 2 })).not.toBe(gone);
    expect([...slots.take()!.slots].sort()).toEqual([gone, 1]);
    expect(slots.set('c', { state: 1, value: 3 })).toBe(gone);
  });
});
