import { expect, test } from 'vitest';
import { tell, thing, type TraceLine } from './story.ts';

const line = (id: number, actor: string, act: string, subject: string): TraceLine => ({ id, cause: id - 1, atMs: id, actor, act, subject });

test('a subject is a thing that can be chosen, where the inspector knows the kind', () => {
  expect(thing('pods/default/web-1')).toMatchObject({ what: 'Pod web-1', ref: { kind: 'Pod', namespace: 'default', name: 'web-1' } });
  expect(thing('nodes/node-1')).toMatchObject({ what: 'Node node-1', ref: { namespace: '' } });
  expect(thing('widgets.example.com/default/w')).toEqual({ what: 'widgets.example.com w' });
});

test('a look and its write are one sentence', () => {
  const told = tell([
    line(6, 'kube-scheduler', 'update', 'pods/default/web-1'), line(5, 'default-scheduler', 'schedule', 'pods/default/web-1'), line(4, 'kube-controller-manager', 'create', 'pods/default/web-1'),
    line(3, 'replicaset-controller', 'reconcile', 'default/web'), line(2, 'bottleship-editor', 'create', 'deployments.apps/default/web'), line(1, 'user', 'input', 'patch deployments.apps/default/web'),
  ]);
  expect(told.map((t) => `${t.who} ${t.did} ${t.what}`)).toEqual(['scheduler looked for a node for Pod web-1', 'replicaset-controller created Pod web-1', 'You created Deployment web']);
});
