/** The describers, and which one an object gets. */
import type { AnyObject } from '../../engine/api/types.ts';
import type { Steps } from '../effect.ts';
import { configMapDescriber } from './configmap.ts';
import { DescribeWriter, type DescribeContext, type Describer } from './describer.ts';
import { genericDescriber } from './generic.ts';

export const DESCRIBERS: readonly Describer[] = [configMapDescriber];

/** The text `kubectl describe` prints for one object. */
export function* describeObject(context: DescribeContext, object: AnyObject): Steps<string> {
  const [first = '', second] = (object.apiVersion ?? '').split('/');
  const group = second === undefined ? '' : first;
  const describer = DESCRIBERS.find((d) => d.group === group && d.kind === object.kind) ?? genericDescriber;
  const out = new DescribeWriter();
  yield* describer.describe(context, object, out);
  return out.text();
}
