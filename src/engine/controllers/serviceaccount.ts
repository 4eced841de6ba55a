/** Makes the `default` ServiceAccount of every namespace, and makes it again when somebody deletes it. */
import { isAlreadyExists } from '../api/errors.ts';
import { NAMESPACES, SERVICE_ACCOUNTS } from '../api/resource.ts';
import { defineController } from '../client/controller.ts';
import { isNamespaceTerminating } from './support/pod-control.ts';

export const serviceaccount = defineController({
  name: 'serviceaccount',
  component: 'service-account-controller',
  start(context) {
    const { client, queue } = context;
    const namespaces = context.informer(NAMESPACES);
    const accounts = context.informer(SERVICE_ACCOUNTS);
    namespaces.addHandler({ onAdd: (n) => queue.add(n.metadata.name!), onUpdate: (n) => queue.add(n.metadata.name!) });
    accounts.addHandler({ onDelete: (a) => { if (a.metadata.name === 'default') queue.add(a.metadata.namespace!); } });
    return {
      reconcile(name) {
        if (namespaces.get(name)?.status?.phase !== 'Active' || accounts.get(`${name}/default`)) return;
        try {
          client.create(SERVICE_ACCOUNTS, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: name } });
        } catch (error) {
          if (!isNamespaceTerminating(error) && !isAlreadyExists(error)) throw error;
        }
      },
    };
  },
});
