/** The address ranges of Services and the addresses given out of them. */
import type { IPAddress, ServiceCIDR } from '../../engine/api/types.ts';
import type { Describer } from './describer.ts';
import { rfc1123 } from './go-values.ts';
import { eventsOf, metadataLines } from './parts.ts';

export const serviceCIDRDescriber: Describer = {
  group: 'networking.k8s.io', kind: 'ServiceCIDR',
  *describe(context, object, out) {
    const { spec, status } = object as ServiceCIDR;
    metadataLines(out, object);
    out.line(0, `CIDRs:\t${(spec?.cidrs ?? []).join(', ')}`);
    const conditions = status?.conditions ?? [];
    if (conditions.length > 0) {
      out.line(0, 'Status:');
      out.line(0, 'Conditions:');
      out.line(1, 'Type\tStatus\tLastTransitionTime\tReason\tMessage');
      out.line(1, '----\t------\t------------------\t------\t-------');
      for (const c of conditions) out.line(1, `${c.type}\t${c.status}\t${rfc1123(c.lastTransitionTime)}\t${c.reason}\t${c.message}`);
    }
    yield* eventsOf(context, object, out);
  },
};

export const ipAddressDescriber: Describer = {
  group: 'networking.k8s.io', kind: 'IPAddress',
  *describe(context, object, out) {
    metadataLines(out, object);
    const parent = (object as IPAddress).spec?.parentRef;
    if (parent) {
      out.line(0, 'Parent Reference:');
      out.line(1, `Group:\t${parent.group ?? ''}`);
      out.line(1, `Resource:\t${parent.resource ?? ''}`);
      out.line(1, `Namespace:\t${parent.namespace ?? ''}`);
      out.line(1, `Name:\t${parent.name ?? ''}`);
    }
    yield* eventsOf(context, object, out);
  },
};
