/** Decoding what a patch made: whatever does not decode is the patch's fault, and answers 422 instead of a create's 400. */
import type { PatchType } from '../api.ts';
import { StatusError } from '../errors.ts';
import type { ValueSchema } from '../schema/schema.ts';
import { invalidPatch, patchedText, strategicPatchText } from './invalid-patch.ts';
import type { JsonObject } from './json-value.ts';
import { restoreError } from './restore.ts';

export interface Patched {
  readonly type: PatchType;
  /** The patch as sent. */
  readonly patch: unknown;
  /** The object it was applied to, with managed fields, and the result; both in the request's version. */
  readonly before: JsonObject;
  readonly after: JsonObject;
  readonly schema: ValueSchema;
}

/** What `decode` makes of `patched.after`. Throws the 422 that quotes the patch, or the patched object, and says why. */
export function decodePatched<T>(patched: Patched, decode: (after: JsonObject) => T): T {
  const { type, patch, before, schema } = patched;
  if (type === 'application/strategic-merge-patch+json') {
    // The Go struct is known already: nothing reads these two.
    const after = { ...patched.after, apiVersion: before['apiVersion'], kind: before['kind'] };
    const why = restoreError(after, before, schema);
    if (why) throw invalidPatch(strategicPatchText(patch), why);
    return asPatchError(() => decode(after), () => strategicPatchText(patch));
  }
  const { after } = patched;
  const text = (): string => patchedText(before, after, schema);
  if (after['kind'] !== before['kind'] || after['apiVersion'] !== before['apiVersion']) {
    const why = typeof after['kind'] !== 'string' || after['kind'] === '' ? `Object 'Kind' is missing in '${text()}'`
      : `no kind ${JSON.stringify(after['kind'])} is registered for version ${JSON.stringify(after['apiVersion'] ?? '')} in scheme "pkg/api/legacyscheme/scheme.go:30"`;
    throw invalidPatch(text(), why);
  }
  return asPatchError(() => decode(after), text);
}

const CANNOT_BE_HANDLED = /^\S+ in version "[^"]*" cannot be handled as an? \S+: /;

function asPatchError<T>(decode: () => T, text: () => string): T {
  try {
    return decode();
  } catch (error) {
    if (!(error instanceof StatusError) || !CANNOT_BE_HANDLED.test(error.message)) throw error;
    throw invalidPatch(text(), error.message.replace(CANNOT_BE_HANDLED, ''));
  }
}
