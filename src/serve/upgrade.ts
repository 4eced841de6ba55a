/** Connections that leave HTTP: exec, attach and port-forward, over WebSockets or bare SPDY. */
import { STATUS_CODES, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { isStreamed, type RestReply, type RestRequest } from '../rest/exchange.ts';
import { headerLines } from './header-lines.ts';
import { joinStream, STREAM_PROTOCOLS } from './stream-socket.ts';
import type { RestServer } from '../rest/rest-server.ts';
import { joinPortForward, PORT_FORWARD_PROTOCOL, webSocketPipe, type Pipe } from './port-forward.ts';
import { joinProcess, joinProcessBySpdy, PROCESS_PROTOCOLS } from './process-channels.ts';

/** The protocols a bare SPDY upgrade may ask for, best first. */
const SPDY_PROCESS_PROTOCOLS = ['v4.channel.k8s.io', 'v3.channel.k8s.io', 'v2.channel.k8s.io', 'channel.k8s.io'];
const SPDY_PORT_FORWARD_PROTOCOL = 'portforward.k8s.io';

/** `afterwards` is called when a client's message may have given the cluster something to do. */
export function acceptUpgrades(server: Server, rest: RestServer, afterwards: () => void): void {
  const webSockets = new WebSocketServer({ noServer: true, maxPayload: 16 * 1024 * 1024 });
  // The library takes `SPDY/3.1+portforward.k8s.io` for no protocol name, so the choice is told by hand.
  const chosen = new WeakMap<IncomingMessage, string>();
  webSockets.on('headers', (headers, message) => {
    const protocol = chosen.get(message);
    if (protocol) headers.push(`Sec-WebSocket-Protocol: ${protocol}`);
  });

  server.on('upgrade', (message, socket, head) => {
    const request = restRequest(message);
    const isWatch = /[?&]watch=(1|true)/.test(message.url ?? '');
    if (message.headers.upgrade?.toLowerCase() === 'websocket' && (isWatch || /^\/api\/v1\/namespaces\/[^/]+\/pods\/[^/]+\/log$/.test(request.path))) {
      const reply = rest.answer(request);
      if (reply.status !== 200) return refuse(socket, reply);
      const protocol = choose(message.headers['sec-websocket-protocol'], STREAM_PROTOCOLS);
      if (protocol) chosen.set(message, protocol);
      delete message.headers['sec-websocket-protocol'];
      webSockets.handleUpgrade(message, socket, head, (webSocket) => joinStream(webSocket, reply, protocol, isWatch));
      return;
    }
    const target = rest.connect(request);
    if (!('kind' in target)) return refuse(socket, target);
    const upgrade = message.headers.upgrade?.toLowerCase();
    if (upgrade === 'websocket') {
      const protocol = choose(message.headers['sec-websocket-protocol'], target.kind === 'process' ? PROCESS_PROTOCOLS : [PORT_FORWARD_PROTOCOL]);
      const isUnnamed = target.kind === 'process' && message.headers['sec-websocket-protocol'] === undefined;
      if (!protocol && !isUnnamed) return refuse(socket, unsupported);
      if (protocol) chosen.set(message, protocol);
      delete message.headers['sec-websocket-protocol'];
      webSockets.handleUpgrade(message, socket, head, (webSocket) => {
        webSocket.on('message', afterwards);
        if (target.kind === 'process') joinProcess(webSocket, (streams) => target.start(streams), protocol);
        else joinPortForward(webSocketPipe(webSocket), (port, receive) => target.open(port, receive));
        afterwards();
      });
    } else if (upgrade === 'spdy/3.1') {
      const protocol = choose(message.headers['x-stream-protocol-version'], target.kind === 'process' ? SPDY_PROCESS_PROTOCOLS : [SPDY_PORT_FORWARD_PROTOCOL]);
      if (!protocol) return refuse(socket, unsupported);
      socket.write(`HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: SPDY/3.1\r\nx-stream-protocol-version: ${protocol}\r\n\r\n`);
      const pipe = socketPipe(socket, head);
      socket.on('data', afterwards);
      if (target.kind === 'process') {
        const { stdin, stdout, stderr, tty } = target.options;
        joinProcessBySpdy(pipe, ['error', ...(stdin ? ['stdin'] : []), ...(stdout ? ['stdout'] : []), ...(stderr && !tty ? ['stderr'] : []), ...(tty ? ['resize'] : [])], (streams) => target.start(streams));
      } else joinPortForward(pipe, (port, receive) => target.open(port, receive));
      afterwards();
    } else refuse(socket, unsupported);
  });
}

const unsupported: RestReply = { status: 400, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: 'unable to upgrade: no protocol that both sides speak\n' };

function choose(offered: string | string[] | undefined, supported: readonly string[]): string | undefined {
  const names = new Set((Array.isArray(offered) ? offered.join(',') : offered ?? '').split(',').map((name) => name.trim()));
  return supported.find((name) => names.has(name));
}

function socketPipe(socket: Duplex, head: Buffer): Pipe {
  return {
    send: (chunk) => { if (!socket.destroyed) socket.write(chunk); },
    onData: (receive) => {
      if (head.length) receive(head);
      socket.on('data', receive);
    },
    onClose: (closed) => {
      socket.on('close', closed);
      socket.on('error', closed);
    },
  };
}

function restRequest(message: IncomingMessage): RestRequest {
  const [path = '/', query = ''] = (message.url ?? '/').split('?');
  const value = (name: string): string | undefined => {
    const given = message.headers[name];
    return Array.isArray(given) ? given.join(', ') : given;
  };
  return {
    method: message.method ?? 'GET', path, query, body: '', header: value,
    headers: () => Object.keys(message.headers).map((name) => [name, value(name) ?? ''] as const), lines: headerLines(message),
  };
}

function refuse(socket: Duplex, reply: RestReply): void {
  const body = isStreamed(reply.body) ? '' : typeof reply.body === 'string' ? reply.body : new TextDecoder().decode(reply.body);
  const headers = { ...reply.headers, 'content-length': String(Buffer.byteLength(body)), connection: 'close' };
  const lines = Object.entries(headers).map(([name, text]) => `${name}: ${text}`);
  socket.end(`HTTP/1.1 ${reply.status} ${STATUS_CODES[reply.status] ?? ''}\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
}
