import { expect, it } from 'vitest';
import type { WatchEvent } from '../api/api.ts';
import type { AnyObject } from '../api/types.ts';
import { Kernel } from '../kernel/kernel.ts';
import { Store } from '../store/store.ts';
import { WatchHub } from './watch.ts';

const DELAY_MS = 2;

function world(): { kernel: Kernel; hub: WatchHub; write: (name: string) => void; seen: string[]; follow: (who: string, initial?: readonly string[], namespace?: string) => { stop(): void } } {
  const kernel = new Kernel({ seed: 1 });
  const hub = new WatchHub(kernel);
  const store = new Store({ now: () => kernel.now, trace: () => 0 });
  const table = store.table('things');
  store.onWrite((record) => hub.dispatch(record));
  const object = (name: string): AnyObject => ({ metadata: { name, namespace: 'here' } });
  const seen: string[] = [];
  return {
    kernel, hub, seen,
    write: (name) => store.create(table, name, object(name)),
    follow: (who, initial = [], namespace = '') => hub.add({
      namespace, delayMs: DELAY_MS,
      deliver: (events) => {
        if (who === 'broken') throw new Error('broken');
        seen.push(`${who}: ${events.map((event) => event.object.metadata.name).join(' ')}`);
      },
    }, initial.map((name): WatchEvent => ({ type: 'ADDED', object: object(name) }))),
  };
}

it('watchers that get the same are told together, each from where it began', () => {
  const { kernel, hub, write, seen, follow } = world();
  follow('first');
  const gone = follow('gone');
  write('a');
  follow('second');
  write('b');
  gone.stop();
  expect(hub.size).toBe(2);
  kernel.run(kernel.now + DELAY_MS);
  expect(seen).toEqual(['first: a b', 'second: b']);
  write('c');
  kernel.run(kernel.now + DELAY_MS);
  expect(seen.slice(2)).toEqual(['first: c', 'second: c']);
});

it('the state that a watch begins with comes before what is written meanwhile', () => {
  const { kernel, write, seen, follow } = world();
  follow('first');
  write('a');
  kernel.run(kernel.now + 1);
  follow('late', ['a']);
  write('b');
  kernel.run(kernel.now + DELAY_MS);
  expect(seen).toEqual(['first: a b', 'late: a b']);
});

it('a watcher that breaks keeps no other from what it waits for', () => {
  const { kernel, write, seen, follow } = world();
  const errors: unknown[] = [];
  kernel.onError = (error) => errors.push(error);
  follow('broken');
  follow('sound', [], 'here');
  follow('next');
  write('a');
  kernel.run(kernel.now + DELAY_MS);
  expect(seen.sort()).toEqual(['next: a', 'sound: a']);
  expect(errors).toHaveLength(1);
});
