/** Discovery's paths: which body, in which form. */
import type { RestReply, RestRequest } from '../exchange.ts';
import { negotiate, parseAccept } from '../negotiate.ts';
import { Discovery, coreVersions } from './discovery.ts';
import { rootPaths } from './root-paths.ts';

const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

/** True when the client's first choice is aggregated discovery. */
function wantsAggregated(accept: string): boolean {
  const first = parseAccept(accept)[0]?.parameters;
  return first?.get('as') === 'APIGroupDiscoveryList' && first.get('v') === 'v2' && first.get('g') === 'apidiscovery.k8s.io';
}

const reply = (body: unknown, type = 'application/json'): RestReply => ({ status: 200, headers: { 'content-type': type, 'cache-control': 'no-cache, private', vary: 'Accept' }, body: `${JSON.stringify(body)}\n` });
const aggregated = (discovery: Discovery, core: boolean): RestReply => reply(discovery.aggregated(core), AGGREGATED);

/** Undefined when `request` is not about discovery. `serverAddress` is what `/api` tells: `10.0.0.10:6443`. */
export function answerDiscovery(request: RestRequest, discovery: Discovery, serverAddress: string): RestReply | undefined {
  if (request.method !== 'GET' && request.method !== 'HEAD') return undefined;
  const parts = request.path.replace(/\/$/, '').split('/');
  const accept = request.header('accept') ?? '';
  const [, root, group, version] = parts;
  if (parts.length === 1) return { ...reply(undefined), body: JSON.stringify(rootPaths(discovery), null, 2) };
  // Whoever takes only protobuf gets JSON all the same: clients name it as their second choice.
  if (accept && !accept.includes('protobuf') && !(parts.length === 2 && wantsAggregated(accept))) negotiate(accept);
  let body: unknown;
  if (root === 'api') {
    if (parts.length === 2) return wantsAggregated(accept) ? aggregated(discovery, true) : reply(coreVersions(serverAddress));
    if (parts.length === 3) body = discovery.resourceList('', group!);
  } else if (root === 'apis') {
    if (parts.length === 2) return wantsAggregated(accept) ? aggregated(discovery, false) : reply(discovery.groupList());
    if (parts.length === 3) body = discovery.group(group!);
    if (parts.length === 4) body = discovery.resourceList(group!, version!);
  }
  return body === undefined ? undefined : reply(body);
}
