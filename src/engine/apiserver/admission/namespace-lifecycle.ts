/** NamespaceLifecycle: nothing is made in a namespace that is not there or goes; the basic namespaces stay. */
import { failure, forbidden, notFound } from '../../api/errors.ts';
import { NAMESPACES } from '../../api/resource.ts';
import type { Namespace } from '../../api/types.ts';
import type { ApiServer } from '../server.ts';
import type { AdmissionPlugin } from './admission.ts';

const IMMORTAL = new Set(['default', 'kube-system', 'kube-public']);

export const namespaceLifecycle = (server: ApiServer): AdmissionPlugin => ({
  name: 'NamespaceLifecycle',
  admit(attributes) {
    const { resource, namespace, verb } = attributes;
    if (verb !== 'create' || !namespace) return undefined;
    // Access reviews answer for namespaces that are not there, too.
    if (resource.resource === 'localsubjectaccessreviews') return undefined;
    const found = server.lookup(NAMESPACES).table.get(namespace)?.value as Namespace | undefined;
    if (!found) throw notFound(NAMESPACES, namespace);
    if (found.metadata.deletionTimestamp === undefined) return undefined;
    const error = forbidden(resource, attributes.name, `unable to create new content in namespace ${namespace} because it is being terminated`);
    throw failure(403, 'Forbidden', error.message, {
      ...error.status.details, causes: [{ reason: 'NamespaceTerminating', message: `namespace ${namespace} is being terminated`, field: 'metadata.namespace' }],
    });
  },
  validate({ verb, resource, name }) {
    if (verb !== 'delete' || resource.resource !== 'namespaces' || resource.group !== '' || !IMMORTAL.has(name)) return;
    throw forbidden(resource, name, 'this namespace may not be deleted');
  },
});
