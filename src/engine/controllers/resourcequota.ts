/**
 * The resource quota controller: counts what a namespace uses, for objects that come and go without admission noticing
 * (deletions, pods that finish), and once every five minutes. https://kubernetes.io/docs/concepts/policy/resource-quotas/
 */
import { addUsage, concerns, inScope, usageOf, type Usage } from '../api/quota/usage.ts';
import { compareQuantities } from '../api/quantity.ts';
import { PERSISTENT_VOLUME_CLAIMS, PODS, RESOURCE_QUOTAS, SERVICES, type AnyResource } from '../api/resource.ts';
import type { AnyObject, Pod, ResourceQuota } from '../api/types.ts';
import { defineController } from '../client/controller.ts';
import { keyOf } from '../client/informer.ts';
import { semanticEqual } from './support/equal.ts';
import { isPodTerminal } from './support/pods.ts';
import { servedResources } from './support/served-resources.ts';

const RESYNC_MS = 5 * 60_000;

export const resourcequota = defineController({
  name: 'resourcequota',
  component: 'resourcequota-controller',
  start(context) {
    const { client, queue } = context;
    const quotas = context.informer(RESOURCE_QUOTAS);
    const byNamespace = quotas.byNamespace();
    const served = servedResources(context);

    const enqueue = (quota: ResourceQuota): void => queue.add(keyOf(quota));
    quotas.addHandler({
      onAdd: enqueue,
      onUpdate(quota, old) { if (!semanticEqual(quota.spec?.hard, old.spec?.hard) || !semanticEqual(quota.spec?.hard, quota.status?.hard)) enqueue(quota); },
    });
    const changed = (resource: AnyResource, object: AnyObject): void => {
      for (const quota of byNamespace.get(object.metadata.namespace!)) if (concerns(quota, resource)) enqueue(quota);
    };
    served.onAdd((resource) => {
      if (!resource.namespaced || resource.resource === 'events') return;
      context.informer<AnyObject>(resource).addHandler({
        onDelete: (object) => changed(resource, object),
        onUpdate(object, old) { if (frees(resource, object, old)) changed(resource, object); },
      });
    });
    context.every(RESYNC_MS, () => { for (const quota of quotas.list()) enqueue(quota); });

    const count = (quota: ResourceQuota): Usage => {
      const namespace = quota.metadata.namespace!;
      let used: Usage = {};
      for (const name in quota.spec?.hard) used[name] = '0';
      for (const resource of served.list()) {
        if (!resource.namespaced || !concerns(quota, resource)) continue;
        for (const object of context.informer<AnyObject>(resource).byNamespace().get(namespace)) {
          if (inScope(quota, resource, object)) used = addUsage(used, usageOf(resource, object, context.now()));
        }
      }
      const masked: Usage = {};
      for (const name of Object.keys(quota.spec?.hard ?? {}).sort()) masked[name] = used[name];
      return masked;
    };

    return {
      reconcile(key) {
        const quota = quotas.get(key);
        if (!quota || quota.metadata.deletionTimestamp) return;
        const hard = (quota.spec?.hard ?? {}) as Record<string, string>;
        const used = count(quota);
        const { status } = quota;
        if (status?.hard && status.used && sameQuantities(status.hard as Usage, hard) && sameQuantities(status.used as Usage, used)) return;
        client.updateStatus(RESOURCE_QUOTAS, { ...quota, status: { hard, used } });
      },
    };
  },
});

function sameQuantities(a: Usage, b: Usage): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((k) => k in b && compareQuantities(a[k], b[k]) === 0);
}

/** Updates that may lower what is used. */
function frees(resource: AnyResource, object: AnyObject, old: AnyObject): boolean {
  if (resource === PODS) return isPodTerminal(object as unknown as Pod) && !isPodTerminal(old as unknown as Pod);
  if (resource === SERVICES || resource === PERSISTENT_VOLUME_CLAIMS) return !semanticEqual(object['spec'], old['spec']);
  return false;
}
