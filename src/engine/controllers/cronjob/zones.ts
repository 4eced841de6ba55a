/**
 * Time zones: offsets from UTC and when they change, from 2020 to 2049. The table is generated (`node .ci/time-zones.mjs`)
 * and kept, because the engine may not ask the host: two hosts may have different zone data.
 */
import { TRANSITIONS, ZONES } from './zones.gen.ts';

export interface Zone {
  readonly name: string;
  /** Ms to add to UTC at that instant. */
  offsetMs(ms: number): number;
}

export const UTC: Zone = { name: 'UTC', offsetMs: () => 0 };

const loaded = new Map<string, Zone>();

/** Undefined for a name that is no zone. */
export function zoneOf(name: string): Zone | undefined {
  if (name === 'UTC' || name === 'Etc/UTC') return UTC;
  const known = loaded.get(name);
  if (known) return known;
  const row = (ZONES as Record<string, number>)[name];
  if (row === undefined) return undefined;
  const zone = decode(name, TRANSITIONS[row]);
  loaded.set(name, zone);
  return zone;
}

/** `offset[,start offset]...`: minutes at first, then from each start (minutes since 1970, base 36) on. */
function decode(name: string, text: string): Zone {
  const parts = text.split(',');
  const starts = [-Infinity], offsets = [Number(parts[0]) * 60_000];
  for (const part of parts.slice(1)) {
    const [at, minutes] = part.split(' ');
    starts.push(parseInt(at, 36) * 60_000);
    offsets.push(Number(minutes) * 60_000);
  }
  return {
    name,
    offsetMs(ms) {
      let low = 0, high = starts.length - 1;
      while (low < high) { const middle = (low + high + 1) >> 1; if (starts[middle] <= ms) low = middle; else high = middle - 1; }
      return offsets[low];
    },
  };
}
