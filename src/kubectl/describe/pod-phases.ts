import type { LabelSelector, Pod } from '../../engine/api/types.ts';
import { formatSelector } from '../../engine/api/labels.ts';
import type { Steps } from '../effect.ts';
import type { DescribeContext } from './describer.ts';
import type { AnyObject } from '../../engine/api/types.ts';

export const PODS = { group: '', version: 'v1', resource: 'pods' } as const;

/** `1 Running / 0 Waiting / 0 Succeeded / 0 Failed`: the pods that the object controls; undefined when they cannot be read. */
export function* podPhases(context: DescribeContext, object: AnyObject, selector: LabelSelector | undefined): Steps<string | undefined> {
  const labelSelector = formatSelector(selector);
  const pods = yield* context.list<AnyObject>(PODS, object.metadata.namespace, labelSelector === '' ? {} : { labelSelector });
  if (!pods) return undefined;
  const own = pods.filter(({ metadata }) => metadata.ownerReferences?.some(({ controller, uid }) => controller && uid === object.metadata.uid));
  const count = (phase: string): number => own.filter((pod) => (pod as Pod).status?.phase === phase).length;
  return `${count('Running')} Running / ${count('Pending')} Waiting / ${count('Succeeded')} Succeeded / ${count('Failed')} Failed`;
}
