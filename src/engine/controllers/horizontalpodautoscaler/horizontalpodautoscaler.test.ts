import { describe, expect, it } from 'vitest';
import { deploymentOf } from '../../../testing/manifests.ts';
import { followWrites, readyCluster } from '../../../testing/writes.ts';
import { DEPLOYMENTS, EVENTS, HORIZONTAL_POD_AUTOSCALERS } from '../../api/resource.ts';
import type { HorizontalPodAutoscaler, Pod } from '../../api/types.ts';
import { parseTime } from '../../kernel/time.ts';
import { limit, type Memory } from './behavior.ts';
import { byAverage, byUtilization } from './replicas.ts';

const hpaOf = (spec: object): HorizontalPodAutoscaler => ({
  apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name: 'web', namespace: 'default' },
  spec: { minReplicas: 3, maxReplicas: 5, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } }], ...spec },
} as HorizontalPodAutoscaler);

describe('autoscaler', () => {
  it('brings its target within bounds, and says that it has no metrics', () => {
    const cluster = readyCluster();
    const client = cluster.client();
    client.create(DEPLOYMENTS, deploymentOf('web', { replicas: 2 }));
    cluster.run(10_000);
    const writes = followWrites(cluster, [EVENTS]);
    client.create(HORIZONTAL_POD_AUTOSCALERS, hpaOf({}));
    cluster.run(16_000);
    expect(client.get(DEPLOYMENTS, 'web', 'default').spec?.replicas).toBe(3);
    expect(client.get(HORIZONTAL_POD_AUTOSCALERS, 'web', 'default').status).toMatchObject({ currentReplicas: 2, desiredReplicas: 3 });
    expect(writes.take()).toContain('EVENT Normal SuccessfulRescale New size: 3; reason: Current number of replicas below Spec.MinReplicas');
    cluster.run(15_000);
    const active = client.get(HORIZONTAL_POD_AUTOSCALERS, 'web', 'default').status!.conditions!.find((c) => c.type === 'ScalingActive');
    expect(active).toMatchObject({ status: 'False', reason: 'FailedGetResourceMetric', message: expect.stringMatching(/^the HPA was unable to compute the replica count: failed to get cpu utilization: unable to get metrics for resource cpu: /) });
  });

  const pod = (name: string): Pod => ({
    metadata: { name }, spec: { containers: [{ name: 'c', resources: { requests: { cpu: '100m' } } }] },
    status: { phase: 'Running', startTime: '2026-01-01T00:00:00Z', conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: '2026-01-01T00:00:10Z' }] },
  } as Pod);
  const now = parseTime('2026-01-01T01:00:00Z');
  const usage = (...milli: number[]) => new Map(milli.map((m, i) => [`p${i}`, { milli: m, atMs: now, windowMs: 15_000 }]));
  const pods = [pod('p0'), pod('p1')];
  const tolerances = { up: 0.1, down: 0.1 };

  it('follows utilization, outside of its tolerance', () => {
    expect(byUtilization(pods, usage(100, 100), 'cpu', undefined, 50, 2, tolerances, now)).toEqual({ replicas: 4, utilization: 100, averageMilli: 100 });
    expect(byUtilization(pods, usage(54, 54), 'cpu', undefined, 50, 2, tolerances, now).replicas).toBe(2);
    expect(byAverage(pods, usage(300, 300), '', 200, 2, tolerances, now).replicas).toBe(3);
  });
  it('takes pods without metrics for idle when it grows, for busy when it shrinks', () => {
    expect(byUtilization(pods, usage(100), 'cpu', undefined, 50, 2, tolerances, now).replicas).toBe(2);
    expect(byUtilization(pods, usage(10), 'cpu', undefined, 50, 2, tolerances, now).replicas).toBe(2);
  });
  it('grows at most twofold, and shrinks only after five quiet minutes', () => {
    const memory: Memory = { recommendations: [], ups: [], downs: [] };
    const hpa = hpaOf({ minReplicas: 1, maxReplicas: 100 });
    expect(limit(hpa, memory, 10, 90, 0)).toMatchObject({ replicas: 20, limited: true, reason: 'ScaleUpLimit' });
    expect(limit(hpa, memory, 20, 5, 60_000)).toMatchObject({ stabilized: 'down', replicas: 40 });
    expect(limit(hpa, { ...memory, recommendations: [] }, 20, 5, 600_000)).toMatchObject({ replicas: 5, limited: false, reason: 'DesiredWithinRange' });
  });
  it('obeys the rates of its behaviour', () => {
    const memory: Memory = { recommendations: [], ups: [], downs: [] };
    const behavior = { scaleDown: { stabilizationWindowSeconds: 0, policies: [{ type: 'Pods', value: 1, periodSeconds: 60 }] } };
    expect(limit(hpaOf({ minReplicas: 1, maxReplicas: 100, behavior }), memory, 10, 2, 0)).toMatchObject({ replicas: 9, limited: true, reason: 'ScaleDownLimit' });
  });
});
