import { expect, it } from 'vitest';
import { humanDuration } from './human-duration.ts';

const S = 1000, M = 60 * S, H = 60 * M, D = 24 * H;

it.each([
  [-3 * S, '<invalid>'], [-1 * S, '0s'], [0, '0s'], [1999, '1s'], [119 * S, '119s'], [2 * M, '2m'], [2 * M + 5 * S, '2m5s'], [10 * M + 5 * S, '10m'], [179 * M, '179m'],
  [3 * H, '3h'], [3 * H + 10 * M, '3h10m'], [8 * H + 30 * M, '8h'], [47 * H, '47h'], [48 * H, '2d'], [7 * D + 4 * H, '7d4h'], [8 * D + 4 * H, '8d'], [729 * D, '729d'],
  [730 * D, '2y'], [770 * D, '2y40d'], [8 * 365 * D + 40 * D, '8y'],
])('%d ms is %s', (milliseconds, text) => expect(humanDuration(milliseconds)).toBe(text));
