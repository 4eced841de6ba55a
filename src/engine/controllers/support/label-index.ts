/**
 * From a map selector to the objects it selects and back, by an index over `key=value` pairs: neither direction looks at
 * more objects than share the rarest pair.
 */
import type { ObjectMeta, Service } from '../../api/types.ts';
import type { Index, Informer } from '../../client/informer.ts';
import { mapSelectorOf, type Labels } from './selector.ts';

interface Named { metadata: ObjectMeta }

const pairKey = (namespace: string | undefined, key: string, value: string): string => `${namespace ?? ''}/${key}=${value}`;

export function labelIndex<T extends Named>(informer: Informer<T>): Index<T> {
  return informer.index('label', (o) => {
    const labels = o.metadata.labels as Labels | undefined;
    return labels && Object.entries(labels).map(([k, v]) => pairKey(o.metadata.namespace, k, v));
  }, (o) => o.metadata.labels);
}

/** Objects of the namespace whose labels contain `selector`; none when it is empty. */
export function* selected<T extends Named>(index: Index<T>, namespace: string | undefined, selector: Labels | undefined): Iterable<T> {
  let rarest: string | undefined, fewest = Infinity;
  for (const [k, v] of Object.entries(selector ?? {})) {
    const key = pairKey(namespace, k, v), count = index.count(key);
    if (count < fewest) { fewest = count; rarest = key; }
  }
  if (rarest === undefined) return;
  const matcher = mapSelectorOf(selector);
  for (const object of index.get(rarest)) if (matcher.matches(object.metadata.labels)) yield object;
}

/** Finds the Services that select an object with given labels. */
export function servicesByLabels(services: Informer<Service>): (namespace: string, labels: Labels | undefined) => Iterable<Service> {
  const byPair = services.index('selector-pair', (s) => {
    for (const key in s.spec?.selector) return pairKey(s.metadata.namespace, key, s.spec!.selector![key]);
    return undefined;
  });
  return function* (namespace, labels) {
    if (byPair.empty) return;
    for (const key in labels) {
      for (const service of byPair.get(pairKey(namespace, key, labels[key]!))) {
        if (mapSelectorOf(service.spec!.selector).matches(labels)) yield service;
      }
    }
  };
}

