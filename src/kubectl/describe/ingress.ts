import type { AnyObject, Ingress, IngressClass, Service } from '../../engine/api/types.ts';
import type { Steps } from '../effect.ts';
import type { DescribeContext, Describer } from './describer.ts';
import { endpointsText } from './endpoints.ts';
import { annotationLines, eventsOf, labelLines } from './parts.ts';
import { slicesOf } from './service.ts';

type Backend = NonNullable<NonNullable<Ingress['spec']>['defaultBackend']>;

export const ingressDescriber: Describer = {
  group: 'networking.k8s.io', kind: 'Ingress',
  *describe(context, object, out) {
    const { metadata, spec, status } = object as Ingress;
    out.line(0, `Name:\t${metadata.name ?? ''}`);
    labelLines(out, 'Labels', metadata.labels);
    out.line(0, `Namespace:\t${metadata.namespace ?? ''}`);
    const addresses = (status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip || hostname || '').filter((address) => address !== '');
    out.line(0, `Address:\t${[...new Set(addresses)].sort().join(',')}`);
    out.line(0, `Ingress Class:\t${spec?.ingressClassName ?? '<none>'}`);
    const fallback = spec?.defaultBackend ? yield* backendText(context, metadata.namespace, spec.defaultBackend) : '<default>';
    out.line(0, `Default backend:\t${fallback}`);
    if (spec?.tls?.length) out.line(0, 'TLS:');
    for (const { secretName, hosts = [] } of spec?.tls ?? []) out.line(1, `${secretName ? `${secretName} terminates` : 'SNI routes'} ${hosts.join(',')}`);
    out.line(0, 'Rules:\n  Host\tPath\tBackends');
    out.line(1, '----\t----\t--------');
    const rules = (spec?.rules ?? []).filter(({ http }) => http);
    for (const { host, http } of rules) {
      out.line(1, `${host || '*'}\t`);
      for (const { path, backend } of http!.paths) out.line(2, `\t${path ?? ''} \t${yield* backendText(context, metadata.namespace, backend)}`);
    }
    if (rules.length === 0) out.line(1, `*\t*\t${fallback}`);
    annotationLines(out, 'Annotations', metadata.annotations);
    yield* eventsOf(context, object, out);
  },
};

function* backendText(context: DescribeContext, namespace: string | undefined, { service, resource }: Backend): Steps<string> {
  if (resource && !service) return `APIGroup: ${resource.apiGroup ?? '<none>'}, Kind: ${resource.kind}, Name: ${resource.name}`;
  if (!service) return '';
  const { number, name } = service.port ?? {};
  const text = `${service.name}:${number || name || ''}`;
  const slices = yield* slicesOf(context, namespace, service.name);
  const found = yield* context.get<AnyObject>({ group: '', version: 'v1', resource: 'services' }, namespace, service.name);
  if (!slices || !found) return `${text} (<error: services "${service.name}" not found>)`;
  const port = (found as Service).spec?.ports?.findLast((p) => (number ? p.port === number : !!name && p.name === name));
  return `${text} (${endpointsText(slices, port?.name ?? '')})`;
}

export const ingressClassDescriber: Describer = {
  group: 'networking.k8s.io', kind: 'IngressClass',
  *describe(context, object, out) {
    const { metadata, spec } = object as IngressClass;
    out.line(0, `Name:\t${metadata.name ?? ''}`);
    labelLines(out, 'Labels', metadata.labels);
    annotationLines(out, 'Annotations', metadata.annotations);
    out.line(0, `Controller:\t${spec?.controller ?? ''}`);
    const parameters = spec?.parameters;
    if (parameters) {
      out.line(0, 'Parameters:');
      if (parameters.apiGroup !== undefined) out.line(1, `APIGroup:\t${parameters.apiGroup}`);
      out.line(1, `Kind:\t${parameters.kind}`);
      out.line(1, `Name:\t${parameters.name}`);
    }
    yield* eventsOf(context, object, out);
  },
};
