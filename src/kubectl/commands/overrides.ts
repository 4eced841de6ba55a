import { schemaOf } from '../../engine/api/schema/types.ts';
import { applyJsonPatch } from '../../engine/api/patch/json-patch.ts';
import { applyMergePatch } from '../../engine/api/patch/merge-patch.ts';
import { applyStrategicMergePatch } from '../../engine/api/patch/strategic-merge-patch.ts';
import type { JsonObject } from '../../engine/api/patch/json-value.ts';
import type { AnyObject } from '../../engine/api/types.ts';
import { Failure } from '../failure.ts';

/** `--overrides`: a merge, strategic merge or JSON patch on what kubectl made. */
export function overlay(object: AnyObject, text: string, type: string): AnyObject {
  let patch: unknown;
  try {
    patch = JSON.parse(text);
  } catch {
    throw new Failure(`Invalid JSON Patch`);
  }
  const before = object as unknown as JsonObject;
  switch (type) {
    case 'json': return applyJsonPatch(before, patch) as AnyObject;
    case 'strategic': return applyStrategicMergePatch(before, patch, schemaOf(object.apiVersion!, object.kind!)!) as unknown as AnyObject;
    case 'merge': case '': return applyMergePatch(before, patch) as unknown as AnyObject;
    default: throw new Failure(`invalid override type: ${type}`);
  }
}
