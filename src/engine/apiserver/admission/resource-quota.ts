/**
 * ResourceQuota: charges what a new object uses to its namespace's quotas, or refuses it
 * (https://kubernetes.io/docs/concepts/policy/resource-quotas/). It runs last, so that nothing else refuses what was charged;
 * the quota controller corrects what comes of failures all the same.
 */
import { forbidden } from '../../api/errors.ts';
import { addQuantities, compareQuantities, isNegativeQuantity, isZeroQuantity, subtractQuantities } from '../../api/quantity.ts';
import { addUsage, inScope, missingResources, namesFor, usageOf, type Usage } from '../../api/quota/usage.ts';
import { PERSISTENT_VOLUME_CLAIMS, PODS, RESOURCE_QUOTAS, SERVICES, groupResource } from '../../api/resource.ts';
import type { AnyObject, Pod, ResourceQuota } from '../../api/types.ts';
import type { Entry } from '../../store/table.ts';
import { stamp } from '../create.ts';
import { noteManaged } from '../managed-fields.ts';
import type { ApiServer } from '../server.ts';
import type { AdmissionAttributes, AdmissionPlugin } from './admission.ts';

/** Kinds whose updates may use more, too. */
const COUNTED_ON_UPDATE = new Set([SERVICES, PERSISTENT_VOLUME_CLAIMS].map(groupResource));
const API_SERVER = { username: 'system:apiserver', groups: ['system:masters'] };

export const resourceQuota = (server: ApiServer): AdmissionPlugin => ({
  name: 'ResourceQuota',
  validate(attributes) {
    const quotas = server.lookup(RESOURCE_QUOTAS).table;
    if (quotas.size === 0 || !attributes.namespace || !isCounted(attributes)) return;
    const entries = quotas.range(`${attributes.namespace}/`);
    if (entries.length) charge(server, entries, attributes);
  },
});

function isCounted({ verb, resource, subresource }: AdmissionAttributes): boolean {
  const id = groupResource(resource);
  if (id === 'pods' && subresource === 'resize') return verb === 'update';
  if (subresource || id === 'events' || id === 'bindings') return false;
  return verb === 'create' || (verb === 'update' && COUNTED_ON_UPDATE.has(id));
}

function charge(server: ApiServer, entries: readonly Entry[], attributes: AdmissionAttributes): void {
  const { resource, name, old } = attributes;
  const object = attributes.object!;
  const now = server.kernel.now;
  const refuse = (why: string): Error => forbidden(resource, name, why);
  const pertinent: Entry[] = [];
  for (const entry of entries) {
    const quota = entry.value as ResourceQuota;
    if (!inScope(quota, resource, object)) continue;
    const names = namesFor(Object.keys(quota.status?.hard ?? {}), resource).sort();
    const missing = resource.resource === PODS.resource && resource.group === '' ? missingResources(object as unknown as Pod, names) : undefined;
    if (missing) throw refuse(`failed quota: ${quota.metadata.name}: ${missing}`);
    if (names.some((n) => quota.status?.used?.[n] === undefined)) throw refuse(`status unknown for quota: ${quota.metadata.name}, resources: ${names.join(',')}`);
    pertinent.push(entry);
  }
  if (!pertinent.length) return;
  const usage = usageOf(resource, object, now);
  const negative = Object.keys(usage).filter((n) => isNegativeQuantity(usage[n]!)).sort();
  if (negative.length) throw refuse(`quota usage is negative for resource(s): ${negative.join(',')}`);
  const delta = more(usage, old ? usageOf(resource, old, now) : {});
  if (!Object.keys(delta).length) return;
  const changed = pertinent.map((entry) => [entry, charged(entry.value as ResourceQuota, delta, refuse)] as const);
  if (attributes.options.dryRun) return;
  for (const [entry, used] of changed) if (used) writeUsed(server, entry, used);
}

/** What `next` uses beyond `before`, without what is nought. */
function more(next: Usage, before: Usage): Usage {
  const delta: Usage = {};
  for (const name in next) {
    const left = before[name] === undefined ? next[name]! : subtractQuantities(next[name]!, before[name]);
    if (!isZeroQuantity(left) && !isNegativeQuantity(left)) delta[name] = left;
  }
  return delta;
}

/** The quota's new `used`; undefined when it does not change. Throws 403 when it would be too much. */
function charged({ metadata, status }: ResourceQuota, delta: Usage, refuse: (why: string) => Error): Usage | undefined {
  const hard = (status?.hard ?? {}) as Usage, used = (status?.used ?? {}) as Usage;
  const asked: Usage = {};
  for (const name in delta) if (hard[name] !== undefined) asked[name] = delta[name]!;
  if (!Object.keys(asked).length) return undefined;
  const exceeded = Object.keys(asked).filter((name) => compareQuantities(addQuantities(used[name] ?? '0', asked[name]!), hard[name]!) > 0);
  if (!exceeded.length) return addUsage(used, asked);
  const print = (amounts: Usage): string => exceeded.sort().map((name) => `${name}=${amounts[name]}`).join(',');
  throw refuse(`exceeded quota: ${metadata.name}, requested: ${print(asked)}, used: ${print(used)}, limited: ${print(hard)}`);
}

function writeUsed(server: ApiServer, entry: Entry, used: Usage): void {
  const registration = server.lookup(RESOURCE_QUOTAS);
  const old = entry.value as AnyObject;
  const next = { ...old, metadata: { ...old.metadata }, status: { ...(old.status as object), used } };
  const request = { verb: 'update', resource: RESOURCE_QUOTAS, options: { fieldManager: 'kube-apiserver' }, user: API_SERVER } as const;
  const beside = noteManaged({ registration, request, nowMs: server.kernel.now, subresource: 'status', old, asked: next, beside: entry.beside });
  server.store.update(registration.table, entry, stamp(next, server.store.nextRevision), beside);
}
