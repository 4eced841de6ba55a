import { expect, test } from 'vitest';
import { Cluster } from '../../cluster/cluster.ts';
import { CERTIFICATE_SIGNING_REQUESTS, LIMIT_RANGES, PERSISTENT_VOLUME_CLAIMS, PODS, type AnyResource } from '../../api/resource.ts';
import { SYSTEM_ADMIN } from '../../client/client.ts';

const cluster = new Cluster({ nodes: 0 });
cluster.settle(1000);
const create = (resource: AnyResource, body: object, namespace: string | undefined = 'default'): unknown => {
  try {
    return cluster.outside.handle({ verb: 'create', resource, namespace, body, untyped: true, options: {}, user: SYSTEM_ADMIN }).object;
  } catch (error) {
    return (error as Error).message;
  }
};
create(LIMIT_RANGES, { metadata: { name: 'limits' }, spec: { limits: [
  { type: 'Container', default: { cpu: '1' } }, { type: 'Pod', max: { cpu: '2' } }, { type: 'PersistentVolumeClaim', max: { storage: '1Gi' }, min: { storage: '10Mi' } },
] } });

test('a pod without containers is invalid, no failure of the defaulting', () => {
  expect(create(PODS, { metadata: { name: 'p' }, spec: {} })).toContain('spec.containers: Required value');
});

test('the claim is told of its request', () => {
  const claim = (storage: string): unknown => create(PERSISTENT_VOLUME_CLAIMS, { metadata: { name: 'c' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage } } } });
  expect(claim('2Gi')).toContain('maximum storage usage per PersistentVolumeClaim is 1Gi, but request is 2Gi');
  expect(claim('1Mi')).toContain('minimum storage usage per PersistentVolumeClaim is 10Mi, but request is 1Mi');
});

test('a pod asks for its containers and sidecars, or for its greediest init container', () => {
  const cpu = (limit: string): object => ({ image: 'i', resources: { limits: { cpu: limit } } });
  expect(create(PODS, { metadata: { name: 'p' }, spec: { containers: [{ name: 'a', ...cpu('1') }], initContainers: [{ name: 'i', ...cpu('3') }] } })).toContain('maximum cpu usage per Pod is 2, but limit is 3');
  expect(create(PODS, { metadata: { name: 'p' }, spec: { containers: [{ name: 'a', ...cpu('1500m') }], initContainers: [{ name: 's', restartPolicy: 'Always', ...cpu('1') }] } })).toContain('but limit is 2500m');
});

test('a certificate request without a request is invalid', () => {
  expect(create(CERTIFICATE_SIGNING_REQUESTS, { metadata: { name: 'x' }, spec: { signerName: 'example.com/a', usages: ['client auth'] } }, undefined)).toContain('spec.request: Invalid value');
});
