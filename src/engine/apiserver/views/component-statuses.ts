/** ComponentStatuses, made up on each request from the components' health (deprecated since v1.19). */
import { notFound } from '../../api/errors.ts';
import { COMPONENT_STATUSES } from '../../api/resource.ts';
import type { AnyObject } from '../../api/types.ts';
import { selection } from '../selection.ts';
import type { ApiServer } from '../server.ts';
import type { View } from './view.ts';

/** Component -> port of its health check, in the order that a real server's map often gives. */
const COMPONENTS: readonly (readonly [string, number])[] = [['scheduler', 10259], ['controller-manager', 10257], ['etcd-0', 0]];

function statusOf(server: ApiServer, [name, port]: readonly [string, number]): AnyObject {
  const healthy = server.isHealthy(name);
  const refused = `Get "https://127.0.0.1:${port}/healthz": dial tcp 127.0.0.1:${port}: connect: connection refused`;
  return { kind: 'ComponentStatus', apiVersion: 'v1', metadata: { name }, conditions: [{ type: 'Healthy', status: healthy ? 'True' : 'False', message: healthy ? 'ok' : refused }] };
}

export const componentStatuses: View = {
  handle(server, { name = '' }) {
    const component = COMPONENTS.find(([known]) => known === name);
    if (!component) throw notFound(COMPONENT_STATUSES, name);
    return { code: 200, object: statusOf(server, component) };
  },
  list(server, { options }) {
    const matches = selection(server.lookup(COMPONENT_STATUSES).kind, options.labelSelector, options.fieldSelector);
    const all = COMPONENTS.map((component) => statusOf(server, component));
    return { items: matches ? all.filter(matches) : all, resourceVersion: '' };
  },
};
