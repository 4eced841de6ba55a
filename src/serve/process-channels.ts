/**
 * exec and attach over a WebSocket: `v5.channel.k8s.io` (KEP-4006), as kubectl 1.31 and later speak it, and what came before. Each
 * message starts with the number of its channel: a byte, or in the base64 forms a digit. Before v4 the error channel says only what
 * went wrong, as text.
 */
import type { WebSocket } from 'ws';
import { StatusError } from '../engine/api/errors.ts';
import type { Process, Streams } from '../rest/kubelet.ts';
import type { Pipe } from './port-forward.ts';
import { SpdySession, type SpdyStream } from './spdy.ts';

const STDIN = 0, STDOUT = 1, STDERR = 2, ERROR = 3, RESIZE = 4, CLOSE = 255;
/** The digit 0. */
const ZERO = 48;

export const PROCESS_PROTOCOLS = ['v5.channel.k8s.io', 'v4.channel.k8s.io', 'v4.base64.channel.k8s.io', 'channel.k8s.io', 'base64.channel.k8s.io'];

export function joinProcess(socket: WebSocket, start: (streams: Streams) => Process, protocol = 'channel.k8s.io'): void {
  const isBase64 = protocol.includes('base64'), tellsStatus = protocol.startsWith('v');
  const send = (channel: number, data: Uint8Array): void => {
    if (socket.readyState !== socket.OPEN) return;
    if (isBase64) { socket.send(`${channel}${Buffer.from(data).toString('base64')}`); return; }
    const message = new Uint8Array(data.length + 1);
    message[0] = channel;
    message.set(data, 1);
    socket.send(message);
  };
  const finish = (status: unknown): void => {
    const { message } = status as { message?: string };
    if (tellsStatus) send(ERROR, new TextEncoder().encode(JSON.stringify(status)));
    else if (message !== undefined) send(ERROR, new TextEncoder().encode(message));
    socket.close(1000);
  };
  // Open both ways at once: kubectl waits for a first message of each stream it asked for.
  for (const channel of [STDOUT, STDERR, ERROR]) send(channel, new Uint8Array(0));
  let process: Process;
  try {
    process = start({ stdout: (chunk) => send(STDOUT, chunk), stderr: (chunk) => send(STDERR, chunk), exit: (result) => finish(exitStatus(result)) });
  } catch (error) {
    finish(error instanceof StatusError ? error.status : exitStatus({ error: error instanceof Error ? error.message : String(error) }));
    return;
  }
  socket.on('message', (data: Buffer) => {
    const chunk = isBase64 ? Buffer.from(data.subarray(1).toString(), 'base64') : data.subarray(1);
    switch (isBase64 ? data[0]! - ZERO : data[0]) {
      case STDIN: process.stdin(chunk); break;
      case CLOSE: if (chunk[0] === STDIN) process.closeStdin(); break;
      case RESIZE: resize(process, chunk); break;
    }
  });
  socket.on('close', () => process.kill());
}

function resize(process: Process, chunk: Buffer): void {
  try {
    const { Width, Height } = JSON.parse(chunk.toString()) as { Width?: number; Height?: number };
    if (Width && Height) process.resize(Width, Height);
  } catch { /* a size nobody can read changes nothing */ }
}

/** exec and attach over a bare SPDY session, as kubectl up to 1.29 speaks them: a stream for each end. */
export function joinProcessBySpdy(pipe: Pipe, wanted: readonly string[], start: (streams: Streams) => Process): void {
  const streams = new Map<string, SpdyStream>();
  let process: Process | undefined;
  const finish = (status: unknown): void => {
    streams.get('error')?.write(new TextEncoder().encode(JSON.stringify(status)));
    for (const name of ['stdout', 'stderr', 'error']) streams.get(name)?.end();
  };
  const session = new SpdySession((frame) => pipe.send(frame), (stream) => {
    const type = stream.headers.get('streamtype') ?? '';
    streams.set(type, stream);
    if (type === 'stdin') {
      stream.onData = (chunk) => process?.stdin(chunk);
      stream.onEnd = () => process?.closeStdin();
    } else if (type === 'resize') stream.onData = (chunk) => { if (process) resize(process, Buffer.from(chunk)); };
    if (process || !wanted.every((name) => streams.has(name))) return;
    try {
      process = start({ stdout: (chunk) => streams.get('stdout')?.write(chunk), stderr: (chunk) => streams.get('stderr')?.write(chunk), exit: (result) => finish(exitStatus(result)) });
    } catch (error) {
      // Bare SPDY is passed on to the node as it is: its refusal comes without the API server's words.
      finish(exitStatus({ error: (error instanceof Error ? error.message : String(error)).replace(/^Internal error occurred: /, '') }));
    }
  });
  pipe.onData((chunk) => session.receive(chunk));
  pipe.onClose(() => { session.close(); process?.kill(); });
}

/** How the node tells the end of a process on the error channel. */
export function exitStatus(result: { code: number } | { error: string }): unknown {
  if ('error' in result) return { metadata: {}, status: 'Failure', message: result.error, reason: 'InternalError', code: 500 };
  if (result.code === 0) return { metadata: {}, status: 'Success' };
  return {
    metadata: {}, status: 'Failure', message: `command terminated with non-zero exit code: exit status ${result.code}`, reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(result.code) }] },
  };
}
