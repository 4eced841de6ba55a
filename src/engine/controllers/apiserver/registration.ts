/** An APIService for each version of each custom group, as long as a definition serves it. */
import { isAlreadyExists, isNotFound } from '../../api/errors.ts';
import { API_SERVICES, CUSTOM_RESOURCE_DEFINITIONS } from '../../api/resource.ts';
import type { CustomResourceDefinition } from '../../api/types.ts';
import { defineController } from '../../client/controller.ts';

const AUTOMANAGED = 'kube-aggregator.kubernetes.io/automanaged';
const GROUP_PRIORITY = 1000, VERSION_PRIORITY = 100;

export const apiServiceRegistration = defineController({
  name: 'crd-autoregister',
  component: 'crd-autoregister',
  start({ client, queue, informer }) {
    const definitions = informer(CUSTOM_RESOURCE_DEFINITIONS);
    const services = informer(API_SERVICES);
    /** `v1.example.com` -> names of the definitions that serve it. */
    const servers = new Map<string, Set<string>>();
    const note = (crd: CustomResourceDefinition, serving: boolean): void => {
      for (const version of crd.spec.versions) {
        const key = `${version.name}.${crd.spec.group}`;
        const names = servers.get(key) ?? new Set();
        if (serving && version.served) names.add(crd.metadata.name!); else names.delete(crd.metadata.name!);
        if (names.size > 0) servers.set(key, names); else servers.delete(key);
        queue.add(key);
      }
    };
    definitions.addHandler({ onAdd: (crd) => note(crd, true), onUpdate: (crd, old) => { if (crd.spec !== old.spec) { note(old, false); note(crd, true); } }, onDelete: (crd) => note(crd, false) });
    services.addHandler({ onDelete: (service) => { if (servers.has(service.metadata.name!)) queue.add(service.metadata.name!); } });
    return {
      reconcile(key) {
        const found = services.get(key);
        const wanted = servers.has(key);
        if (wanted === (found !== undefined)) return;
        try {
          if (!wanted) { if (found!.metadata.labels?.[AUTOMANAGED]) client.delete(API_SERVICES, key); return; }
          const dot = key.indexOf('.');
          client.create(API_SERVICES, {
            apiVersion: 'apiregistration.k8s.io/v1', kind: 'APIService', metadata: { name: key, labels: { [AUTOMANAGED]: 'true' } },
            spec: { group: key.slice(dot + 1), version: key.slice(0, dot), groupPriorityMinimum: GROUP_PRIORITY, versionPriority: VERSION_PRIORITY },
          });
        } catch (error) {
          if (!isAlreadyExists(error) && !isNotFound(error)) throw error;
        }
      },
    };
  },
});
