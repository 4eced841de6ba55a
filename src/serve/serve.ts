/**
 * A cluster behind Node's HTTP server, for kubectl and other clients outside. The protocol is `rest/`; here are only the
 * socket, the pace and the kubeconfig. Start at `serve`.
 */
import { once } from 'node:events';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { load } from 'js-yaml';
import docs from '../engine/api/schema/docs.gen.json' with { type: 'json' };
import { ClusterKubelet } from '../bridge/ClusterKubelet.ts';
import { Cluster } from '../engine/cluster/cluster.ts';
import type { UserInfo } from '../engine/api/api.ts';
import type { SchedulerConfiguration } from '../engine/scheduler/configuration.ts';
import { ADMINISTRATOR, authenticator, impersonationCheck } from '../rest/authenticate.ts';
import { restHandler, RestServer } from '../rest/handler.ts';
import { protobufDecoder, type MessageTable } from '../rest/protobuf/decode.ts';
import messages from '../rest/protobuf/messages.gen.json' with { type: 'json' };
import { tokenUser } from '../engine/apiserver/service-account-tokens.ts';
import { servedDocuments } from '../rest/served-documents.ts';
import type { ServeOptions } from './arguments.ts';
import { headerLines } from './header-lines.ts';
import { clusterSandbox } from './cluster-sandbox.ts';
import { kubeconfig } from './kubeconfig.ts';
import { Pacer } from './pacer.ts';
import { bothWays } from './secure.ts';
import { readTokenFile } from './token-file.ts';
import { acceptUpgrades } from './upgrade.ts';

export interface Served {
  /** `http://127.0.0.1:8001` */
  readonly address: string;
  readonly cluster: Cluster;
  readonly rest: RestServer;
  close(): Promise<void>;
}

const compress = promisify<zlib.InputType, zlib.ZlibOptions, Buffer<ArrayBuffer>>(zlib.gzip);
const TOKENS: ReadonlyMap<string, UserInfo> = new Map([['bottleship-admin', ADMINISTRATOR]]);

/** Virtual ms that the machines have to register before the server listens. */
const START_MS = 1000;
const KEEP_ALIVE_MS = 120_000;
/** Where the cluster's own clients find the API server: the endpoint of `default/kubernetes`. */
const API_SERVER_ADDRESS = '192.168.0.1:6443';

export async function serve(options: ServeOptions): Promise<Served> {
  const scheduler = options.schedulerConfig === undefined ? undefined : load(readFileSync(options.schedulerConfig, 'utf8')) as SchedulerConfiguration;
  const cluster = new Cluster({ seed: options.seed, nodes: options.nodes, controlPlanes: options.controlPlanes, cloud: options.cloud ? {} : undefined, metrics: options.metrics ?? false, allocateNodeCIDRs: options.allocateNodeCIDRs ?? false, disableAdmissionPlugins: options.disableAdmissionPlugins, scheduler, ...(options.startMs === undefined ? {} : { epochMs: options.startMs }) });
  if (options.alwaysAllow) cluster.server.authorizer = undefined;
  // The first request finds the machines registered, also where time stands still until told.
  cluster.settle(START_MS);
  const pacer = new Pacer(cluster, options.speed);
  const rest = new RestServer({
    api: cluster.outside, registry: cluster.server.registry, now: () => cluster.now, setTimer: realTimer, sandbox: clusterSandbox(cluster, pacer, () => handler),
    authenticate: authenticator(options.tokenAuthFile === undefined ? TOKENS : new Map([...TOKENS, ...readTokenFile(readFileSync(options.tokenAuthFile, 'utf8'))]), (token) => tokenUser(cluster.server, token)),
    documents: servedDocuments({ registry: cluster.server.registry, docs: () => docs, serverAddress: API_SERVER_ADDRESS }),
    kubelet: new ClusterKubelet(cluster, realTimer),
    protobuf: protobufDecoder(messages as unknown as MessageTable),
    mayImpersonate: impersonationCheck(cluster.server),
    authorize: (verb, resource, target) => cluster.server.authorize(verb, cluster.server.lookup(resource), target),
    authorizeUnserved: (attributes) => cluster.server.authorizeUnserved(attributes),
  });
  const handler = restHandler(rest, (body) => compress(body, { level: zlib.constants.Z_BEST_SPEED }));
  const server = createAdaptorServer({
    fetch: async (request, { incoming }) => {
      const response = await handler(request, headerLines(incoming));
      if (request.method !== 'GET') pacer.poke();
      return response;
    },
  });
  // Clients keep connections for a while; closing earlier than they do races with their next request.
  if ('keepAliveTimeout' in server) server.keepAliveTimeout = KEEP_ALIVE_MS;
  acceptUpgrades(server as Server, rest, () => pacer.poke());
  const listener = bothWays(server as Server, { host: options.host, now: () => cluster.now, authorities: options.clientCAFile === undefined ? '' : readFileSync(options.clientCAFile, 'utf8') });
  listener.server.listen(options.port, options.host);
  await once(listener.server, 'listening');
  const { port } = listener.server.address() as AddressInfo;
  const address = `${options.tls ? 'https' : 'http'}://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}`;
  if (options.kubeconfig !== undefined) await writeFile(options.kubeconfig, kubeconfig(address));
  pacer.start();
  return {
    address, cluster, rest,
    async close() {
      pacer.stop();
      await listener.close();
    },
  };
}

function realTimer(callback: () => void, milliseconds: number): () => void {
  const timer = setTimeout(callback, Math.min(milliseconds, 0x7fffffff));
  timer.unref();
  return () => clearTimeout(timer);
}
