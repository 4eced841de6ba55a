import { ENDPOINT_SLICES, SERVICES } from '../../engine/api/resource.ts';
import { hasEnded, isReady, podsOf, stored, type Checker } from './checker.ts';

/** At rest the ready endpoints of a Service are its ready pods. */
export const endpoints: Checker = {
  name: 'endpoints', when: 'rest',
  check(cluster) {
    const wrong: string[] = [];
    const pods = podsOf(cluster);
    const slices = stored(cluster, ENDPOINT_SLICES);
    for (const { metadata, spec } of stored(cluster, SERVICES)) {
      if (!spec?.selector || spec.type === 'ExternalName') continue;
      const selector = Object.entries(spec.selector);
      const ready = pods.filter((pod) => pod.metadata.namespace === metadata.namespace && selector.every(([key, value]) => pod.metadata.labels?.[key] === value)
        && isReady(pod) && !hasEnded(pod) && pod.metadata.deletionTimestamp === undefined).map((pod) => pod.metadata.name!).sort();
      const listed = slices.filter((slice) => slice.metadata.namespace === metadata.namespace && slice.metadata.labels?.['kubernetes.io/service-name'] === metadata.name)
        .flatMap((slice) => slice.endpoints ?? []).filter((endpoint) => endpoint.conditions?.ready).map((endpoint) => endpoint.targetRef?.name ?? '').sort();
      if (ready.join() !== listed.join()) wrong.push(`${metadata.namespace}/${metadata.name} lists [${listed.join(' ')}], ready are [${ready.join(' ')}]`);
    }
    return wrong;
  },
};
