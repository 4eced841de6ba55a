import { describe, expect, it } from 'vitest';
import { formatTime, parseTime } from '../../kernel/time.ts';
import { parseSchedule } from './schedule.ts';
import { UTC, zoneOf, type Zone } from './zones.ts';

const next = (text: string, from: string, zone: Zone = UTC): string => formatTime(parseSchedule(text, zone).next(parseTime(from)));

describe('schedule', () => {
  it.each([
    ['*/5 * * * *', '2026-01-01T00:02:30Z', '2026-01-01T00:05:00Z'],
    ['0 0 29 2 *', '2026-01-01T00:00:00Z', '2028-02-29T00:00:00Z'],
    ['30 6-16/4 * * 1-5', '2026-01-02T15:00:00Z', '2026-01-05T06:30:00Z'],
    ['0 0 13 * 5', '2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z'],
    ['0 0 */1 * 5', '2026-01-03T00:00:00Z', '2026-01-09T00:00:00Z'],
    ['15 10 * JAN mon', '2026-01-06T00:00:00Z', '2026-01-12T10:15:00Z'],
    ['@weekly', '2026-01-01T00:00:00Z', '2026-01-04T00:00:00Z'],
    ['@every 90m', '2026-01-01T00:00:00Z', '2026-01-01T01:30:00Z'],
  ])('%s after %s is %s', (text, from, expected) => { expect(next(text, from)).toBe(expected); });

  it('follows the clocks of a zone: no 02:30 on the day they go forward', () => {
    const rome = zoneOf('Europe/Rome')!;
    expect(next('30 2 * * *', '2026-03-28T12:00:00Z', rome)).toBe('2026-03-30T00:30:00Z');
    expect(next('0 12 * * *', '2026-01-01T12:00:00Z', rome)).toBe('2026-01-02T11:00:00Z');
    expect(next('0 12 * * *', '2026-07-01T12:00:00Z', rome)).toBe('2026-07-02T10:00:00Z');
    expect(next('0 0 1 * *', '2026-01-15T00:00:00Z', zoneOf('America/New_York')!)).toBe('2026-02-01T05:00:00Z');
    expect(next('0 9 * * *', '2026-01-15T00:00:00Z', zoneOf('Asia/Kolkata')!)).toBe('2026-01-15T03:30:00Z');
  });

  it.each([
    ['* * * *', 'expected exactly 5 fields, found 4: [* * * *]'],
    ['61 * * * *', 'end of range (61) above maximum (59): 61'],
    ['x * * * *', 'failed to parse int from x: strconv.Atoi: parsing "x": invalid syntax'],
    ['@never', 'unrecognized descriptor: @never'],
    ['*/0 * * * *', 'step of range should be a positive number: */0'],
  ])('%s is refused', (text, message) => { expect(() => parseSchedule(text, UTC)).toThrow(message); });

  it('names no instant for a date that never comes', () => { expect(parseSchedule('0 0 31 2 *', UTC).next(parseTime('2026-01-01T00:00:00Z'))).toBeNaN(); });
  it('knows no zone of a wrong name', () => { expect(zoneOf('Mars/Olympus')).toBeUndefined(); });
});
