/** Admission webhooks are called at the Service that they name: a pod behind it answers, as its program does. */
import type { WebhookBackend } from '../apiserver/admission/webhook-backend.ts';
import { SERVICES } from '../api/resource.ts';
import type { Service } from '../api/types.ts';
import type { ApiServer } from '../apiserver/server.ts';
import type { HttpResponse } from '../workloads/http.ts';
import { Unreachable, type Network } from './network.ts';

export const webhookCalls = (server: ApiServer, network: Network): WebhookBackend => ({
  call({ url, service, timeoutSeconds, review }) {
    // What stands outside the cluster is out of reach.
    if (!service) throw new Unreachable(`dial tcp: lookup ${/^https?:\/\/([^/:?]+)/.exec(url)?.[1] ?? url}: no such host`);
    const target = server.lookup(SERVICES).table.get(`${service.namespace}/${service.name}`)!.value as Service;
    const [, path = '/', query = ''] = /^https:\/\/[^/]+(\/[^?]*)?(?:\?(.*))?$/.exec(url) ?? [];
    const request = { method: 'POST', path, query, headers: { 'content-type': 'application/json', accept: 'application/json' }, body: JSON.stringify(review) };
    return readAnswer(network.toService(target, service.port, request, {}, timeoutSeconds * 1000));
  },
});

function readAnswer({ status, body }: HttpResponse): ReturnType<WebhookBackend['call']> {
  if (status !== 200) throw new Error(`the server returned ${status}: ${body.trim()}`);
  return JSON.parse(body) as ReturnType<WebhookBackend['call']>;
}
