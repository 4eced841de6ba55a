/**
 * TLS on the port that speaks plain HTTP too: the first byte of a connection tells which. Over TLS nobody is the administrator
 * without saying so: who asks is told by a client certificate of the cluster's authority, by a token, or is anonymous.
 */
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, Server } from 'node:http';
import https from 'node:https';
import net, { isIP, type Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { alternativeNames, issueCertificate, keyOf, nameOf, privateKeyPem, publicKeyInfo, serialOf } from '../engine/api/x509/authority.ts';
import { ROOT_CA_PEM } from '../engine/api/x509/root-ca.ts';
import { parseTime } from '../engine/kernel/time.ts';
import { CERTIFICATE_HEADER, NO_CERTIFICATE } from '../rest/authenticate.ts';

const HANDSHAKE = 22;
const HOSTS = ['kubernetes', 'kubernetes.default', 'kubernetes.default.svc', 'kubernetes.default.svc.cluster.local', 'localhost'];
const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2';

/** Longer than anybody looks: certificates of a sandbox must hold on any clock. */
const VALID = { notBefore: parseTime('2000-01-01T00:00:00Z'), notAfter: parseTime('2099-12-31T00:00:00Z') };

export interface Listener {
  readonly server: net.Server;
  /** Ends all connections. */
  close(): Promise<void>;
}

export interface SecureOptions {
  readonly host: string;
  /** The cluster's clock, by which client certificates hold: ms since 1970. */
  readonly now: () => number;
  /** Certificates, in PEM, of more authorities that sign for clients. */
  readonly authorities: string;
}

/** What listens instead of `plain`, which gets the requests of both. */
export function bothWays(plain: Server, { host, now, authorities: more }: SecureOptions): Listener {
  const pems = [ROOT_CA_PEM, ...(more.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [])];
  const authorities = pems.map((pem) => new X509Certificate(pem));
  let secure: https.Server | undefined;
  const overTls = (): https.Server => {
    if (secure) return secure;
    secure = https.createServer({ ...servingCertificate(host), ca: pems, requestCert: true, rejectUnauthorized: false });
    secure.keepAliveTimeout = plain.keepAliveTimeout;
    secure.on('request', (request, response) => { identify(request, authorities, now()); plain.emit('request', request, response); });
    secure.on('upgrade', (request, socket, head) => { identify(request, authorities, now()); plain.emit('upgrade', request, socket, head); });
    return secure;
  };
  const open = new Set<Socket>();
  const server = net.createServer((socket) => {
    open.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => open.delete(socket));
    firstByte(socket, (byte) => (byte === HANDSHAKE ? overTls() : plain).emit('connection', socket));
  });
  return {
    server,
    async close() {
      server.close();
      for (const socket of open) socket.destroy();
      if (server.listening || open.size) await once(server, 'close');
    },
  };
}

function firstByte(socket: Socket, then: (byte: number) => void): void {
  socket.once('readable', () => {
    const chunk = socket.read(1) as Buffer | null;
    if (!chunk) return;
    socket.unshift(chunk);
    then(chunk[0]!);
  });
}

function servingCertificate(host: string): { key: string; cert: string } {
  const key = keyOf('Bottleship simulated cluster API server');
  const addresses = ['127.0.0.1', '10.96.0.1', ...(isIP(host) === 4 && host !== '127.0.0.1' && host !== '0.0.0.0' ? [host] : [])];
  const names = alternativeNames(isIP(host) ? HOSTS : [...new Set([...HOSTS, host])], addresses);
  return { key: privateKeyPem(key), cert: issueCertificate({ subject: nameOf(['CN', 'kube-apiserver']), publicKey: publicKeyInfo(key), serial: serialOf(host), ...VALID, usages: ['digital signature', 'key encipherment', 'server auth'], alternativeNames: names }) };
}

/** A client certificate of the cluster's administrator and its key, in PEM, for a kubeconfig. */
export function administratorCertificate(): { key: string; certificate: string } {
  const key = keyOf('Bottleship simulated cluster administrator');
  return { key: privateKeyPem(key), certificate: issueCertificate({ subject: nameOf(['O', 'system:masters'], ['CN', 'kubernetes-admin']), publicKey: publicKeyInfo(key), serial: serialOf('administrator'), ...VALID, usages: ['digital signature', 'key encipherment', 'client auth'] }) };
}

/** Puts the subject of the client's certificate where plain HTTP has it from whoever ended TLS. */
function identify(request: IncomingMessage, authorities: readonly X509Certificate[], now: number): void {
  const certificate = (request.socket as TLSSocket).getPeerX509Certificate();
  const subject = !certificate ? NO_CERTIFICATE : holds(certificate, authorities, now) ? certificate.subject.split('\n').filter((part) => /^(O|CN)=/.test(part)).join(',') : '';
  const { rawHeaders } = request;
  for (let i = rawHeaders.length - 2; i >= 0; i -= 2) if (rawHeaders[i]!.toLowerCase() === CERTIFICATE_HEADER) rawHeaders.splice(i, 2);
  rawHeaders.push(CERTIFICATE_HEADER, subject);
  request.headers[CERTIFICATE_HEADER] = subject;
}

function holds(certificate: X509Certificate, authorities: readonly X509Certificate[], now: number): boolean {
  const { keyUsage } = certificate as X509Certificate & { readonly keyUsage?: readonly string[] };
  return authorities.some((authority) => certificate.checkIssued(authority) && certificate.verify(authority.publicKey)) && Date.parse(certificate.validFrom) <= now && now < Date.parse(certificate.validTo) && (keyUsage?.includes(CLIENT_AUTH) ?? false);
}
