/** Where an object lives on the API server. Kinds that the page names are known; others are looked up by discovery, once. */
import { session } from './cluster.ts';
import type { Ref } from './selection.ts';

interface Place { readonly base: string; readonly resource: string; readonly namespaced: boolean }

const place = (apiVersion: string, resource: string, namespaced = true): Place => ({ base: apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`, resource, namespaced });

const KNOWN: Record<string, Place> = {
  'v1/Pod': place('v1', 'pods'), 'v1/Node': place('v1', 'nodes', false), 'v1/Service': place('v1', 'services'), 'v1/Namespace': place('v1', 'namespaces', false),
  'v1/ConfigMap': place('v1', 'configmaps'), 'v1/Secret': place('v1', 'secrets'), 'v1/Event': place('v1', 'events'), 'v1/ReplicationController': place('v1', 'replicationcontrollers'),
  'apps/v1/Deployment': place('apps/v1', 'deployments'), 'apps/v1/ReplicaSet': place('apps/v1', 'replicasets'), 'apps/v1/StatefulSet': place('apps/v1', 'statefulsets'),
  'apps/v1/DaemonSet': place('apps/v1', 'daemonsets'), 'batch/v1/Job': place('batch/v1', 'jobs'), 'batch/v1/CronJob': place('batch/v1', 'cronjobs'),
  'sandbox.bottleship.dev/v1alpha1/Fault': place('sandbox.bottleship.dev/v1alpha1', 'faults', false),
};

/** Default API version of the kinds that a `Ref` may name without one. */
export const apiVersionOfKind = (kind: string): string => {
  const key = Object.keys(KNOWN).find((k) => k.endsWith('/' + kind));
  return key ? key.slice(0, -kind.length - 1) : 'v1';
};

/** The URL path of an object, or of its collection when the name is empty. */
export async function pathOf(ref: Ref): Promise<string> {
  const apiVersion = ref.apiVersion || apiVersionOfKind(ref.kind);
  const found = KNOWN[`${apiVersion}/${ref.kind}`] ?? (await discover(apiVersion, ref.kind));
  const inside = found.namespaced ? `/namespaces/${ref.namespace || 'default'}` : '';
  return `${found.base}${inside}/${found.resource}${ref.name && '/' + ref.name}`;
}

async function discover(apiVersion: string, kind: string): Promise<Place> {
  const base = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const answer = await session.request('GET', base);
  if (answer.status === 200) {
    const { resources } = JSON.parse(answer.body) as { resources: { name: string; kind: string; namespaced: boolean }[] };
    for (const r of resources) if (r.kind === kind && !r.name.includes('/')) return (KNOWN[`${apiVersion}/${kind}`] = { base, resource: r.name, namespaced: r.namespaced });
  }
  throw new Error(`no matches for kind "${kind}" in version "${apiVersion}"`);
}
