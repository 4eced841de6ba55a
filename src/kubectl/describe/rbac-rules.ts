/** Rules taken apart (one group, resource, name and verb each) and put together again by what they are about. */
import type { PolicyRule } from '../../engine/api/types.ts';
import { goList } from './go-values.ts';

type Simple = Required<PolicyRule>;

function* broken({ apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [], verbs = [] }: PolicyRule): Generator<Simple> {
  for (const group of apiGroups) {
    for (const resource of resources) {
      for (const verb of verbs) {
        const rule = { apiGroups: [group], resources: [resource], verbs: [verb], resourceNames: [], nonResourceURLs: [] };
        if (resourceNames.length === 0) yield rule;
        for (const name of resourceNames) yield { ...rule, resourceNames: [name] };
      }
    }
  }
  for (const url of nonResourceURLs) for (const verb of verbs) yield { apiGroups: [], resources: [], verbs: [verb], resourceNames: [], nonResourceURLs: [url] };
}

/** Sorted by their text, which begins with the verbs. Rules about URLs stay one a verb. */
export function compactRules(rules: readonly PolicyRule[]): Simple[] {
  const compact: Simple[] = [];
  const byResource = new Map<string, Simple>();
  for (const rule of rules.flatMap((r) => [...broken(r)])) {
    if (rule.nonResourceURLs.length > 0) { compact.push(rule); continue; }
    const key = JSON.stringify([rule.apiGroups, rule.resources, rule.resourceNames]);
    const known = byResource.get(key);
    if (!known) byResource.set(key, rule);
    else if (!known.verbs.includes(rule.verbs[0]!)) byResource.set(key, { ...known, verbs: [...known.verbs, rule.verbs[0]!] });
  }
  const texts = new Map([...compact, ...byResource.values()].map((rule) => [rule, textOf(rule)]));
  return [...texts.keys()].sort((a, b) => (texts.get(a)! < texts.get(b)! ? -1 : texts.get(a)! > texts.get(b)! ? 1 : 0));
}

const textOf = (r: Simple): string =>
  `&PolicyRule{Verbs:${goList(r.verbs)},APIGroups:${goList(r.apiGroups)},Resources:${goList(r.resources)},ResourceNames:${goList(r.resourceNames)},NonResourceURLs:${goList(r.nonResourceURLs)},}`;
