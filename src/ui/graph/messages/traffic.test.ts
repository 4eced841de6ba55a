import { describe, expect, it } from 'vitest';
import { sayMessage } from './traffic.ts';

describe('sayMessage', () => {
  it('says the act, the kind and the name', () => {
    expect(sayMessage({ act: 'create', subject: 'replicasets.apps/default/web-5d8f' })).toBe('create ReplicaSet web-5d8f');
    expect(sayMessage({ act: 'update', subject: 'pods/default/web-1' })).toBe('update Pod web-1');
    expect(sayMessage({ act: 'update', subject: 'nodes/node-1' })).toBe('update Node node-1');
    expect(sayMessage({ act: 'update', subject: 'leases.coordination.k8s.io/kube-node-lease/node-1' })).toBe('update Lease node-1');
  });

  it('names what it does not know by its resource', () => {
    expect(sayMessage({ act: 'create', subject: 'widgets.example.com/default/w1' })).toBe('create widgets w1');
  });
});
