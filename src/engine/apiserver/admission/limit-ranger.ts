/**
 * LimitRanger: fills in the namespace's default requests and limits, and refuses what is outside its bounds
 * (https://kubernetes.io/docs/concepts/policy/limit-range/).
 */
import { forbidden } from '../../api/errors.ts';
import { canonicalQuantity, quantityMilliValue } from '../../api/quantity.ts';
import { LIMIT_RANGES, PODS } from '../../api/resource.ts';
import type { AnyObject, Container, LimitRange, PersistentVolumeClaim, Pod } from '../../api/types.ts';
import type { ApiServer } from '../server.ts';
import type { AdmissionAttributes, AdmissionPlugin } from './admission.ts';

type Amounts = Record<string, string>;
type Item = NonNullable<NonNullable<LimitRange['spec']>['limits']>[number];

const ANNOTATION = 'kubernetes.io/limit-ranger';

export const limitRanger = (server: ApiServer): AdmissionPlugin => {
  const rangesOf = (namespace: string): LimitRange[] => server.lookup(LIMIT_RANGES).table.range(`${namespace}/`).map((entry) => entry.value as LimitRange);
  const concerns = ({ resource, subresource, verb }: AdmissionAttributes): boolean =>
    resource.group === '' && (resource.resource === 'pods' ? (subresource ? subresource === 'resize' : verb === 'create') : !subresource && resource.resource === 'persistentvolumeclaims' && (verb === 'create' || verb === 'update'));
  return {
    name: 'LimitRanger',
    only: ['pods', 'persistentvolumeclaims'],
    podSpecOnly: true,
    admit(attributes) {
      if (!concerns(attributes) || attributes.resource.resource !== 'pods' || attributes.subresource) return undefined;
      const ranges = rangesOf(attributes.namespace);
      return ranges.length ? withDefaults(attributes.object as unknown as Pod, ranges) : undefined;
    },
    validate(attributes) {
      if (!concerns(attributes)) return;
      const problems = rangesOf(attributes.namespace).flatMap((range) => (range.spec?.limits ?? []).flatMap((item) =>
        attributes.resource.resource === 'pods' ? podProblems(attributes.object as unknown as Pod, item) : claimProblems(attributes.object as unknown as PersistentVolumeClaim, item)));
      if (problems.length === 0) return;
      throw forbidden(attributes.resource.resource === 'pods' ? PODS : attributes.resource, attributes.name, problems.length === 1 ? problems[0]! : `[${problems.join(', ')}]`);
    },
  };
};

function withDefaults(pod: Pod, ranges: readonly LimitRange[]): AnyObject | undefined {
  const requests: Amounts = {}, limits: Amounts = {};
  for (const range of ranges) for (const item of range.spec?.limits ?? []) {
    if (item.type !== 'Container') continue;
    for (const [name, amount] of Object.entries(item.defaultRequest ?? {})) requests[name] ??= amount;
    for (const [name, amount] of Object.entries(item.default ?? {})) limits[name] ??= amount;
  }
  const notes: string[] = [];
  const fill = (container: Container, word: string): Container => {
    const has = container.resources ?? {};
    const addedRequests = Object.keys(requests).filter((name) => has.requests?.[name] === undefined).sort();
    const addedLimits = Object.keys(limits).filter((name) => has.limits?.[name] === undefined).sort();
    if (addedRequests.length) notes.push(`${addedRequests.join(', ')} request for ${word} ${container.name}`);
    if (addedLimits.length) notes.push(`${addedLimits.join(', ')} limit for ${word} ${container.name}`);
    if (!addedRequests.length && !addedLimits.length) return container;
    return {
      ...container,
      resources: {
        ...has,
        ...(addedLimits.length || has.limits ? { limits: { ...limits, ...has.limits } } : {}),
        ...(addedRequests.length || has.requests ? { requests: { ...requests, ...has.requests } } : {}),
      },
    };
  };
  const spec = { ...pod.spec!, containers: containersOf(pod).map((c) => fill(c, 'container')) };
  if (pod.spec!.initContainers) spec.initContainers = pod.spec!.initContainers.map((c) => fill(c, 'init container'));
  if (notes.length === 0) return undefined;
  const annotations = { ...pod.metadata.annotations, [ANNOTATION]: `LimitRanger plugin set: ${notes.join('; ')}` };
  return { ...pod, metadata: { ...pod.metadata, annotations }, spec } as unknown as AnyObject;
}

const milli = (amount: string): number => quantityMilliValue(amount);

/** A pod without containers is refused only later, by validation. */
const containersOf = (pod: Pod): readonly Container[] => pod.spec?.containers ?? [];

