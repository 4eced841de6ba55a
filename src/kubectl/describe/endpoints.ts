/** Where a Service leads: Endpoints, EndpointSlices, and the short form that Services and Ingresses print. */
import type { Endpoints, EndpointSlice } from '../../engine/api/types.ts';
import type { Describer } from './describer.ts';
import { orNone, orUnset } from './go-values.ts';
import { eventsOf, metadataLines } from './parts.ts';
import { joined } from './probe.ts';

const MAX_SHOWN = 3;

/** `10.0.0.1:80,10.0.0.2:80 + 3 more...`: the ready addresses behind a port's name. */
export function endpointsText(slices: readonly EndpointSlice[], portName: string): string {
  if (slices.length === 0) return '<none>';
  const all: string[] = [];
  let more = false;
  for (const { ports, endpoints } of slices) {
    const chosen = ports?.length ? ports.filter(({ name }) => (name ?? '') === portName) : [undefined];
    for (const port of chosen) {
      for (const { addresses, conditions } of endpoints ?? []) {
        // An endpoint that is not ready still makes the list a longer one.
        if (all.length >= MAX_SHOWN) more = true;
        if (conditions?.ready === false) continue;
        all.push(port ? joined(addresses[0]!, String(port.port ?? 0)) : addresses[0]!);
      }
    }
  }
  return `${all.slice(0, MAX_SHOWN).join(',')}${more ? ` + ${all.length - MAX_SHOWN} more...` : ''}`;
}

export const endpointsDescriber: Describer = {
  group: '', kind: 'Endpoints',
  *describe(context, object, out) {
    metadataLines(out, object);
    out.line(0, 'Subsets:');
    for (const { addresses, notReadyAddresses, ports } of (object as Endpoints).subsets ?? []) {
      out.line(1, `Addresses:\t${orNone(addresses?.map(({ ip }) => ip).join(','))}`);
      out.line(1, `NotReadyAddresses:\t${orNone(notReadyAddresses?.map(({ ip }) => ip).join(','))}`);
      if (ports?.length) {
        out.line(1, 'Ports:');
        out.line(2, 'Name\tPort\tProtocol');
        out.line(2, '----\t----\t--------');
        for (const { name, port, protocol } of ports) out.line(2, `${name || '<unset>'}\t${port}\t${protocol ?? ''}`);
      }
      out.line(0, '');
    }
    yield* eventsOf(context, object, out);
  },
};

export const endpointSliceDescriber: Describer = {
  group: 'discovery.k8s.io', kind: 'EndpointSlice',
  *describe(context, object, out) {
    const { addressType, ports, endpoints } = object as unknown as EndpointSlice;
    metadataLines(out, object);
    out.line(0, `AddressType:\t${addressType}`);
    out.line(0, `Ports:${ports?.length ? '' : ' <unset>'}`);
    if (ports?.length) {
      out.line(1, 'Name\tPort\tProtocol');
      out.line(1, '----\t----\t--------');
      for (const { name, port, protocol } of ports) out.line(1, `${name || '<unset>'}\t${orUnset(port)}\t${protocol ?? ''}`);
    }
    out.line(0, `Endpoints:${endpoints?.length ? '' : ' <none>'}`);
    for (const { addresses, conditions, hostname, targetRef, nodeName, zone } of endpoints ?? []) {
      out.line(1, `- Addresses:\t${orNone(addresses.join(', '))}`);
      out.line(2, 'Conditions:');
      out.line(3, `Ready:\t${orUnset(conditions?.ready)}`);
      out.line(2, `Hostname:\t${orUnset(hostname)}`);
      if (targetRef) out.line(2, `TargetRef:\t${targetRef.kind ?? ''}/${targetRef.name ?? ''}`);
      out.line(2, `NodeName:\t${orUnset(nodeName)}`);
      out.line(2, `Zone:\t${orUnset(zone)}`);
    }
    yield* eventsOf(context, object, out);
  },
};
