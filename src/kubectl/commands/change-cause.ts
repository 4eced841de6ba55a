import type { AnyObject } from '../../engine/api/types.ts';
import type { Call } from '../call.ts';

const CHANGE_CAUSE = 'kubernetes.io/change-cause';

/** `--record`: the object remembers the command line. Its flags stand behind its words there, each with its value. */
export function recorded(call: Call, object: AnyObject): AnyObject {
  const { flags } = call;
  if (!flags.has('record') || !flags.bool('record')) return object;
  const words = ['kubectl', ...call.path.split(' '), ...call.args].join(' ');
  const cause = `${words}${flags.given().map(([name, value]) => ` --${name}=${value}`).join('')}`;
  return { ...object, metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, [CHANGE_CAUSE]: cause } } };
}
