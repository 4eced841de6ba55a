/** What a Redis server writes at its start. */
import type { Output } from '../../program.ts';
import { logTime } from './log-time.ts';

export function redisOutput(version = '8.2.1'): Output {
  const stamped = (mark: string, text: string) => (_turn: number, atMs: number): string => {
    const { day, monthName, year, time, millis } = logTime(atMs);
    return `1:${mark} ${day} ${monthName} ${year} ${time}.${millis} * ${text}`;
  };
  return {
    lines: [
      { afterMs: 10, text: stamped('C', 'oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo') },
      { afterMs: 10, text: stamped('C', `Redis version=${version}, bits=64, commit=00000000, modified=0, pid=1, just started`) },
      { afterMs: 15, text: stamped('M', 'monotonic clock: POSIX clock_gettime') },
      { afterMs: 20, text: stamped('M', 'Running mode=standalone, port=6379.') },
      { afterMs: 25, text: stamped('M', 'Server initialized') },
      { afterMs: 30, text: stamped('M', 'Ready to accept connections tcp') },
    ],
  };
}
