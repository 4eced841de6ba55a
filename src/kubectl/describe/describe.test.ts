/** Objects as a server answered them and what kubectl 1.36 printed of them (`described.fixture.json`), and rules one by one. */
import { describe, expect, test } from 'vitest';
import type { AnyObject, Event } from '../../engine/api/types.ts';
import { parseTime } from '../../engine/kernel/time.ts';
import { KnownObjects } from '../../testing/parity/describe/known-objects.ts';
import fixture from './described.fixture.json' with { type: 'json' };
import { DESCRIBERS } from './index.ts';

interface Case { readonly nowMs: number; readonly object: AnyObject; readonly related: readonly AnyObject[]; readonly events: readonly Event[]; readonly text: string }

const cases = fixture.cases as unknown as readonly Case[];
const NOW = parseTime('2026-01-01T12:00:00Z');

function described({ object, related = [], events = [], nowMs = NOW }: Partial<Case> & { object: AnyObject }): string {
  const known = new KnownObjects();
  for (const each of [...related, object]) known.put(each);
  return known.describe(object, nowMs, (about) => events.filter(({ involvedObject }) => involvedObject.uid === about.metadata.uid));
}

describe('as kubectl 1.36', () => {
  test.each(cases.map((each) => [each.object.kind!, each.object.metadata.name!, each] as const))('%s %s', (_kind, _name, each) => {
    expect(described(each)).toBe(each.text);
  });

  test('every describer has a case', () => {
    const shown = new Set(cases.map(({ object }) => object.kind));
    // A cluster's binding and role print as a namespace's do.
    const alike = new Set(['Role', 'RoleBinding']);
    expect(DESCRIBERS.map(({ kind }) => kind).filter((kind) => !shown.has(kind) && !alike.has(kind))).toEqual([]);
  });
});

const pod = (more: object): AnyObject => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'n', uid: 'u' }, spec: { containers: [] }, ...more });

test('a pod on its way out says for how long', () => {
  const metadata = { name: 'p', namespace: 'n', deletionTimestamp: '2026-01-01T11:57:30Z', deletionGracePeriodSeconds: 30 };
  expect(described({ object: pod({ metadata, status: { phase: 'Running' } }) })).toContain('Status:                    Terminating (lasts 2m30s)\nTermination Grace Period:  30s\n');
  expect(described({ object: pod({ metadata, status: { phase: 'Failed' } }) })).toContain('Status:       Failed\n');
});

test('events are left out where they are not wanted', () => {
  const known = new KnownObjects();
  expect(known.describe(pod({}), NOW, () => undefined)).not.toContain('Events');
  expect(known.describe(pod({}), NOW, () => [])).toContain('\nEvents:          <none>\n');
});

test('an event that happened often says since when', () => {
  const involvedObject = { uid: 'u' };
  const events = [
    { metadata: {}, involvedObject, type: 'Warning', reason: 'B', message: 'again\n', count: 3, firstTimestamp: '2026-01-01T11:00:00Z', lastTimestamp: '2026-01-01T11:59:00Z', source: { component: 'kubelet' } },
    { metadata: {}, involvedObject, type: 'Normal', reason: 'A', message: 'once', eventTime: '2026-01-01T11:50:00.5Z', reportingComponent: 'scheduler' },
    { metadata: {}, involvedObject: { uid: 'u', fieldPath: 'spec.containers{c}' }, type: 'Normal', reason: 'S', message: 'series', eventTime: '2026-01-01T11:50:00.5Z', series: { count: 4, lastObservedTime: '2026-01-01T11:58:00Z' }, reportingComponent: 'x' },
  ] as unknown as Event[];
  expect(described({ object: pod({}), events }).split('Events:\n')[1]!.split('\n')).toEqual([
    '  Type     Reason  Age                 From       Message',
    '  ----     ------  ----                ----       -------',
    '  Normal   A       9m59s               scheduler  once',
    '  Normal   S       2m (x4 over 9m59s)  x          spec.containers{c}: series',
    '  Warning  B       60s (x3 over 60m)   kubelet    again',
    '',
  ]);
});

test('what would steer a terminal is shown', () => {
  expect(described({ object: pod({ metadata: { name: 'p\x1b[31m', namespace: 'a\rb' } }) })).toContain('p^[[31m\nNamespace:    a\\rb\n');
});

test('a namespace without quotas says so', () => {
  const object = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'n' }, status: { phase: 'Active' } };
  expect(described({ object })).toBe('Name:         n\nLabels:       <none>\nAnnotations:  <none>\nStatus:       Active\n\nNo resource quota.\n\nNo LimitRange resource.\n');
});

test('a node without a lease says why', () => {
  expect(described({ object: { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n1' } } })).toContain('Lease:              Failed to get lease: leases.coordination.k8s.io "n1" not found\n');
});
