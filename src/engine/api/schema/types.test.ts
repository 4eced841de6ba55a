import { expect, test } from 'vitest';
import docs from './docs.gen.json';
import { fieldDoc, typeDoc, type DocsTable } from './docs.ts';
import { TYPES, longName, shortName } from './table.ts';
import { schemaOf, typeByName } from './types.ts';

test('kinds are found by apiVersion and kind', () => {
  expect(schemaOf('apps/v1', 'Deployment')?.name).toBe('io.k8s.api.apps.v1.Deployment');
  expect(schemaOf('v1', 'Pod')?.name).toBe('io.k8s.api.core.v1.Pod');
  expect(schemaOf('v1', 'PodList')?.fields.get('items')?.type).toMatchObject({ type: 'list', items: { type: 'ref' } });
  expect(schemaOf('apiextensions.k8s.io/v1', 'CustomResourceDefinition')).toBeDefined();
  expect(schemaOf('apps/v1', 'DeleteOptions')?.name).toBe('io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions');
  expect(schemaOf('apps/v1beta1', 'Deployment')).toBeUndefined();
});

test('fields come in the order of the Go struct, with their marks', () => {
  const spec = typeByName('io.k8s.api.core.v1.PodSpec')!;
  expect([...spec.fields.keys()].slice(0, 4)).toEqual(['volumes', 'initContainers', 'containers', 'ephemeralContainers']);
  expect(spec.fields.get('containers')).toMatchObject({ required: true, patchStrategy: 'merge', patchMergeKey: 'name', type: { listType: 'map', mapKeys: ['name'] } });
  expect(spec.fields.get('nodeSelector')?.type).toMatchObject({ type: 'map', atomic: true });
  expect(typeByName('io.k8s.api.apps.v1.DeploymentSpec')!.fields.get('replicas')).toMatchObject({ pointer: true, required: false });
  expect(typeByName('io.k8s.api.apps.v1.DeploymentSpec')!.fields.get('selector')?.type).toMatchObject({ type: 'ref', atomic: true });
  expect(typeByName('io.k8s.api.core.v1.Volume')!.fields.get('emptyDir')).toMatchObject({ embedded: 'VolumeSource' });
});

test('every type can be built, and every reference has its type', () => {
  for (const short of Object.keys(TYPES)) {
    expect(shortName(longName(short))).toBe(short);
    expect(typeByName(longName(short))!.fields.size).toBe(TYPES[short]!.f?.length ?? 0);
  }
});

test('docs are found by type and field', () => {
  const table: DocsTable = docs as unknown as DocsTable;
  expect(typeDoc(table, 'io.k8s.api.core.v1.Pod')).toMatch(/^Pod is a collection of containers/);
  expect(fieldDoc(table, 'io.k8s.api.apps.v1.DeploymentSpec', 'selector')).toMatch(/^Label selector for pods/);
  expect(fieldDoc(table, 'io.k8s.api.apps.v1.DeploymentSpec', 'nothing')).toBeUndefined();
});
