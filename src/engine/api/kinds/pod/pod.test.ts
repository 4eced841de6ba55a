import { expect, test } from 'vitest';
import type { Pod } from '../../types.ts';
import { pullPolicyOf } from './image-name.ts';
import { POD } from './pod.ts';
import { qosClassOf } from './qos.ts';

function podOf(spec: object): Pod {
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web', namespace: 'default' }, spec: { serviceAccountName: 'default', ...structuredClone(spec) } } as Pod;
  POD.setDefaults!(pod as never);
  POD.prepareForCreate!(pod as never);
  return pod;
}

const web = { containers: [{ name: 'web', image: 'nginx:1.26' }] };
const errorsOf = (spec: object): string[] => POD.validate!(podOf(spec) as never).map((e) => `${e.field}: ${e.message}`);

test('a plain pod gets defaults and has no faults', () => {
  const pod = podOf(web);
  expect(POD.validate!(pod as never)).toEqual([]);
  expect(pod.spec).toMatchObject({ restartPolicy: 'Always', dnsPolicy: 'ClusterFirst', terminationGracePeriodSeconds: 30, schedulerName: 'default-scheduler', enableServiceLinks: true });
  expect(pod.spec!.containers[0]).toMatchObject({ imagePullPolicy: 'IfNotPresent', terminationMessagePath: '/dev/termination-log' });
  expect(pod.status).toEqual({ phase: 'Pending', qosClass: 'BestEffort' });
});

test.each([['nginx', 'Always'], ['nginx:latest', 'Always'], ['nginx:1.26', 'IfNotPresent'], ['host:5000/a/b', 'Always'], ['Upper', 'IfNotPresent'],
  [`a@sha256:${'0'.repeat(64)}`, 'IfNotPresent']])('%s is pulled %s', (image, policy) => {
  expect(pullPolicyOf(image)).toBe(policy);
});

test('limits become requests of a pod, and its class', () => {
  const pod = podOf({ containers: [{ name: 'a', image: 'a:1', resources: { limits: { cpu: '1', memory: '1Gi' } } }] });
  expect(pod.spec!.containers[0]!.resources!.requests).toEqual({ cpu: '1', memory: '1Gi' });
  expect(qosClassOf(pod.spec!)).toBe('Guaranteed');
});

test.each<[string, object, string]>([
  ['no containers', { containers: [] }, 'spec.containers: Required value'],
  ['unknown volume', { containers: [{ ...web.containers[0], volumeMounts: [{ name: 'x', mountPath: '/x' }] }] }, 'spec.containers[0].volumeMounts[0].name: Not found: "x"'],
  ['two sources', { ...web, volumes: [{ name: 'v', emptyDir: {}, hostPath: { path: '/' } }] }, 'spec.volumes[0].hostPath: Forbidden: may not specify more than 1 volume type'],
  ['request above limit', { containers: [{ ...web.containers[0], resources: { requests: { cpu: '2' }, limits: { cpu: '1' } } }] },
    'spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1'],
  ['probe on an init container', { ...web, initContainers: [{ name: 'i', image: 'i', livenessProbe: { exec: { command: ['x'] } } }] },
    'spec.initContainers[0].livenessProbe: Forbidden: may not be set for init containers without restartPolicy=Always'],
  ['host port taken', { containers: [{ ...web.containers[0], ports: [{ containerPort: 80, hostPort: 80 }, { containerPort: 81, hostPort: 80 }] }] },
    'spec.containers[0].ports[1].hostPort: Duplicate value: "TCP//80"'],
  ['seccomp without a file', { ...web, securityContext: { seccompProfile: { type: 'Localhost' } } }, 'spec.securityContext.seccompProfile.localhostProfile: Required value: must be set when seccomp type is Localhost'],
  ['toleration without a key', { ...web, tolerations: [{ operator: 'Equal', value: 'x' }] },
    'spec.tolerations[0].operator: Invalid value: "Equal": operator must be Exists when `key` is empty, which means "match all values and all keys"'],
  ['DNS policy None', { ...web, dnsPolicy: 'None' }, 'spec.dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None'],
])('%s', (_what, spec, error) => {
  expect(errorsOf(spec)).toContain(error);
});

test('only some fields of a stored pod change; the rest is answered with the difference', () => {
  const old = podOf(web);
  const image = structuredClone(old);
  image.spec!.containers[0]!.image = 'nginx:1.27';
  expect(POD.validateUpdate!(image as never, old as never)).toEqual([]);
  const command = structuredClone(old);
  command.spec!.containers[0]!.command = ['x'];
  const [error] = POD.validateUpdate!(command as never, old as never);
  expect(error!.field).toBe('spec');
  expect(error!.message).toContain('-   "Command": null,\n+   "Command": [\n+    "x"\n+   ],\n');
});
