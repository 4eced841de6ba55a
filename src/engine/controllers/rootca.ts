/** Publishes the cluster's root certificate in every namespace, for pods to trust the API server by. */
import { isAlreadyExists, isNotFound } from '../api/errors.ts';
import { CONFIG_MAPS, NAMESPACES } from '../api/resource.ts';
import type { ConfigMap } from '../api/types.ts';
import { defineController } from '../client/controller.ts';
import { isNamespaceTerminating } from './support/pod-control.ts';
import { ROOT_CA_PEM } from '../api/x509/root-ca.ts';

const NAME = 'kube-root-ca.crt';
const DESCRIPTION = 'kubernetes.io/description';
const TEXT = 'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. '
  + 'No other usage is guaranteed across distributions of Kubernetes clusters.';

export const rootca = defineController({
  name: 'root-ca-certificate-publisher',
  component: 'root-ca-cert-publisher',
  start(context) {
    const { client, queue } = context;
    const namespaces = context.informer(NAMESPACES);
    const maps = context.informer(CONFIG_MAPS);
    namespaces.addHandler({ onAdd: (n) => queue.add(n.metadata.name!), onUpdate: (n) => queue.add(n.metadata.name!) });
    const changed = (m: ConfigMap): void => { if (m.metadata.name === NAME) queue.add(m.metadata.namespace!); };
    maps.addHandler({ onUpdate: changed, onDelete: changed });
    return {
      reconcile(namespace) {
        const ns = namespaces.get(namespace);
        if (!ns || ns.status?.phase !== 'Active') return;
        const current = maps.get(`${namespace}/${NAME}`);
        if (current && current.data?.['ca.crt'] === ROOT_CA_PEM && Object.keys(current.data).length === 1 && current.metadata.annotations?.[DESCRIPTION]) return;
        try {
          if (!current) {
            client.create(CONFIG_MAPS, {
              apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: NAME, namespace, annotations: { [DESCRIPTION]: TEXT } }, data: { 'ca.crt': ROOT_CA_PEM },
            });
          } else {
            client.update(CONFIG_MAPS, {
              ...current, metadata: { ...current.metadata, annotations: { ...current.metadata.annotations, [DESCRIPTION]: TEXT } }, data: { 'ca.crt': ROOT_CA_PEM },
            });
          }
        } catch (error) {
          if (isNamespaceTerminating(error) || isAlreadyExists(error) || isNotFound(error)) return;
          throw error;
        }
      },
    };
  },
});
