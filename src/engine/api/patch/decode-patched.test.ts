import { describe, expect, it } from 'vitest';
import type { PatchType } from '../api.ts';
import { decodeObject } from '../schema/decode.ts';
import { schemaOf } from '../schema/types.ts';
import { applyMergePatch } from './merge-patch.ts';
import { applyStrategicMergePatch } from './strategic-merge-patch.ts';
import type { JsonObject } from './json-value.ts';
import { decodePatched } from './decode-patched.ts';

const TYPE = schemaOf('v1', 'ConfigMap')!;
const DEPLOYMENT = schemaOf('apps/v1', 'Deployment')!;
const object: JsonObject = { kind: 'ConfigMap', apiVersion: 'v1', metadata: { name: 'c', uid: 'u' }, data: { b: '1', a: '2' } };
const deployment: JsonObject = { kind: 'Deployment', apiVersion: 'apps/v1', metadata: { name: 'd' }, spec: { replicas: 1, template: { spec: { containers: [{ name: 'c' }] } } } };

function merge(patch: JsonObject, mode: 'Strict' | 'Warn' = 'Warn'): unknown {
  const after = applyMergePatch(object, patch);
  return decodePatched({ type: 'application/merge-patch+json' as PatchType, patch, before: object, after, schema: { type: 'ref', ref: TYPE } }, (body) => decodeObject(body, 'v1', 'ConfigMap', mode).object);
}
function strategic(patch: JsonObject): unknown {
  const after = applyStrategicMergePatch(deployment, patch, DEPLOYMENT);
  return decodePatched({ type: 'application/strategic-merge-patch+json', patch, before: deployment, after, schema: { type: 'ref', ref: DEPLOYMENT } }, (body) => decodeObject(body, 'apps/v1', 'Deployment', 'Warn').object);
}

describe('decoding what a patch made', () => {
  it('passes what fits', () => {
    expect(merge({ data: { a: '3' } })).toMatchObject({ data: { b: '1', a: '3' } });
    expect(strategic({ kind: 'Other', spec: { replicas: 2 } })).toMatchObject({ kind: 'Deployment', spec: { replicas: 2 } });
  });

  it('quotes the patched object, sorted where the patch went through it, when the kind is another', () => {
    expect(() => merge({ kind: 'Other' })).toThrow(
      ' "" is invalid: patch: Invalid value: "{\\"apiVersion\\":\\"v1\\",\\"data\\":{\\"a\\":\\"2\\",\\"b\\":\\"1\\"},\\"kind\\":\\"Other\\",\\"metadata\\":{\\"name\\":\\"c\\",\\"uid\\":\\"u\\"}}": '
      + 'no kind "Other" is registered for version "v1" in scheme "pkg/api/legacyscheme/scheme.go:30"');
  });

  it('answers 422 where a create answers 400', () => {
    expect(() => merge({ data: { a: 1 } })).toThrow(/^ "" is invalid: patch: Invalid value: .*: json: cannot unmarshal number into Go struct field/);
    expect(() => merge({ bogus: 1 }, 'Strict')).toThrow(/: strict decoding error: unknown field "bogus"$/);
  });

  it.each([
    [{ spec: { replicas: 'three' } }, 'map[spec:map[replicas:three]]', 'unrecognized type: int32'],
    [{ spec: { paused: 'yes' } }, 'map[spec:map[paused:yes]]', 'unrecognized type: bool'],
    [{ metadata: { labels: { a: 1 } } }, 'map[metadata:map[labels:map[a:1]]]', 'cannot convert int64 to string'],
    [{ spec: 'x' }, 'map[spec:x]', 'cannot restore struct from: string'],
    [{ spec: { template: { spec: { containers: 'x' } } } }, 'map[spec:map[template:map[spec:map[containers:x]]]]', 'cannot restore slice from string'],
  ])('says of strategic patch %j what Go says', (patch, text, why) => {
    expect(() => strategic(patch)).toThrow(` "" is invalid: patch: Invalid value: ${JSON.stringify(text)}: ${why}`);
  });
});
