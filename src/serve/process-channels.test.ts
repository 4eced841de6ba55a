import { expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import type { Streams } from '../rest/kubelet.ts';
import { exitStatus, joinProcess } from './process-channels.ts';

it('carries a process over channels', () => {
  const sent: string[] = [];
  const handlers = new Map<string, (data: Buffer) => void>();
  let closed = 0;
  const socket = {
    readyState: 1, OPEN: 1, send: (data: Uint8Array) => { sent.push(`${data[0]} ${Buffer.from(data.subarray(1)).toString()}`); },
    close: (code: number) => { closed = code; }, on: (event: string, handler: (data: Buffer) => void) => { handlers.set(event, handler); },
  } as unknown as WebSocket;
  const did: string[] = [];
  let streams!: Streams;
  joinProcess(socket, (given) => {
    streams = given;
    return { stdin: (chunk) => { did.push(`stdin ${Buffer.from(chunk).toString()}`); }, closeStdin: () => { did.push('eof'); }, resize: (columns, rows) => { did.push(`${columns}x${rows}`); }, kill: () => { did.push('kill'); } };
  }, 'v5.channel.k8s.io');
  const message = (channel: number, text: string | number[]): void => handlers.get('message')!(Buffer.concat([Buffer.from([channel]), Buffer.from(text as never)]));
  message(0, 'ls\n');
  message(4, '{"Width":80,"Height":24}');
  message(4, 'nonsense');
  message(255, [0]);
  handlers.get('close')!(Buffer.alloc(0));
  expect(did).toEqual(['stdin ls\n', '80x24', 'eof', 'kill']);
  streams.stdout(Buffer.from('out'));
  streams.stderr(Buffer.from('err'));
  streams.exit({ code: 0 });
  expect(sent).toEqual(['1 ', '2 ', '3 ', '1 out', '2 err', '3 {"metadata":{},"status":"Success"}']);
  expect(closed).toBe(1000);
});

it('tells how a process ended', () => {
  expect(exitStatus({ code: 3 })).toMatchObject({ reason: 'NonZeroExitCode', details: { causes: [{ reason: 'ExitCode', message: '3' }] } });
  expect(exitStatus({ error: 'no such container' })).toMatchObject({ status: 'Failure', message: 'no such container' });
});

it('speaks with clients of old: only what went wrong is told, and base64 where that is wanted', () => {
  const run = (protocol: string | undefined, end: { code: number } | { error: string }): string[] => {
    const sent: string[] = [];
    const socket = { readyState: 1, OPEN: 1, send: (data: Uint8Array | string) => { sent.push(typeof data === 'string' ? data : `${data[0]} ${Buffer.from(data.subarray(1)).toString()}`); }, close: () => undefined, on: () => undefined } as unknown as WebSocket;
    joinProcess(socket, (streams) => {
      streams.stdout(Buffer.from('out'));
      streams.exit(end);
      return { stdin: () => undefined, closeStdin: () => undefined, resize: () => undefined, kill: () => undefined };
    }, protocol);
    return sent.filter((text) => !/^\d ?$/.test(text));
  };
  expect(run(undefined, { code: 0 })).toEqual(['1 out']);
  expect(run('channel.k8s.io', { error: 'no such container' })).toEqual(['1 out', '3 no such container']);
  expect(run('base64.channel.k8s.io', { code: 0 })).toEqual(['1b3V0']);
});
