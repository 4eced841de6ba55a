import { describe, expect, it } from 'vitest';
import { readyCluster } from '../../testing/writes.ts';
import { CONFIG_MAPS } from '../api/resource.ts';
import { componentReports } from '../cluster/component-reports.ts';
import { defineController } from './controller.ts';
import { keyOf } from './informer.ts';

const configMap = (name: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default' } });

describe('a loop that throws', () => {
  it('is counted, told, and tried again ever later; it stops neither its own other keys nor another loop', () => {
    const cluster = readyCluster({ nodes: 0 });
    const component = cluster.addComponent('broken-manager', 'broken-manager');
    const tries: number[] = [], seen: string[] = [], others: string[] = [];
    component.run(defineController({
      name: 'broken', component: 'broken-controller',
      start({ informer, queue, now }) {
        informer(CONFIG_MAPS).addHandler({ onAdd: (o) => queue.add(keyOf(o)) });
        return {
          reconcile(key) {
            if (key !== 'default/bad') { seen.push(key); return; }
            tries.push(now());
            if (tries.length < 5) throw new Error('out of cheese');
          },
        };
      },
    }));
    // The second loop's handler comes after one that throws.
    component.informer(CONFIG_MAPS).addHandler({ onAdd: (o) => { if (o.metadata.name === 'bad') throw new TypeError('cannot take it'); } });
    component.run(defineController({
      name: 'other', component: 'other-controller',
      start({ informer, queue }) {
        informer(CONFIG_MAPS).addHandler({ onAdd: (o) => queue.add(keyOf(o)) });
        return { reconcile(key) { others.push(key); } };
      },
    }));
    cluster.run(1000);
    for (const name of ['bad', 'good']) cluster.client().create(CONFIG_MAPS, configMap(name));
    cluster.run(5000);

    expect(tries.slice(1).map((at, i) => Math.round(at - tries[i]!))).toEqual([6, 11, 21, 41]);
    expect(seen).toContain('default/good');
    expect(others).toEqual(expect.arrayContaining(['default/bad', 'default/good']));
    expect(component.errors).toBe(5);
    expect(cluster.errors.map(({ component: name, loop, key, message }) => `${name} ${loop} ${key}: ${message}`)).toEqual([
      'broken-manager watch of configmaps default/bad: cannot take it', ...Array.from({ length: 4 }, () => 'broken-manager broken default/bad: out of cheese'),
    ]);
    expect(componentReports(cluster).find(({ name }) => name === 'broken-manager')).toMatchObject({
      up: true, active: true, errors: 5, lastErrors: [{ loop: 'watch of configmaps' }, ...Array.from({ length: 4 }, () => ({ loop: 'broken', key: 'default/bad', message: 'out of cheese' }))],
    });
  });
});
