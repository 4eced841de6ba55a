/** What a MySQL server writes at its start, once its data are there. */
import type { Output } from '../../program.ts';
import { logTime } from './log-time.ts';

export function mysqlOutput(version = '9.4.0'): Output {
  const stamped = (text: string) => (_turn: number, atMs: number): string => {
    const { year, month, day, time, millis } = logTime(atMs);
    return `${year}-${month}-${day}T${time}.${millis}000Z 0 ${text}`;
  };
  return {
    lines: [
      { afterMs: 3000, stderr: true, text: stamped(`[System] [MY-010116] [Server] /usr/sbin/mysqld (mysqld ${version}) starting as process 1`) },
      { afterMs: 3500, stderr: true, text: stamped('[System] [MY-013576] [InnoDB] InnoDB initialization has started.') },
      { afterMs: 5000, stderr: true, text: stamped('[System] [MY-013577] [InnoDB] InnoDB initialization has ended.') },
      { afterMs: 5900, stderr: true, text: stamped(`[System] [MY-010931] [Server] /usr/sbin/mysqld: ready for connections. Version: '${version}'  socket: '/var/run/mysqld/mysqld.sock'  port: 3306  MySQL Community Server - GPL.`) },
    ],
  };
}
