/**
 * What the API server passes on to a node: logs, and processes in containers. The engine's nodes implement it; the API
 * server's part (which container, does the pod exist) is in `pod-connect.ts`.
 */
import type { Pod, Service } from '../engine/api/types.ts';
import type { Sink } from './exchange.ts';

export interface LogOptions {
  readonly container: string;
  readonly follow: boolean;
  readonly previous: boolean;
  readonly timestamps: boolean;
  readonly sinceSeconds?: number;
  readonly sinceTime?: string;
  readonly tailLines?: number;
  readonly limitBytes?: number;
}

export interface ExecOptions {
  readonly container: string;
  /** Empty for attach. */
  readonly command: readonly string[];
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly tty: boolean;
}

/** A process's ends that the client holds. */
export interface Streams {
  stdout(chunk: Uint8Array): void;
  stderr(chunk: Uint8Array): void;
  /** Over: exit code, or the reason it could not run. */
  exit(result: { code: number } | { error: string }): void;
}

/** A process's ends that the node holds. */
export interface Process {
  stdin(chunk: Uint8Array): void;
  closeStdin(): void;
  resize(columns: number, rows: number): void;
  kill(): void;
}

/** One connection of a port-forward. */
export interface Connection {
  send(chunk: Uint8Array): void;
  close(): void;
}

export interface ProxyRequest { readonly method: string; readonly path: string; readonly query: string; readonly body: string | Uint8Array }
export interface ProxyResponse { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string }

/** Every call throws a StatusError when the node cannot be reached or refuses. */
export interface Kubelet {
  /** Writes what there is and ends; with `follow`, goes on. The result stops it. */
  logs(pod: Pod, options: LogOptions, sink: Sink): () => void;
  exec(pod: Pod, options: ExecOptions, streams: Streams): Process;
  attach(pod: Pod, options: ExecOptions, streams: Streams): Process;
  portForward(pod: Pod, port: number, receive: { data(chunk: Uint8Array): void; close(error?: string): void }): Connection;
  /** An HTTP request to a port of a pod, for the proxy subresource. */
  proxy(pod: Pod, port: number, request: ProxyRequest): ProxyResponse;
  /** The same to a port of a Service: one of the pods behind it answers. */
  proxyService(service: Service, port: number, request: ProxyRequest): ProxyResponse;
}
