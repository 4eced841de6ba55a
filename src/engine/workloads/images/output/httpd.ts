/** What Apache's server writes at its start, with a container's address for its name. */
import type { Output } from '../../program.ts';
import { logTime } from './log-time.ts';

export function httpdOutput(version = '2.4.65'): Output {
  const stamped = (text: string) => (_turn: number, atMs: number): string => {
    const { dayName, monthName, day, time, millis, year } = logTime(atMs);
    return `[${dayName} ${monthName} ${day} ${time}.${millis}000 ${year}] ${text}`;
  };
  return {
    lines: [
      { afterMs: 40, stderr: true, text: stamped(`[mpm_event:notice] [pid 1:tid 1] AH00489: Apache/${version} (Unix) configured -- resuming normal operations`) },
      { afterMs: 40, stderr: true, text: stamped("[core:notice] [pid 1:tid 1] AH00094: Command line: 'httpd -D FOREGROUND'") },
    ],
  };
}
