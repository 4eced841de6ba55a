import { describe, expect, it } from 'vitest';
import { readyCluster } from '../../testing/writes.ts';
import { EVENTS } from '../api/resource.ts';
import type { ApiObject, Event } from '../api/types.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { Recorder } from './recorder.ts';

const ABOUT: ApiObject = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'about', namespace: 'default', uid: 'u' } };

function setUp(): { cluster: Cluster; recorder: Recorder; events(): Event[] } {
  const cluster = readyCluster({ nodes: 1 });
  return {
    cluster, recorder: new Recorder(cluster.kernel, cluster.client(), { component: 'test' }),
    events: () => cluster.client().list(EVENTS, 'default').items.filter((e) => e.involvedObject.name === 'about'),
  };
}

describe('recorder', () => {
  it('names the Events of two sources apart, also about things of one name in one instant', () => {
    const { cluster, recorder, events } = setUp();
    new Recorder(cluster.kernel, cluster.client(), { component: 'other' }).event({ ...ABOUT, kind: 'Secret' }, 'Normal', 'Theirs', 'two');
    recorder.event(ABOUT, 'Normal', 'Ours', 'one');
    cluster.run(100);
    expect(events().map((e) => `${e.involvedObject.kind} ${e.message}`).sort()).toEqual(['ConfigMap one', 'Secret two']);
  });

  it('counts repeats, however long ago the last one was', () => {
    const { cluster, recorder, events } = setUp();
    for (let i = 0; i < 3; i++) {
      recorder.event(ABOUT, 'Normal', 'Same', 'again');
      cluster.run(15 * 60_000);
    }
    expect(events().map((e) => [e.message, e.count])).toEqual([['again', 3]]);
  });

  it('tells the tenth and later of similar ones as one', () => {
    const { cluster, recorder, events } = setUp();
    for (let i = 1; i <= 12; i++) recorder.event(ABOUT, 'Normal', 'Made', `number ${i}`);
    cluster.run(1000);
    expect(events().map((e) => [e.message, e.count])).toEqual([
      ...Array.from({ length: 9 }, (_, i) => [`number ${i + 1}`, 1]), ['(combined from similar events): number 12', 3],
    ]);
  });

  it('holds a flood about one object back', () => {
    const { cluster, recorder, events } = setUp();
    for (let i = 0; i < 40; i++) recorder.event(ABOUT, 'Warning', `Reason${i}`, 'text');
    cluster.run(1000);
    expect(events()).toHaveLength(25);
  });

  it('makes an Event anew, with its count, when it is gone', () => {
    const { cluster, recorder, events } = setUp();
    recorder.event(ABOUT, 'Normal', 'Same', 'again');
    cluster.run(1000);
    cluster.client().delete(EVENTS, events()[0]!.metadata.name!, 'default');
    recorder.event(ABOUT, 'Normal', 'Same', 'again');
    cluster.run(1000);
    expect(events().map((e) => e.count)).toEqual([2]);
  });
});
