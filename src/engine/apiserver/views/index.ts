/** Resources without a table of their own, by name. */
import type { ApiRequest } from '../../api/api.ts';
import { PODS } from '../../api/resource.ts';
import type { AnyObject } from '../../api/types.ts';
import { componentStatuses } from './component-statuses.ts';
import { eventsView } from './events-view.ts';
import { METRICS_VIEWS } from './metrics-view.ts';
import type { View } from './view.ts';

/** `bindings`: the same as `pods/<name>/binding`, with the name in the body. */
const bindings: View = {
  handle(server, request: ApiRequest) {
    const { metadata } = (request.body ?? {}) as AnyObject;
    return server.handle({ ...request, resource: PODS, subresource: 'binding', name: metadata?.name ?? '' });
  },
};

const views: Readonly<Record<string, View>> = { bindings, componentstatuses: componentStatuses, 'events.events.k8s.io': eventsView, ...METRICS_VIEWS };

/** Undefined for resources with a table. In-process clients see stored Events only. */
export function viewOf(groupResource: string, untyped: boolean | undefined): View | undefined {
  const view = views[groupResource];
  return view === eventsView && !untyped ? undefined : view;
}
