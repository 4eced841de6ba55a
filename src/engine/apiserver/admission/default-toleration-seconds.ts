/** DefaultTolerationSeconds: a pod stays five minutes on a node that is not ready or cannot be reached. */
import type { AnyObject, Pod, Toleration } from '../../api/types.ts';
import type { AdmissionPlugin } from './admission.ts';

const SECONDS = 300;
const KEYS = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'];

export const defaultTolerationSeconds = (): AdmissionPlugin => ({
  name: 'DefaultTolerationSeconds',
  only: ['pods'],
  podSpecOnly: true,
  admit({ resource, subresource, verb, object }) {
    if (resource.resource !== 'pods' || resource.group !== '' || subresource || (verb !== 'create' && verb !== 'update')) return undefined;
    const pod = object as unknown as Pod;
    const present = pod.spec!.tolerations ?? [];
    const tolerates = (key: string): boolean => present.some((t) => (t.key === key || !t.key) && (t.effect === 'NoExecute' || !t.effect));
    const added = KEYS.filter((key) => !tolerates(key)).map((key): Toleration => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: SECONDS }));
    if (added.length === 0) return undefined;
    return { ...pod, spec: { ...pod.spec!, tolerations: [...present, ...added] } } as unknown as AnyObject;
  },
});
