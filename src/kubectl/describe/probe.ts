/** A probe in one line: what it does, then its timing. */
import type { Probe } from '../../engine/api/types.ts';
import { goList, intOrString } from './go-values.ts';

export function probeText(probe: Probe): string {
  const attributes = `delay=${probe.initialDelaySeconds ?? 0}s timeout=${probe.timeoutSeconds ?? 0}s period=${probe.periodSeconds ?? 0}s #success=${probe.successThreshold ?? 0} #failure=${probe.failureThreshold ?? 0}`;
  return `${actionText(probe)} ${attributes}`;
}

function actionText({ exec, httpGet, tcpSocket, grpc }: Probe): string {
  if (exec) return `exec ${goList(exec.command)}`;
  if (httpGet) return `http-get ${url(httpGet.scheme ?? '', joined(httpGet.host ?? '', intOrString(httpGet.port)), httpGet.path ?? '')}`;
  if (tcpSocket) return `tcp-socket ${tcpSocket.host ?? ''}:${intOrString(tcpSocket.port)}`;
  if (grpc) return `grpc <pod>:${grpc.port} ${grpc.service ?? ''}`;
  return 'unknown';
}

/** `host:port`, IPv6 in brackets. */
export const joined = (host: string, port: string): string => (host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`);

function url(scheme: string, host: string, path: string): string {
  const slash = path !== '' && !path.startsWith('/') ? '/' : '';
  return `${scheme.toLowerCase()}://${host}${slash}${escapedPath(path)}`;
}

/** Letters, digits and what Go's net/url lets stand in a path; everything else in percents. */
const escapedPath = (path: string): string =>
  encodeURI(path).replace(/[!'()*#?]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
