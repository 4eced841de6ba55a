import { humanDuration } from '../../engine/api/human-duration.ts';
import type { CertificateSigningRequest } from '../../engine/api/types.ts';
import { SECOND } from '../../engine/kernel/time.ts';
import type { Describer, DescribeWriter } from './describer.ts';
import { rfc1123 } from './go-values.ts';
import { eventsOf, formatLabels } from './parts.ts';
import { parseSigningRequest } from './pkcs10.ts';

export const certificateSigningRequestDescriber: Describer = {
  group: 'certificates.k8s.io', kind: 'CertificateSigningRequest',
  *describe(context, object, out) {
    const { metadata, spec, status } = object as unknown as CertificateSigningRequest;
    out.line(0, `Name:\t${metadata.name ?? ''}`);
    out.line(0, `Labels:\t${formatLabels(metadata.labels)}`);
    out.line(0, `Annotations:\t${formatLabels(metadata.annotations)}`);
    out.line(0, `CreationTimestamp:\t${rfc1123(metadata.creationTimestamp)}`);
    out.line(0, `Requesting User:\t${spec.username ?? ''}`);
    if (spec.signerName) out.line(0, `Signer:\t${spec.signerName}`);
    if (spec.expirationSeconds !== undefined) out.line(0, `Requested Duration:\t${humanDuration(spec.expirationSeconds * SECOND)}`);
    out.line(0, `Status:\t${statusText(status)}`);
    const request = parseSigningRequest(spec.request);
    out.line(0, 'Subject:');
    out.line(0, `\tCommon Name:\t${request?.commonName ?? ''}`);
    out.line(0, `\tSerial Number:\t${request?.serialNumber ?? ''}`);
    listLines(out, request?.subject ?? []);
    if (request?.alternatives.some(([, names]) => names.length > 0)) {
      out.line(0, 'Subject Alternative Names:');
      listLines(out, request.alternatives);
    }
    yield* eventsOf(context, object, out);
  },
};

function listLines(out: DescribeWriter, lists: readonly (readonly [string, readonly string[]])[]): void {
  for (const [title, values] of lists) if (values.length > 0) out.line(0, `\t${title}:\t${values.join('\n\t\t')}`);
}

function statusText(status: CertificateSigningRequest['status']): string {
  const has = (type: string): boolean => status?.conditions?.some((c) => c.type === type) ?? false;
  return `${has('Denied') ? 'Denied' : has('Approved') ? 'Approved' : 'Pending'}${has('Failed') ? ',Failed' : ''}${status?.certificate ? ',Issued' : ''}`;
}
