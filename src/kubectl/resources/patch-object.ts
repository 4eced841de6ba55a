/** Changing live objects: the new state is made from the live one, and what differs is sent as a patch. */
import { schemaOf } from '../../engine/api/schema/types.ts';
import { sortedJson } from '../../engine/api/sorted-json.ts';
import type { AnyObject } from '../../engine/api/types.ts';
import type { Call } from '../call.ts';
import { apiVersionOf } from '../client/discovery.ts';
import type { Steps } from '../effect.ts';
import { mergeDiff, strategicDiff, type Fields } from '../patch/strategic-diff.ts';
import { targetPath, type Target } from './builder.ts';
import { writeQuery, type DryRun } from './dry-run.ts';

/** '{}' when nothing differs. */
export function patchText(before: AnyObject, after: AnyObject, target: Target): { text: string; contentType: string } {
  const schema = schemaOf(apiVersionOf(target.mapping), target.mapping.kind);
  const [a, b] = [before as unknown as Fields, after as unknown as Fields];
  return schema ? { text: sortedJson(strategicDiff(a, b, schema)), contentType: 'application/strategic-merge-patch+json' }
    : { text: sortedJson(mergeDiff(a, b)), contentType: 'application/merge-patch+json' };
}

/** Sends the difference; the object as the server has it then. */
export function* patchObject(call: Call, target: Target, before: AnyObject, after: AnyObject, dryRun: DryRun, subresource?: string): Steps<AnyObject> {
  const { text, contentType } = patchText(before, after, target);
  return yield* call.client.write<AnyObject>('PATCH', targetPath(target, subresource), text, writeQuery(call, dryRun), contentType);
}
