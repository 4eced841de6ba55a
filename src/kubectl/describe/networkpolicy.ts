import type { NetworkPolicy } from '../../engine/api/types.ts';
import type { Describer, DescribeWriter } from './describer.ts';
import { goTime, orNone } from './go-values.ts';
import { annotationLines, formatLabelSelector, labelLines } from './parts.ts';

type Spec = NonNullable<NetworkPolicy['spec']>;
type Ports = NonNullable<Spec['ingress']>[number]['ports'];
type Peers = NonNullable<Spec['egress']>[number]['to'];
interface Rule { readonly ports: Ports; readonly peers: Peers }

const INDENT = '    ';

export const networkPolicyDescriber: Describer = {
  group: 'networking.k8s.io', kind: 'NetworkPolicy',
  describe(_context, object, out) {
    const { metadata, spec = {} as Spec } = object as NetworkPolicy;
    out.line(0, `Name:\t${metadata.name ?? ''}`);
    out.line(0, `Namespace:\t${metadata.namespace ?? ''}`);
    out.line(0, `Created on:\t${goTime(metadata.creationTimestamp)}`);
    labelLines(out, 'Labels', metadata.labels);
    annotationLines(out, 'Annotations', metadata.annotations);
    out.line(0, 'Spec:');
    const pods = formatLabelSelector(spec.podSelector);
    out.line(1, `PodSelector:     ${pods === '<none>' ? '<none> (Allowing the specific traffic to all pods in this namespace)' : pods}`);
    const types = spec.policyTypes ?? [];
    if (types.includes('Ingress')) {
      out.line(1, 'Allowing ingress traffic:');
      ruleLines(out, 'From', 'source', (spec.ingress ?? []).map(({ ports, from }) => ({ ports, peers: from })), 'ingress');
    } else out.line(1, 'Not affecting ingress traffic');
    if (types.includes('Egress')) {
      out.line(1, 'Allowing egress traffic:');
      ruleLines(out, 'To', 'destination', (spec.egress ?? []).map(({ ports, to }) => ({ ports, peers: to })), 'egress');
    } else out.line(1, 'Not affecting egress traffic');
    out.line(1, `Policy Types: ${orNone(types.join(', '))}`);
  },
};

function ruleLines(out: DescribeWriter, title: string, side: string, rules: readonly Rule[], direction: string): void {
  const line = (level: number, text: string): void => out.line(level, `${INDENT}${text}`);
  if (rules.length === 0) return line(0, `<none> (Selected pods are isolated for ${direction} connectivity)`);
  rules.forEach(({ ports, peers }, i) => {
    if (!ports?.length) line(0, 'To Port: <any> (traffic allowed to all ports)');
    for (const { port, endPort, protocol = 'TCP' } of ports ?? []) {
      line(0, endPort === undefined ? `To Port: ${port ?? '<nil>'}/${protocol}` : `To Port Range: ${port ?? '<nil>'}-${endPort}/${protocol}`);
    }
    if (!peers?.length) line(0, `${title}: <any> (traffic not restricted by ${side})`);
    for (const { namespaceSelector, podSelector, ipBlock } of peers ?? []) {
      line(0, `${title}:`);
      if (namespaceSelector) line(1, `NamespaceSelector: ${formatLabelSelector(namespaceSelector)}`);
      if (podSelector) line(1, `PodSelector: ${formatLabelSelector(podSelector)}`);
      if (namespaceSelector || podSelector || !ipBlock) continue;
      line(1, 'IPBlock:');
      line(2, `CIDR: ${ipBlock.cidr}`);
      line(2, `Except: ${(ipBlock.except ?? []).join(', ')}`);
    }
    if (i < rules.length - 1) line(0, '----------');
  });
}
