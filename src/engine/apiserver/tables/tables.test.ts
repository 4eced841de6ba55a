import { describe, expect, it } from 'vitest';
import type { AnyObject, Pod } from '../../api/types.ts';
import { parseTime } from '../../kernel/time.ts';
import { customResourceTable, defaultTable, scaleTable, tableDefinition, tableFor } from './index.ts';
import { podTable } from './pods.ts';
import rows from './tables.fixture.json';

const NOW = parseTime('2026-01-01T01:00:00Z');

describe('rows that a real v1.36 printed', () => {
  for (const row of rows) {
    it(`${row.resource} ${row.object.metadata.name}`, () => {
      const object = row.object as unknown as AnyObject;
      const nowMs = parseTime(row.object.metadata.creationTimestamp) + row.ageSeconds * 1000 + 500;
      const table = tableFor(row, [object], nowMs);
      expect(table.rows[0]!.cells).toEqual(row.cells);
    });
  }
});

describe('STATUS of a pod', () => {
  const cells = (pod: unknown): unknown[] => podTable.cells(pod, NOW).slice(1, 4);
  const pod = (status: unknown, more: { initContainers?: unknown[]; deletionTimestamp?: string } = {}): Pod => ({
    metadata: { name: 'p', deletionTimestamp: more.deletionTimestamp },
    spec: { containers: [{ name: 'a' }, { name: 'b' }], initContainers: more.initContainers }, status,
  }) as Pod;
  const running = (name: string): unknown => ({ name, ready: true, restartCount: 0, state: { running: {} } });

  it('counts init containers that are over', () => {
    const initContainers = [{ name: 'one' }, { name: 'two' }];
    const over = { name: 'one', restartCount: 0, state: { terminated: { exitCode: 0 } } };
    const waiting = { name: 'two', restartCount: 2, state: { waiting: { reason: 'PodInitializing' } } };
    expect(cells(pod({ phase: 'Pending', initContainerStatuses: [over, waiting] }, { initContainers }))).toEqual(['0/2', 'Init:1/2', '2']);
    const failed = { name: 'two', restartCount: 2, state: { terminated: { exitCode: 3 } } };
    expect(cells(pod({ phase: 'Pending', initContainerStatuses: [over, failed] }, { initContainers }))).toEqual(['0/2', 'Init:ExitCode:3', '2']);
    const backOff = { name: 'two', restartCount: 2, state: { waiting: { reason: 'CrashLoopBackOff' } }, lastState: { terminated: { exitCode: 3, finishedAt: '2026-01-01T00:59:30Z' } } };
    expect(cells(pod({ phase: 'Pending', initContainerStatuses: [over, backOff] }, { initContainers }))).toEqual(['0/2', 'Init:CrashLoopBackOff', '2 (30s ago)']);
  });

  it('counts a sidecar among the containers', () => {
    const initContainers = [{ name: 'proxy', restartPolicy: 'Always' }];
    const initContainerStatuses = [{ name: 'proxy', started: true, ready: true, restartCount: 1, state: { running: {} } }];
    expect(cells(pod({ phase: 'Running', initContainerStatuses, containerStatuses: [running('a'), running('b')] }, { initContainers }))).toEqual(['3/3', 'Running', '1']);
  });

  it('says Terminating, Unknown, Evicted, NotReady and Signal', () => {
    const deletionTimestamp = '2026-01-01T00:59:00Z';
    expect(cells(pod({ phase: 'Running', containerStatuses: [running('a')] }, { deletionTimestamp }))[1]).toBe('Terminating');
    expect(cells(pod({ phase: 'Running', reason: 'NodeLost' }, { deletionTimestamp }))[1]).toBe('Unknown');
    expect(cells(pod({ phase: 'Failed', reason: 'Evicted' }))[1]).toBe('Evicted');
    const done = { name: 'a', restartCount: 0, state: { terminated: { exitCode: 0, reason: 'Completed' } } };
    expect(cells(pod({ phase: 'Running', containerStatuses: [done, running('b')] }))[1]).toBe('NotReady');
    expect(cells(pod({ phase: 'Running', containerStatuses: [done, running('b')], conditions: [{ type: 'Ready', status: 'True' }] }))[1]).toBe('Running');
    expect(cells(pod({ phase: 'Failed', containerStatuses: [{ name: 'a', restartCount: 0, state: { terminated: { exitCode: 137, signal: 9 } } }] }))[1]).toBe('Signal:9');
  });
});

describe('other resources', () => {
  it('a kind without columns of its own shows its creation', () => {
    expect(tableDefinition({ group: 'x.example.com', resource: 'things' })).toBe(defaultTable);
    expect(tableFor({ group: '', resource: 'limitranges' }, [{ metadata: { name: 'l', creationTimestamp: '2026-01-01T00:00:00Z' } }], NOW).rows[0]!.cells).toEqual(['l', '2026-01-01T00:00:00Z']);
  });

  it('a scale shows what is wanted and what is there', () => {
    const scale: AnyObject = { kind: 'Scale', metadata: { name: 's', creationTimestamp: '2026-01-01T00:58:00Z' }, spec: {}, status: { replicas: 2 } };
    expect(scaleTable(false).columns.map((c) => c.name)).toEqual(['Name', 'Desired', 'Available', 'Age']);
    expect(scaleTable(false).cells(scale, NOW)).toEqual(['s', 0, 2, '2m']);
    expect(scaleTable(true).cells(scale, NOW)).toEqual(['s', null, 2, '2m']);
  });

  it('a custom resource shows its printer columns', () => {
    const definition = customResourceTable([
      { name: 'Ready', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
      { name: 'Size', type: 'integer', jsonPath: '.spec.size', description: 'how large', priority: 1 },
      { name: 'Ports', type: 'string', jsonPath: '.spec.ports' },
      { name: 'Missing', type: 'boolean', jsonPath: '.spec.no.such' },
      { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
    ]);
    const object: AnyObject = {
      metadata: { name: 't', creationTimestamp: '2026-01-01T00:58:00Z' }, spec: { size: 3, ports: [1, 2] },
      status: { conditions: [{ type: 'Other', status: 'False' }, { type: 'Ready', status: 'True' }] },
    };
    expect(definition.cells(object, NOW)).toEqual(['t', 'True', 3, '[1,2]', null, '2m']);
    expect(definition.columns[1]!.description).toBe('Custom resource definition column (in JSONPath format): .status.conditions[?(@.type=="Ready")].status');
    expect(customResourceTable(undefined).columns.map((c) => c.name)).toEqual(['Name', 'Age']);
  });
});
