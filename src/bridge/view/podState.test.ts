import { describe, expect, it } from 'vitest';
import type { Pod } from '../../engine/api/types.ts';
import { STATE } from '../protocol.ts';
import { podState } from './podState.ts';

const pod = (status: unknown, spec: unknown = {}, metadata: unknown = {}): Pod =>
  ({ metadata: { name: 'a', ...(metadata as object) }, spec: { containers: [{ name: 'c' }], nodeName: 'n', ...(spec as object) }, status }) as Pod;
const container = (state: unknown, ready = false, restartCount = 0): unknown => ({ name: 'c', state, ready, restartCount });

describe('podState says what kubectl get pods says', () => {
  it.each([
    ['no node yet', pod({ phase: 'Pending' }, { nodeName: undefined }), 'Pending', STATE.pending],
    ['making containers', pod({ phase: 'Pending', containerStatuses: [container({ waiting: { reason: 'ContainerCreating' } })] }), 'ContainerCreating', STATE.starting],
    ['ready', pod({ phase: 'Running', containerStatuses: [container({ running: {} }, true)] }), 'Running', STATE.ready],
    ['not ready', pod({ phase: 'Running', containerStatuses: [container({ running: {} })] }), 'Running', STATE.notReady],
    ['its node is lost', pod({ phase: 'Running', conditions: [{ type: 'Ready', status: 'False' }], containerStatuses: [container({ running: {} }, true)] }), 'Running', STATE.notReady],
    ['crash loop', pod({ phase: 'Running', containerStatuses: [container({ waiting: { reason: 'CrashLoopBackOff' } }, false, 4)] }), 'CrashLoopBackOff', STATE.failing],
    ['bad image', pod({ phase: 'Pending', containerStatuses: [container({ waiting: { reason: 'ErrImagePull' } })] }), 'ErrImagePull', STATE.failing],
    ['done', pod({ phase: 'Succeeded', containerStatuses: [container({ terminated: { exitCode: 0, reason: 'Completed' } })] }), 'Completed', STATE.succeeded],
    ['init container', pod({ phase: 'Pending', initContainerStatuses: [container({ running: {} })] }, { initContainers: [{ name: 'i' }] }), 'Init:0/1', STATE.starting],
    ['leaving', pod({ phase: 'Running', containerStatuses: [container({ running: {} }, true)] }, {}, { deletionTimestamp: 'x' }), 'Terminating', STATE.terminating],
    ['evicted', pod({ phase: 'Failed', reason: 'Evicted' }), 'Evicted', STATE.failing],
  ] as const)('%s', (_name, given, status, state) => {
    const told = podState(given);
    expect([told.status, told.state]).toEqual([status, state]);
  });
});
