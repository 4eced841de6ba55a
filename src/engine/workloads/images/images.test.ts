import { expect, it } from 'vitest';
import { imageOf } from './index.ts';

const said = (image: string, more: object = {}): string[] => (imageOf(image).run({ name: 'c', image, ...more }).output?.lines ?? []).map(({ text }) => text(0, 1_767_225_605_042));

it('servers write their first lines as the real ones do, in their own manner of telling the time', () => {
  expect(said('nginx:1.27').slice(-4, -1)).toEqual(['2026/01/01 00:00:05 [notice] 1#1: using the "epoll" event method', '2026/01/01 00:00:05 [notice] 1#1: nginx/1.27', '2026/01/01 00:00:05 [notice] 1#1: start worker processes']);
  expect(said('httpd')[0]).toBe('[Thu Jan 01 00:00:05.042000 2026] [mpm_event:notice] [pid 1:tid 1] AH00489: Apache/2.4.65 (Unix) configured -- resuming normal operations');
  expect(said('redis:7').at(-1)).toBe('1:M 01 Jan 2026 00:00:05.042 * Ready to accept connections tcp');
  expect(said('postgres:16').at(-1)).toBe('2026-01-01 00:00:05.042 UTC [1] LOG:  database system is ready to accept connections');
  expect(said('mysql:8.4').at(-1)).toContain("ready for connections. Version: '8.4'");
});

it('an image whose command is another program does not speak for its own', () => {
  expect(said('nginx', { command: ['sh', '-c', 'sleep 5'] })).toEqual([]);
});
