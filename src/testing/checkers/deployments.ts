import { DEPLOYMENTS } from '../../engine/api/resource.ts';
import { isReady, podsOf, stored, type Checker } from './checker.ts';

/** At rest a Deployment has the pods it asks for, or says that it could not get them. */
export const deployments: Checker = {
  name: 'deployments', when: 'rest',
  check(cluster) {
    const wrong: string[] = [];
    const pods = podsOf(cluster);
    for (const { metadata, spec, status } of stored(cluster, DEPLOYMENTS)) {
      const labels = Object.entries(spec?.selector.matchLabels ?? {});
      const mine = pods.filter((pod) => pod.metadata.namespace === metadata.namespace && labels.every(([key, value]) => pod.metadata.labels?.[key] === value) && pod.metadata.deletionTimestamp === undefined
        && pod.status?.phase !== 'Failed' && pod.status?.phase !== 'Succeeded');
      const who = `${metadata.namespace}/${metadata.name}`;
      if ((status?.observedGeneration ?? 0) !== metadata.generation) wrong.push(`${who} was not observed`);
      // A rollout that is stuck (an image that is not there) keeps its surge, and says so.
      const stuck = status?.conditions?.some((c) => c.type === 'Progressing' && c.reason === 'ProgressDeadlineExceeded');
      if (!stuck && mine.length !== spec?.replicas) wrong.push(`${who} asks for ${spec?.replicas} pods and has ${mine.length}`);
      if ((status?.readyReplicas ?? 0) !== mine.filter(isReady).length) wrong.push(`${who} counts ${status?.readyReplicas ?? 0} ready pods of ${mine.filter(isReady).length}`);
    }
    return wrong;
  },
};
