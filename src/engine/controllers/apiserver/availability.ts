/**
 * Tells of each APIService whether it can be asked: a local one always, another when its Service has endpoints
 * (https://kubernetes.io/docs/tasks/extend-kubernetes/setup-extension-api-server/).
 */
import { API_SERVICES, ENDPOINT_SLICES, SERVICES } from '../../api/resource.ts';
import type { APIService } from '../../api/types.ts';
import { defineController } from '../../client/controller.ts';
import { keyOf } from '../../client/informer.ts';
import { formatTime } from '../../kernel/time.ts';

interface Verdict { readonly status: 'True' | 'False'; readonly reason: string; readonly message: string }

const SERVICE_NAME = 'kubernetes.io/service-name';

export const apiServiceAvailability = defineController({
  name: 'apiservice-availability',
  component: 'apiservice-availability',
  start({ client, queue, informer, now }) {
    const apis = informer(API_SERVICES);
    const services = informer(SERVICES);
    const slices = informer(ENDPOINT_SLICES);
    /** `kube-system/metrics-server` -> APIServices behind it. */
    const behind = new Map<string, Set<string>>();
    const ready = new Map<string, Set<string>>();
    const backendOf = ({ spec }: APIService): string | undefined => spec?.service && `${spec.service.namespace}/${spec.service.name}`;
    const wake = (service: string): void => { for (const name of behind.get(service) ?? []) queue.add(name); };
    const note = (api: APIService, on: boolean): void => {
      const backend = backendOf(api);
      if (backend !== undefined) {
        const names = behind.get(backend) ?? new Set();
        if (on) names.add(api.metadata.name!); else names.delete(api.metadata.name!);
        behind.set(backend, names);
      }
      if (on) queue.add(api.metadata.name!);
    };
    apis.addHandler({ onAdd: (api) => note(api, true), onUpdate: (api, old) => { if (api.spec !== old.spec) { note(old, false); note(api, true); } }, onDelete: (api) => note(api, false) });
    services.addHandler({ onAdd: (s) => wake(keyOf(s)), onDelete: (s) => wake(keyOf(s)) });
    const endpoints = (slice: { metadata: { namespace?: string; name?: string; labels?: Readonly<Record<string, string>> } }, has: boolean): void => {
      const service = `${slice.metadata.namespace}/${slice.metadata.labels?.[SERVICE_NAME]}`;
      const names = ready.get(service) ?? new Set();
      if (has) names.add(slice.metadata.name!); else names.delete(slice.metadata.name!);
      if (names.size > 0) ready.set(service, names); else ready.delete(service);
      wake(service);
    };
    const hasReady = (slice: { endpoints?: readonly { conditions?: { ready?: boolean } }[] | null }): boolean => (slice.endpoints ?? []).some(({ conditions }) => conditions?.ready !== false);
    slices.addHandler({ onAdd: (s) => endpoints(s, hasReady(s)), onUpdate: (s) => endpoints(s, hasReady(s)), onDelete: (s) => endpoints(s, false) });

    const judge = (api: APIService): Verdict => {
      const { service } = api.spec!;
      if (!service) return { status: 'True', reason: 'Local', message: 'Local APIServices are always available' };
      const { name, namespace } = service;
      if (!services.get(`${namespace}/${name}`)) return { status: 'False', reason: 'ServiceNotFound', message: `service/${name} in ${JSON.stringify(namespace)} is not present` };
      if (!ready.has(`${namespace}/${name}`)) return { status: 'False', reason: 'MissingEndpoints', message: `endpoints for service/${name} in ${JSON.stringify(namespace)} have no addresses with port name ${JSON.stringify(services.get(`${namespace}/${name}`)?.spec?.ports?.[0]?.name ?? '')}` };
      return { status: 'True', reason: 'Passed', message: 'all checks passed' };
    };
    return {
      reconcile(name) {
        const api = apis.get(name);
        if (!api) return;
        const verdict = judge(api);
        const old = api.status?.conditions?.find(({ type }) => type === 'Available');
        if (old && old.status === verdict.status && old.reason === verdict.reason && old.message === verdict.message) return;
        const lastTransitionTime = old?.status === verdict.status ? old.lastTransitionTime! : formatTime(now());
        client.updateStatus(API_SERVICES, { ...api, status: { conditions: [{ type: 'Available', status: verdict.status, lastTransitionTime, reason: verdict.reason, message: verdict.message }] } });
      },
    };
  },
});
