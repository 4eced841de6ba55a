import { canonicalQuantity } from '../../engine/api/quantity.ts';
import type { LimitRange } from '../../engine/api/types.ts';
import type { Describer, DescribeWriter } from './describer.ts';

const HEAD = 'Type\tResource\tMin\tMax\tDefault Request\tDefault Limit\tMax Limit/Request Ratio';
const RULE = '----\t--------\t---\t---\t---------------\t-------------\t-----------------------';

export const limitRangeDescriber: Describer = {
  group: '', kind: 'LimitRange',
  describe(_context, object, out) {
    const range = object as LimitRange;
    out.line(0, `Name:\t${range.metadata.name ?? ''}`);
    out.line(0, `Namespace:\t${range.metadata.namespace ?? ''}`);
    out.line(0, HEAD);
    out.line(0, RULE);
    rangeLines(out, '', range);
  },
};

/** All limits of a namespace. */
export function limitLines(out: DescribeWriter, ranges: readonly LimitRange[]): void {
  if (ranges.length === 0) return out.line(0, 'No LimitRange resource.');
  out.line(0, `Resource Limits\n ${HEAD}`);
  out.line(0, ` ${RULE}`);
  for (const range of ranges) rangeLines(out, ' ', range);
}

/** kubectl's own order of resources is the chance of a Go map; here it is by name. */
function rangeLines(out: DescribeWriter, lead: string, { spec }: LimitRange): void {
  for (const { type, min, max, defaultRequest, default: limit, maxLimitRequestRatio } of spec?.limits ?? []) {
    const columns = [min, max, defaultRequest, limit, maxLimitRequestRatio];
    const names = [...new Set(columns.flatMap((list) => Object.keys(list ?? {})))].sort();
    for (const name of names) out.line(0, `${lead}${type}\t${name}\t${columns.map((list) => (list?.[name] === undefined ? '-' : canonicalQuantity(list[name]))).join('\t')}`);
  }
}
