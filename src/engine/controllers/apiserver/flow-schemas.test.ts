import { expect, it } from 'vitest';
import { readyCluster } from '../../../testing/writes.ts';
import { FLOW_SCHEMAS } from '../../api/resource.ts';

it('a schema says whether its priority level is there', () => {
  const cluster = readyCluster();
  const client = cluster.client();
  const dangling = (name: string) => client.get(FLOW_SCHEMAS, name).status?.conditions?.[0];
  expect(dangling('exempt')).toMatchObject({ type: 'Dangling', status: 'False', reason: 'Found', message: 'This FlowSchema references the PriorityLevelConfiguration object named "exempt" and it exists' });
  client.create(FLOW_SCHEMAS, { ...client.get(FLOW_SCHEMAS, 'system-nodes'), metadata: { name: 'mine' }, spec: { ...client.get(FLOW_SCHEMAS, 'system-nodes').spec!, priorityLevelConfiguration: { name: 'none' } } });
  cluster.run(100);
  expect(dangling('mine')).toMatchObject({ status: 'True', reason: 'NotFound' });
});
