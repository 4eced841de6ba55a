/** `jsonpatch.escapeKey("a/b")`: a key as it stands in a JSON pointer (https://kubernetes.io/docs/reference/access-authn-authz/mutating-admission-policy/#patch-type-json-patch). */
import type { Environment } from '@marcbachmann/cel-js';
import { registered } from './strings.ts';

class JsonPatchNamespace {}

export function addJsonPatch(environment: Environment): void {
  environment.registerConstant('jsonpatch', registered(environment, 'JsonPatchNamespace', JsonPatchNamespace), new JsonPatchNamespace());
  environment.registerFunction('JsonPatchNamespace.escapeKey(string): string', (_: unknown, key: string) => key.replace(/~/g, '~0').replace(/\//g, '~1'));
}
