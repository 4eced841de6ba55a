import { expect, it } from 'vitest';
import type { Api, ApiRequest } from '../../api/api.ts';
import { Client, SYSTEM_ADMIN } from '../../client/client.ts';
import { pod } from '../given.ts';
import { defaultBinder } from './default-binder.ts';

it('posts a Binding of this very pod to the node', () => {
  const seen: ApiRequest[] = [];
  const api = { handle: (request: ApiRequest) => { seen.push(request); return { code: 201, object: {} }; } } as unknown as Api;
  defaultBinder.bind(new Client(api, SYSTEM_ADMIN, 'kube-scheduler'), pod('p'), 'n');
  expect(seen[0]).toMatchObject({
    verb: 'create', subresource: 'binding', name: 'p', namespace: 'default',
    body: { apiVersion: 'v1', kind: 'Binding', metadata: { name: 'p', namespace: 'default', uid: 'uid-default-p' }, target: { kind: 'Node', name: 'n' } },
  });
});
