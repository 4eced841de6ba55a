import { expect, test } from 'vitest';
import type { AnyObject } from '../../engine/api/types.ts';
import { asGoType } from './as-go-type.ts';

test('fields in the order of Go, structs even when empty, nothing that omitempty leaves out', () => {
  const service = { apiVersion: 'v1', kind: 'Service', spec: { type: 'ClusterIP', selector: { b: '1', a: '2' }, ports: [{ targetPort: 80, port: 80, name: '' }] }, metadata: { labels: {}, name: 'web' } } as unknown as AnyObject;
  expect(JSON.stringify(asGoType(service))).toBe('{"kind":"Service","apiVersion":"v1","metadata":{"name":"web"},"spec":{"ports":[{"port":80,"targetPort":80}],"selector":{"a":"2","b":"1"},"type":"ClusterIP"},"status":{"loadBalancer":{}}}');
});

test('what has no type stays as it came', () => {
  const widget = { spec: { size: 1 }, kind: 'Widget', apiVersion: 'example.com/v1', metadata: { name: 'w' } } as AnyObject;
  expect(asGoType(widget)).toBe(widget);
});
