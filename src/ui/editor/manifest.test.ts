import { describe, expect, test } from 'vitest';
import type { AnyObject } from '../../engine/api/types.ts';
import { fieldsNamed, readManifests, refusal } from './manifest.ts';
import { ApiError } from '../state/api.ts';

const refused = (message: string, causes?: readonly { field: string; message: string }[]): ApiError =>
  new ApiError({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, code: 422, ...(causes ? { details: { causes } } : {}) } as never);

describe('an error of the API server', () => {
  test('about a quantity stands where the first wrong one does', () => {
    const pod = { spec: { replicas: 'x', containers: [{ resources: { requests: { cpu: '1e3', memory: '64Mi' }, limits: { cpu: '500m', memory: 'much' } } }] } } as unknown as AnyObject;
    expect(fieldsNamed("quantities must match the regular expression '^([+-]?[0-9.]+)...'", pod)[0]?.field).toBe('spec.containers[0].resources.limits.memory');
  });

  test('about a namespace that is not there, a double entry, an unknown field', () => {
    const field = (message: string): string | undefined => fieldsNamed(message)[0]?.field;
    expect(field('namespaces "nowhere" not found')).toBe('metadata.namespace');
    expect(field('failed to create typed patch object (default/a; v1, Kind=Pod): .spec.containers[name="x"].env: duplicate entries for key [name="A"]')).toBe('spec.containers[name="x"].env[name="A"]');
    expect(field('strict decoding error: unknown field "spec.tolerationz"')).toBe('spec.tolerationz');
  });

  test('about an item of a List stands at the item', async () => {
    const text = 'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  metadata:\n    name: one\n- apiVersion: v1\n  kind: ConfigMap\n  metadata:\n    name: Bad\n';
    const [, second] = await readManifests({ line: 10, text });
    expect(second!.resource).toBe('configmap/Bad');
    expect(refusal(refused('ConfigMap "Bad" is invalid', [{ field: 'metadata.name', message: 'no' }]), second!)).toEqual([{ text: 'configmap/Bad: metadata.name: no', severity: 'error', line: 21 }]);
  });
});