function podProblems(pod: Pod, item: Item): string[] {
  if (item.type === 'Container') return [...containersOf(pod), ...(pod.spec?.initContainers ?? [])].flatMap((c) => problemsOf('Container', item, c.resources?.requests ?? {}, c.resources?.limits ?? {}));
  if (item.type !== 'Pod') return [];
  return problemsOf('Pod', item, total(pod, 'requests'), total(pod, 'limits'));
}

/** Only what is requested counts for a claim; a bound on what it does not request is a problem too. */
function claimProblems(claim: PersistentVolumeClaim, item: Item): string[] {
  if (item.type !== 'PersistentVolumeClaim') return [];
  const requests = claim.spec?.resources?.requests ?? {};
  const problems = problemsOf('PersistentVolumeClaim', { ...item, max: undefined, maxLimitRequestRatio: undefined }, requests, {});
  for (const [name, bound] of sorted(item.max)) {
    const request = requests[name];
    if (request === undefined) problems.push(`maximum ${name} usage per PersistentVolumeClaim is ${bound}.  No request is specified`);
    else if (milli(request) > milli(bound)) problems.push(`maximum ${name} usage per PersistentVolumeClaim is ${bound}, but request is ${canonicalQuantity(request)}`);
  }
  return problems;
}

/** What the whole pod asks for: its containers and sidecars together, or its greediest init container; the pod's own figures go before both. */
function total(pod: Pod, which: 'requests' | 'limits'): Amounts {
  const sum = new Map<string, number>();
  const peak = new Map<string, number>();
  const sidecars = new Map<string, number>();
  const add = (to: Map<string, number>, amounts: Amounts | undefined): void => { for (const [name, amount] of Object.entries(amounts ?? {})) to.set(name, (to.get(name) ?? 0) + milli(amount)); };
  for (const container of containersOf(pod)) add(sum, container.resources?.[which]);
  for (const container of pod.spec?.initContainers ?? []) {
    const amounts = container.resources?.[which];
    if (container.restartPolicy === 'Always') add(sidecars, amounts);
    const during = new Map(sidecars);
    if (container.restartPolicy !== 'Always') add(during, amounts);
    for (const [name, value] of during) peak.set(name, Math.max(peak.get(name) ?? 0, value));
  }
  for (const [name, value] of sidecars) sum.set(name, (sum.get(name) ?? 0) + value);
  for (const [name, value] of peak) sum.set(name, Math.max(sum.get(name) ?? 0, value));
  for (const [name, amount] of Object.entries(pod.spec?.resources?.[which] ?? {})) sum.set(name, milli(amount));
  return Object.fromEntries([...sum].map(([name, value]) => [name, canonicalQuantity(`${value}m`)]));
}

function problemsOf(type: string, item: Item, requests: Amounts, limits: Amounts): string[] {
  const problems: string[] = [];
  for (const [name, bound] of sorted(item.min)) {
    const request = requests[name], limit = limits[name];
    if (request === undefined) problems.push(`minimum ${name} usage per ${type} is ${bound}.  No request is specified`);
    else if (milli(request) < milli(bound)) problems.push(`minimum ${name} usage per ${type} is ${bound}, but request is ${canonicalQuantity(request)}`);
    else if (limit !== undefined && milli(limit) < milli(bound)) problems.push(`minimum ${name} usage per ${type} is ${bound}, but limit is ${canonicalQuantity(limit)}`);
  }
  for (const [name, bound] of sorted(item.max)) {
    const request = requests[name], limit = limits[name];
    if (limit === undefined) problems.push(`maximum ${name} usage per ${type} is ${bound}.  No limit is specified`);
    else if (milli(limit) > milli(bound)) problems.push(`maximum ${name} usage per ${type} is ${bound}, but limit is ${canonicalQuantity(limit)}`);
    else if (request !== undefined && milli(request) > milli(bound)) problems.push(`maximum ${name} usage per ${type} is ${bound}, but request is ${canonicalQuantity(request)}`);
  }
  for (const [name, ratio] of sorted(item.maxLimitRequestRatio)) {
    const request = requests[name], limit = limits[name];
    if (request === undefined || milli(request) === 0) problems.push(`${name} max limit to request ratio per ${type} is ${ratio}, but no request is specified or request is 0`);
    else if (limit === undefined || milli(limit) === 0) problems.push(`${name} max limit to request ratio per ${type} is ${ratio}, but no limit is specified or limit is 0`);
    else if (milli(limit) / milli(request) > milli(ratio) / 1000) problems.push(`${name} max limit to request ratio per ${type} is ${ratio}, but provided ratio is ${(milli(limit) / milli(request)).toFixed(6)}`);
  }
  return problems;
}

const sorted = (amounts: Amounts | undefined): [string, string][] => Object.entries(amounts ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
