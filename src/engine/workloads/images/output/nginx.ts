/** What nginx and the entrypoint of its image write at their start. */
import type { Output } from '../../program.ts';
import { logTime } from './log-time.ts';

const ENTRYPOINT = [
  '/docker-entrypoint.sh: /docker-entrypoint.d/ is not empty, will attempt to perform configuration',
  '/docker-entrypoint.sh: Looking for shell scripts in /docker-entrypoint.d/',
  '/docker-entrypoint.sh: Launching /docker-entrypoint.d/10-listen-on-ipv6-by-default.sh',
  '10-listen-on-ipv6-by-default.sh: info: Getting the checksum of /etc/nginx/conf.d/default.conf',
  '10-listen-on-ipv6-by-default.sh: info: Enabled listen on IPv6 in /etc/nginx/conf.d/default.conf',
  '/docker-entrypoint.sh: Sourcing /docker-entrypoint.d/15-local-resolvers.envsh',
  '/docker-entrypoint.sh: Launching /docker-entrypoint.d/20-envsubst-on-templates.sh',
  '/docker-entrypoint.sh: Launching /docker-entrypoint.d/30-tune-worker-processes.sh',
  '/docker-entrypoint.sh: Configuration complete; ready for start up',
];
const NOTICES = (version: string): readonly string[] => ['using the "epoll" event method', `nginx/${version}`, 'start worker processes', 'start worker process 29'];

export function nginxOutput(version = '1.29.1'): Output {
  return {
    lines: [
      ...ENTRYPOINT.map((line) => ({ afterMs: 20, text: () => line })),
      ...NOTICES(version).map((notice) => ({
        afterMs: 60, stderr: true,
        text: (_turn: number, atMs: number): string => { const { year, month, day, time } = logTime(atMs); return `${year}/${month}/${day} ${time} [notice] 1#1: ${notice}`; },
      })),
    ],
  };
}
