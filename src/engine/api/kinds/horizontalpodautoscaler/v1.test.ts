import { expect, test } from 'vitest';
import type { AnyObject } from '../../types.ts';
import { AUTOSCALING_V1 } from './v1.ts';

test('v1 loses nothing of v2', () => {
  const stored = {
    apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name: 'h' },
    spec: {
      scaleTargetRef: { kind: 'Deployment', name: 'd', apiVersion: 'apps/v1' }, minReplicas: 1, maxReplicas: 5,
      metrics: [{ type: 'Pods', pods: { metric: { name: 'qps' }, target: { type: 'AverageValue', averageValue: '20' } } }],
      behavior: { scaleDown: { selectPolicy: 'Max', policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }] } },
    },
    status: { desiredReplicas: 0, currentReplicas: 0, currentMetrics: null },
  } as unknown as AnyObject;
  const v1 = AUTOSCALING_V1.fromStored(stored);
  expect(Object.keys(v1.metadata.annotations!)).toEqual(['autoscaling.alpha.kubernetes.io/metrics', 'autoscaling.alpha.kubernetes.io/behavior']);
  expect(AUTOSCALING_V1.toStored(v1)).toEqual(stored);
});

test('v1 alone: one target for CPU', () => {
  const stored = AUTOSCALING_V1.toStored({ metadata: { name: 'h' }, spec: { scaleTargetRef: { kind: 'Deployment', name: 'd' }, maxReplicas: 3 } } as unknown as AnyObject);
  expect(stored.spec).toMatchObject({ metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } }] });
});
