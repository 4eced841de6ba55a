import { SERVICES } from '../../engine/api/resource.ts';
import { hasEnded, nameOf, podsOf, stored, type Checker } from './checker.ts';

/** Two running pods, and two Services, never share an address. */
export const uniqueAddresses: Checker = {
  name: 'unique addresses', when: 'rest',
  check(cluster) {
    const wrong: string[] = [];
    const holders = new Map<string, string>();
    const take = (ip: string | undefined, who: string): void => {
      if (!ip || ip === 'None') return;
      const holder = holders.get(ip);
      if (holder) wrong.push(`${who} and ${holder} share ${ip}`);
      holders.set(ip, who);
    };
    for (const pod of podsOf(cluster)) if (!hasEnded(pod) && !pod.spec?.hostNetwork) take(pod.status?.podIP, `pod ${nameOf(pod)}`);
    for (const { metadata, spec } of stored(cluster, SERVICES)) take(spec?.clusterIP, `service ${metadata.namespace}/${metadata.name}`);
    return wrong;
  },
};
