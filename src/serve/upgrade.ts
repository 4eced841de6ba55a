/** Connections that leave HTTP: exec, attach and port-forward over WebSockets. */
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { isStreamed, type RestReply, type RestRequest } from '../rest/exchange.ts';
import type { RestServer } from '../rest/rest-server.ts';
import { joinPortForward, PORT_FORWARD_PROTOCOL } from './port-forward.ts';
import { joinProcess, PROCESS_PROTOCOLS } from './process-channels.ts';

/** `afterwards` is called when a client's message may have given the cluster something to do. */
export function acceptUpgrades(server: Server, rest: RestServer, afterwards: () => void): void {
  const sockets = new WebSocketServer({
    noServer: true, maxPayload: 16 * 1024 * 1024,
    handleProtocols: (offered) => [...PROCESS_PROTOCOLS, PORT_FORWARD_PROTOCOL].find((protocol) => offered.has(protocol)) ?? false,
  });
  server.on('upgrade', (message, socket, head) => {
    const target = rest.connect(restRequest(message));
    if (!('kind' in target)) return refuse(socket, target);
    const offered = (message.headers['sec-websocket-protocol'] ?? '').split(',').map((protocol) => protocol.trim());
    const supported = target.kind === 'process' ? PROCESS_PROTOCOLS : [PORT_FORWARD_PROTOCOL];
    if (message.headers.upgrade?.toLowerCase() !== 'websocket' || !supported.some((protocol) => offered.includes(protocol))) {
      return refuse(socket, { status: 400, headers: { 'content-type': 'text/plain' }, body: `unable to upgrade: supported are WebSockets with ${supported.join(', ')}\n` });
    }
    sockets.handleUpgrade(message, socket, head, (webSocket) => {
      webSocket.on('message', afterwards);
      if (target.kind === 'process') joinProcess(webSocket, (streams) => target.start(streams));
      else joinPortForward(webSocket, (port, receive) => target.open(port, receive));
      afterwards();
    });
  });
}

function restRequest(message: IncomingMessage): RestRequest {
  const [path = '/', query = ''] = (message.url ?? '/').split('?');
  const value = (name: string): string | undefined => {
    const given = message.headers[name];
    return Array.isArray(given) ? given.join(', ') : given;
  };
  return {
    method: message.method ?? 'GET', path, query, body: '', header: value,
    headers: () => Object.keys(message.headers).map((name) => [name, value(name) ?? ''] as const),
  };
}

function refuse(socket: Duplex, reply: RestReply): void {
  const body = isStreamed(reply.body) ? '' : typeof reply.body === 'string' ? reply.body : new TextDecoder().decode(reply.body);
  const headers = { ...reply.headers, 'content-length': String(Buffer.byteLength(body)), connection: 'close' };
  const lines = Object.entries(headers).map(([name, text]) => `${name}: ${text}`);
  socket.end(`HTTP/1.1 ${reply.status} ${reply.status === 404 ? 'Not Found' : 'Error'}\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
}
