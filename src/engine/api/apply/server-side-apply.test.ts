import { describe, expect, it } from 'vitest';
import type { StatusError } from '../errors.ts';
import type { JsonObject } from '../patch/json-value.ts';
import { schemaOf } from '../schema/types.ts';
import { encodeManagedFields, type ManagedTypes, noteWrite, UNMANAGED } from './managed-fields.ts';
import { resetFields } from './reset-fields.ts';
import { type ApplyResult, serverSideApply } from './server-side-apply.ts';

const types = (kind: string, group = ''): ManagedTypes => ({
  schema: (apiVersion) => schemaOf(apiVersion, kind),
  resetFields: (subresource) => resetFields({ group, kind }, subresource),
});
const DEPLOYMENT = types('Deployment', 'apps');

const deployment = (spec: JsonObject, labels?: JsonObject): JsonObject =>
  ({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: 'ns', ...(labels ? { labels } : {}) }, spec });
const withContainers = (...containers: JsonObject[]): JsonObject => ({ template: { spec: { containers } } });

let clock = 0;
function apply(live: ApplyResult | undefined, applied: JsonObject, manager: string, more: { force?: boolean; types?: ManagedTypes; subresource?: string } = {}): ApplyResult {
  clock++;
  return serverSideApply({
    live: live?.object, state: live?.state ?? UNMANAGED, applied, apiVersion: applied['apiVersion'] as string, manager,
    subresource: more.subresource ?? '', force: more.force ?? false, time: `T${clock}`, types: more.types ?? DEPLOYMENT,
  });
}
function failed(run: () => unknown): StatusError {
  try { run(); } catch (error) { return error as StatusError; }
  throw new Error('did not fail');
}
const owned = (result: ApplyResult, manager: string): unknown =>
  encodeManagedFields(result.state.entries).find((entry) => entry.manager === manager)?.fieldsV1;

