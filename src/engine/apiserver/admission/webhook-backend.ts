/**
 * How an admission webhook is reached. The network and what runs in the pods behind a Service are not the API server's:
 * a backend is given to it (`ApiServer.webhooks`). Without one, calls fail as they do when nobody answers.
 */
import { groupResource, ENDPOINT_SLICES, SERVICES } from '../../api/resource.ts';
import type { EndpointSlice, Service } from '../../api/types.ts';
import type { ApiServer } from '../server.ts';

export interface AdmissionReviewRequest { readonly uid: string; readonly [field: string]: unknown }

export interface AdmissionReviewResponse {
  readonly uid?: string;
  readonly allowed?: boolean;
  readonly status?: { readonly message?: string; readonly reason?: string; readonly code?: number };
  /** Base64 of a JSON patch. */
  readonly patch?: string;
  readonly patchType?: string;
  readonly warnings?: readonly string[];
}

export interface WebhookCall {
  /** `https://svc.ns.svc:443/path?timeout=10s` */
  readonly url: string;
  /** Absent for a webhook that is named by a URL. */
  readonly service?: { readonly namespace: string; readonly name: string; readonly port: number; readonly clusterIP: string };
  readonly timeoutSeconds: number;
  readonly review: { readonly kind: 'AdmissionReview' | 'ConversionReview'; readonly apiVersion: string; readonly request: AdmissionReviewRequest };
}

export interface WebhookBackend {
  /** The body of the answer. Throws an Error with Go's words of what failed: `dial tcp 10.96.0.9:443: connect: connection refused`. */
  call(call: WebhookCall): { readonly response?: AdmissionReviewResponse };
}

export interface ClientConfig { readonly url?: string; readonly caBundle?: string; readonly service?: { readonly namespace?: string; readonly name?: string; readonly path?: string; readonly port?: number } }

/** Why a call failed, as it stands after `failed to call webhook: `. */
export class CallFailed extends Error {}

export function callWebhook(server: ApiServer, client: ClientConfig, timeoutSeconds: number, review: WebhookCall['review']): AdmissionReviewResponse | undefined {
  const url = urlOf(client, timeoutSeconds);
  const failed = (why: string): CallFailed => new CallFailed(`Post ${JSON.stringify(url)}: ${why}`);
  const service = client.service && resolve(server, client.service, failed);
  // No authority that comes with a system signs for names inside a cluster.
  if (service && !client.caBundle) throw failed('tls: failed to verify certificate: x509: certificate signed by unknown authority');
  if (!server.webhooks) throw failed('context deadline exceeded');
  try {
    return server.webhooks.call({ url, ...(service ? { service } : {}), timeoutSeconds, review }).response;
  } catch (error) {
    throw failed(error instanceof Error ? error.message : String(error));
  }
}

function urlOf({ url, service }: ClientConfig, timeoutSeconds: number): string {
  if (!service) return `${url ?? ''}${url?.includes('?') ? '&' : '?'}timeout=${timeoutSeconds}s`;
  const path = service.path ?? '';
  return `https://${service.name}.${service.namespace}.svc:${service.port ?? 443}${path === '' || path.startsWith('/') ? path : `/${path}`}?timeout=${timeoutSeconds}s`;
}

/** The Service's address, as the API server finds it (its cluster IP; ready endpoints behind it). */
function resolve(server: ApiServer, { namespace = '', name = '', port = 443 }: NonNullable<ClientConfig['service']>, failed: (why: string) => CallFailed): NonNullable<WebhookCall['service']> {
  const service = server.lookup(SERVICES).table.get(`${namespace}/${name}`)?.value as Service | undefined;
  if (!service) throw failed(`service ${JSON.stringify(name)} not found`);
  const { type = 'ClusterIP', clusterIP = '', ports = [], externalName = '' } = service.spec ?? {};
  if (type === 'ExternalName') return { namespace, name, port, clusterIP: externalName };
  if (!ports.some((one) => one.port === port)) throw failed(`no service port ${port} found for service ${JSON.stringify(name)}`);
  if (clusterIP === 'None' || clusterIP === '') throw failed(`unsupported service type ${JSON.stringify(type)}`);
  if (!hasEndpoints(server, namespace, name)) throw failed(`dial tcp ${clusterIP}:${port}: connect: connection refused`);
  return { namespace, name, port, clusterIP };
}

function hasEndpoints(server: ApiServer, namespace: string, name: string): boolean {
  return server.store.table(groupResource(ENDPOINT_SLICES)).range(`${namespace}/`).some(({ value }) => {
    const { metadata, endpoints } = value as EndpointSlice;
    return metadata.labels?.['kubernetes.io/service-name'] === name && (endpoints ?? []).some(({ conditions }) => conditions?.ready !== false);
  });
}
