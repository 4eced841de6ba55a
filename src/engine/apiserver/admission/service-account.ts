/**
 * ServiceAccount: a pod runs as an account of its namespace (`default` unless told) and mounts its token
 * (https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/).
 */
import { forbidden } from '../../api/errors.ts';
import { PODS, SERVICE_ACCOUNTS } from '../../api/resource.ts';
import type { AnyObject, Container, Pod, PodSpec, ServiceAccount, Volume } from '../../api/types.ts';
import type { Random } from '../../kernel/random.ts';
import type { ApiServer } from '../server.ts';
import type { AdmissionPlugin } from './admission.ts';

const MOUNT_PATH = '/var/run/secrets/kubernetes.io/serviceaccount';
const MIRROR = 'kubernetes.io/config.mirror';
const TOKEN_SECONDS = 3607;

export const serviceAccount = (server: ApiServer): AdmissionPlugin => ({
  name: 'ServiceAccount',
  only: ['pods'],
  podSpecOnly: true,
  admit({ resource, subresource, verb, object, namespace, name, options }) {
    if (resource.resource !== 'pods' || resource.group !== '' || subresource || verb !== 'create') return undefined;
    const pod = object as unknown as Pod;
    if (pod.metadata.annotations?.[MIRROR] !== undefined) return undefined;
    const accountName = pod.spec!.serviceAccountName || 'default';
    const account = server.lookup(SERVICE_ACCOUNTS).table.get(`${namespace}/${accountName}`)?.value as ServiceAccount | undefined;
    if (!account) {
      // Changing admission comes before a name is generated.
      throw forbidden(PODS, pod.metadata.generateName || name, `error looking up service account ${namespace}/${accountName}: serviceaccount "${accountName}" not found`);
    }
    let spec: PodSpec = { ...pod.spec!, serviceAccountName: accountName, serviceAccount: accountName };
    if (spec.automountServiceAccountToken ?? account.automountServiceAccountToken ?? true) spec = withToken(server.random('kube-api-access', options), spec);
    if (!spec.imagePullSecrets?.length && account.imagePullSecrets?.length) spec.imagePullSecrets = [...account.imagePullSecrets];
    return { ...pod, spec } as unknown as AnyObject;
  },
});

function withToken(random: Random, spec: PodSpec): PodSpec {
  const existing = spec.volumes?.find((volume) => volume.name.startsWith('kube-api-access-'));
  const volumeName = existing?.name ?? `kube-api-access-${random.suffix(5)}`;
  let mounted = false;
  const mount = <C extends Container>(containers: readonly C[] | undefined): C[] | undefined => containers?.map((container) => {
    if (container.volumeMounts?.some((m) => m.mountPath === MOUNT_PATH)) return container;
    mounted = true;
    return { ...container, volumeMounts: [...(container.volumeMounts ?? []), { name: volumeName, readOnly: true, mountPath: MOUNT_PATH }] };
  });
  const initContainers = mount(spec.initContainers);
  const containers = mount(spec.containers)!;
  const next: PodSpec = { ...spec, containers, ...(initContainers ? { initContainers } : {}) };
  if (!existing && mounted) next.volumes = [...(spec.volumes ?? []), tokenVolume(volumeName)];
  return next;
}

function tokenVolume(name: string): Volume {
  return {
    name,
    projected: {
      sources: [
        { serviceAccountToken: { expirationSeconds: TOKEN_SECONDS, path: 'token' } },
        { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
        { downwardAPI: { items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }] } },
      ],
      defaultMode: 420,
    },
  };
}
