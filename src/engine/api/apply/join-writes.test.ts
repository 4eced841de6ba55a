import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../patch/json-value.ts';
import { schemaOf } from '../schema/types.ts';
import { goesOn, mayJoin } from './join-writes.ts';
import { encodeManagedFields, fold, type ManagedState, type ManagedTypes, noteWrite, type PendingWrite, sameManager, UNMANAGED } from './managed-fields.ts';
import { resetFields } from './reset-fields.ts';

const TYPES: ManagedTypes = {
  schema: (apiVersion) => schemaOf(apiVersion, 'Deployment'),
  resetFields: (subresource) => resetFields({ group: 'apps', kind: 'Deployment' }, subresource),
};
const write = (manager: string, time: string, old: JsonObject | undefined, next: JsonObject): PendingWrite => ({ manager, operation: 'Update', apiVersion: 'apps/v1', subresource: '', time, old, next });
const view = (state: ManagedState): string => JSON.stringify(encodeManagedFields(fold(state, TYPES).entries));

/** The state with `write` and the last pending write as one, where that may be. `changed` as components name it: what is the same object is not in it. */
function joinWrites({ entries, pending }: ManagedState, noted: PendingWrite): ManagedState | undefined {
  const last = pending.at(-1)!, { old, next } = noted;
  if (!last?.old || !old || !sameManager(last, noted) || !mayJoin({ entries, pending: pending.slice(0, -1) }, noted)) return undefined;
  const changed = [...new Set([...Object.keys(next), ...Object.keys(old)])].filter((field) => next[field] !== old[field]);
  const goes = goesOn(last.old, last.next, old, next);
  expect(goesOn(last.old, last.next, old, next, changed)).toBe(goes);
  return goes ? { entries, pending: pending.with(-1, { ...noted, old: last.old }) } : undefined;
}

/** A Deployment of few fields, each of which may be there or not; parts of `like` are shared where nothing differs. */
function randomDeployment(next: () => number, like: JsonObject | undefined, mostly: number): JsonObject {
  const vary = (value: unknown, make: () => unknown): unknown => (like && next() % mostly ? value : make());
  const map = (old: unknown): JsonObject | undefined => {
    if (like && next() % mostly) return old as JsonObject | undefined;
    const result: Record<string, unknown> = {};
    for (const key of ['a', 'b', 'c']) { const value = vary((old as JsonObject | undefined)?.[key], () => [undefined, 'x', 'y', 'z'][next() % 4]); if (value !== undefined) result[key] = value; }
    return next() % 5 ? result : undefined;
  };
  const metadata = (like?.['metadata'] ?? {}) as JsonObject, spec = (like?.['spec'] ?? {}) as JsonObject, strategy = spec['strategy'] as JsonObject | undefined;
  return {
    apiVersion: 'apps/v1', kind: 'Deployment',
    metadata: { name: 'd', labels: map(metadata['labels']), annotations: map(metadata['annotations']), generation: next() % 9 },
    spec: {
      replicas: vary(spec['replicas'], () => next() % 4), paused: vary(spec['paused'], () => [undefined, true, false][next() % 3]),
      selector: vary(spec['selector'], () => ({ matchLabels: map(undefined) })),
      strategy: vary(strategy, () => ({ type: ['RollingUpdate', 'Recreate'][next() % 2], rollingUpdate: vary(strategy?.['rollingUpdate'], () => [undefined, { maxSurge: next() % 3 }, null][next() % 3]) })),
      template: vary(spec['template'], () => ({ metadata: { labels: map(undefined) }, spec: { nodeSelector: map(undefined), containers: [{ name: 'c', image: String(next() % 3) }] } })),
    },
    status: { replicas: next() % 2 && mostly < 4 ? 1 : 0 },
  };
}

describe('writes of one manager in a row', () => {
  it('are one write only where that folds to the same', () => {
    let seed = 7;
    const next = (): number => { seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff; return seed >>> 8; };
    let joined = 0;
    for (let round = 0; round < 500; round++) {
      const mostly = 2 + (round % 8);
      let object = randomDeployment(next, undefined, mostly);
      let plain: ManagedState = noteWrite(UNMANAGED, write('one', 'T0', undefined, object), TYPES);
      let short = plain;
      for (let i = 1; i < 5; i++) {
        const after = randomDeployment(next, object, mostly);
        const noted = write(next() % 4 ? 'two' : 'one', `T${i}`, object, after);
        object = after;
        plain = noteWrite(plain, noted, TYPES);
        const one = joinWrites(short, noted);
        if (one) joined++;
        short = one ?? noteWrite(short, noted, TYPES);
        if (i === 2 && round % 3 === 0) plain = fold(plain, TYPES);
      }
      expect(view(short), `round ${round}`).toBe(view(plain));
    }
    expect(joined).toBeGreaterThan(100);
  });

  it('that count something up are one, however many they are', () => {
    const at = (n: number): JsonObject => ({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'd', resourceVersion: String(n) }, spec: { replicas: n } });
    const versions = Array.from({ length: 50 }, (_, n) => at(n));
    let state: ManagedState = { entries: [], pending: [write('one', 'T0', undefined, versions[0]!), write('one', 'T1', versions[0], versions[1]!)] };
    for (let n = 2; n < 50; n++) state = joinWrites(state, write('one', `T${n}`, versions[n - 1], versions[n]!))!;
    expect(state.pending).toHaveLength(2);
    expect(state.pending[1]).toMatchObject({ time: 'T49', old: versions[0], next: versions[49] });
  });

  it('are two when the second takes back what the first did, or somebody else wrote between', () => {
    const at = (data: JsonObject): JsonObject => ({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'd' }, spec: data });
    const [a, b, c] = [at({ replicas: 1 }), at({ replicas: 2 }), at({ replicas: 1 })];
    const state: ManagedState = { entries: [], pending: [write('one', 'T1', a, b)] };
    expect(joinWrites(state, write('one', 'T2', b, c))).toBeUndefined();
    expect(joinWrites(state, write('two', 'T2', b, at({ replicas: 3 })))).toBeUndefined();
    expect(joinWrites(state, write('one', 'T2', { ...b, spec: { replicas: 2, paused: true } }, at({ replicas: 3, paused: true })))).toBeUndefined();
  });
});
