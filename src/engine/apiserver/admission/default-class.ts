/**
 * DefaultStorageClass and DefaultIngressClass: what names no class gets the one marked as default; of several, the newest
 * (https://kubernetes.io/docs/concepts/storage/storage-classes/#default-storageclass).
 */
import { forbidden } from '../../api/errors.ts';
import { INGRESS_CLASSES, STORAGE_CLASSES, type AnyResource } from '../../api/resource.ts';
import type { AnyObject, Ingress, ObjectMeta, PersistentVolumeClaim } from '../../api/types.ts';
import type { ApiServer } from '../server.ts';
import type { AdmissionPlugin } from './admission.ts';

function defaults(server: ApiServer, resource: AnyResource, annotations: readonly string[]): ObjectMeta[] {
  return server.lookup(resource).table.range('').map((entry) => (entry.value as AnyObject).metadata)
    .filter((metadata) => annotations.some((annotation) => metadata.annotations?.[annotation] === 'true'))
    .sort((a, b) => (a.creationTimestamp! > b.creationTimestamp! ? -1 : a.creationTimestamp! < b.creationTimestamp! ? 1 : a.name! < b.name! ? -1 : 1));
}

export const defaultStorageClass = (server: ApiServer): AdmissionPlugin => ({
  name: 'DefaultStorageClass',
  only: ['persistentvolumeclaims'],
  admit({ resource, subresource, verb, object }) {
    if (resource.resource !== 'persistentvolumeclaims' || subresource || verb !== 'create') return undefined;
    const claim = object as unknown as PersistentVolumeClaim;
    if (claim.spec?.storageClassName !== undefined || claim.metadata.annotations?.['volume.beta.kubernetes.io/storage-class'] !== undefined) return undefined;
    const [newest] = defaults(server, STORAGE_CLASSES, ['storageclass.kubernetes.io/is-default-class', 'storageclass.beta.kubernetes.io/is-default-class']);
    return newest && ({ ...claim, spec: { ...claim.spec, storageClassName: newest.name } } as unknown as AnyObject);
  },
});

export const defaultIngressClass = (server: ApiServer): AdmissionPlugin => ({
  name: 'DefaultIngressClass',
  only: ['ingresses.networking.k8s.io'],
  admit({ resource, subresource, verb, object, name }) {
    if (resource.resource !== 'ingresses' || subresource || verb !== 'create') return undefined;
    const ingress = object as unknown as Ingress;
    if (ingress.spec?.ingressClassName !== undefined || ingress.metadata.annotations?.['kubernetes.io/ingress.class'] !== undefined) return undefined;
    const found = defaults(server, INGRESS_CLASSES, ['ingressclass.kubernetes.io/is-default-class']);
    if (found.length === 0) return undefined;
    if (found.length > 1 && found[0]!.creationTimestamp === found[1]!.creationTimestamp) throw forbidden(resource, name, `${found.length} default IngressClasses were found`);
    return { ...ingress, spec: { ...ingress.spec, ingressClassName: found[0]!.name } } as unknown as AnyObject;
  },
});
