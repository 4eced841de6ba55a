/**
 * A reply that goes on (a log, a watch) over a WebSocket: each piece of it is a message, and the end closes the connection
 * (https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes).
 */
import type { WebSocket } from 'ws';
import { isStreamed, type RestReply } from '../rest/exchange.ts';

/** What a client may ask for; without a name messages are bytes. */
export const STREAM_PROTOCOLS = ['binary.k8s.io', 'base64.binary.k8s.io'];

const NORMAL = 1000;

/** `isText`: messages are text, as those of a watch are. */
export function joinStream(socket: WebSocket, reply: RestReply, protocol: string | undefined, isText: boolean): void {
  const send = (chunk: string | Uint8Array): void => {
    if (socket.readyState !== socket.OPEN || chunk.length === 0) return;
    const bytes = Buffer.from(chunk as string);
    if (protocol === 'base64.binary.k8s.io') socket.send(bytes.toString('base64')); else socket.send(isText ? bytes.toString() : bytes);
  };
  if (!isStreamed(reply.body)) {
    send(reply.body);
    socket.close(NORMAL);
    return;
  }
  const stop = reply.body.start({ write: send, end: () => socket.close(NORMAL) });
  socket.on('close', stop);
}
