/**
 * Port-forward: a SPDY session, inside a WebSocket as kubectl 1.31 and later speak it (KEP-4006) or bare as older ones
 * do. A connection is a pair of streams, one for data and one for errors, with the same request id.
 */
import type { WebSocket } from 'ws';
import type { Connection } from '../rest/kubelet.ts';
import { SpdySession, type SpdyStream } from './spdy.ts';

export const PORT_FORWARD_PROTOCOL = 'SPDY/3.1+portforward.k8s.io';

type Open = (port: number, receive: { data(chunk: Uint8Array): void; close(error?: string): void }) => Connection;

/** A pipe of bytes: a WebSocket's binary messages, or a socket of its own. */
export interface Pipe {
  send(chunk: Uint8Array): void;
  onData(receive: (chunk: Buffer) => void): void;
  onClose(closed: () => void): void;
}

export const webSocketPipe = (socket: WebSocket): Pipe => ({
  send: (chunk) => { if (socket.readyState === socket.OPEN) socket.send(chunk); },
  onData: (receive) => { socket.on('message', receive); },
  onClose: (closed) => { socket.on('close', closed); },
});

export function joinPortForward(pipe: Pipe, open: Open): void {
  const errors = new Map<string, SpdyStream>();
  const session = new SpdySession((frame) => pipe.send(frame), (stream) => {
    const request = stream.headers.get('requestid') ?? '';
    const type = stream.headers.get('streamtype');
    if (type === 'error') errors.set(request, stream);
    else if (type === 'data') {
      forward(stream, errors.get(request), Number(stream.headers.get('port')), open);
      errors.delete(request);
    } else stream.reset();
  });
  pipe.onData((chunk) => session.receive(chunk));
  pipe.onClose(() => session.close());
}

function forward(data: SpdyStream, errors: SpdyStream | undefined, port: number, open: Open): void {
  let connection: Connection | undefined;
  let over = false;
  const close = (error?: string): void => {
    if (over) return;
    over = true;
    if (error !== undefined) errors?.write(new TextEncoder().encode(error));
    errors?.end();
    data.end();
  };
  try {
    connection = open(port, { data: (chunk) => { if (!over) data.write(chunk); }, close });
  } catch (error) {
    close(error instanceof Error ? error.message : String(error));
    return;
  }
  data.onData = (chunk) => connection.send(chunk);
  data.onEnd = (reset) => {
    connection.close();
    if (reset) over = true;
    else close();
  };
}
