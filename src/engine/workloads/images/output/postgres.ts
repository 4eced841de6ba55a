/** What a PostgreSQL server writes at its start, once its cluster is there. */
import type { Output } from '../../program.ts';
import { logTime } from './log-time.ts';

export function postgresOutput(version = '17.6'): Output {
  const stamped = (process: number, text: string) => (_turn: number, atMs: number): string => {
    const { year, month, day, time, millis } = logTime(atMs);
    return `${year}-${month}-${day} ${time}.${millis} UTC [${process}] LOG:  ${text}`;
  };
  return {
    lines: [
      { afterMs: 1500, text: () => 'PostgreSQL init process complete; ready for start up.' },
      { afterMs: 1600, stderr: true, text: stamped(1, `starting PostgreSQL ${version} on x86_64-pc-linux-gnu, 64-bit`) },
      { afterMs: 1600, stderr: true, text: stamped(1, 'listening on IPv4 address "0.0.0.0", port 5432') },
      { afterMs: 1610, stderr: true, text: stamped(1, 'listening on Unix socket "/var/run/postgresql/.s.PGSQL.5432"') },
      { afterMs: 2400, stderr: true, text: stamped(1, 'database system is ready to accept connections') },
    ],
  };
}
