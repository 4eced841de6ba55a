/** TaintNodesByCondition: a new node takes no pods until the node lifecycle controller has seen it ready. */
import type { AnyObject, Node } from '../../api/types.ts';
import type { AdmissionPlugin } from './admission.ts';

export const taintNodesByCondition = (): AdmissionPlugin => ({
  name: 'TaintNodesByCondition',
  only: ['nodes'],
  admit({ resource, subresource, verb, object }) {
    if (resource.resource !== 'nodes' || resource.group !== '' || subresource || verb !== 'create') return undefined;
    const node = object as unknown as Node;
    const taint = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' };
    if (node.spec?.taints?.some((t) => t.key === taint.key && t.effect === taint.effect)) return undefined;
    return { ...node, spec: { ...node.spec, taints: [...(node.spec?.taints ?? []), taint] } } as unknown as AnyObject;
  },
});