describe('server-side apply', () => {
  it('owns exactly what it names', () => {
    const made = apply(undefined, deployment({ replicas: 1, selector: { matchLabels: { app: 'web' } }, ...withContainers({ name: 'c', image: 'nginx:1.25', env: [{ name: 'A', value: '1' }] }) }, { app: 'web' }), 'a');
    // As recorded of a real v1.36 (scenario server-side-apply).
    expect(owned(made, 'a')).toEqual({
      'f:metadata': { 'f:labels': { 'f:app': {} } },
      'f:spec': {
        'f:replicas': {}, 'f:selector': {},
        'f:template': { 'f:spec': { 'f:containers': { 'k:{"name":"c"}': { '.': {}, 'f:env': { 'k:{"name":"A"}': { '.': {}, 'f:name': {}, 'f:value': {} } }, 'f:image': {}, 'f:name': {} } } } },
      },
    });
  });

  it('refuses to change what another manager applied, and takes it with force', () => {
    const made = apply(undefined, deployment({ replicas: 1 }), 'a');
    const error = failed(() => apply(made, deployment({ replicas: 2 }), 'b'));
    expect(error.code).toBe(409);
    expect(error.message).toBe('Apply failed with 1 conflict: conflict with "a": .spec.replicas');
    expect(error.status.details).toEqual({ causes: [{ reason: 'FieldManagerConflict', message: 'conflict with "a"', field: '.spec.replicas' }] });
    const forced = apply(made, deployment({ replicas: 2 }), 'b', { force: true });
    expect(forced.object['spec']).toEqual({ replicas: 2 });
    expect(owned(forced, 'a')).toBeUndefined();
    expect(owned(forced, 'b')).toEqual({ 'f:spec': { 'f:replicas': {} } });
  });

  it('names updaters with their version and subresource, and lists several conflicts by manager', () => {
    const made = apply(undefined, deployment(withContainers({ name: 'c', image: 'a' }, { name: 'd', image: 'a' })), 'a');
    const scaled = { ...made.object, spec: { ...(made.object['spec'] as JsonObject), replicas: 3 } };
    const state = noteWrite(made.state, { manager: 'kubectl', operation: 'Update', apiVersion: 'apps/v1', subresource: 'scale', time: 'T', old: made.object, next: scaled }, DEPLOYMENT);
    const error = failed(() => apply({ object: scaled, state }, deployment({ replicas: 1, ...withContainers({ name: 'c', image: 'b' }, { name: 'd', image: 'b' }) }), 'b'));
    expect(error.message).toBe([
      'Apply failed with 3 conflicts: conflicts with "a":', '- .spec.template.spec.containers[name="c"].image', '- .spec.template.spec.containers[name="d"].image',
      'conflicts with "kubectl" with subresource "scale" using apps/v1:', '- .spec.replicas',
    ].join('\n'));
  });

  it('removes what it no longer names, unless another applier does too', () => {
    const one = apply(undefined, deployment({ replicas: 1, ...withContainers({ name: 'c', image: 'x', env: [{ name: 'A', value: '1' }, { name: 'B', value: '2' }] }) }, { app: 'web', tier: 'x' }), 'a');
    const two = apply(one, deployment({ replicas: 1 }, { app: 'web' }), 'b');
    const three = apply(two, deployment(withContainers({ name: 'c', image: 'x', env: [{ name: 'B', value: '2' }] })), 'a');
    expect(three.object).toEqual(deployment({ replicas: 1, ...withContainers({ name: 'c', image: 'x', env: [{ name: 'B', value: '2' }] }) }, { app: 'web' }));
  });

  it('leaves what updaters own in a map it no longer names', () => {
    const annotated = (annotations: JsonObject): JsonObject => ({ ...deployment({}), metadata: { name: 'web', namespace: 'ns', annotations } });
    const object = annotated({ note: 'x' });
    const state = noteWrite(UNMANAGED, { manager: 'creator', operation: 'Update', apiVersion: 'apps/v1', subresource: '', time: 'T', old: undefined, next: object }, DEPLOYMENT);
    const added = apply({ object, state }, annotated({ mine: '1' }), 'a');
    expect(added.object).toEqual(annotated({ note: 'x', mine: '1' }));
    expect(apply(added, deployment({}), 'a').object).toEqual(object);
  });

  it('shares an item with default keys, and puts new ones in the applied order', () => {
    const service = (...ports: JsonObject[]): JsonObject => ({ apiVersion: 'v1', kind: 'Service', metadata: { name: 's' }, spec: { ports } });
    const made = apply(undefined, service({ port: 80, protocol: 'TCP', name: 'http' }), 'a', { types: types('Service') });
    const more = apply(made, service({ port: 90, name: 'new' }, { port: 80, name: 'http' }), 'b', { types: types('Service') });
    expect(more.object['spec']).toEqual({ ports: [{ port: 90, name: 'new' }, { port: 80, protocol: 'TCP', name: 'http' }] });
    expect(owned(more, 'b')).toMatchObject({ 'f:spec': { 'f:ports': { 'k:{"port":80,"protocol":"TCP"}': { '.': {}, 'f:name': {}, 'f:port': {} } } } });
  });

  it('gives an object that nobody manages to before-first-apply', () => {
    const live = deployment({ replicas: 1 }, { app: 'web' });
    const result = apply({ object: live, state: UNMANAGED }, deployment({}, { app: 'web' }), 'a');
    expect(owned(result, 'before-first-apply')).toEqual({ 'f:metadata': { 'f:labels': { '.': {}, 'f:app': {} } }, 'f:spec': { 'f:replicas': {} } });
    expect(failed(() => apply({ object: live, state: UNMANAGED }, deployment({ replicas: 2 }), 'a')).message)
      .toBe('Apply failed with 1 conflict: conflict with "before-first-apply" using apps/v1: .spec.replicas');
  });

  it('keeps the object and the times when nothing changes; a newcomer then has no time', () => {
    const made = apply(undefined, deployment({ replicas: 1 }), 'a');
    const again = apply(made, deployment({ replicas: 1 }), 'a');
    expect(again.object).toBe(made.object);
    expect(again.state).toEqual(made.state);
    const other = apply(made, deployment({ replicas: 1 }), 'b');
    expect(encodeManagedFields(other.state.entries).map(({ manager, time }) => [manager, time])).toEqual([['b', undefined], ['a', made.state.entries[0]!.time]]);
  });

  it('lets kubectl take over what its client-side apply set, and keeps the annotation in step', () => {
    const last = (spec: JsonObject): JsonObject => ({ 'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify(deployment(spec)) });
    const live = deployment({ replicas: 1 });
    const object = { ...live, metadata: { ...(live['metadata'] as JsonObject), annotations: last({ replicas: 1 }) } };
    const state = noteWrite(UNMANAGED, { manager: 'kubectl-client-side-apply', operation: 'Update', apiVersion: 'apps/v1', subresource: '', time: 'T', old: undefined, next: object }, DEPLOYMENT);
    const result = apply({ object, state }, deployment({ replicas: 2 }), 'kubectl');
    expect((result.object['metadata'] as { annotations: JsonObject }).annotations['kubectl.kubernetes.io/last-applied-configuration'])
      .toBe('{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"ns"},"spec":{"replicas":2}}\n');
    expect(failed(() => apply({ object, state }, deployment({ replicas: 2 }), 'other')).code).toBe(409);
  });

  it('does not own what the write resets', () => {
    const made = apply(undefined, { ...deployment({ replicas: 1 }), status: { replicas: 1 } }, 'a');
    expect(owned(made, 'a')).toEqual({ 'f:spec': { 'f:replicas': {} } });
    const status = apply(made, { ...deployment({ replicas: 5 }), status: { observedGeneration: 1 } }, 's', { subresource: 'status', force: true });
    expect(owned(status, 's')).toEqual({ 'f:status': { 'f:observedGeneration': {} } });
  });

  it.each([
    [{ ...deployment({ nonsense: 1 }) }, 500, 'failed to create typed patch object (ns/web; apps/v1, Kind=Deployment): .spec.nonsense: field not declared in schema'],
    [deployment(withContainers({ name: 'c' }, { name: 'c' })), 500, 'failed to create typed patch object (ns/web; apps/v1, Kind=Deployment): .spec.template.spec.containers: duplicate entries for key [name="c"]'],
    [deployment(withContainers({ image: 'c' })), 500, 'failed to create typed patch object (ns/web; apps/v1, Kind=Deployment): .spec.template.spec.containers: element 0: associative list with keys has an element that omits key field "name" (and doesn\'t have default value)'],
    [{ ...deployment({}), metadata: { name: 'web', managedFields: [] } }, 400, 'metadata.managedFields must be nil'],
  ])('refuses %j', (applied, code, message) => {
    expect(failed(() => apply(undefined, applied, 'a'))).toMatchObject({ message, status: { code } });
  });

  it('refuses a configuration of another version', () => {
    const request = { live: undefined, state: UNMANAGED, applied: { apiVersion: 'apps/v2', kind: 'Deployment' }, apiVersion: 'apps/v1', manager: 'a', subresource: '', force: false, time: 'T', types: DEPLOYMENT };
    expect(failed(() => serverSideApply(request)).message).toBe('Incorrect version specified in apply patch. Specified patch version: apps/v2, expected: apps/v1');
  });

  it('deduces types where nobody described them: maps entry by entry, lists as a whole', () => {
    const untyped: ManagedTypes = { schema: () => undefined, resetFields: () => new Map() };
    const thing = (spec: JsonObject): JsonObject => ({ apiVersion: 'example.com/v1', kind: 'Thing', metadata: { name: 't' }, spec });
    const made = apply(undefined, thing({ list: [1], map: { a: 1 } }), 'a', { types: untyped });
    const both = apply(made, thing({ map: { b: 2 } }), 'b', { types: untyped });
    expect(both.object['spec']).toEqual({ list: [1], map: { a: 1, b: 2 } });
    expect(owned(both, 'a')).toEqual({ 'f:spec': { '.': {}, 'f:list': {}, 'f:map': { '.': {}, 'f:a': {} } } });
    expect(failed(() => apply(both, thing({ list: [2] }), 'b', { types: untyped })).message).toContain('conflict with "a": .spec.list');
  });
});

