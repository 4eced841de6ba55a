import type { AnyObject, LimitRange, Namespace, ResourceQuota } from '../../engine/api/types.ts';
import type { Describer } from './describer.ts';
import { rfc1123 } from './go-values.ts';
import { limitLines } from './limitrange.ts';
import { metadataLines } from './parts.ts';
import { quotaLines } from './resourcequota.ts';

export const namespaceDescriber: Describer = {
  group: '', kind: 'Namespace',
  *describe(context, object, out) {
    const { metadata, status } = object as Namespace;
    const quotas = yield* context.list<AnyObject>({ group: '', version: 'v1', resource: 'resourcequotas' }, metadata.name);
    const ranges = yield* context.list<AnyObject>({ group: '', version: 'v1', resource: 'limitranges' }, metadata.name);
    metadataLines(out, object);
    out.line(0, `Status:\t${status?.phase ?? ''}`);
    const conditions = status?.conditions ?? [];
    if (conditions.length > 0) {
      out.line(0, 'Conditions:');
      out.line(1, 'Type\tStatus\tLastTransitionTime\tReason\tMessage');
      out.line(1, '----\t------\t------------------\t------\t-------');
      for (const c of conditions) out.line(1, `${c.type}\t${c.status}\t${rfc1123(c.lastTransitionTime)}\t${c.reason ?? ''}\t${c.message ?? ''}`);
    }
    if (quotas) {
      out.line(0, '');
      quotaLines(out, quotas as unknown as ResourceQuota[]);
    }
    if (ranges) {
      out.line(0, '');
      limitLines(out, ranges as unknown as LimitRange[]);
    }
  },
};
