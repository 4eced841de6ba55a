import { expect, test } from 'vitest';
import { parseFieldSelector } from './fieldselector.ts';
import { CONFIG_MAP } from './kinds/configmap.ts';
import { POD } from './kinds/pod/pod.ts';
import type { AnyObject } from './types.ts';

const pod = { metadata: { name: 'a', namespace: 'x' }, spec: { nodeName: 'n1' }, status: { phase: 'Running' } } as AnyObject;

test('terms are joined with and', () => {
  expect(parseFieldSelector('spec.nodeName=n1,status.phase!=Failed', POD)!(pod)).toBe(true);
  expect(parseFieldSelector('spec.nodeName==n2', POD)!(pod)).toBe(false);
  expect(parseFieldSelector('metadata.name=a\\,b', POD)!(pod)).toBe(false);
});

test('labels that a kind does not know', () => {
  expect(() => parseFieldSelector('spec.image=x', POD)).toThrow('field label not supported: spec.image');
  expect(() => parseFieldSelector('data.x=y', CONFIG_MAP)).toThrow('"data.x" is not a known field selector: only "metadata.name", "metadata.namespace"');
  expect(() => parseFieldSelector('nonsense', POD)).toThrow("invalid selector: 'nonsense'; can't understand 'nonsense'");
});
